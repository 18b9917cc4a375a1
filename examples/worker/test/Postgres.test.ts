import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { isServer, postgres } from "../../../packages/token-store/test/servers.ts"
import { JobStore } from "../src/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { freePort } from "./postgres/fleet.ts"
import { ended, gone, layer, seed } from "./shop.ts"

const server = await postgres()

const plan = Array.from({ length: 20 }, (_, n) => ({
  key: `refund-${n}`,
  impUid: `imp_${n >> 1}`,
  amount: 1000 + 1000 * (n % 2)
}))
const keys = plan.map(({ key }) => key)

/** A worker at an address of its own. */
const machine = Effect.map(Effect.promise(freePort), (runnerPort) =>
  Layer.fresh(Worker.refunds).pipe(
    Layer.provide(Layer.effect(Settings, Effect.map(Settings, (settings) => ({ ...settings, runnerPort }))))
  ))

/** How many machines have a part of the work. */
const atWork = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ machines: number }>`
    SELECT count(DISTINCT pid)::int AS machines FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted`
  return row?.machines ?? 0
})

if (isServer(server)) {
  afterAll(server.stop)
  const shop = (merchant: string) => layer({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: merchant })

  describe("workers on PostgreSQL", () => {
    it.live("share the refunds out and make each of them once, also when an answer is lost", () =>
      Effect.gen(function*() {
        yield* Effect.forEach(new Set(plan.map(({ impUid }) => impUid)), (impUid) => seed(impUid))
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "drop-after-commit" })
        const both = Layer.mergeAll(yield* machine, yield* machine)

        const jobs = yield* Effect.gen(function*() {
          while ((yield* atWork) < 2) yield* Effect.sleep("20 millis")
          yield* (yield* JobStore).takeIn(plan, "test")
          return yield* ended(...keys)
        }).pipe(Effect.provide(both))

        assert.deepStrictEqual(jobs.map(({ state }) => state), plan.map(() => "done"))
        assert.deepStrictEqual(
          (yield* gone).toSorted(),
          plan.map(({ amount, impUid }) => `${amount} of ${impUid}`).toSorted()
        )
        const sql = yield* SqlClient.SqlClient
        assert.lengthOf(yield* sql`SELECT imp_uid FROM portone_refund_ledger`, 10)
      }).pipe(Effect.provide(shop("shared"))))

    it.live("never hold two refunds of a payment at once, although they choose at the same moment", () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* store.takeIn(plan, "test")

        const taken = yield* Effect.forEach(["one", "two", "three", "four"], (runner) => store.claim(runner, 4), {
          concurrency: "unbounded"
        })

        const payments = taken.flat().map(({ impUid }) => impUid)
        assert.lengthOf(payments, 10)
        assert.strictEqual(new Set(payments).size, 10)
      }).pipe(Effect.provide(shop("choosing"))))

    it.live("say so when the database is away, without its password", () =>
      Effect.gen(function*() {
        const url = new URL(server.url)
        url.port = String(yield* Effect.promise(freePort))

        const trouble = yield* Effect.flip(Effect.scoped(Layer.build(layer({ WORKER_DATABASE_URL: url.href }))))

        assert.include(trouble.message, "ECONNREFUSED")
        assert.include(trouble.message, "WORKER_DATABASE_URL")
        assert.notInclude(trouble.message, url.password)
      }))
  })
} else it.skip(server)
