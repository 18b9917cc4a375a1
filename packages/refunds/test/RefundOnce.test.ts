/**
 * Refunds over real HTTP against the sandbox. Its ledger is the judge.
 */
import { RefundAccount } from "@effect-portone/core"
import { type Refund, refundOnce } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Option } from "effect"
import { inspect } from "node:util"
import { client, control, impatient, received, seed, short, TAG_SECRET, taken } from "./shop.ts"

const live = client().pipe(Layer.provideMerge(sandboxLayer()))

const once = (
  impUid: string,
  key: string,
  options: Refund.Options = {},
  amount: number | "rest" = 3000
) => refundOnce({ impUid, key, amount, reason: "단순 변심" }, { timers: short, ...options })

layer(live, { excludeTestServices: true })("a refund", (it) => {
  describe("in the ordinary way", () => {
    it.effect("is two requests, a look-up and a cancel", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        const before = yield* received
        const done = yield* once(impUid, "refund-1")
        const after = yield* received

        assert.strictEqual(done._tag, "Succeeded")
        if (done._tag !== "Succeeded") return
        assert.deepStrictEqual([done.amount, done.certain, done.sends, done.key], [3000, "answer", 1, "refund-1"])
        assert.deepStrictEqual([after.find - before.find, after.cancel - before.cancel], [1, 1])
        const [line] = yield* sandbox.ledger(impUid)
        assert.strictEqual(line?.request["checksum"], 10000)
        assert.match(String(line?.request["reason"]), /^\[[A-Z2-7]{18}\] 단순 변심$/)
        assert.isFalse(String(line?.request["reason"]).includes("refund-1"), "a receipt tells nothing about the key")
      }))

    it.effect("is done once for one key, however often it is called", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid, "refund-2")
        const again = yield* once(impUid, "refund-2")

        assert.strictEqual(again._tag, "Succeeded")
        if (again._tag === "Succeeded") {
          assert.deepStrictEqual([again.certain, again.sends, again.amount], ["tag", 0, 3000])
          assert.strictEqual(Option.getOrThrow(again.entry).amount, 3000)
        }
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    it.effect("is done for each key, also when two of one amount follow one another", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        const first = yield* once(impUid, "refund-3a")
        const second = yield* once(impUid, "refund-3b")

        assert.deepStrictEqual([first._tag, second._tag], ["Succeeded", "Succeeded"])
        assert.deepStrictEqual(yield* taken(impUid), [3000, 3000])
      }))

    it.effect("says KeyReused for another amount under the key, and sends nothing", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid, "refund-4")
        const error = yield* Effect.flip(once(impUid, "refund-4", {}, 2000))

        assert.strictEqual(error._tag, "KeyReused")
        if (error._tag === "KeyReused") assert.deepStrictEqual([error.asked, error.found], [2000, 3000])
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    it.effect("gives back all that is left for \"rest\", as an amount and not by leaving it out", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* once(impUid, "part")
        const rest = yield* once(impUid, "rest", {}, "rest")
        const again = yield* once(impUid, "rest", {}, "rest")

        assert.deepStrictEqual([rest._tag, again._tag], ["Succeeded", "Succeeded"])
        if (rest._tag === "Succeeded") assert.strictEqual(rest.amount, 7000)
        const lines = yield* sandbox.ledger(impUid)
        assert.deepStrictEqual(lines.map(({ request }) => request["amount"]), [3000, 7000])
        assert.strictEqual((yield* once(impUid, "nothing", {}, "rest"))._tag, "NotRefunded")
      }))

    it.effect("keeps cents exact", () =>
      Effect.gen(function*() {
        const impUid = yield* seed({ kind: "usd-card", amount: 0.3 })
        for (const key of ["a", "b", "c"]) {
          const done = yield* once(impUid, key, {}, 0.1)
          assert.strictEqual(done._tag, "Succeeded", key)
        }
        assert.deepStrictEqual(yield* taken(impUid), [0.1, 0.1, 0.1])
        assert.strictEqual((yield* once(impUid, "d", {}, 0.1))._tag, "NotRefunded")
      }))

    it.effect("rejects an amount that the currency does not have, or that is no amount, and sends nothing", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        const dollars = yield* seed({ kind: "usd-card", amount: 20 })
        const before = yield* received
        for (
          const [id, amount] of [[impUid, 0.5], [dollars, 0.001], [impUid, 0], [impUid, Number.NaN], [
            impUid,
            -1
          ]] as const
        ) {
          const error = yield* Effect.flip(once(id, "x", {}, amount))
          assert.strictEqual(error._tag, "InvalidRefund", String(amount))
        }
        assert.strictEqual((yield* Effect.flip(once(impUid, "")))._tag, "InvalidRefund")
        assert.strictEqual((yield* Effect.flip(once("", "x")))._tag, "InvalidRefund")
        assert.strictEqual((yield* Effect.flip(once(impUid, "k\ud800")))._tag, "InvalidRefund")
        assert.strictEqual((yield* Effect.flip(once("imp_\udfff", "x")))._tag, "InvalidRefund")
        const long = refundOnce({ impUid, key: "x", amount: 1, reason: "가".repeat(241) })
        assert.strictEqual((yield* Effect.flip(long))._tag, "InvalidRefund")
        assert.strictEqual((yield* received).cancel, before.cancel)
      }))

    it.effect("does not fit: says so before anything is sent", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        const done = yield* once(impUid, "too-much", {}, 10001)
        assert.deepStrictEqual([done._tag, done.sends], ["NotRefunded", 0])
        assert.strictEqual((yield* received).cancel >= 0 && (yield* taken(impUid)).length, 0)
      }))

    it.effect("finds payments of a test channel when asked to", () =>
      Effect.gen(function*() {
        const impUid = yield* seed({ sandbox: true })
        assert.strictEqual((yield* Effect.flip(once(impUid, "hidden")))._tag, "PaymentNotFound")
        assert.strictEqual((yield* once(impUid, "hidden", { includeSandbox: true }))._tag, "Succeeded")
      }))
  })

  describe("called from several sides at once", () => {
    for (const earlier of ["possible", "none"] as const) {
      it.effect(`is done once for one key by eight callers with tokens of their own (earlier: ${earlier})`, () =>
        Effect.gen(function*() {
          const sandbox = yield* Sandbox
          const impUid = yield* seed()
          const call = once(impUid, "race", { earlier }).pipe(
            Effect.provide(client()),
            Effect.provideService(Sandbox, sandbox)
          )
          const all = yield* Effect.all(Array.from({ length: 8 }, () => call), { concurrency: "unbounded" })

          assert.deepStrictEqual([...new Set(all.map(({ _tag }) => _tag))], ["Succeeded"])
          assert.deepStrictEqual(yield* taken(impUid), [3000])
        }))
    }

    it.effect("is done once for each of five keys of one amount on one payment", () =>
      Effect.gen(function*() {
        const impUid = yield* seed({ amount: 15000 })
        const call = (key: string): Effect.Effect<string, unknown, Effect.Services<ReturnType<typeof once>>> =>
          Effect.flatMap(
            once(impUid, key, { onForeign: "replan", sends: 9 }),
            ({ _tag }) => _tag === "Succeeded" ? Effect.succeed(_tag) : call(key)
          )
        const all = yield* Effect.all(["a", "b", "c", "d", "e"].map(call), { concurrency: "unbounded" })

        assert.deepStrictEqual(all, Array.from({ length: 5 }, () => "Succeeded"))
        assert.deepStrictEqual(yield* taken(impUid), Array.from({ length: 5 }, () => 3000))
      }))
  })

  describe("when another program cancels", () => {
    it.effect("in PortOne's console, an equal amount is distinguished from ours by its tag", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "cancel", fault: "drop-after-commit" })
        const interrupted = yield* Effect.forkChild(once(impUid, "mine"))
        const done = yield* Fiber.join(interrupted)
        yield* control("console-cancel", { imp_uid: impUid, amount: 3000 })

        assert.strictEqual(done._tag, "Succeeded")
        assert.strictEqual((yield* once(impUid, "mine"))._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    it.effect("between our look-up and our cancel, we stop and report it; with replan, we go on with what is left", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        for (
          const [onForeign, earlier, expected] of [
            ["stop", "none", "NotRefunded"],
            ["stop", "possible", "Undetermined"],
            ["replan", "possible", "Succeeded"]
          ] as const
        ) {
          const impUid = yield* seed()
          // The answer to the first send is lost and nothing happened; a person cancels while we
          // are quiet.
          yield* sandbox.fault({ route: "cancel", fault: "html-503" })
          let lookUps = 0
          const cancels = Effect.provideService(
            control("console-cancel", { imp_uid: impUid, amount: 1000 }),
            Sandbox,
            sandbox
          )
          const done = yield* once(impUid, onForeign + earlier, {
            onForeign,
            earlier,
            onPayment: () => Effect.suspend(() => ++lookUps === 2 ? Effect.asVoid(cancels) : Effect.void)
          })

          assert.strictEqual(done._tag, expected, `${onForeign} ${earlier}`)
          if (done._tag === "Undetermined") assert.strictEqual(done.cause, "BalanceChanged")
          assert.deepStrictEqual(yield* taken(impUid), expected === "Succeeded" ? [3000] : [])
        }
      }))

    it.effect("an equal amount before us, tags may not come back: a person decides", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* control("console-cancel", { imp_uid: impUid, amount: 3000 })
        const done = yield* once(impUid, "mine")

        assert.strictEqual(done._tag, "Undetermined")
        if (done._tag === "Undetermined") assert.strictEqual(done.cause, "EqualForeignCancel")
        assert.deepStrictEqual(yield* taken(impUid), [])
        const sure = yield* once(impUid, "mine", { earlier: "none" })
        assert.strictEqual(sure._tag, "Succeeded")
      }))

    it.effect("at the PG's console, PortOne does not know: a PG that says \"already\" is neither yes nor no", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* control("pg-cancel", { imp_uid: impUid, amount: 10000 })
        const done = yield* once(impUid, "mine", { earlier: "none" })

        assert.include(["Undetermined", "Rejected"], done._tag)
        assert.deepStrictEqual(yield* taken(impUid), [])
      }))

    it.effect("taken back (원복), our own cancel is gone from the history and a later call does it again, which is why that breaks the proof", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid, "mine")
        yield* control("revert", { imp_uid: impUid })
        const again = yield* once(impUid, "mine")

        assert.strictEqual(again._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [3000, 3000])
      }))
  })

  describe("at a PG that settles later", () => {
    const async = { settlement: "async" } as const

    it.effect("is pending at once, and found by its tag when it is settled", () =>
      Effect.gen(function*() {
        const impUid = yield* seed({ async: true })
        const first = yield* once(impUid, "later", { profile: async }, 6000)
        assert.deepStrictEqual([first._tag, first.sends], ["AcceptedPending", 1])
        assert.deepStrictEqual(yield* taken(impUid), [])
        yield* control("settle", { imp_uid: impUid, result: "done" })

        assert.strictEqual((yield* once(impUid, "later", { profile: async }, 6000))._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [6000])
      }))

    it.effect("that no profile names, is waited for and never sent twice by one call", () =>
      Effect.gen(function*() {
        const impUid = yield* seed({ async: true })
        const done = yield* once(impUid, "later")
        assert.deepStrictEqual([done._tag, done.sends], ["AcceptedPending", 1])
      }))

    it.effect("is not sent again by the call whose answer was lost", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed({ async: true })
        yield* sandbox.fault({ route: "cancel", fault: "drop-after-commit" })
        const done = yield* once(impUid, "later", { profile: async, earlier: "none" })
        assert.deepStrictEqual([done._tag, done.sends], ["Undetermined", 1])
        if (done._tag === "Undetermined") assert.strictEqual(done.cause, "AsyncAnswerLost")
      }))

    it.effect("is not sent at all by a call that cannot rule out an earlier one, where two would fit", () =>
      Effect.gen(function*() {
        const impUid = yield* seed({ async: true })
        const done = yield* once(impUid, "later", { profile: async })
        assert.deepStrictEqual([done._tag, done.sends], ["Undetermined", 0])
        if (done._tag === "Undetermined") assert.strictEqual(done.cause, "AsyncAnswerLost")
      }))
  })

  describe("without a tag", () => {
    const untagged = { tag: false } as const

    it.effect("leaves the reason as it is", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        assert.strictEqual((yield* once(impUid, "clean", untagged))._tag, "Succeeded")
        const [line] = yield* sandbox.ledger(impUid)
        assert.strictEqual(line?.request["reason"], "단순 변심")
      }))

    it.effect("asked again, does not know and does not send", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid, "clean", untagged)
        const again = yield* once(impUid, "clean", untagged)
        assert.strictEqual(again._tag, "Undetermined")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    it.effect("finds what it sent as the only new entry, where no other program writes", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "cancel", fault: "drop-after-commit" })
        const done = yield* once(impUid, "clean", { ...untagged, earlier: "none", profile: { singleWriter: true } })
        assert.strictEqual(done._tag, "Succeeded")
        if (done._tag === "Succeeded") assert.strictEqual(done.certain, "new-entry")
      }))
  })

  describe("when look-ups fail", () => {
    it.effect("goes on looking, and sends nothing before it has seen the payment", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        for (
          const fault of ["html-503", "drop-before-commit", "truncated-json", "odd-response", "hang", "empty-body"]
        ) {
          yield* sandbox.fault({ route: "find", fault })
        }
        assert.strictEqual(
          (yield* Effect.provide(once(impUid, "patient", { sends: 9 }), client(impatient)))._tag,
          "Succeeded"
        )
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    it.effect("because PortOne does not know the payment: fails with that, and has sent nothing", () =>
      Effect.gen(function*() {
        const before = yield* received
        const error = yield* Effect.flip(once("imp_nobody_knows", "lost"))
        assert.strictEqual(error._tag, "PaymentNotFound")
        assert.strictEqual((yield* received).cancel, before.cancel)
      }))

    it.effect("after a send: the answer counts, and no look-up is needed", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "cancel", fault: "hang-after-commit" })
        const call = yield* Effect.forkChild(Effect.provide(once(impUid, "blind", { sends: 9 }), client(impatient)))
        yield* Effect.repeat(taken(impUid), { until: ({ length }) => length > 0 })
        yield* sandbox.fault({ route: "find", fault: "html-503", times: 5 })
        assert.strictEqual((yield* Fiber.join(call))._tag, "Succeeded")
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))
  })

  describe("interrupted", () => {
    it.effect("after the send, it may be done; the next call finds out and does not do it again", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        for (const fault of ["hang-after-commit", "hang"]) {
          const impUid = yield* seed()
          const before = (yield* received).cancel
          yield* sandbox.fault({ route: "cancel", fault })
          const call = yield* Effect.forkChild(once(impUid, "cut"))
          yield* Effect.repeat(received, { until: ({ cancel }) => cancel > before })
          const exit = yield* Fiber.interrupt(call).pipe(Effect.andThen(Fiber.await(call)))
          assert.isTrue(Exit.hasInterrupts(exit))

          assert.strictEqual((yield* once(impUid, "cut"))._tag, "Succeeded", fault)
          assert.deepStrictEqual(yield* taken(impUid), [3000], fault)
        }
      }))
  })

  describe("as it is reported", () => {
    it.effect("has nothing secret or personal in it, however it is printed", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const account = RefundAccount.make({
          holder: "홍길동",
          bank: "088",
          account: "110123456789",
          phone: "01012345678"
        })
        const extras = { refundAccount: account }
        const outcomes: Array<unknown> = []
        for (const fault of ["continue-100", "pg-rejection", "null-response", "unknown-code", "none"]) {
          const impUid = yield* seed({ kind: "vbank" })
          if (fault !== "none") yield* sandbox.fault({ route: "cancel", fault })
          outcomes.push(
            yield* refundOnce({ impUid, key: fault, amount: 3000, extras }, { timers: short, earlier: "none" })
          )
        }
        const reused = yield* Effect.gen(function*() {
          const impUid = yield* seed({ kind: "vbank" })
          yield* refundOnce({ impUid, key: "k", amount: 3000, extras }, { timers: short })
          return yield* Effect.flip(refundOnce({ impUid, key: "k", amount: 2000, extras }, { timers: short }))
        })
        outcomes.push(reused, reused.message)
        const printed = `${JSON.stringify(outcomes)}${inspect(outcomes, { depth: null })}`
        for (const secret of ["홍길동", "110123456789", "01012345678", sandbox.secret, TAG_SECRET]) {
          assert.notInclude(printed, secret)
        }
      }))

    it.effect("is for a person to act on when it is unknown", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "cancel", fault: "html-500", times: 3 })
        const done = yield* once(impUid, "person")
        assert.strictEqual(done._tag, "Undetermined")
        if (done._tag !== "Undetermined") return
        assert.deepStrictEqual([done.cause, done.sends], ["NeverConfirmed", 3])
        assert.match(done.message, /same key/)
        assert.strictEqual(
          done.evidence,
          "3 sent by this call; last seen with 10000 KRW left and 0 cancels; the last error was OutcomeUnknown"
        )
        assert.deepInclude(Option.getOrThrow(done.lastError), { _tag: "OutcomeUnknown", status: 500 })
      }))
  })
})
