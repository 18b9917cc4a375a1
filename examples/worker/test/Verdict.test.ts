import { RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { verdictOf } from "../src/Verdict.ts"

const common = { impUid: "imp_1", key: "r", sends: 1 }
const { cause: { literals: causes } } = RefundOutcome.OutcomeUnknown.fields
const unknown = (cause: typeof causes[number], round: number) =>
  verdictOf(Result.succeed({ ...common, _tag: "OutcomeUnknown", cause, evidence: "", decider: "compare" }), round)

describe("an end of refundOnce", () => {
  it("is asked again by itself only where asking again cannot send a second refund", () => {
    const again = causes.filter((cause) => unknown(cause, 1).state === "unsure")

    assert.sameMembers([...again], ["NeverConfirmed", "Unreadable", "SnapshotInconsistent", "LedgerFailed"])
    assert.isAbove(causes.length, 9)
  })

  it("is left to a person after eight rounds, with what would decide it", () => {
    const { outcome, state } = unknown("NeverConfirmed", 8)

    assert.strictEqual(state, "held")
    assert.strictEqual(outcome.decider, "compare")
  })

  it("is never done without a Succeeded, and a yes that does not show is left to a person", () => {
    assert.strictEqual(verdictOf(Result.succeed({ ...common, _tag: "AcceptedPending" }), 1).state, "held")
    assert.strictEqual(verdictOf(Result.succeed({ ...common, _tag: "Rejected", refusal: "no" }), 1).state, "refused")
  })

  it("is left to a person when the payment has the key with another amount", () => {
    const failure = new RefundOutcome.KeyReused({ impUid: "imp_1", key: "r", asked: 1, found: 2 })

    assert.strictEqual(verdictOf(Result.fail(failure), 1).state, "held")
  })
})
