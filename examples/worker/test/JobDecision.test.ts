import { CancelError } from "@effect-portone/core"
import { RefundLedger, RefundOutcome, RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { decide } from "../src/engine/JobDecision.ts"

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
  decide(Result.succeed({ ...common, _tag: "Undetermined", cause: "NeverConfirmed", evidence: "", next }), 1)

describe("the state after a call of refundOnce", () => {
  it("is retrying only where another call cannot send a second refund", () => {
    assert.deepStrictEqual(steps.filter((next) => undetermined(next).state === "retrying"), ["call-again"])
  })

  it("keeps the advice for a person, also while the worker calls again by itself", () => {
    assert.deepStrictEqual(undetermined("call-again").outcome, {
      outcome: "Undetermined",
      cause: "NeverConfirmed",
      advice: "compare"
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
    for (const failure of failures) assert.strictEqual(decide(Result.fail(failure), 1).state, "retrying", failure._tag)
    const neverSent = { ...common, _tag: "NotRefunded", proof: "NeverSent", evidence: "", sends: 0 } as const
    assert.strictEqual(decide(Result.succeed({ ...neverSent, next: "call-again" }), 1).state, "retrying")
    assert.strictEqual(
      decide(Result.succeed({ ...neverSent, proof: "FencedByOther", next: "stop" }), 1).state,
      "rejected"
    )
    const passing = { ...common, _tag: "Rejected", rejection: "점검중", next: "call-again" } as const
    assert.strictEqual(decide(Result.succeed(passing), 1).state, "retrying")
  })

  it("is never done without a Succeeded, and is needs-review when an accepted cancel does not show", () => {
    const accepted = { ...common, _tag: "AcceptedPending", next: "compare-first" } as const
    const rejected = { ...common, _tag: "Rejected", next: "stop", rejection: "no" } as const

    assert.strictEqual(decide(Result.succeed(accepted), 1).state, "needs-review")
    assert.strictEqual(decide(Result.succeed(rejected), 1).state, "rejected")
  })

  it("is needs-review when the payment history has the key with another amount", () => {
    const failure = new RefundOutcome.KeyReused({ impUid: "imp_1", key: "r", asked: 1, found: 2 })

    assert.strictEqual(decide(Result.fail(failure), 1).state, "needs-review")
  })

  it("is rejected for an invalid refund only if no earlier call may have sent a cancel", () => {
    const failure = new RefundOutcome.InvalidRefund({ field: "reason", problem: "is too long" })

    assert.strictEqual(decide(Result.fail(failure), 1).state, "rejected")
    const later = decide(Result.fail(failure), 2)
    assert.strictEqual(later.state, "needs-review")
    assert.match(later.outcome.advice ?? "", /may have sent a cancel: compare/)
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

    const done = decide(Result.succeed({ ...succeeded, next: "done" }), 1)
    assert.deepStrictEqual([done.state, done.outcome], ["done", outcome])
    const other = decide(Result.succeed({ ...succeeded, asked: 5000, next: "compare-first" }), 1)
    assert.deepStrictEqual([other.state, other.outcome], ["done", { ...outcome, advice: "compare" }])
  })
})
