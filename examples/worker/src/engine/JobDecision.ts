/**
 * Decides a job's next state from the result of `refundOnce`.
 */
import type { refundOnce, RefundOutcome } from "@effect-portone/refunds"
import { type Effect, Option, Result } from "effect"
import type { Outcome, State } from "../jobs/Job.ts"

export interface JobDecision {
  readonly state: Exclude<State, "waiting" | "running">
  readonly sends: number
  readonly outcome: Outcome
  /** `yes`: nothing was sent, for a reason that every other payment has too. */
  readonly outage?: "no" | "yes" | "unknown"
}

/**
 * A job is called again without a person only where another call cannot cause a second refund.
 * `next` of the outcome says so. There is no limit to these calls: the ledger counts the cancels,
 * and ends with `SendsUsedUp`.
 *
 * `attempts`: the calls for this job, with this one.
 */
export const decide = (
  result: Result.Result<RefundOutcome.RefundOutcome, Effect.Error<ReturnType<typeof refundOnce>>>,
  attempts: number
): JobDecision => {
  if (Result.isFailure(result)) {
    const { _tag: outcome, message: cause } = result.failure
    // Each of these failures means that this call sent nothing.
    switch (outcome) {
      case "InvalidRefund":
        // A version with other checks may have sent a cancel in an earlier call.
        return attempts === 1
          ? { state: "rejected", sends: 0, outcome: { outcome, cause }, outage: "unknown" }
          : { state: "needs-review", sends: 0, outcome: { outcome, cause, advice: calledBefore }, outage: "unknown" }
      case "KeyReused":
        return {
          state: "needs-review",
          sends: 0,
          outcome: { outcome, cause, advice: keyReused },
          outage: "unknown"
        }
      // Only about this payment.
      case "PaymentNotFound":
        return { state: "retrying", sends: 0, outcome: { outcome, cause, advice: notFound }, outage: "no" }
      case "TagSecretUnknown":
        return { state: "retrying", sends: 0, outcome: { outcome, cause, advice: secret }, outage: "unknown" }
      case "LedgerFailed":
        return { state: "retrying", sends: 0, outcome: { outcome, cause, advice: database }, outage: "yes" }
      case "CredentialsRejected":
      case "Unauthorized":
        return { state: "retrying", sends: 0, outcome: { outcome, cause, advice: credentials }, outage: "yes" }
    }
  }
  const { sends } = result.success
  switch (result.success._tag) {
    case "Succeeded": {
      const { amount, certain, message, next } = result.success
      return {
        state: "done",
        sends,
        outcome: { outcome: "Succeeded", amount, cause: certain, ...(next === "compare-first" && { advice: message }) },
        outage: "no"
      }
    }
    case "Rejected": {
      const { next, rejection: cause } = result.success
      const state = next === "call-again" ? "retrying" : "rejected"
      return { state, sends, outcome: { outcome: "Rejected", cause }, outage: "no" }
    }
    case "NotRefunded": {
      const { next, proof: cause } = result.success
      const state = next === "call-again" ? "retrying" : "rejected"
      return { state, sends, outcome: { outcome: "NotRefunded", cause }, outage: outageOf(result.success) }
    }
    case "AcceptedPending":
      return {
        state: "needs-review",
        sends,
        outcome: { outcome: "AcceptedPending", advice: pending },
        outage: "no"
      }
    case "Undetermined": {
      const { cause, message: advice, next } = result.success
      const state = next === "call-again" ? "retrying" : "needs-review"
      return { state, sends, outcome: { outcome: "Undetermined", cause, advice }, outage: outageOf(result.success) }
    }
  }
}

// internal

/** An outage if the call ended on an error before it sent anything, for every payment alike. */
const outageOf = ({ lastError, next, sends }: RefundOutcome.Undetermined | RefundOutcome.NotRefunded) => {
  if (sends > 0 || next !== "call-again") return "no"
  if (Option.isNone(lastError)) return "unknown"
  const { _tag, reason } = lastError.value as { readonly _tag: string; readonly reason?: unknown }
  return _tag === "LookupFailed" && reason === "UnreadablePayment" ? "unknown" : "yes"
}

const pending =
  "PortOne accepted the cancel, and its payment history does not show it yet: look the payment up tomorrow, " +
  "or in the PG's console."
const database = "This call sent nothing: repair the database. The worker calls again by itself."
const credentials =
  "This call sent nothing: check PORTONE_IMP_KEY, PORTONE_IMP_SECRET and the allowed addresses. The worker calls " +
  "again by itself."
const notFound = "This call sent nothing: check imp_uid and WORKER_TEST_CHANNEL. The worker calls again by itself."
const secret =
  "This call sent nothing: give every worker the same tag secrets, and start it again. Then it calls again by itself."
const calledBefore =
  "An earlier call may have sent a cancel: compare with the PG's console before you refund under another key."
const keyReused =
  "The payment history has a refund with this key and another amount: find out who made it, and how much was due."
