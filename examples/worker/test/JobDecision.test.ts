import { RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { verdictOf } from "../src/Verdict.ts"

const common = { impUid: "imp_1", key: "r", sends: 1, message: "compare", messageKo: "대조하세요" }
const { next: { literals: steps } } = RefundOutcome.Undetermined.fields
const unknown = (next: typeof steps[number], round: number) =>
  verdictOf(
    Result.succeed({ ...common, _tag: "Undetermined", cause: "NeverConfirmed", evidence: "", next, isLocked: false }),
    round
  )

describe("an end of refundOnce", () => {
  it("is asked again by itself only where asking again cannot send a second refund", () => {
    assert.deepStrictEqual(steps.filter((next) => unknown(next, 1).state === "unsure"), ["call-again"])
  })

  it("is left to a person after eight rounds, with what would decide it", () => {
    const { outcome, state } = unknown("call-again", 8)

    assert.strictEqual(state, "held")
    assert.strictEqual(outcome.decider, "compare")
  })

  it("is never done without a Succeeded, and a yes that does not show is left to a person", () => {
    assert.strictEqual(
      verdictOf(Result.succeed({ ...common, _tag: "AcceptedPending", next: "compare-first" }), 1).state,
      "held"
    )
    const rejected = { ...common, _tag: "Rejected", next: "stop", rejection: "no" } as const
    assert.strictEqual(verdictOf(Result.succeed(rejected), 1).state, "refused")
  })

  it("is left to a person when the payment has the key with another amount", () => {
    const failure = new RefundOutcome.KeyReused({ impUid: "imp_1", key: "r", asked: 1, found: 2 })

    assert.strictEqual(verdictOf(Result.fail(failure), 1).state, "held")
  })
})
