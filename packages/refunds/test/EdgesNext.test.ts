/**
 * What happens next: how long a call takes, how it fails, and what may be done after it.
 */
import { LogEvent } from "@effect-portone/core"
import { findRefund, type Refund, RefundLedger, refundOnce } from "@effect-portone/refunds"
import { layer as sandboxLayer, Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Option, References } from "effect"
import { client, control, received, seed, short, taken } from "./shop.ts"

const live = client().pipe(Layer.provideMerge(sandboxLayer()))

const once = (impUid: string, key: string, options: Refund.Options = {}, amount: number | "rest" = 3000) =>
  refundOnce({ impUid, key, amount, reason: "단순 변심" }, { timers: short, ...options })

// For a request that is never answered; the others are answered long before.
const timeLimited = client({ timeout: "3 seconds" })

// Pauses that no test waits for: a call that began one would not end.
const long: Refund.Timers = { read: ["1 hour"], quiet: ["1 hour"], confirm: "1 hour" }

const logged = () => {
  const lines: Array<Record<string, unknown>> = []
  const logger = Logger.make(({ fiber, message }) => {
    lines.push({ message, ...fiber.getRef(References.CurrentLogAnnotations) })
  })
  return { lines, layer: Logger.layer([logger]) }
}

// Each has a sandbox of its own, so that those that wait can do so at the same time.
const test = (name: string, body: () => Effect.Effect<void, unknown, Layer.Success<typeof live>>) =>
  it.live(name, () => Effect.provide(body(), live))

describe.concurrent("what happens next", () => {
  describe("E5.1 patience", () => {
    test("ends a call whose next pause would be longer, with next call-again", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        for (
          const [fault, route, sends] of [
            ["html-503", "find", 0],
            ["hang", "find", 0],
            ["drop-after-commit", "find", 0],
            ["html-503", "cancel", 1],
            ["hang", "cancel", 1],
            ["truncated-json", "cancel", 1]
          ] as const
        ) {
          const impUid = yield* seed()
          yield* sandbox.fault({ route, fault })
          const call = once(impUid, "slow", { timers: long, patience: "59 minutes" })
          const done = yield* fault === "hang" ? Effect.provide(call, timeLimited) : call
          // The cancel of a cut answer was made, and the look-up that follows shows it.
          if (fault === "truncated-json") {
            assert.strictEqual(done._tag, "Succeeded")
            continue
          }
          assert.deepInclude(done, { _tag: "Undetermined", cause: "OutOfTime", next: "call-again", sends }, fault)
          assert.isTrue(Option.isSome(done.lastError))
          assert.deepStrictEqual(yield* taken(impUid), [])
          // The next call goes on where this one stopped.
          assert.strictEqual((yield* once(impUid, "slow"))._tag, "Succeeded")
          assert.deepStrictEqual(yield* taken(impUid), [3000], fault)
        }
      }))

    test("waits at least as long as Retry-After, or leaves that to the caller", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        for (const fault of ["status-429", "status-503"]) {
          for (const route of ["find", "cancel", "token"] as const) {
            const impUid = yield* seed()
            yield* sandbox.fault({ route, fault, ms: 7_200_000 })
            const done = yield* Effect.provide(once(impUid, "later", { patience: "59 minutes" }), Layer.fresh(client()))

            assert.deepInclude(done, { _tag: "Undetermined", cause: "OutOfTime", next: "call-again" })
            // Two hours were asked for.
            assert.deepInclude({ ...Option.getOrThrow(done.lastError) }, { retryAfter: 3_600_000 })
            assert.strictEqual((yield* once(impUid, "later"))._tag, "Succeeded")
            assert.deepStrictEqual(yield* taken(impUid), [3000])
          }
        }
      }))

    test("does not shorten a call that needs no pause, however small it is", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        const done = yield* once(impUid, "quick", { patience: 0, timers: long })
        assert.strictEqual(done._tag, "Succeeded")
      }))

    test("logs every wait with its reason and its length, and the outcome", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        yield* sandbox.fault({ route: "find", fault: "html-503" })
        yield* sandbox.fault({ route: "cancel", fault: "drop-before-commit" })
        const { layer, lines } = logged()
        const timers = { ...short, read: ["20 millis"], quiet: ["30 millis", "30 millis"] } as const
        yield* Effect.provide(once(impUid, "logged", { timers }), layer)

        const refund = lines.filter(({ message }) => String(message).startsWith("portone.refund."))
        assert.deepStrictEqual(
          refund.map(({ error, message, next, outcome, pause, reason, sends, waitSeconds }) =>
            [message, pause ?? outcome, error, reason ?? next, waitSeconds, sends].filter((one) => one !== undefined)
              .join(" ")
          ),
          [
            "portone.refund.waiting read LookupFailed MalformedResponse 0.02 0",
            "portone.refund.waiting quiet OutcomeUnknown ConnectionLost 0.03 1",
            "portone.refund.waiting quiet OutcomeUnknown ConnectionLost 0.03 1",
            "portone.refund.returned Succeeded done 2"
          ]
        )
        for (const line of refund) {
          for (const key of Object.keys(line)) if (key !== "message") assert.include(LogEvent.keys, key)
        }
      }))
  })

  describe("E5.2 a failure", () => {
    test("is the error of the look-up where nothing was sent and waiting does not help", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const impUid = yield* seed()
        const withWrongSecret = Layer.fresh(
          Layer.provide(client(), Layer.succeed(Sandbox, { ...sandbox, secret: "not-the-secret" }))
        )
        for (const earlier of ["none", "possible"] as const) {
          const rejected = yield* Effect.flip(Effect.provide(once(impUid, "k", { earlier }), withWrongSecret))
          assert.strictEqual(rejected._tag, "CredentialsRejected")
          const missing = yield* Effect.flip(once("imp_does_not_exist", "k", { earlier }))
          assert.strictEqual(missing._tag, "PaymentNotFound")
        }
        const withLedger = once(impUid, "k").pipe(
          Effect.provide(withWrongSecret),
          Effect.provide(RefundLedger.layerMemory())
        )
        assert.strictEqual((yield* Effect.flip(withLedger))._tag, "CredentialsRejected")
        assert.deepStrictEqual(yield* taken(impUid), [])
      }))

    test("is Undetermined with the typed error where a cancel may be on its way", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const withWrongSecret = Layer.fresh(
          Layer.provide(client(), Layer.succeed(Sandbox, { ...sandbox, secret: "not-the-secret" }))
        )
        const impUid = yield* seed()
        yield* Effect.gen(function*() {
          yield* sandbox.fault({ route: "cancel", fault: "hang" })
          const first = yield* Effect.provide(
            once(impUid, "k", { timers: long, patience: 0 }),
            timeLimited
          )
          assert.deepInclude(first, { _tag: "Undetermined", cause: "OutOfTime", sends: 1 })
          const second = yield* Effect.provide(once(impUid, "k"), withWrongSecret)
          assert.deepInclude(second, { _tag: "Undetermined", cause: "Unreadable", sends: 0, next: "call-again" })
          assert.strictEqual(Option.getOrThrow(second.lastError)._tag, "CredentialsRejected")
          const third = yield* once(impUid, "k")
          assert.strictEqual(third._tag, "Succeeded")
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    test("is named in the sentences of an undetermined outcome, in both languages", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const noAccount = yield* once(yield* seed({ kind: "vbank" }), "no-account")
        assert.deepInclude(noAccount, { _tag: "Undetermined", cause: "NeverConfirmed" })
        const unreachable = Layer.fresh(
          Layer.provide(client(), Layer.succeed(Sandbox, { ...sandbox, url: "http://127.0.0.1:1" }))
        )
        const impUid = yield* seed()
        const notSent = yield* Effect.provide(once(impUid, "no-one-listens", { patience: 0 }), unreachable)
        yield* sandbox.fault({ route: "cancel", fault: "html-502" })
        const lost = yield* once(impUid, "lost", { patience: 0 })
        for (
          const [outcome, error] of [
            [noAccount, "MissingRefundAccount"],
            [notSent, "NotSent (ConnectionRefused)."],
            [lost, "OutcomeUnknown (UnexpectedStatus)."]
          ] as const
        ) {
          assert.include(outcome.message, `The last error was ${error}`)
          assert.include(outcome.messageKo, `마지막 오류: ${error}`)
        }
        // The provider's words may have personal data, which messages have not.
        assert.include(noAccount.message, "MissingRefundAccount; lastError.providerMessage has its words.")
        assert.notInclude(noAccount.messageKo, "가상계좌")
      }))
  })

  describe("E3.4 findRefund", () => {
    test("reports a cancel that was taken back after it had succeeded, and sends nothing", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* Effect.gen(function*() {
          assert.strictEqual((yield* once(impUid, "mine"))._tag, "Succeeded")
          assert.deepInclude(yield* findRefund(impUid, "mine"), { _tag: "Refunded", amount: 3000, next: "done" })
          yield* control("revert", { imp_uid: impUid })
          const before = yield* received
          const found = yield* findRefund(impUid, "mine")

          assert.deepInclude(found, { _tag: "TakenBack", next: "compare-first", isLocked: false })
          assert.match(found.message + found.messageKo, /taken back.*원복/)
          assert.strictEqual((yield* received).cancel, before.cancel)
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
      }))

    test("tells what ledger and history know of a refund in every state", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* Effect.gen(function*() {
          const impUid = yield* seed()
          assert.deepInclude(yield* findRefund(impUid, "new"), { _tag: "NotFound", next: "call-again" })

          yield* sandbox.fault({ route: "cancel", fault: "hang" })
          yield* Effect.provide(once(impUid, "open", { timers: long, patience: 0 }), timeLimited)
          const open = yield* findRefund(impUid, "open")
          assert.deepInclude(open, { _tag: "Open", next: "call-again", sent: 1, cause: "OutOfTime" })

          const small = yield* seed({ amount: 1000 })
          assert.strictEqual((yield* once(small, "large"))._tag, "NotRefunded")
          const large = yield* findRefund(small, "large")
          assert.include(["NotRefunded", "NotFound"], large._tag)
        }).pipe(Effect.provide(RefundLedger.layerMemory()))
      }))

    test("finds a refund by its tag without a ledger, and says nothing of one that is not there", () =>
      Effect.gen(function*() {
        const impUid = yield* seed()
        yield* once(impUid, "mine")
        const found = yield* findRefund(impUid, "mine")
        assert.deepInclude(found, { _tag: "Refunded", amount: 3000, certain: "tag", next: "done" })
        if (found._tag === "Refunded") assert.lengthOf(found.entries, 1)
        const other = yield* findRefund(impUid, "other")
        assert.deepInclude(other, { _tag: "NotFound", next: "compare-first" })
        assert.match(other.message, /just sent may still arrive/)
        assert.deepStrictEqual(yield* taken(impUid), [3000])
      }))

    test("fails with the error of the look-up, and with InvalidRefund for names that cannot be", () =>
      Effect.gen(function*() {
        assert.strictEqual((yield* Effect.flip(findRefund("imp_nobody", "k")))._tag, "PaymentNotFound")
        assert.strictEqual((yield* Effect.flip(findRefund("", "k")))._tag, "InvalidRefund")
        assert.strictEqual((yield* Effect.flip(findRefund("imp_1", "")))._tag, "InvalidRefund")
      }))
  })
})
