/**
 * Decides a job's next state from the result of `refundOnce`.
 */
import type { refundOnce, RefundOutcome } from "@effect-portone/refunds"
import { type Effect, Result } from "effect"
import type { Outcome, State } from "./Job.ts"

export interface JobDecision {
  readonly state: Exclude<State, "waiting" | "queued" | "running">
  readonly sends: number
  readonly outcome: Outcome
}

/** After so many dispatches without a final outcome, the job needs review. */
const MAX_DISPATCHES = 8

/** A job is called again without a person only where another call cannot cause a second refund. */
export const decide = (
  result: Result.Result<RefundOutcome.RefundOutcome, Effect.Error<ReturnType<typeof refundOnce>>>,
  dispatches: number
): JobDecision => {
  const retrying = dispatches < MAX_DISPATCHES ? "retrying" : "needs-review"
  if (Result.isFailure(result)) {
    const { _tag: outcome, message: cause } = result.failure
    // Each of these failures means that this call sent nothing.
    switch (outcome) {
      case "InvalidRefund":
        return { state: "rejected", sends: 0, outcome: { outcome, cause } }
      case "LedgerFailed":
        return { state: retrying, sends: 0, outcome: { outcome, cause, advice: repairDatabase } }
      case "CredentialsRejected":
      case "PaymentNotFound":
      case "TagSecretUnknown":
      case "Unauthorized":
        return { state: retrying, sends: 0, outcome: { outcome, cause } }
      case "KeyReused":
        return { state: "needs-review", sends: 0, outcome: { outcome, cause, advice: keyReused } }
    }
  }
  const { sends } = result.success
  switch (result.success._tag) {
    case "Succeeded": {
      const { amount, certain } = result.success
      return { state: "done", sends, outcome: { outcome: "Succeeded", amount, cause: certain } }
    }
    case "Rejected": {
      const { next, rejection: cause } = result.success
      return { state: next === "call-again" ? retrying : "rejected", sends, outcome: { outcome: "Rejected", cause } }
    }
    case "NotRefunded":
      return { state: "rejected", sends, outcome: { outcome: "NotRefunded", cause: result.success.proof } }
    case "AcceptedPending":
      return { state: "needs-review", sends, outcome: { outcome: "AcceptedPending", advice: pending } }
    case "Undetermined": {
      const { cause, message: advice, next } = result.success
      const state = next === "call-again" ? retrying : "needs-review"
      return { state, sends, outcome: { outcome: "Undetermined", cause, advice } }
    }
  }
}

/** How long a `retrying` job waits for its next dispatch. Units: milliseconds. */
export const backoff = (dispatches: number, pauses: "usual" | "short"): number =>
  pauses === "short" ? 50 * dispatches : Math.min(30_000 * 2 ** dispatches, 3_600_000)

// internal

const pending =
  "PortOne accepted the cancel, and its payment history does not show it yet: look the payment up tomorrow, " +
  "or in the PG's console."
const repairDatabase = "This call sent nothing: repair the database, then retry."
const keyReused =
  "The payment history has a refund with this key and another amount: find out who made it, and how much was due."
