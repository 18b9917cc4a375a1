/**
 * Decides a job's next state from the result of `refundOnce`.
 */
import type { findRefund, FoundRefund, refundOnce, RefundOutcome } from "@effect-portone/refunds"
import { type Effect, Option, Result } from "effect"
import type { Outcome, State } from "../jobs/Job.ts"

export interface JobDecision {
  readonly state: Exclude<State, "waiting" | "running">
  readonly sends: number
  readonly outcome: Outcome
  /** `yes`: nothing was sent, for a reason that every other payment has too. */
  readonly outage?: "no" | "yes" | "unknown"
  /** How long PortOne asked to wait. Units: milliseconds. */
  readonly retryAfter?: number | undefined
}

/** What is known of the earlier calls of a job. */
export interface Earlier {
  /** A failure if it could not be looked up. */
  readonly found: Result.Result<FoundRefund.FoundRefund, Effect.Error<ReturnType<typeof findRefund>>>
  /** The ledger was restored from a backup, and may have forgotten a cancel. */
  readonly isAfterRestore: boolean
}

/**
 * A job is called again without a person only where another call cannot cause a second refund.
 * `next` of the outcome says so. There is no limit to these calls: the ledger counts the cancels,
 * and ends with `SendsUsedUp`.
 *
 * `earlier`: what `findRefund` found of the job's earlier calls; undefined if there was none. Only
 * an invalid refund needs it.
 */
export const decide = (
  result: Result.Result<RefundOutcome.RefundOutcome, Effect.Error<ReturnType<typeof refundOnce>>>,
  earlier?: Earlier
): JobDecision => {
  if (Result.isFailure(result)) {
    const { _tag: outcome, message: cause } = result.failure
    // Each of these failures means that this call sent nothing.
    switch (outcome) {
      case "InvalidRefund":
        return invalid({ outcome, cause }, earlier)
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
      return {
        state,
        sends,
        outcome: { outcome: "NotRefunded", cause },
        outage: outageOf(result.success),
        retryAfter: retryAfterOf(result.success)
      }
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
      return {
        state,
        sends,
        outcome: { outcome: "Undetermined", cause, advice },
        outage: outageOf(result.success),
        retryAfter: retryAfterOf(result.success)
      }
    }
  }
}

// internal

/** A version with other checks may have sent a cancel of a refund that this one finds invalid. */
const invalid = (outcome: Outcome, earlier: Earlier | undefined): JobDecision => {
  const none = { sends: 0, outage: "unknown" } as const
  if (earlier === undefined) return { ...none, state: "rejected", outcome }
  if (Result.isFailure(earlier.found)) {
    return { ...none, state: "retrying", outcome: { ...outcome, advice: notFoundOut } }
  }
  const found = earlier.found.success
  if (found._tag === "Refunded" && found.next === "done") {
    const { amount, certain: cause } = found
    return { ...none, state: "done", outcome: { outcome: "Succeeded", amount, cause } }
  }
  // The ledger has every cancel before it is sent.
  if (found._tag === "NotFound") {
    return earlier.isAfterRestore
      ? { ...none, state: "needs-review", outcome: { ...outcome, advice: forgotten } }
      : { ...none, state: "rejected", outcome }
  }
  return { ...none, state: "needs-review", outcome: { ...outcome, advice: found.message } }
}

/** An outage if the call ended on an error before it sent anything, for every payment alike. */
const outageOf = ({ lastError, next, sends }: RefundOutcome.Undetermined | RefundOutcome.NotRefunded) => {
  if (sends > 0 || next !== "call-again") return "no"
  if (Option.isNone(lastError)) return "unknown"
  const { _tag, reason } = lastError.value as { readonly _tag: string; readonly reason?: unknown }
  return _tag === "LookupFailed" && reason === "UnreadablePayment" ? "unknown" : "yes"
}

const retryAfterOf = ({ lastError }: RefundOutcome.Undetermined | RefundOutcome.NotRefunded) =>
  Option.isSome(lastError) && "retryAfter" in lastError.value ? lastError.value.retryAfter : undefined

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
const forgotten =
  "The database was restored, and an earlier call may have sent a cancel: compare with the PG's console before you " +
  "refund under another key."
const notFoundOut =
  "This call sent nothing, and whether an earlier one did cannot be looked up now. The worker calls again by itself."
const keyReused =
  "The payment history has a refund with this key and another amount: find out who made it, and how much was due."
