/**
 * The columns of a refund's row after a call of `refundOnce`.
 */
import type { RefundOutcome } from "@effect-portone/refunds"
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

const states: Record<Outcome["_tag"], Refund["state"]> = {
  Succeeded: "succeeded",
  AcceptedPending: "pending",
  Rejected: "rejected",
  NotRefunded: "not-refunded",
  Undetermined: "unknown"
}
