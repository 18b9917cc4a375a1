/**
 * What an end of `refundOnce` means for a job: over, asked again by itself, or left to a person.
 */
import type { RefundLedger, RefundOutcome } from "@effect-portone/refunds"
import { Result } from "effect"
import type { Outcome, State } from "./Job.ts"

export interface Verdict {
  readonly state: Exclude<State, "waiting" | "queued" | "running">
  readonly sends: number
  readonly outcome: Outcome
}

/** After so many rounds without an answer a person is asked. */
const ROUNDS = 8

/**
 * Only what is listed here is over or is asked again; everything else is held, because a further call may send again.
 */
export const verdictOf = (
  result: Result.Result<
    RefundOutcome.RefundOutcome,
    RefundOutcome.KeyReused | RefundOutcome.InvalidRefund | RefundLedger.LedgerFailed
  >,
  round: number
): Verdict => {
  if (Result.isFailure(result)) {
    const { _tag, message } = result.failure
    // A failure is told before this call sent anything.
    switch (_tag) {
      case "InvalidRefund":
        return { state: "refused", sends: 0, outcome: { outcome: _tag, cause: message } }
      case "LedgerFailed":
        return {
          state: round < ROUNDS ? "unsure" : "held",
          sends: 0,
          outcome: { outcome: _tag, cause: message, decider: mend }
        }
      default:
        return { state: "held", sends: 0, outcome: { outcome: _tag, cause: message, decider: reused } }
    }
  }
  const end = result.success
  const { _tag: outcome, sends } = end
  switch (end._tag) {
    case "Succeeded":
      return { state: "done", sends, outcome: { outcome, amount: end.amount, cause: end.certain } }
    case "Rejected":
      return { state: "refused", sends, outcome: { outcome, cause: end.rejection } }
    case "NotRefunded":
      return { state: "refused", sends, outcome: { outcome, cause: end.proof } }
    case "AcceptedPending":
      return { state: "held", sends, outcome: { outcome, decider: pending } }
    case "Undetermined": {
      const state = end.next === "call-again" && round < ROUNDS ? "unsure" : "held"
      return { state, sends, outcome: { outcome, cause: end.cause, decider: end.message } }
    }
  }
}

/** How long to wait before an unsure job is handed out again. Units: milliseconds. */
export const backoff = (round: number, pauses: "usual" | "short"): number =>
  pauses === "short" ? 50 * round : Math.min(30_000 * 2 ** round, 3_600_000)

// internal

const pending =
  "PortOne said yes and its history does not show it yet: look at the payment tomorrow, or in the PG's console."
const mend = "Nothing was sent by this call: mend the database, then recheck."
const reused =
  "The payment's history has this key with another amount: find out who refunded it, and how much it should have been."
