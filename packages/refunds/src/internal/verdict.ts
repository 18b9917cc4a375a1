import type { CancelError, Cancelled } from "@effect-portone/core"
import * as Result from "effect/Result"
import type { Profile } from "../protocol/Profile.ts"
import type { Ask, Plan } from "../protocol/State.ts"
import type { Verdict } from "../protocol/Verdict.ts"
import { snapshotOf } from "./snapshot.ts"

/**
 * What an answer proves about its own attempt. Pure.
 *
 * | answer | verdict |
 * | --- | --- |
 * | confirmed, and the history has my tag or a new entry of my amount | applied |
 * | confirmed otherwise | accepted |
 * | `NotSent`, `InvalidRequest`, `CredentialsRejected`, `Unauthorized` (no token that counts, so no cancel) | not sent |
 * | `ChecksumMismatch`, `AlreadyCancelled` | the balance is not my checksum |
 * | refused by PortOne | refused |
 * | refused by a PG | refused, to be confirmed; in the words "already cancelled" or "timed out": unknown |
 * | everything else | ambiguous |
 */
export const verdictOf = (
  result: Result.Result<Cancelled.Cancelled, CancelError.CancelError>,
  plan: Plan,
  { profile, tag }: Pick<Ask, "tag" | "profile">
): Verdict => Result.isSuccess(result) ? confirmed(result.success, plan, profile, tag) : failed(result.failure)

const confirmed = (done: Cancelled.Cancelled, plan: Plan, profile: Profile, tag: string | undefined): Verdict => {
  const snapshot = done._tag === "CancelConfirmed" ? snapshotOf(done.payment) : undefined
  if (snapshot === undefined) return { _tag: "Accepted" }
  const tagged = tag === undefined ? -1 : snapshot.entries.findIndex((entry) => entry.tag === tag)
  const next = snapshot.entries[plan.entries]
  // Where a PG settles later, a yes is not yet an entry: an equal one is somebody else's.
  const isNext = profile.settlement !== "async" && next?.amount === plan.amount && next.tag === undefined
  const place = tagged >= 0 ? tagged : isNext ? plan.entries : undefined
  return place === undefined
    ? { _tag: "Accepted" }
    : { _tag: "Applied", place, seen: { entries: snapshot.entries.length, balance: snapshot.balance } }
}

const failed = (error: CancelError.CancelError): Verdict => {
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
    case "CancelRejected":
      if (error.family === "portone") return { _tag: "Refused", refusal: error.message }
      if (error.family === "unknown") return { _tag: "Ambiguous" }
      // A PG that timed out may have done it as well as one that says it was done before.
      return error.hint === "pg-timeout" || /기\s?취소|이미\s?취소/.test(error.providerMessage)
        ? { _tag: "SaysAlready", refusal: error.message }
        : { _tag: "RefusedByPg", refusal: error.message }
    default:
      return { _tag: "Refused", refusal: error.message }
  }
}
