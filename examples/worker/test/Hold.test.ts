import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { database, isServer } from "../../../packages/token-store/test/servers.ts"
import { FRESH } from "../src/engine/Gate.ts"
import { Holds } from "../src/jobs/Holds.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { ended, gone, layer as shop, seed, until } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

const server = await database()
let merchants = 0

const add = Effect.fnUntraced(function*(pg: string, ...keys: ReadonlyArray<string>) {
  const { merchant } = yield* Settings
  const jobs = keys.map((key) => ({ key, impUid: `imp_${merchant}_${key}`, amount: 100 }))
  for (const { impUid } of jobs) yield* seed(impUid, { pg_provider: pg })
  yield* (yield* JobStore).add(jobs, "test")
})

/** The keys of the refunds in the sandbox ledger. */
const refunded = Effect.map(gone, (lines) => lines.map((line) => line.replace(/.*_/, "")).toSorted())

const received = Effect.flatMap(Sandbox, ({ requests }) => requests)

/** With SQLite, a file has one worker. */
type Machines = () => typeof Worker.refunds
const two: Machines = () => Layer.merge(Layer.fresh(Worker.refunds), Layer.fresh(Worker.refunds))

const tests = (
  layer: (settings?: Readonly<Record<string, string>>) => ReturnType<typeof shop>,
  machines: Machines
) =>
() => {
  it.live(
    "hold of a merchant or of all sends nothing until it is lifted, also after a restart",
    () =>
      Effect.gen(function*() {
        const holds = yield* Holds
        yield* holds.put({ what: "merchant" })
        yield* add("kcp", "a", "b")

        yield* Effect.provide(Effect.sleep("500 millis"), Layer.fresh(Worker.refunds))
        yield* holds.put({ what: "all" })
        yield* holds.lift({ what: "merchant" })
        yield* Effect.provide(Effect.sleep("500 millis"), Layer.fresh(Worker.refunds))
        assert.deepStrictEqual(yield* refunded, [])
        yield* holds.lift({ what: "all" })
        yield* Effect.provide(ended("a", "b"), Layer.fresh(Worker.refunds))

        assert.deepStrictEqual(yield* refunded, ["a", "b"])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "hold of a PG looks its payments up, sends nothing there, and refunds the others",
    () =>
      Effect.gen(function*() {
        const holds = yield* Holds
        const sql = yield* SqlClient.SqlClient
        const { merchant } = yield* Settings
        yield* holds.put({ what: "pg", pg: "kcp" })
        yield* add("kcp", "a", "b")
        yield* add("nice", "c")

        yield* Effect.gen(function*() {
          yield* ended("c")
          const waiting = yield* until(({ pg, state }) => state === "waiting" && pg === "kcp", "a", "b")
          // Nothing was sent, so the next call is the first one.
          assert.deepStrictEqual(waiting.map(({ attempts, sends }) => [attempts, sends]), [[0, 0], [0, 0]])
          assert.deepStrictEqual(yield* refunded, ["c"])
          yield* holds.lift({ what: "pg", pg: "kcp" })
          yield* sql`UPDATE refund_job SET due_at = 0 WHERE merchant = ${merchant} AND state = 'waiting'`
          const jobs = yield* ended("a", "b")
          assert.deepStrictEqual(jobs.map(({ attempts, sends }) => [attempts, sends]), [[1, 1], [1, 1]])
        }).pipe(Effect.provide(Worker.refunds))

        assert.deepStrictEqual(yield* refunded, ["a", "b", "c"])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live("hold stops those that wait in the limits, and lets pass what had begun", () =>
    Effect.gen(function*() {
      const holds = yield* Holds
      const keys = Array.from({ length: 10 }, (_, n) => `r-${n}`)
      const { fault } = yield* Sandbox
      yield* Effect.forEach(keys, () => fault({ route: "cancel", fault: "slow", ms: 300 }))
      yield* add("kcp", ...keys)

      yield* Effect.gen(function*() {
        while (((yield* received).cancel?.received ?? 0) === 0) yield* Effect.sleep("5 millis")
        yield* holds.put({ what: "all" })
        yield* Effect.sleep(FRESH + 50)
        const before = (yield* received).cancel?.received ?? 0
        assert.isBelow(before, keys.length)
        yield* Effect.sleep("1 second")
        assert.strictEqual((yield* received).cancel?.received, before)
        yield* holds.lift({ what: "all" })
        yield* ended(...keys)
      }).pipe(Effect.provide(machines()))

      assert.strictEqual((yield* received).cancel?.received, keys.length)
      assert.lengthOf(yield* refunded, keys.length)
    }).pipe(Effect.provide(layer({ WORKER_PER_GATEWAY: "2" }))), LIMIT)

  it.live("hold finds a cancel whose response was lost, because look-ups go on", () =>
    Effect.gen(function*() {
      const holds = yield* Holds
      yield* (yield* Sandbox).fault({ route: "cancel", fault: "drop-after-commit" })
      yield* add("kcp", "a")

      const [job] = yield* Effect.gen(function*() {
        while ((yield* refunded).length === 0) yield* Effect.sleep("2 millis")
        yield* holds.put({ what: "all" })
        return yield* ended("a")
      }).pipe(Effect.provide(Worker.refunds))

      assert.strictEqual(job?.state, "done")
      assert.deepStrictEqual(yield* refunded, ["a"])
    }).pipe(Effect.provide(layer())), LIMIT)
}

describe("a hold on SQLite", tests((settings) => shop(settings), () => Worker.refunds))

if (isServer(server)) {
  afterAll(server.stop)
  describe(
    "a hold on PostgreSQL",
    tests(
      (settings) => shop({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `hold${merchants++}`, ...settings }),
      two
    )
  )
} else it.skip(server)
