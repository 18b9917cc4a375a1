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
  return { state: states[outcome._tag], refunded, next, message, messageKo }
}

/** The same after a failure of `refundOnce`, which then has sent nothing in this call. */
export const failureColumnsOf = (
  error: Effect.Error<ReturnType<typeof refundOnce>>,
  isFirstCall: boolean
): Pick<Refund, "state" | "next" | "message" | "messageKo"> => {
  const { _tag, message, messageKo } = error
  // Another call can only repeat these two. After every other error the row stays open, and is
  // taken up again when credentials, secret or database are repaired.
  const isFinal = _tag === "KeyReused" || _tag === "InvalidRefund" && isFirstCall
  if (isFinal) return { state: "invalid", next: "stop", message, messageKo }
  // A version with other checks may have sent a cancel in an earlier call.
  return { state: "unknown", next: _tag === "InvalidRefund" ? "compare-first" : "call-again", message, messageKo }
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
