import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { database, isServer } from "../../../packages/token-store/test/servers.ts"
import type { JobDecision } from "../src/engine/JobDecision.ts"
import type { Job } from "../src/jobs/Job.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { layer as shop } from "./shop.ts"

const rejected: JobDecision = { state: "rejected", sends: 1, outcome: { outcome: "Rejected", cause: "no" } }
const done: JobDecision = { state: "done", sends: 1, outcome: { outcome: "Succeeded", amount: 100 } }
const retrying: JobDecision = {
  state: "retrying",
  sends: 1,
  outcome: { outcome: "Undetermined", cause: "NeverConfirmed" }
}

/** Adds a refund of each payment and claims all that may be called. */
const claimed = Effect.fnUntraced(function*(...payments: ReadonlyArray<string>) {
  const store = yield* JobStore
  yield* store.add(payments.map((impUid, n) => ({ key: `r-${n}`, impUid, amount: 100 + n })), "test")
  // The database returns them in any order.
  return (yield* store.claim("me", 10)).toSorted((one, other) => one.key < other.key ? -1 : 1)
})

/** Claims a job as after its lease, or after its runner has died. */
const again = Effect.fnUntraced(function*(key: string) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`UPDATE refund_job SET due_at = 0 WHERE key = ${key}`
  return (yield* (yield* JobStore).claim("you", 10)).find((job) => job.key === key)
})

const stateOf = (key: string) =>
  Effect.flatMap(JobStore, (store) => Effect.map(store.get([key]), ([job]) => job?.state))

const server = await database()
let tables = 0
const tests = (layer: () => ReturnType<typeof shop>) => () => {
  it.live("claims one refund of a payment at a time, and the next after that one is final", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first, other] = yield* claimed("imp_1", "imp_2", "imp_1")
      assert.deepStrictEqual([first?.key, other?.key, (yield* store.claim("you", 10)).length], ["r-0", "r-1", 0])

      yield* store.record(first!, retrying)
      const meanwhile = (yield* store.claim("you", 10)).map(({ key }) => key)
      assert.notInclude(meanwhile, "r-2", "the cancel of the first may still be on its way")
      yield* store.record((yield* again("r-0"))!, done)

      assert.deepStrictEqual((yield* store.claim("you", 10)).map(({ key }) => key), ["r-2"])
    }).pipe(Effect.provide(layer())))

  it.live("adds none where one may be a known refund under another key, unless that is allowed", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const add = (allowSame: boolean, ...keys: ReadonlyArray<string>) =>
        store.add(
          [...keys.map((key) => ({ key, impUid: "imp_1", amount: 100 })), { key: "x", impUid: "imp_2", amount: 1 }],
          "test",
          {
            allowSame
          }
        )

      const results = [
        yield* add(false, "a", "b"),
        yield* add(false, "a"),
        yield* add(false, "a"),
        yield* add(false, "b"),
        yield* add(true, "b"),
        yield* add(false, "b", "a")
      ]

      assert.deepStrictEqual(
        results.map(({ added, same }) => [added, same.map(({ job, other }) => [job.key, other.key])]),
        [
          [0, [["b", "a"]]],
          [2, []],
          [0, []],
          [0, [["b", "a"]]],
          [1, [["b", "a"]]],
          [0, []]
        ]
      )
    }).pipe(Effect.provide(layer())))

  it.live("claims no more at once than asked for", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* store.add(
        Array.from({ length: 5 }, (_, n) => ({ key: `r-${n}`, impUid: `imp_${n}`, amount: 1 })),
        "test"
      )

      const sizes = yield* Effect.forEach(
        ["me", "you", "me"],
        (runner) => Effect.map(store.claim(runner, 3), ({ length }) => length)
      )

      assert.deepStrictEqual(sizes, [3, 2, 0])
    }).pipe(Effect.provide(layer())))

  it.live("claims only the jobs of a command, and does not wait for others in front of them that no process makes", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const add = (source: string, ...payments: ReadonlyArray<string>) =>
        store.add(
          payments.map((impUid) => ({ key: `${source} ${impUid}`, impUid, amount: source === "http" ? 1 : 2 })),
          source
        )
      yield* add("http", "imp_1", "imp_2", "imp_3")
      yield* add("file", "imp_1", "imp_4", "imp_5")
      const of = { source: "file", keys: ["http imp_3"] }

      const claimed = [
        yield* store.claim("me", 10, { of: { keys: ["http imp_1"] } }),
        yield* store.claim("me", 10, { of }),
        yield* store.claim("me", 10, { of: {} }),
        yield* store.claim("me", 10)
      ].map((jobs) => jobs.map(({ key }) => key).toSorted())

      assert.deepStrictEqual(claimed, [
        ["http imp_1"],
        ["file imp_4", "file imp_5", "http imp_3"],
        [],
        ["http imp_2"]
      ])
      assert.deepStrictEqual([yield* store.total(of), yield* store.open(of), yield* store.open(of, true)], [4, 4, 3])
    }).pipe(Effect.provide(layer())))

  it.live("claims no more of a PG than it has room for, and the others that are due behind them", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      const at = (pg: string | null, n: number) => ({
        key: `${pg ?? "unknown"} ${n}`,
        impUid: `imp_${pg}_${n}`,
        amount: 1
      })
      const jobs = ["slow", "hung", null, "fast"].flatMap((pg) => [1, 2, 3, 4].map((n) => at(pg, n)))
      yield* store.add(jobs, "test")
      for (const pg of ["slow", "hung", "fast"]) {
        yield* sql`UPDATE refund_job SET pg = ${pg} WHERE key LIKE ${`${pg} %`}`
      }
      // Due first, so that it is not only the order that leaves them out.
      yield* sql`UPDATE refund_job SET due_at = due_at - 1000 WHERE pg IN ('slow', 'hung')`
      const count = (claimed: ReadonlyArray<Job>, pg: string) => claimed.filter(({ key }) => key.startsWith(pg)).length

      const room = new Map([["slow", 2], ["hung", 0]])
      const first = yield* store.claim("me", 20, { room })
      assert.deepStrictEqual(["slow", "hung", "unknown", "fast"].map((pg) => count(first, pg)), [2, 0, 4, 4])
      const second = yield* store.claim("me", 20, { room: new Map([["hung", 1]]) })
      assert.deepStrictEqual([count(second, "slow"), count(second, "hung")], [2, 1])
    }).pipe(Effect.provide(layer())))

  it.live("stores a rejection only of the call that started last, because a later call may still send", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first] = yield* claimed("imp_1")
      const second = yield* again("r-0")

      yield* store.record(first!, rejected)
      assert.strictEqual(yield* stateOf("r-0"), "running")
      yield* store.record(second!, rejected)
      assert.strictEqual(yield* stateOf("r-0"), "rejected")
    }).pipe(Effect.provide(layer())))

  it.live("stores a confirmed refund, also from an earlier call and after another outcome", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first] = yield* claimed("imp_1")
      yield* store.record((yield* again("r-0"))!, rejected)

      yield* store.record(first!, done)
      assert.strictEqual(yield* stateOf("r-0"), "done")
      yield* store.record(first!, retrying)
      assert.strictEqual(yield* stateOf("r-0"), "done")
      assert.isFalse(yield* store.retry((yield* store.get(["r-0"]))[0]!))
    }).pipe(Effect.provide(layer())))

  it.live("claims no job that is final, needs review, or is running", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first, second] = yield* claimed("imp_1", "imp_2", "imp_3")
      yield* store.record(first!, done)
      yield* store.record(second!, { ...retrying, state: "needs-review" })

      const more = [yield* again("r-0"), yield* again("r-1"), ...yield* store.claim("you", 10)]

      assert.deepStrictEqual(more, [undefined, undefined])
      assert.strictEqual(yield* stateOf("r-2"), "running")
    }).pipe(Effect.provide(layer())))

  it.live("claims a running job again when its runner is not alive, and leaves those of the living", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      yield* claimed("imp_1")
      yield* store.add([{ key: "of the dead", impUid: "imp_2", amount: 1 }], "test")
      yield* store.claim("dead", 10)

      assert.strictEqual(yield* store.makeOrphansDue(["you", "me"]), 1)
      const [orphan, ...rest] = yield* store.claim("you", 10)

      assert.deepStrictEqual([orphan?.key, orphan?.attempts, rest], ["of the dead", 2, []])
    }).pipe(Effect.provide(layer())))

  it.live("does not claim a job again whose call is known to be slow", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const sql = yield* SqlClient.SqlClient
      yield* claimed("imp_1", "imp_2")
      yield* sql`UPDATE refund_job SET due_at = 0`

      const due = yield* store.claim("me", 10, { except: ["r-0"] })

      assert.deepStrictEqual(due.map(({ key }) => key), ["r-1"])
    }).pipe(Effect.provide(layer())))

  it.live("counts a retry that is due much later as done, so that an import does not wait for it", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [first, second] = yield* claimed("imp_1", "imp_2", "imp_3")
      yield* store.record(first!, done)
      yield* store.record(second!, retrying)
      const soon = yield* store.open({ source: "test" })
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE refund_job SET due_at = due_at + 120000 WHERE key = 'r-1'`
      const late = yield* store.open({ source: "test" })

      assert.deepStrictEqual([yield* store.total({ source: "test" }), soon, late], [3, 2, 1])
      assert.deepStrictEqual([yield* store.total({ keys: ["r-2"] }), yield* store.open({ keys: ["r-2"] })], [1, 1])
    }).pipe(Effect.provide(layer())))

  it.live("sums the amounts of each currency for itself", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const [won, dollars, more] = yield* claimed("imp_1", "imp_2", "imp_3", "imp_1")
      yield* store.record(won!, done, { pg: undefined, currency: "KRW" })
      yield* store.record(dollars!, done, { pg: undefined, currency: "USD" })
      yield* store.record(more!, done, { pg: undefined, currency: "KRW" })

      const { done: made, waiting } = yield* store.count

      assert.deepStrictEqual([made?.jobs, ...made?.amounts ?? []], [3, ["KRW", 202], ["USD", 101]])
      assert.deepStrictEqual([waiting?.jobs, ...waiting?.amounts ?? []], [1, ["", 103]])
    }).pipe(Effect.provide(layer())))

  it.live("stores many outcomes at once, each by the rule of its own job", () =>
    Effect.gen(function*() {
      const store = yield* JobStore
      const jobs = yield* claimed(...Array.from({ length: 9 }, (_, n) => `imp_${n}`))
      const [first, second, ...others] = jobs
      const later = yield* again(first!.key)

      yield* Effect.all([
        store.record(first!, rejected),
        store.record(later!, retrying, { pg: "kcp", currency: "KRW" }),
        store.record(second!, rejected),
        store.record(second!, done),
        ...others.map((job) => store.record(job, done, { pg: "no\ud800", currency: undefined }))
      ], { concurrency: "unbounded" })

      const stored = new Map((yield* store.get(jobs.map(({ key }) => key))).map((job) => [job.key, job]))
      assert.deepStrictEqual(jobs.map(({ key }) => stored.get(key)?.state), [
        "retrying",
        ...jobs.slice(1).map(() => "done" as const)
      ])
      assert.deepStrictEqual(stored.get(first!.key)?.outcome, retrying.outcome)
      assert.deepStrictEqual([stored.get(first!.key)?.pg, stored.get(first!.key)?.currency], ["kcp", "KRW"])
    }).pipe(Effect.provide(layer())))
}

describe("the table of refunds on SQLite", tests(() => shop({ WORKER_PAUSES: "usual" })))

if (isServer(server)) {
  afterAll(server.stop)
  describe(
    "the table of refunds on PostgreSQL",
    tests(() => shop({ WORKER_DATABASE_URL: server.url, WORKER_PAUSES: "usual", WORKER_MERCHANT: `table ${tables++}` }))
  )
} else it.skip(server)
