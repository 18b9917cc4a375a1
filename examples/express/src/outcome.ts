/**
 * The columns of a refund's row after a call of `refundOnce`.
 */
import type { refundOnce, RefundOutcome } from "@effect-portone/refunds"
import type { Effect } from "effect"
import type { Refund } from "./Database.ts"

type Outcome = RefundOutcome.RefundOutcome

/** State, amount, and the sentences for the person who reads the refund. */
export const columnsOf = (outcome: Outcome): Pick<Refund, "state" | "refunded" | "next" | "message" | "messageKo"> => ({
  state: states[outcome._tag],
  refunded: outcome._tag === "Succeeded" ? outcome.amount : null,
  next: outcome.next,
  message: outcome.message,
  messageKo: outcome.messageKo
})

/** The same after a failure of `refundOnce`, which then has sent nothing in this call. */
export const failureColumnsOf = (
  error: Effect.Error<ReturnType<typeof refundOnce>>,
  isFirstCall: boolean
): Pick<Refund, "state" | "next" | "message" | "messageKo"> => {
  const { _tag, message, messageKo } = error
  // Another call can only repeat these two. After every other error the row stays open, and is
  // taken up again when credentials, secret or database are repaired.
  if (_tag === "InvalidRefund" && !isFirstCall) {
    // A version with other checks may have sent a cancel in an earlier call.
    return { state: "unknown", next: "compare-first", message, messageKo }
  }
  const isFinal = _tag === "InvalidRefund" || _tag === "KeyReused"
  return isFinal
    ? { state: "invalid", next: "stop", message, messageKo }
    : { state: "unknown", next: "call-again", message, messageKo }
}

const states: Record<Outcome["_tag"], Refund["state"]> = {
  Succeeded: "succeeded",
  AcceptedPending: "pending",
  Rejected: "rejected",
  NotRefunded: "not-refunded",
  Undetermined: "unknown"
}
