/**
 * What the answer to a send decides.
 */
import { isSamePlan } from "./invariants.ts"
import type { Watermark } from "./snapshot.ts"
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
  // Every other cancel under this key is proved dead.
  const onlyAttempt = state.ask.earlier !== "possible" && state.sent - state.refuted === 1
  // This attempt is over: it was rejected before anything happened, or it never left.
  const closed: State = { ...state, open: Math.max(0, state.open - 1) }
  if (state.inFlight !== undefined && !isSamePlan(state.inFlight, state.plan)) {
    return late(state, state.inFlight, verdict)
  }
  switch (verdict._tag) {
    case "Applied":
      return applied(closed, verdict)
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
      // The request may have reached PortOne twice, and the first copy may have been applied.
      const { passes, rejection } = verdict
      return read({ ...closed, rejection, passes, confirming: state.confirming === 2 ? 2 : 1, quiet: 0, onlyAttempt })
    }
    case "RejectedByPg": {
      // The PG may have cancelled and lost its own answer, so two look-ups a minute apart come
      // first.
      const { passes, rejection } = verdict
      return read({ ...state, rejection, passes, confirming: 2, quiet: 0, onlyAttempt })
    }
    case "MaybeDoneAtPg":
      return leftOpen(state, verdict)
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
      return applied(state, verdict)
    case "Accepted":
      return read({ ...state, accepted: true })
    case "MaybeDoneAtPg":
      return leftOpen(state, verdict)
    case "NotSent":
      return read({
        ...state,
        sent: Math.max(state.open, state.sent - 1),
        sentHere: Math.max(0, state.sentHere - 1),
        refuted: Math.max(0, state.refuted - 1)
      })
    default:
      return read({ ...state, passedChecksum: lower(state.passedChecksum, inFlight.checksum) })
  }
}

const applied = (state: State, { amount, entry, seen }: Extract<Verdict, { readonly _tag: "Applied" }>): Step =>
  finish({ ...state, watermark: newer(seen, state.watermark) }, {
    _tag: "Succeeded",
    certain: "answer",
    entry,
    amount
  })

const leftOpen = (state: State, { cause, rejection }: Extract<Verdict, { readonly _tag: "MaybeDoneAtPg" }>): Step =>
  read({ ...state, maybeDoneAtPg: state.maybeDoneAtPg ?? cause, rejection, quiet: 0 })

const lower = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? one ?? other : Math.min(one, other)

// An answer may be older than what is known already.
const newer = (seen: Watermark | undefined, known: Watermark | undefined) =>
  seen === undefined || known !== undefined && seen.entries < known.entries ? known : seen
