import { CancelError } from "@effect-portone/core"
import { RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { failureColumnsOf } from "../src/outcome.ts"

describe("the row after a failure of refundOnce", () => {
  const invalid = new RefundOutcome.InvalidRefund({ field: "reason", problem: "is too long" })
  const columns = (error: Parameters<typeof failureColumnsOf>[0], isFirstCall: boolean) => {
    const { next, state } = failureColumnsOf(error, isFirstCall)
    return [state, next]
  }

  it("is final for an invalid refund only if no earlier call may have sent a cancel", () => {
    assert.deepStrictEqual(columns(invalid, true), ["invalid", "stop"])
    assert.deepStrictEqual(columns(invalid, false), ["unknown", "compare-first"])
  })

  it("stays open where another call may do better", () => {
    const rejected = new CancelError.CredentialsRejected({ code: -1, providerMessage: "no", status: 401 })
    for (const isFirstCall of [true, false]) {
      assert.deepStrictEqual(columns(rejected, isFirstCall), ["unknown", "call-again"])
    }
  })
})
