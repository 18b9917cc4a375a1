/**
 * The few moves that every decision ends in.
 */
import { isSound } from "./invariants.ts"
import type { Cause, Outcome } from "./Outcome.ts"
import type { Plan, State, Step } from "./State.ts"

/** Looks again, now. */
export const read = (state: State): Step => ({ state: { ...state, phase: "reading" }, command: { _tag: "Read" } })

/** Looks again, later. */
export const wait = (state: State, why: "read" | "quiet" | "confirm", nth: number): Step => ({
  state: { ...state, phase: "waiting" },
  command: { _tag: "Wait", for: why, nth }
})

/** Sends under a plan. The state counts the send as open before a byte has left: a crash from here on is a lost answer. */
export const send = (state: State, plan: Plan): Step =>
  isSound(plan)
    ? {
      state: {
        ...state,
        phase: "sending",
        plan,
        flying: plan,
        sent: state.sent + 1,
        here: state.here + 1,
        open: state.open + 1,
        quiet: 0
      },
      command: { _tag: "Send", plan }
    }
    : unknown(state, "BrokenInvariant")

/** Ends. */
export const finish = (state: State, outcome: Outcome): Step => ({
  state: { ...state, phase: "done", outcome },
  command: { _tag: "Finish", outcome }
})

/** Ends without knowing. */
export const unknown = (state: State, cause: Cause): Step => finish(state, { _tag: "OutcomeUnknown", cause })

/** Stops trying. Where this call is the only one there is, what never left is known not to happen; another could still send it. */
export const giveUp = (state: State, cause: Cause): Step =>
  state.accepted
    ? finish(state, { _tag: "AcceptedPending" })
    : state.ask.earlier === "none" && state.sent === 0 && state.open === 0
    ? finish(state, { _tag: "NotRefunded", proof: "NeverSent", refusal: undefined })
    : unknown(state, cause)

/** A read that decided nothing: look again later. When that has gone on too long, what was confirmed is pending, and the rest is for a person. */
export const unusable = (state: State, cause: Cause): Step => {
  const next = { ...state, vain: state.vain + 1 }
  return next.vain < state.ask.budget.reads ? wait(next, "read", next.vain) : giveUp(next, cause)
}
