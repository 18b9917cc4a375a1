/**
 * Refunds that a ledger in a SQLite file remembers, over real HTTP.
 */
import { RefundAccount } from "@effect-portone/core"
import { findRefund, forgetRefund, RefundLedger, refundOnce } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { SqliteClient } from "@effect-portone/sqlite"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Fiber, Layer, Option } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { client, control, received, seed, short, taken } from "./shop.ts"

const directory = mkdtempSync(join(tmpdir(), "portone-ledger-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const sqlite = SqliteClient.layer({ filename: join(directory, "ledger.db") })

const live = client().pipe(
  Layer.provideMerge(sandboxLayer()),
  Layer.provideMerge(Layer.provide(SqlRefundLedger.layer(), sqlite))
)

const once = (
  impUid: string,
  key: string,
  options: Parameters<typeof refundOnce>[1] = {},
  amount: number | "rest" = 3000
) => refundOnce({ impUid, key, amount, reason: "단순 변심" }, { timers: short, ...options })

layer(live, { excludeTestServices: true })("a refund with a ledger in a SQLite file", (it) => {
  it.effect("is two requests, and the second call of its key is one", () =>
    Effect.gen(function*() {
      const impUid = yield* seed()
      const before = yield* received
      const first = yield* once(impUid, "refund-1")
      const between = yield* received
      const second = yield* once(impUid, "refund-1")
      const after = yield* received

      assert.deepStrictEqual([first._tag, second._tag], ["Succeeded", "Succeeded"])
      assert.deepStrictEqual([between.find - before.find, between.cancel - before.cancel], [1, 1])
      assert.deepStrictEqual([after.find - between.find, after.cancel - between.cancel], [1, 0])
      if (second._tag === "Succeeded") assert.strictEqual(second.amount, 3000)
    }))

  it.effect("is remembered without a tag: a second call knows, and does not send", () =>
    Effect.gen(function*() {
      const impUid = yield* seed()
      yield* once(impUid, "clean", { tag: false })
      const again = yield* once(impUid, "clean", { tag: false })

      assert.deepStrictEqual([again._tag, again.sends], ["Succeeded", 0])
      assert.deepStrictEqual(yield* taken(impUid), [3000])
      assert.strictEqual((yield* once(impUid, "another", { tag: false }))._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [3000, 3000])
    }))

  it.effect("of another amount is KeyReused, even where the history shows nothing yet", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "cancel", fault: "html-500", times: 3 })
      assert.strictEqual((yield* once(impUid, "refund-2"))._tag, "Undetermined")
      const error = yield* Effect.flip(once(impUid, "refund-2", {}, 2000))
      assert.strictEqual(error._tag, "KeyReused")
      if (error._tag === "KeyReused") assert.deepStrictEqual([error.asked, error.found], [2000, 3000])
      assert.strictEqual((yield* once(impUid, "refund-2"))._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    }))

  it.effect("counts cents when it is asked again, and after a look-up that failed", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed({ kind: "usd-card", amount: 20 })
      yield* sandbox.fault({ route: "cancel", fault: "html-500", times: 3 })
      assert.strictEqual((yield* once(impUid, "cents", {}, 0.1))._tag, "Undetermined")
      yield* sandbox.fault({ route: "find", fault: "html-503" })
      const done = yield* once(impUid, "cents", {}, 0.1)
      assert.strictEqual(done._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [0.1])
      const rest = yield* once(impUid, "rest", {}, "rest")
      assert.strictEqual(rest._tag, "Succeeded")
      yield* sandbox.fault({ route: "find", fault: "html-503", times: 9 })
      const blind = yield* once(impUid, "rest", {}, "rest")
      if (blind._tag === "Succeeded") assert.strictEqual(blind.amount, 19.9)
      assert.strictEqual(blind._tag, "Succeeded", "known from the ledger, although the payment cannot be read")
      yield* control("faults")
    }))

  it.effect("that was rejected stays rejected, and another key may do it", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "cancel", fault: "portone-rejection" })
      const first = yield* once(impUid, "refused")
      const again = yield* once(impUid, "refused")
      assert.deepStrictEqual([first._tag, again._tag, again.sends], ["Rejected", "Rejected", 0])
      if (again._tag === "Rejected" && first._tag === "Rejected") assert.strictEqual(again.rejection, first.rejection)
      assert.strictEqual((yield* once(impUid, "refused-2"))._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    }))

  it.effect("that a PG calls cancelled before is never sent again, until a person has compared", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "cancel", fault: "pg-rejection" })
      for (const sends of [1, 0, 0]) {
        const done = yield* once(impUid, "already")
        assert.deepStrictEqual([done._tag, done.sends], ["Undetermined", sends])
        if (done._tag === "Undetermined") assert.strictEqual(done.cause, "PgSaysAlreadyCancelled")
      }
      yield* forgetRefund(impUid, "already")
      assert.strictEqual((yield* once(impUid, "already"))._tag, "Succeeded")
    }))

  it.effect("at a PG that settles later, is sent once by all calls together, with nothing said about that PG", () =>
    Effect.gen(function*() {
      const impUid = yield* seed({ async: true, pg_provider: "paypal_v2" })
      const ends: Array<string> = []
      for (let call = 0; call < 3; call++) ends.push((yield* once(impUid, "later"))._tag)
      assert.deepStrictEqual(ends, ["AcceptedPending", "AcceptedPending", "AcceptedPending"])
      yield* control("settle", { imp_uid: impUid, result: "done" })
      assert.strictEqual((yield* once(impUid, "later"))._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    }))

  it.effect("is done once by eight callers at once", () =>
    Effect.gen(function*() {
      const impUid = yield* seed()
      const all = yield* Effect.all(Array.from({ length: 8 }, () => once(impUid, "race")), { concurrency: "unbounded" })
      assert.deepStrictEqual([...new Set(all.map(({ _tag }) => _tag))], ["Succeeded"])
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    }))

  it.effect("interrupted after the send, goes on under the same plan", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      const before = (yield* received).cancel
      yield* sandbox.fault({ route: "cancel", fault: "hang" })
      const call = yield* Effect.forkChild(once(impUid, "cut"))
      yield* Effect.repeat(received, { until: ({ cancel }) => cancel > before })
      yield* Fiber.interrupt(call)
      yield* control("console-cancel", { imp_uid: impUid, amount: 1000 })
      const done = yield* once(impUid, "cut")
      assert.deepStrictEqual([done._tag, done.sends], ["NotRefunded", 0])
      if (done._tag === "NotRefunded") assert.strictEqual(done.proof, "FencedByOther")
      assert.strictEqual((yield* once(impUid, "cut"))._tag, "NotRefunded", "for good")
    }))

  it.effect("leaves neither key nor account in the ledger", () =>
    Effect.gen(function*() {
      const impUid = yield* seed({ kind: "vbank" })
      const refundAccount = RefundAccount.make({
        holder: "홍길동",
        bank: "088",
        account: "110123456789",
        phone: "01012345678"
      })
      yield* refundOnce({ impUid, key: "order-7", amount: 3000, extras: { refundAccount } }, { timers: short })
      const ledger = yield* RefundLedger.RefundLedger
      const text = yield* ledger.change(impUid, (before) => [Option.getOrThrow(before), before])
      for (const secret of ["order-7", "홍길동", "110123456789", "01012345678"]) assert.notInclude(text, secret)
      assert.include(text, "Succeeded")
    }))
})

describe("a ledger that fails", () => {
  const failing = (from: number) => {
    let changes = 0
    let text = Option.none<string>()
    return Layer.succeed(RefundLedger.RefundLedger, {
      stores: true,
      change: (impUid, change) =>
        Effect.suspend(() => {
          if (++changes >= from) return Effect.fail(new RefundLedger.LedgerFailed({ impUid, problem: "no room" }))
          const [result, after] = change(text)
          text = after
          return Effect.succeed(result)
        })
    })
  }
  const run = <A, E>(effect: Effect.Effect<A, E, any>) =>
    Effect.provide(effect, Layer.provideMerge(client(), sandboxLayer())) as Effect.Effect<A, E>

  it.live("before anything was sent: nothing is sent, and the error says so", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      const error = yield* Effect.flip(Effect.provide(once(impUid, "a"), failing(1)))
      assert.strictEqual(error._tag, "LedgerFailed")
      assert.strictEqual((yield* received).cancel, 0)
    })))

  it.live("after the provider confirmed: it is reported as done", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      const done = yield* Effect.provide(once(impUid, "a"), failing(2))
      assert.strictEqual(done._tag, "Succeeded")
      assert.deepStrictEqual(yield* taken(impUid), [3000])
    })))

  it.live("after an answer was lost: it is not known, and not sent again", () =>
    run(Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const impUid = yield* seed()
      yield* sandbox.fault({ route: "cancel", fault: "html-500" })
      const done = yield* Effect.provide(once(impUid, "a"), failing(2))
      assert.deepStrictEqual([done._tag, done.sends], ["Undetermined", 1])
      if (done._tag === "Undetermined") assert.strictEqual(done.cause, "LedgerFailed")
    })))

  // `stores`: the text was stored although the change failed, as where the answer of a commit is
  // lost.
  const failingAt = (failures: (nth: number) => boolean, stores = false) => {
    const texts = new Map<string, string>()
    let changes = 0
    return Layer.succeed(RefundLedger.RefundLedger, {
      stores: true,
      change: (impUid, change) =>
        Effect.suspend(() => {
          const [result, after] = change(Option.fromUndefinedOr(texts.get(impUid)))
          const fails = failures(++changes)
          if (Option.isSome(after) && (!fails || stores)) texts.set(impUid, after.value)
          return fails
            ? Effect.fail(new RefundLedger.LedgerFailed({ impUid, problem: "the lock was not free" }))
            : Effect.succeed(result)
        })
    })
  }
  const settle = (impUid: string) => control("settle", { imp_uid: impUid, result: "done" })

  for (const stores of [false, true]) {
    it.live(`once, ${stores ? "after it stored" : "before it stored"} what was accepted: it is kept`, () =>
      run(Effect.gen(function*() {
        const impUid = yield* seed({ async: true })
        yield* Effect.gen(function*() {
          const first = yield* once(impUid, "a")
          assert.deepStrictEqual([first._tag, first.isLocked], ["AcceptedPending", true])
          assert.strictEqual((yield* findRefund(impUid, "a")).isLocked, true)
          const again = yield* once(impUid, "a")
          assert.deepStrictEqual([again._tag, again.sends], ["AcceptedPending", 0])
        }).pipe(Effect.provide(failingAt((nth) => nth === 2, stores)))
        yield* settle(impUid)
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      })))
  }

  it.live("for good after a cancel was accepted: it says that a further call may send", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed({ async: true })
      const done = yield* Effect.provide(once(impUid, "a"), failingAt((nth) => nth > 1))
      assert.deepStrictEqual([done._tag, done.next, done.isLocked], ["AcceptedPending", "compare-first", false])
      assert.match(done.message, /could not store PortOne's answer, so a further call may send again/)
      assert.match(done.messageKo, /다시 호출하면 취소를 또 보낼 수 있습니다/)
    })))

  it.live("for good after words that prove nothing: it says that a further call may send", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      yield* (yield* Sandbox).fault({ route: "cancel", fault: "pg-rejection" })
      const done = yield* Effect.provide(once(impUid, "a"), failingAt((nth) => nth > 1))
      assert.deepStrictEqual([done._tag, done.next, done.isLocked], ["Undetermined", "compare-first", false])
      assert.match(done.message, /a further call may send again/)
    })))

  it.live("for the length of a fail-over: the pauses are those between look-ups, and end with the patience", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed({ async: true })
      const timers = { ...short, read: ["5 millis", "5 millis", "5 millis", "1 hour"] } as const
      const away = failingAt((nth) => nth > 1 && nth < 5)
      const kept = yield* Effect.provide(once(impUid, "a", { timers }), away)
      assert.deepStrictEqual([kept._tag, kept.isLocked], ["AcceptedPending", true])

      const other = yield* seed({ async: true })
      const lost = yield* Effect.provide(once(other, "a", { timers }), failingAt((nth) => nth > 1))
      assert.deepStrictEqual([lost._tag, lost.isLocked], ["AcceptedPending", false])
    })))

  it.live("because its text is of another version: nothing is sent", () =>
    run(Effect.gen(function*() {
      const impUid = yield* seed()
      for (const text of ["{\"version\":2}", "gibberish", "{\"version\":1,\"refunds\":{\"a\":{}}}"]) {
        const strange = Layer.succeed(RefundLedger.RefundLedger, {
          stores: true,
          change: (_, change) => Effect.sync(() => change(Option.some(text))[0])
        })
        const error = yield* Effect.flip(Effect.provide(once(impUid, "a"), strange))
        assert.match(error.message, /this version of the library cannot read/)
      }
      assert.strictEqual((yield* received).cancel, 0)
    })))
})
