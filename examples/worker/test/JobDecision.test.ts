import { CancelError, FindPayment } from "@effect-portone/core"
import { RefundLedger, RefundOutcome, RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { decide, type Earlier } from "../src/engine/JobDecision.ts"

const common = {
  impUid: "imp_1",
  key: "r",
  sends: 1,
  isLocked: false,
  lastError: Option.none(),
  message: "compare",
  messageKo: "대조하세요"
}
const { next: { literals: steps } } = RefundOutcome.Undetermined.fields
const undetermined = (next: typeof steps[number]) =>
  decide(Result.succeed({ ...common, _tag: "Undetermined", cause: "NeverConfirmed", evidence: "", next }))

describe("the state after a call of refundOnce", () => {
  it("is retrying only where another call cannot send a second refund", () => {
    assert.deepStrictEqual(steps.filter((next) => undetermined(next).state === "retrying"), ["call-again"])
  })

  it("keeps the advice for a person, also while the worker calls again by itself", () => {
    assert.deepStrictEqual(undetermined("call-again").outcome, {
      outcome: "Undetermined",
      cause: "NeverConfirmed",
      advice: "compare",
      adviceKo: "대조하세요"
    })
  })

  it("E5.5 is never needs-review where this call sent nothing and the key may be called again", () => {
    const failures = [
      new CancelError.CredentialsRejected({ code: -1, providerMessage: "no", status: 401 }),
      new CancelError.Unauthorized({ attempts: 2, providerMessage: "no" }),
      new CancelError.PaymentNotFound({ code: -1, providerMessage: "no" }),
      new RefundLedger.LedgerFailed({ impUid: "imp_1", problem: "disk full" }),
      new RefundTag.TagSecretUnknown({ impUid: "imp_1", fingerprints: ["A"] })
    ]
    for (const failure of failures) assert.strictEqual(decide(Result.fail(failure)).state, "retrying", failure._tag)
    const neverSent = { ...common, _tag: "NotRefunded", proof: "NeverSent", evidence: "", sends: 0 } as const
    assert.strictEqual(decide(Result.succeed({ ...neverSent, next: "call-again" })).state, "retrying")
    assert.strictEqual(
      decide(Result.succeed({ ...neverSent, proof: "FencedByOther", next: "stop" })).state,
      "rejected"
    )
    const passing = { ...common, _tag: "Rejected", rejection: "점검중", next: "call-again" } as const
    assert.strictEqual(decide(Result.succeed(passing)).state, "retrying")
  })

  it("is never done without a Succeeded, and is needs-review when an accepted cancel does not show", () => {
    const accepted = { ...common, _tag: "AcceptedPending", next: "compare-first" } as const
    const rejected = { ...common, _tag: "Rejected", next: "stop", rejection: "no" } as const

    assert.strictEqual(decide(Result.succeed(accepted)).state, "needs-review")
    assert.strictEqual(decide(Result.succeed(rejected)).state, "rejected")
  })

  it("says where the ledger could not store that a cancel was accepted", () => {
    const accepted = { ...common, _tag: "AcceptedPending", next: "compare-first", isLocked: false } as const
    const lost = { ...accepted, message: "It may be sent again.", messageKo: "또 보낼 수 있습니다." }
    const { outcome, state } = decide(Result.succeed(lost))

    assert.strictEqual(state, "needs-review")
    assert.deepInclude(outcome, { advice: lost.message, adviceKo: lost.messageKo })
  })

  it("stores what happened and what to do in English and in Korean, for each failure", () => {
    const failures = [
      new CancelError.CredentialsRejected({ code: -1, providerMessage: "no", status: 401 }),
      new CancelError.PaymentNotFound({ code: -1, providerMessage: "no" }),
      new RefundLedger.LedgerFailed({ impUid: "imp_1", problem: "disk full" }),
      new RefundTag.TagSecretUnknown({ impUid: "imp_1", fingerprints: ["A"] }),
      new RefundOutcome.KeyReused({ impUid: "imp_1", key: "r", asked: 1, found: 2 }),
      new RefundOutcome.InvalidRefund({ field: "reason", problem: "is too long", problemKo: "너무 깁니다" })
    ]
    for (const failure of failures) {
      const { outcome } = decide(Result.fail(failure))
      assert.include(outcome.advice, failure.message)
      assert.include(outcome.adviceKo, failure.messageKo)
      assert.isUndefined(outcome.cause, "a cause is a code, or a text of a provider")
    }
  })

  it("is needs-review when the payment history has the key with another amount", () => {
    const failure = new RefundOutcome.KeyReused({ impUid: "imp_1", key: "r", asked: 1, found: 2 })

    assert.strictEqual(decide(Result.fail(failure)).state, "needs-review")
  })

  it("is rejected for an invalid refund only if no earlier call has sent a cancel", () => {
    const failure = new RefundOutcome.InvalidRefund({ field: "reason", problem: "is too long" })
    const finding = { impUid: "imp_1", key: "r", isLocked: false, message: "compare", messageKo: "대조하세요" }
    const after = (found: Earlier["found"], isAfterRestore = false) => {
      const { outcome, state } = decide(Result.fail(failure), { found, isAfterRestore })
      return [state, outcome.outcome, outcome.advice]
    }
    const never = Result.succeed({ ...finding, _tag: "NotFound", next: "call-again" } as const)
    const open = { ...finding, _tag: "Open", next: "call-again", sent: 1, cause: undefined } as const
    const refunded = { ...finding, _tag: "Refunded", amount: 3000, entries: [], certain: "tag" } as const

    assert.strictEqual(decide(Result.fail(failure)).state, "rejected")
    assert.match(
      after(never).join(),
      /^rejected,InvalidRefund,Invalid refund: reason is too long\..*needs another key\.$/
    )
    assert.match(after(Result.succeed(open)).join(), /^needs-review,InvalidRefund,.*reason is too long\..* compare$/)
    assert.deepStrictEqual(after(Result.succeed({ ...refunded, next: "done" })), ["done", "Succeeded", undefined])
    assert.deepStrictEqual(after(Result.succeed({ ...refunded, next: "stop" }))[0], "needs-review")
    assert.match(after(never, true).join(), /^needs-review,.*restored/)
    const unread = new FindPayment.LookupFailed({ payment: "imp_1", reason: "Timeout" })
    assert.match(after(Result.fail(unread)).join(), /^retrying,.*calls again by itself/)
  })

  it("is done for every Succeeded, and tells a person where PortOne shows another amount than was asked", () => {
    const succeeded = {
      ...common,
      _tag: "Succeeded",
      amount: 3000,
      asked: 3000,
      certain: "tag",
      entry: Option.none()
    } as const
    const outcome = { outcome: "Succeeded", amount: 3000, cause: "tag" }

    const done = decide(Result.succeed({ ...succeeded, next: "done" }))
    assert.deepStrictEqual([done.state, done.outcome], ["done", outcome])
    const other = decide(Result.succeed({ ...succeeded, asked: 5000, next: "compare-first" }))
    assert.deepStrictEqual([other.state, other.outcome], ["done", {
      ...outcome,
      advice: "compare",
      adviceKo: "대조하세요"
    }])
  })
})
