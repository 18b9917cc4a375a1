import { RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import { decide } from "../src/JobDecision.ts"

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
const undetermined = (next: typeof steps[number], dispatches: number) =>
  decide(
    Result.succeed({ ...common, _tag: "Undetermined", cause: "NeverConfirmed", evidence: "", next }),
    dispatches
  )

describe("the state after a call of refundOnce", () => {
  it("is retrying only where another call cannot send a second refund", () => {
    assert.deepStrictEqual(steps.filter((next) => undetermined(next, 1).state === "retrying"), ["call-again"])
  })

  it("is needs-review after eight dispatches, with advice for a person", () => {
    const { outcome, state } = undetermined("call-again", 8)

    assert.strictEqual(state, "needs-review")
    assert.deepStrictEqual(outcome, { outcome: "Undetermined", cause: "NeverConfirmed", advice: "compare" })
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
})
