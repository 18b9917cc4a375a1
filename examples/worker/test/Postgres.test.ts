import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { database, isServer } from "../../../packages/token-store/test/servers.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import * as Worker from "../src/Worker.ts"
import { jump, rotation } from "./edges.ts"
import { MERCHANT, upgrade } from "./firstVersion.ts"
import { freePort } from "./process.ts"
import { ended, gone, layer, seed } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const server = await database()

const plan = Array.from({ length: 20 }, (_, n) => ({
  key: `refund-${n}`,
  impUid: `imp_${n >> 1}`,
  amount: 1000 + 1000 * (n % 2)
}))
const keys = plan.map(({ key }) => key)

/** A worker with its own name and its own shards. */
const machine = () => Layer.fresh(Worker.refunds)

/** Locks of this file's database: the server has others. */
const isHere = (sql: SqlClient.SqlClient) =>
  sql.literal("database = (SELECT oid FROM pg_database WHERE datname = current_database())")

/** How many machines own shards. */
const atWork = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const [row] = yield* sql<{ machines: number }>`
    SELECT count(DISTINCT pid)::int AS machines FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND ${isHere(sql)}`
  return row?.machines ?? 0
})

if (isServer(server)) {
  afterAll(server.stop)
  const shop = (merchant: string) => layer({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: merchant })

  describe("workers on PostgreSQL", () => {
    it.live(
      "divide the refunds among them and make each once, also when a response is lost",
      () =>
        Effect.gen(function*() {
          yield* Effect.forEach(new Set(plan.map(({ impUid }) => impUid)), (impUid) => seed(impUid))
          yield* (yield* Sandbox).fault({ route: "cancel", fault: "drop-after-commit" })
          const machines = Layer.mergeAll(machine(), machine())

          const jobs = yield* Effect.gen(function*() {
            while ((yield* atWork) < 2) yield* Effect.sleep("20 millis")
            yield* (yield* JobStore).add(plan, "test")
            return yield* ended(...keys)
          }).pipe(Effect.provide(machines))

          assert.deepStrictEqual(jobs.map(({ state }) => state), plan.map(() => "done"))
          assert.deepStrictEqual(
            (yield* gone).toSorted(),
            plan.map(({ amount, impUid }) => `${amount} of ${impUid}`).toSorted()
          )
          const sql = yield* SqlClient.SqlClient
          assert.lengthOf(yield* sql`SELECT imp_uid FROM portone_refund_ledger`, 10)
        }).pipe(Effect.provide(shop("shared"))),
      LIMIT
    )

    it.live("store an outcome without the words that PostgreSQL does not take", () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* store.add([{ key: "odd", impUid: "imp_odd", amount: 1 }, {
          key: "usual",
          impUid: "imp_usual",
          amount: 1
        }], "test")
        const jobs = yield* store.claim("me", 2)
        yield* Effect.forEach(jobs, (job) =>
          store.record(
            job,
            { state: "done", sends: 1, outcome: { outcome: "Succeeded", amount: 1, cause: "answer" } },
            {
              pg: job.key === "odd" ? "k\0cp" : "kcp",
              currency: "KRW"
            }
          ), { concurrency: "unbounded" })

        const [odd, usual] = yield* store.get(["odd", "usual"])
        assert.deepStrictEqual([odd?.state, odd?.outcome, odd?.pg], [
          "done",
          { outcome: "Succeeded", amount: 1 },
          undefined
        ])
        assert.deepStrictEqual([usual?.state, usual?.pg], ["done", "kcp"])
      }).pipe(Effect.provide(shop("odd"))), LIMIT)

    it.live(
      "never claim two refunds of one payment, also when they claim at the same moment",
      () =>
        Effect.gen(function*() {
          const store = yield* JobStore
          yield* store.add(plan, "test")

          const claimed = yield* Effect.forEach(["one", "two", "three", "four"], (runner) => store.claim(runner, 4), {
            concurrency: "unbounded"
          })

          const payments = claimed.flat().map(({ impUid }) => impUid)
          assert.lengthOf(payments, 10)
          assert.strictEqual(new Set(payments).size, 10)
        }).pipe(Effect.provide(shop("claiming"))),
      LIMIT
    )

    it.live(
      "add a payment and amount under one of two keys, also when two machines add at the same moment",
      () =>
        Effect.gen(function*() {
          const store = yield* JobStore
          const sql = yield* SqlClient.SqlClient
          const isAdded = yield* Deferred.make<void>()
          const isWaiting = Effect.map(
            sql`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND ${isHere(sql)}`,
            ({ length }) => length > 0
          )
          const add = (key: string) => store.add([{ key, impUid: "imp_same", amount: 1 }], "test")

          const [first, second] = yield* Effect.gen(function*() {
            const other = yield* Effect.forkScoped(
              Effect.andThen(Deferred.await(isAdded), sql.withTransaction(add("123")))
            )
            const first = yield* sql.withTransaction(Effect.gen(function*() {
              const added = yield* add("000123")
              yield* Deferred.succeed(isAdded, undefined)
              // Without the lock, the second ends here.
              yield* Effect.raceFirst(
                Fiber.await(other),
                Effect.repeat(Effect.delay(isWaiting, "10 millis"), { until: (is) => is })
              )
              return added
            }))
            return [first, yield* Fiber.join(other)] as const
          }).pipe(Effect.scoped)

          assert.deepStrictEqual([first.added, second.added, second.same.map(({ other }) => other.key)], [1, 0, [
            "000123"
          ]])
        }).pipe(Effect.provide(shop("adding"))),
      LIMIT
    )

    it.live(
      "upgrade the tables of the first version, and continue their jobs",
      () => Effect.provide(upgrade, shop(MERCHANT)),
      LIMIT
    )

    it.live(
      "E5.6 take a due time that no clock can have meant as now, by the clock of the database",
      () => Effect.provide(jump, shop("clock")),
      LIMIT
    )

    it.live(
      "E1.1 E1.2 refuse a process with another secret, and allow a rotation",
      () => Effect.provide(rotation, shop("secrets")),
      LIMIT
    )

    it.live("report that the database is unavailable, without its password", () =>
      Effect.gen(function*() {
        const url = new URL(server.url)
        url.port = String(yield* Effect.promise(freePort))

        const error = yield* Effect.flip(Effect.scoped(Layer.build(layer({ WORKER_DATABASE_URL: url.href }))))

        assert.include(error.message, "ECONNREFUSED")
        assert.include(error.message, "WORKER_DATABASE_URL")
        assert.notInclude(error.message, url.password)
      }), LIMIT)
  })
} else it.skip(server)
