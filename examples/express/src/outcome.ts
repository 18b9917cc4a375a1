/**
 * The columns of a refund's row after a call of `refundOnce`.
 */
import type { RefundOutcome } from "@effect-portone/refunds"
import type { Refund } from "./Database.ts"

type Outcome = RefundOutcome.RefundOutcome
type Cause = Extract<Outcome, { readonly _tag: "OutcomeUnknown" }>["cause"]

/** State, amount, and the sentences for the person who reads the refund. */
export const columnsOf = (outcome: Outcome): Pick<Refund, "state" | "refunded" | "next" | "message" | "messageKo"> => {
  const refunded = outcome._tag === "Succeeded" ? outcome.amount : null
  if (outcome._tag === "OutcomeUnknown") {
    const next = nexts[outcome.cause]
    return { state: "unknown", refunded, next, message: outcome.decider, messageKo: korean[next] }
  }
  const [state, next, message, messageKo] = rows[outcome._tag]
  return { state, refunded, next, message, messageKo }
}

const rows: Record<Exclude<Outcome["_tag"], "OutcomeUnknown">, readonly [Refund["state"], string, string, string]> = {
  Succeeded: ["succeeded", "done", "The refund is proven.", "환불이 확인되었습니다."],
  AcceptedPending: ["pending", "compare-first", "Accepted, not in the payment history yet.", "환불이 접수되었습니다."],
  Rejected: ["rejected", "stop", "Rejected. No money moved. Use a new key.", "거절되었습니다. 환불된 금액은 없습니다."],
  NotRefunded: ["not-refunded", "stop", "Not refunded. No money moved. Use a new key.", "환불되지 않았습니다."]
}

const nexts: Record<Cause, keyof typeof korean> = {
  NeverConfirmed: "call-again",
  Unreadable: "call-again",
  SnapshotInconsistent: "call-again",
  AnotherRefundOpen: "call-again",
  LedgerFailed: "call-again",
  BalanceChanged: "compare-first",
  EqualForeignCancel: "compare-first",
  BalanceIncreased: "compare-first",
  AsyncAnswerLost: "compare-first",
  PgSaysAlreadyCancelled: "compare-first",
  ChecksumNotTrusted: "compare-first",
  BrokenInvariant: "stop"
}

const korean = {
  "call-again": "환불 결과를 아직 알 수 없습니다. 같은 키로 다시 요청해도 한 번만 환불됩니다.",
  "compare-first": "환불 결과를 아직 알 수 없습니다. 다시 요청하기 전에 PG사 관리자 페이지와 대조하세요.",
  stop: "환불 결과를 알 수 없습니다. 이 결제의 모든 취소 내역을 확인하세요."
}
