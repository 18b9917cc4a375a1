/**
 * What the answer to a send decides.
 */
import { isSamePlan } from "./invariants.ts"
import type { Plan, State, Step } from "./state.ts"
import { finish, read, unusable } from "./transitions.ts"
import type { Verdict } from "./verdict.ts"

/**
 * Decides on one answer.
 */
export const onVerdict = (before: State, verdict: Verdict): Step => {
  const step = judge(before, verdict)
  return { ...step, state: { ...step.state, inFlight: undefined } }
}

const judge = (state: State, verdict: Verdict): Step => {
  // No other cancel was ever sent under this key.
  const onlyAttempt = state.ask.earlier !== "possible" && state.sent === 1
  // This attempt is over: it was rejected before anything happened, or it never left.
  const closed: State = { ...state, open: Math.max(0, state.open - 1) }
  if (state.inFlight !== undefined && !isSamePlan(state.inFlight, state.plan)) {
    return late(state, state.inFlight, verdict)
  }
  switch (verdict._tag) {
    case "Applied":
      return finish({ ...closed, watermark: verdict.seen ?? state.watermark }, {
        _tag: "Succeeded",
        certain: "answer",
        place: verdict.place
      })
    case "Accepted":
      return state.ask.profile.settlement === "async"
        ? finish({ ...state, accepted: true }, { _tag: "AcceptedPending" })
        : read({ ...state, accepted: true })
    case "NotSent":
      return unusable(
        { ...closed, sent: Math.max(0, state.sent - 1), sentHere: Math.max(0, state.sentHere - 1) },
        "NeverConfirmed"
      )
    case "Mismatch":
      // It proves that the balance is not our checksum, so a snapshot that still shows it is stale.
      return read({ ...closed, passedChecksum: lower(state.passedChecksum, state.plan?.checksum) })
    case "Rejected": {
      const rejected: State = { ...closed, rejection: verdict.rejection }
      return onlyAttempt
        ? finish(rejected, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: verdict.rejection })
        : read(rejected)
    }
    case "RejectedByPg":
      // The PG may have cancelled and lost its own answer, so two look-ups a minute apart come
      // first.
      return read({ ...state, rejection: verdict.rejection, confirming: true, quiet: 0, onlyAttempt })
    case "MaybeDoneAtPg":
      return read({ ...state, maybeDoneAtPg: true, rejection: verdict.rejection, quiet: 0 })
    case "Ambiguous":
      return read(state)
  }
}

// Another call has seen the balance leave this attempt's checksum and has made a new plan, so this
// attempt already counts as over. A rejection of it adds nothing, and the other call's attempt is
// still open.
const late = (state: State, inFlight: Plan, verdict: Verdict): Step => {
  switch (verdict._tag) {
    case "Applied":
      return finish({ ...state, watermark: verdict.seen ?? state.watermark }, {
        _tag: "Succeeded",
        certain: "answer",
        place: verdict.place
      })
    case "Accepted":
      return read({ ...state, accepted: true })
    case "MaybeDoneAtPg":
      return read({ ...state, maybeDoneAtPg: true, rejection: verdict.rejection, quiet: 0 })
    case "NotSent":
      return read({ ...state, sent: Math.max(state.open, state.sent - 1), sentHere: Math.max(0, state.sentHere - 1) })
    default:
      return read({ ...state, passedChecksum: lower(state.passedChecksum, inFlight.checksum) })
  }
}

const lower = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? one ?? other : Math.min(one, other)
