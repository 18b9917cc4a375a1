import type { CancelError, CancelRejected } from "@effect-portone/core/CancelError"
import type { Cancelled } from "@effect-portone/core/Cancelled"
import * as Result from "effect/Result"
import type { Profile } from "../protocol/profile.ts"
import type { Ask, Plan } from "../protocol/state.ts"
import type { Verdict } from "../protocol/verdict.ts"
import { snapshotOf } from "./snapshot.ts"

/**
 * What an answer proves about its own attempt. Pure.
 *
 * | answer | verdict |
 * | --- | --- |
 * | confirmed, and the history has our tag or a new entry of our amount | applied |
 * | confirmed otherwise | accepted |
 * | `NotSent`, `InvalidRequest`, `CredentialsRejected`, `Unauthorized` (no valid token, so no cancel) | not sent |
 * | `ChecksumMismatch`, `AlreadyCancelled` | the balance is not our checksum |
 * | rejected by PortOne | rejected |
 * | rejected by a PG | rejected by the PG, to be confirmed; "already cancelled" or a timeout: maybe done at the PG |
 * | everything else | ambiguous |
 */
export const verdictOf = (
  result: Result.Result<Cancelled, CancelError>,
  plan: Plan,
  { profile, tag }: Pick<Ask, "tag" | "profile">
): Verdict => Result.isSuccess(result) ? confirmed(result.success, plan, profile, tag) : failed(result.failure)

// internal

const confirmed = (done: Cancelled, plan: Plan, profile: Profile, tag: string | undefined): Verdict => {
  const snapshot = done._tag === "CancelConfirmed" ? snapshotOf(done.payment) : undefined
  if (snapshot === undefined) return { _tag: "Accepted" }
  const tagged = tag === undefined ? -1 : snapshot.entries.findIndex((entry) => entry.tag === tag)
  const next = snapshot.entries[plan.entries]
  // Where a PG settles later, the confirmation is not an entry yet, so an equal one is another
  // cancel.
  const isNext = profile.settlement !== "async" && next?.amount === plan.amount && next.tag === undefined
  const place = tagged >= 0 ? tagged : isNext ? plan.entries : undefined
  return place === undefined
    ? { _tag: "Accepted" }
    : { _tag: "Applied", place, seen: { entries: snapshot.entries.length, balance: snapshot.balance } }
}

const failed = (error: CancelError): Verdict => {
  switch (error._tag) {
    case "CredentialsRejected":
    case "InvalidRequest":
    case "NotSent":
    case "Unauthorized":
      return { _tag: "NotSent" }
    case "ChecksumMismatch":
    case "AlreadyCancelled":
      return { _tag: "Mismatch" }
    case "OutcomeUnknown":
    case "MalformedResponse":
      return { _tag: "Ambiguous" }
    case "CancelRejected": {
      const rejection = wordsOf(error)
      if (error.family === "portone") return { _tag: "Rejected", rejection }
      if (error.family === "unknown") return { _tag: "Ambiguous" }
      return isMaybeDone(error) ? { _tag: "MaybeDoneAtPg", rejection } : { _tag: "RejectedByPg", rejection }
    }
    default:
      return { _tag: "Rejected", rejection: wordsOf(error) }
  }
}

// Core's table of PG texts recognises these words. A PG that timed out may have cancelled, too.
const isMaybeDone = ({ hint }: CancelRejected): boolean => hint === "already-cancelled-at-pg" || hint === "pg-timeout"

// The provider's own words; the error's message would add advice about a single cancel.
const wordsOf = ({ code, providerMessage = "" }: {
  readonly code?: number | undefined
  readonly providerMessage?: string | undefined
}): string => providerMessage === "" ? `code ${code ?? "unknown"}` : providerMessage
