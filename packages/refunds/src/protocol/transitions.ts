/**
 * The few moves that every decision ends in.
 */
import type { Cause, Outcome } from "./Outcome.ts"
import type { Rules } from "./Rules.ts"
import type { Plan, State, Step } from "./State.ts"

/** Looks again, now. */
export const read = (state: State): Step => ({ state: { ...state, phase: "reading" }, command: { _tag: "Read" } })

/** Looks again, later. */
export const wait = (state: State, why: "read" | "quiet" | "confirm", nth: number): Step => ({
  state: { ...state, phase: "waiting" },
  command: { _tag: "Wait", for: why, nth }
})

/** Sends under a plan. The state counts the send as open before a byte has left: a crash from here on is a lost answer. */
export const send = (rules: Rules, state: State, plan: Plan): Step =>
  isSound(plan)
    ? {
      state: { ...state, phase: "sending", plan, sent: state.sent + 1, open: state.open + 1, quiet: 0 },
      command: { _tag: "Send", plan, withChecksum: rules.checksum }
    }
    : unknown(state, "BrokenInvariant")

// The last look before money: a whole amount of at least one, within the balance it was planned on.
const isSound = ({ amount, checksum }: Plan) =>
  Number.isSafeInteger(amount) && Number.isSafeInteger(checksum) && amount >= 1 && amount <= checksum

/** Ends. */
export const finish = (state: State, outcome: Outcome): Step => ({
  state: { ...state, phase: "done", outcome },
  command: { _tag: "Finish", outcome }
})

/** Ends without knowing. */
export const unknown = (state: State, cause: Cause): Step => finish(state, { _tag: "OutcomeUnknown", cause })

/** A read that decided nothing: look again later. When that has gone on too long, what was confirmed is pending, and the rest is for a person. */
export const unusable = (state: State, cause: Cause): Step => {
  const vain = state.vain + 1
  if (vain < state.ask.budget.reads) return wait({ ...state, vain }, "read", vain)
  return state.accepted ? finish(state, { _tag: "AcceptedPending" }) : unknown(state, cause)
}
