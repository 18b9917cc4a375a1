/**
 * What the answer to a send decides.
 */
import { isSamePlan } from "./invariants.ts"
import type { Plan, State, Step } from "./State.ts"
import { finish, read, unusable } from "./transitions.ts"
import type { Verdict } from "./Verdict.ts"

/**
 * One answer.
 */
export const onVerdict = (before: State, verdict: Verdict): Step => {
  const step = judge(before, verdict)
  return { ...step, state: { ...step.state, flying: step.command._tag === "Send" ? step.state.flying : undefined } }
}

const judge = (state: State, verdict: Verdict): Step => {
  // Nothing else was ever sent under this key, by anyone.
  const onlyAttempt = state.ask.earlier !== "possible" && state.sent === 1
  // This attempt is over: it was refused before anything happened, or never left.
  const closed: State = { ...state, open: Math.max(0, state.open - 1) }
  if (state.flying !== undefined && !isSamePlan(state.flying, state.plan)) return late(state, state.flying, verdict)
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
        { ...closed, sent: Math.max(0, state.sent - 1), here: Math.max(0, state.here - 1) },
        "NeverConfirmed"
      )
    case "Mismatch":
      // It also proves that the balance is not our checksum, so whatever still shows that is stale.
      return read({ ...closed, passed: lower(state.passed, state.plan?.checksum) })
    case "Refused": {
      const refused: State = { ...closed, refusal: verdict.refusal }
      return onlyAttempt
        ? finish(refused, { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: verdict.refusal })
        : read(refused)
    }
    case "RefusedByPg":
      // A PG's refusal may hide a PG that did it and lost the answer: two looks, a minute apart, before it is believed.
      return read({ ...state, refusal: verdict.refusal, confirming: true, quiet: 0, onlyAttempt })
    case "SaysAlready":
      return read({ ...state, saysAlready: true, refusal: verdict.refusal, quiet: 0 })
    case "Ambiguous":
      return read(state)
  }
}

// Another call has seen the balance move off this attempt's checksum and planned anew, so this attempt counts as over already: what a refusal of it says
// is known, and the other's attempt is still open.
const late = (state: State, flying: Plan, verdict: Verdict): Step => {
  switch (verdict._tag) {
    case "Applied":
      return finish({ ...state, watermark: verdict.seen ?? state.watermark }, {
        _tag: "Succeeded",
        certain: "answer",
        place: verdict.place
      })
    case "Accepted":
      return read({ ...state, accepted: true })
    case "SaysAlready":
      return read({ ...state, saysAlready: true, refusal: verdict.refusal, quiet: 0 })
    case "NotSent":
      return read({ ...state, sent: Math.max(state.open, state.sent - 1), here: Math.max(0, state.here - 1) })
    default:
      return read({ ...state, passed: lower(state.passed, flying.checksum) })
  }
}

const lower = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? one ?? other : Math.min(one, other)
