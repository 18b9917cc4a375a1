/**
 * The columns of a refund's row after a call of `refundOnce`.
 */
import type { refundOnce, RefundOutcome } from "@effect-portone/refunds"
import type { DateTime, Effect } from "effect"
import type { Refund } from "./Database.ts"

/** State, amount, and the sentences for the person who reads the refund. */
export const columnsOf = (outcome: RefundOutcome.RefundOutcome) => {
  const { message, messageKo, next } = outcome
  const refunded = outcome._tag === "Succeeded" ? outcome.amount : null
  // Where the refund ledger could not store that PortOne accepted, another call could send again.
  const isForgotten = outcome._tag === "AcceptedPending" && !outcome.isLocked
  return { state: isForgotten ? "unknown" as const : states[outcome._tag], refunded, next, message, messageKo }
}

/** The same after a failure of `refundOnce`, which then has sent nothing in this call. */
export const failureColumnsOf = (
  error: Effect.Error<ReturnType<typeof refundOnce>>,
  isFirstCall: boolean
): Pick<Refund, "state" | "next" | "message" | "messageKo"> => {
  const { _tag, message, messageKo } = error
  // Nothing was sent under this key: a request that is corrected may use it.
  if (_tag === "InvalidRefund" && isFirstCall) return { state: "invalid", next: "call-again", message, messageKo }
  // The row stays open, and is taken up again when credentials, secret or database are repaired.
  if (_tag !== "InvalidRefund" && _tag !== "KeyReused") {
    return { state: "unknown", next: "call-again", message, messageKo }
  }
  // Another call can only repeat these two. The key may have refunded: another amount, or in a call
  // of a version with other checks.
  return {
    state: "unknown",
    next: _tag === "KeyReused" ? "stop" : "compare-first",
    message: `${message} A refund may have been made under this key: ` +
      "compare the payment history with the order before you request any other.",
    messageKo: `${messageKo} 이 키로 이미 환불됐을 수 있으니, 다른 환불을 요청하기 전에 취소 내역을 주문과 대조하세요.`
  }
}

/** As it is shown: accepted and not in the history after a week, it is for a person to compare. */
export const shownOf = (refund: Refund, now: DateTime.Utc): Refund =>
  refund.state === "pending" && now.epochMilliseconds - Date.parse(refund.createdAt) > 7 * 86_400_000
    ? { ...refund, state: "unknown" }
    : refund

const states: Record<RefundOutcome.RefundOutcome["_tag"], Refund["state"]> = {
  Succeeded: "succeeded",
  AcceptedPending: "pending",
  Rejected: "rejected",
  NotRefunded: "not-refunded",
  Undetermined: "unknown"
}
