/**
 * What the answer to a send decides.
 */
import type { Rules } from "./Rules.ts"
import type { State, Step } from "./State.ts"
import { finish, read, send, unknown, wait } from "./transitions.ts"
import type { Verdict } from "./Verdict.ts"

/**
 * One answer. `onlyAttempt`: nothing else was ever sent under this key, by anyone.
 */
export const onVerdict = (rules: Rules, state: State, verdict: Verdict, onlyAttempt: boolean): Step => {
  // This attempt is over: it was refused before anything happened, or never left.
  const closed: State = { ...state, open: Math.max(0, state.open - 1) }
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
      return notSent({ ...closed, sent: Math.max(0, state.sent - 1), vain: state.vain + 1 }, onlyAttempt)
    case "Mismatch":
      // It also proves that the balance is not our checksum, so whatever still shows that is stale.
      return read({ ...closed, passed: state.plan?.checksum })
    case "Refused": {
      const refused: State = { ...closed, refusal: verdict.refusal }
      return onlyAttempt || !rules.onlyAttemptRefusal
        ? finish(refused, { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: verdict.refusal })
        : read(refused)
    }
    case "RefusedByPg":
      // A PG's refusal may hide a PG that did it and lost the answer: two looks, a minute apart, before it is believed.
      return rules.onlyAttemptRefusal
        ? read({ ...state, refusal: verdict.refusal, confirming: true, quiet: 0, onlyAttempt })
        : finish(closed, { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: verdict.refusal })
    case "SaysAlready":
      return read({ ...state, saysAlready: true, refusal: verdict.refusal, quiet: 0 })
    case "Ambiguous":
      return !rules.readBeforeResend && state.plan !== undefined && state.sent < state.ask.budget.sends
        ? send(rules, state, state.plan)
        : read(state)
  }
}

const notSent = (state: State, onlyAttempt: boolean): Step =>
  state.vain < state.ask.budget.reads
    ? wait(state, "read", state.vain)
    : onlyAttempt && state.open === 0
    ? finish(state, { _tag: "NotRefunded", proof: "NeverSent", refusal: undefined })
    : unknown(state, "NeverConfirmed")
