import type { CancelError, CancelRejected } from "@effect-portone/core/CancelError"
import type { Cancelled } from "@effect-portone/core/Cancelled"
import * as Result from "effect/Result"
import { difference, ownersOf } from "../protocol/history.ts"
import type { DoubtAtPg } from "../protocol/outcome.ts"
import { isAmountOf, isWhole } from "../protocol/snapshot.ts"
import type { Plan, State } from "../protocol/state.ts"
import type { Verdict } from "../protocol/verdict.ts"
import { type ReadReason, snapshotOf } from "./snapshot.ts"

/** What is known when the answer arrives. */
interface Facts {
  readonly plan: Plan
  readonly state: Pick<State, "ask" | "others" | "claimed">
  readonly readReason: ReadReason
  /** PortOne answered a first copy of this cancel, which rejected the access token. */
  readonly wasAnswered?: boolean | undefined
}

/**
 * What an answer proves about its own attempt. Pure.
 *
 * | answer | verdict |
 * | --- | --- |
 * | confirmed, and the history has our tag or a new entry of our amount | applied |
 * | confirmed otherwise | accepted |
 * | `NotSent`, `InvalidRequest`, `CredentialsRejected` before anything was sent | not sent |
 * | `ChecksumMismatch`, `AlreadyCancelled` | the balance is not our checksum |
 * | rejected by PortOne | rejected, to be confirmed |
 * | rejected by a PG in words that prove that it did not cancel | rejected by the PG, to be confirmed |
 * | rejected by a PG in other words | maybe done at the PG |
 * | `Unauthorized`: a first copy of the request may have been applied | ambiguous |
 * | everything else | ambiguous |
 */
export const verdictOf = (result: Result.Result<Cancelled, CancelError>, facts: Facts): Verdict =>
  Result.isSuccess(result) ? confirmed(result.success, facts) : failed(result.failure, facts.wasAnswered === true)

// internal

const confirmed = (done: Cancelled, { plan, readReason, state }: Facts): Verdict => {
  const snapshot = done._tag === "CancelConfirmed" ? snapshotOf(done.payment, readReason) : undefined
  if (snapshot === undefined) return { _tag: "Accepted" }
  const { balance, entries } = snapshot
  const seen = isWhole(snapshot) ? { entries: entries.length, balance } : undefined
  const owned = ownersOf(state, entries)
  const mine = owned.find(({ owner }) => owner === "mine")?.entry
  if (mine !== undefined) return { _tag: "Applied", entry: mine.id, amount: mine.amount, seen }
  // Where a PG settles later, the confirmation is not an entry yet, so an equal one is another
  // cancel.
  if (state.ask.profile.settlement === "async") return { _tag: "Accepted" }
  const [equal, another] = difference(plan.known, owned).fresh.filter(({ entry, owner }) =>
    owner === "unclear" && isAmountOf(plan.amount, entry, snapshot, plan)
  )
  if (equal === undefined) return { _tag: "Accepted" }
  const { amount, id } = equal.entry
  return { _tag: "Applied", entry: another === undefined ? id : undefined, amount, seen }
}

const failed = (error: CancelError, wasAnswered: boolean): Verdict => {
  switch (error._tag) {
    case "InvalidRequest":
      return { _tag: "NotSent" }
    case "CredentialsRejected":
    case "NotSent":
      return { _tag: wasAnswered ? "Ambiguous" : "NotSent" }
    case "ChecksumMismatch":
    case "AlreadyCancelled":
      return { _tag: "Mismatch" }
    case "OutcomeUnknown":
    case "MalformedResponse":
    case "Unauthorized":
      return { _tag: "Ambiguous" }
    case "CancelRejected": {
      const rejection = wordsOf(error)
      const passes = error.obstacle === "passes"
      if (error.family === "portone") return { _tag: "Rejected", rejection, passes }
      if (error.family === "unknown") return { _tag: "Ambiguous" }
      const cause = doubtOf(error)
      return cause === undefined
        ? { _tag: "RejectedByPg", rejection, passes }
        : { _tag: "MaybeDoneAtPg", rejection, cause }
    }
    default:
      return { _tag: "Rejected", rejection: wordsOf(error), passes: false }
  }
}

// Core's table of PG texts is an allow-list: only its words prove that a PG did not cancel.
const doubtOf = ({ hint, proves }: CancelRejected): DoubtAtPg | undefined =>
  hint === "already-cancelled-at-pg"
    ? "PgSaysAlreadyCancelled"
    : hint === "pg-timeout"
    ? "PgTimedOut"
    : proves === "not-executed"
    ? undefined
    : "UnknownRejection"

// The provider's own words; the error's message would add advice about a single cancel.
const wordsOf = ({ code, providerMessage = "" }: {
  readonly code?: number | undefined
  readonly providerMessage?: string | undefined
}): string => providerMessage === "" ? `code ${code ?? "unknown"}` : providerMessage
