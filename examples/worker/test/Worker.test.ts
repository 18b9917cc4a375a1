import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Console, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import * as Database from "../src/Database.ts"
import { isWorker } from "../src/Database.ts"
import * as Limits from "../src/engine/Limits.ts"
import type { Outcome } from "../src/jobs/Job.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { Settings } from "../src/Settings.ts"
import * as Worker from "../src/Worker.ts"
import { proxy, through } from "./proxy.ts"
import { directory, ended, gone, layer, seed, until } from "./shop.ts"

const refund = (key: string, impUid: string, amount: number) => ({ key, impUid, amount })

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

describe.concurrent("a worker on SQLite", () => {
  it.live(
    "refunds jobs that were added before it started and while it runs, and stores each outcome",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* seed("imp_1")
        yield* seed("imp_2", { amount: 1000 })
        yield* store.add([refund("a", "imp_1", 3000), refund("too much", "imp_2", 2000)], "test")

        const [a, tooMuch, later] = yield* Effect.gen(function*() {
          yield* ended("a")
          yield* store.add([refund("later", "imp_1", 500)], "test")
          return yield* ended("a", "too much", "later")
        }).pipe(Effect.provide(Worker.refunds))

        assert.deepStrictEqual(a?.outcome, { outcome: "Succeeded", amount: 3000, cause: "answer" })
        assert.deepStrictEqual(tooMuch?.outcome, { outcome: "NotRefunded", cause: "InsufficientBalance" })
        assert.deepStrictEqual([a?.sends, tooMuch?.sends, later?.state], [1, 0, "done"])
        assert.deepStrictEqual(yield* gone, ["3000 of imp_1", "500 of imp_1"])
        const sql = yield* SqlClient.SqlClient
        assert.lengthOf(yield* sql`SELECT imp_uid FROM portone_refund_ledger WHERE imp_uid = 'imp_1'`, 1)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "refunds once when the response to a cancel is lost, and makes refunds of one payment one by one",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* seed("imp_1")
        yield* (yield* Sandbox).fault({ route: "cancel", fault: "drop-after-commit" })
        const keys = ["a", "b", "c", "d", "e"]
        yield* store.add(keys.map((key, n) => refund(key, "imp_1", 100 + n)), "test")

        const jobs = yield* Effect.provide(ended(...keys), Worker.refunds)

        assert.deepStrictEqual(jobs.map(({ state }) => state), ["done", "done", "done", "done", "done"])
        // One by one, no cancel meets a balance that another one has changed.
        assert.deepStrictEqual(jobs.map(({ sends }) => sends), [1, 1, 1, 1, 1])
        assert.lengthOf(yield* gone, 5)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "E5.5 retries a payment that cannot be looked up for as long as it takes, and continues by itself",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* store.add([refund("a", "imp_nowhere", 100)], "test")
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE refund_job SET round = 30`

        const [job, again] = yield* Effect.gen(function*() {
          const [job] = yield* until(({ dispatches, state }) => state === "retrying" && dispatches > 31, "a")
          yield* seed("imp_nowhere")
          const [again] = yield* until(({ state }) => state === "done", "a")
          return [job, again] as const
        }).pipe(Effect.provide(Worker.refunds))

        assert.deepStrictEqual([job?.outcome?.outcome, job?.sends], ["PaymentNotFound", 0])
        assert.include(job?.outcome?.advice, "The worker calls again by itself")
        assert.strictEqual(again?.sends, 1)
        assert.deepStrictEqual(yield* gone, ["100 of imp_nowhere"])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "continues at once the jobs of a process that died, which have a lease of minutes",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        yield* seed("imp_1")
        yield* seed("imp_2")
        yield* store.add([refund("a", "imp_1", 100), refund("b", "imp_2", 200)], "test")
        yield* store.claim("a process that died", 2)

        const jobs = yield* Effect.provide(ended("a", "b"), Worker.refunds)

        for (const { attempts, dispatches, state } of jobs) {
          assert.deepStrictEqual([state, dispatches, attempts], ["done", 2, 2])
        }
        assert.deepStrictEqual((yield* gone).toSorted(), ["100 of imp_1", "200 of imp_2"])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "E5.5 rejects a refund with an invalid amount also after a crash, because nothing of it was sent",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        const sql = yield* SqlClient.SqlClient
        yield* seed("imp_1")
        yield* seed("imp_2")
        yield* store.add([refund("no such won", "imp_1", 100.5), refund("made", "imp_2", 200)], "test")
        yield* store.claim("a process that died", 2)
        const run = Effect.provide(ended("no such won", "made"), Worker.refunds)
        const [invalid, made] = yield* run
        // As an earlier version with other checks has left it.
        yield* sql`UPDATE refund_job SET state = 'running', runner = 'dead', reason = ${"가".repeat(300)}
          WHERE key = 'made'`
        const [, again] = yield* run

        assert.deepStrictEqual([invalid?.state, invalid?.attempts, made?.state], ["rejected", 2, "done"])
        assert.include(invalid?.outcome?.advice, "more decimals")
        assert.deepStrictEqual([again?.state, again?.outcome?.amount, again?.sends], ["done", 200, 1])
        assert.deepStrictEqual(yield* gone, ["200 of imp_2"])
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live(
    "has no more refunds in progress than its limit, and none of a payment beside another",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        const { refunds } = yield* Limits.Limits
        const payments = Array.from({ length: refunds + 20 }, (_, n) => `imp_${n}`)
        yield* Effect.forEach(payments, (impUid) => seed(impUid))
        const { state, url } = yield* proxy
        state.is = "closed"
        const second = payments.slice(0, 40).map((impUid, n) => refund(`b-${n}`, impUid, 2))
        const jobs = [...payments.map((impUid, n) => refund(`a-${n}`, impUid, 1)), ...second]
        yield* store.add(jobs, "test")

        const begun = yield* Effect.gen(function*() {
          while (((yield* store.count).running?.jobs ?? 0) < refunds) yield* Effect.sleep("5 millis")
          yield* Effect.sleep("600 millis")
          const begun = (yield* store.get(jobs.map(({ key }) => key))).filter(({ state }) => state === "running")
          state.is = "open"
          yield* ended(...jobs.map(({ key }) => key))
          return begun
        }).pipe(Effect.provide(Worker.refunds.pipe(Layer.provide(through(url)))))

        assert.lengthOf(begun, refunds)
        assert.strictEqual(new Set(begun.map(({ impUid }) => impUid)).size, refunds)
        assert.lengthOf(yield* gone, jobs.length)
      }).pipe(Effect.scoped, Effect.provide(Limits.layer.pipe(Layer.provideMerge(layer({ WORKER_CONCURRENCY: "2" }))))),
    LIMIT
  )

  it.live("locks its file, so that two processes do not refund the same jobs", () =>
    Effect.gen(function*() {
      assert.isTrue(yield* Effect.scoped(isWorker))
      assert.isTrue(yield* isWorker)
      assert.isFalse(yield* isWorker)
    }).pipe(Effect.scoped, Effect.provide(layer())), LIMIT)

  it.live("has one lock for a file and the links to it", () =>
    Effect.gen(function*() {
      const path = yield* directory
      const named = (file: string) => layer({ WORKER_DATABASE_FILE: join(path, file) })
      symlinkSync(join(path, "refunds.db"), join(path, "link.db"))
      yield* Effect.gen(function*() {
        assert.isTrue(yield* isWorker)
        assert.isFalse(yield* Effect.provide(Effect.scoped(isWorker), named("link.db"), { local: true }))
      }).pipe(Effect.scoped, Effect.provide(named("refunds.db")))
    }).pipe(Effect.scoped), LIMIT)

  it.live("says in both languages that its lock cannot be opened", () =>
    Effect.gen(function*() {
      const path = yield* directory
      mkdirSync(join(path, "refunds.db.lock"))
      const { message } = yield* Effect.flip(Effect.scoped(isWorker)).pipe(
        Effect.provide(layer({ WORKER_DATABASE_FILE: join(path, "refunds.db") }))
      )
      assert.include(message, "the file cannot be opened")
      assert.include(message, "아무것도 보내지 않았습니다")
    }).pipe(Effect.scoped), LIMIT)

  it.live(
    "names a database file that it creates, where real refunds may have been made before",
    () =>
      Effect.gen(function*() {
        const file = join(yield* directory, "refunds.db")
        const lines: Array<string> = []
        const print = (text: string) => void lines.push(text)
        const console = Object.assign(Object.create(globalThis.console), { error: print })
        const settings = { WORKER_DATABASE_FILE: file, PORTONE_IMP_KEY: "key" }
        for (const key of ["key", "key", undefined]) {
          const { PORTONE_IMP_KEY: _key, ...sandbox } = settings
          yield* Effect.void.pipe(
            Effect.provide(
              Layer.fresh(Database.layer).pipe(
                Layer.provide(Settings.layer),
                Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown(
                  key === undefined ? { ...sandbox, WORKER_DATABASE_FILE: `${file}2` } : settings
                )))
              )
            ),
            Effect.provideService(Console.Console, console)
          )
        }
        assert.lengthOf(lines, 1)
        assert.include(lines[0], `${file} is new and knows no earlier refund`)
      }).pipe(Effect.scoped),
    LIMIT
  )

  it.live(
    "makes the other refunds of a payment while one waits for its obstacle to pass, and import does not wait for it",
    () =>
      Effect.gen(function*() {
        const store = yield* JobStore
        const sql = yield* SqlClient.SqlClient
        const far = 300_000
        const retrying = Effect.fnUntraced(function*(key: string, outcome: Outcome) {
          const [job] = yield* store.claim("an earlier process", 1)
          yield* store.record(job!, { state: "retrying", sends: 1, outcome })
          yield* sql`UPDATE refund_job SET due_at = due_at + ${far} WHERE key = ${key}`
        })
        yield* seed("imp_1")
        yield* seed("imp_2")
        yield* store.add([refund("limit", "imp_1", 100)], "test")
        yield* retrying("limit", { outcome: "Rejected", cause: "취소금액이 미정산 금액보다 큽니다" })
        yield* store.add([refund("lost", "imp_2", 100)], "test")
        yield* retrying("lost", { outcome: "Undetermined", cause: "NeverConfirmed" })
        const source = "file"
        yield* store.add([refund("behind limit", "imp_1", 200), refund("behind lost", "imp_2", 200)], source)

        // A cancel of `lost` may be on its way, so the next refund waits, and `import` does not.
        assert.strictEqual(yield* store.open({ source }), 1)
        yield* Effect.provide(ended("behind limit"), Worker.refunds)
        assert.strictEqual(yield* store.open({ source }), 0)
        assert.deepStrictEqual(yield* gone, ["200 of imp_1"])

        yield* sql`UPDATE refund_job SET due_at = 0 WHERE state = 'retrying'`
        yield* Effect.provide(ended("limit", "lost", "behind lost"), Worker.refunds)
        assert.lengthOf(yield* gone, 4)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )
})
