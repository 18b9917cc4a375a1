import { CancelError } from "@effect-portone/core"
import { RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Option } from "effect"
import { columnsOf, failureColumnsOf, shownOf } from "../src/outcome.ts"

describe("the row after an outcome of refundOnce", () => {
  const common = {
    impUid: "imp_448280090638",
    key: "refund-7",
    sends: 1,
    lastError: Option.none(),
    message: "It is accepted.",
    messageKo: "접수되었습니다."
  }
  const columns = (outcome: Parameters<typeof columnsOf>[0]) => {
    const { message, messageKo, next, state } = columnsOf(outcome)
    assert.deepStrictEqual([message, messageKo], [common.message, common.messageKo])
    return [state, next]
  }

  it("is pending only if the refund ledger has it, because another call could send again", () => {
    const accepted = { ...common, _tag: "AcceptedPending", next: "compare-first" } as const
    assert.deepStrictEqual(columns({ ...accepted, isLocked: true }), ["pending", "compare-first"])
    assert.deepStrictEqual(columns({ ...accepted, isLocked: false }), ["unknown", "compare-first"])
  })

  it("has the next step of the outcome where it is undetermined", () => {
    for (const next of ["call-again", "compare-first", "stop"] as const) {
      const unknown = { ...common, _tag: "Undetermined", cause: "OutOfTime", evidence: "", isLocked: false } as const
      assert.deepStrictEqual(columns({ ...unknown, next }), ["unknown", next])
    }
  })
})

describe("the row after a failure of refundOnce", () => {
  const invalid = new RefundOutcome.InvalidRefund({ field: "reason", problem: "is too long" })
  const columns = (error: Parameters<typeof failureColumnsOf>[0], isFirstCall: boolean) => {
    const { next, state } = failureColumnsOf(error, isFirstCall)
    return [state, next]
  }

  it("can be corrected for an invalid refund only if no earlier call may have sent a cancel", () => {
    assert.deepStrictEqual(columns(invalid, true), ["invalid", "call-again"])
    assert.deepStrictEqual(columns(invalid, false), ["unknown", "compare-first"])
    assert.match(failureColumnsOf(invalid, false).message ?? "", /A refund may have been made under this key/)
  })

  it("is for a person where the key has another amount, because that refund may be this one", () => {
    const reused = new RefundOutcome.KeyReused({ impUid: "imp_1", key: "refund-7", asked: 3000, found: 2700 })
    for (const isFirstCall of [true, false]) {
      assert.deepStrictEqual(columns(reused, isFirstCall), ["unknown", "stop"])
      const { message, messageKo } = failureColumnsOf(reused, isFirstCall)
      assert.match(message ?? "", /used for 2700 before.* A refund may have been made .*compare the payment history/)
      assert.match(messageKo ?? "", /2700.* 이미 환불됐을 수 있으니, .*취소 내역을 주문과 대조하세요/)
    }
  })

  it("stays open where another call may do better", () => {
    const rejected = new CancelError.CredentialsRejected({ code: -1, providerMessage: "no", status: 401 })
    for (const isFirstCall of [true, false]) {
      assert.deepStrictEqual(columns(rejected, isFirstCall), ["unknown", "call-again"])
    }
  })
})

describe("a refund that is shown", () => {
  it("is pending for a week after it was requested, and then for a person to compare", () => {
    const state = (state: string, now: string) =>
      shownOf({ state, createdAt: "2026-11-23T00:00:00.000Z" } as never, DateTime.makeUnsafe(now)).state
    assert.strictEqual(state("pending", "2026-11-30T00:00:00.000Z"), "pending")
    assert.strictEqual(state("pending", "2026-11-30T00:00:00.001Z"), "unknown")
    for (const other of ["running", "succeeded", "rejected"]) {
      assert.strictEqual(state(other, "2027-11-30T00:00:00.000Z"), other)
    }
  })
})
