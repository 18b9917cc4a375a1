/**
 * The steps that every decision ends in.
 */
import { isSound } from "./invariants.ts"
import type { Match } from "./match.ts"
import type { Cause, Outcome } from "./outcome.ts"
import type { Plan, State, Step } from "./state.ts"

/** Looks the payment up now. */
export const read = (state: State): Step => ({ state: { ...state, phase: "reading" }, command: { _tag: "Read" } })

/** Looks the payment up after a pause. */
export const wait = (state: State, why: "read" | "quiet" | "confirm", nth: number): Step => ({
  state: { ...state, phase: "waiting" },
  // The first look-up after a rejection may not count, and the pause after it is the first one.
  command: { _tag: "Wait", for: why, nth: Math.max(1, nth) }
})

/**
 * Sends a plan. The send counts as open before a byte has left, so a crash from here on is the same
 * as a lost answer.
 */
export const send = (state: State, plan: Plan): Step =>
  isSound(plan)
    ? {
      state: {
        ...state,
        phase: "sending",
        plan,
        inFlight: plan,
        sent: state.sent + 1,
        sentHere: state.sentHere + 1,
        open: state.open + 1,
        quiet: 0
      },
      command: { _tag: "Send", plan }
    }
    : undetermined(state, "BrokenInvariant")

/** Ends the call with an outcome. */
export const finish = (state: State, outcome: Outcome): Step => ({
  state: { ...state, phase: "done", outcome },
  command: { _tag: "Finish", outcome }
})

/** Ends the call with the entry that was found in the history. */
export const found = (state: State, { certain, entry }: Extract<Match, { readonly _tag: "Mine" }>): Step =>
  finish(state, { _tag: "Succeeded", certain, entry: entry.id, amount: entry.amount })

/** Ends the call with an undetermined outcome. */
export const undetermined = (state: State, cause: Cause): Step => finish(state, { _tag: "Undetermined", cause })

/**
 * Ends the call because its budget is spent. A refund that was never sent is proved not to have
 * happened only when no other call can send it.
 */
export const giveUp = (state: State, cause: Cause): Step =>
  state.accepted
    ? finish(state, { _tag: "AcceptedPending" })
    : state.ask.earlier === "none" && state.sent === 0 && state.open === 0
    ? finish(state, { _tag: "NotRefunded", proof: "NeverSent", rejection: undefined, passes: false })
    : undetermined(state, doubt(state) ?? cause)

/** Why the provider may have carried a cancel out; no other cause may hide it. */
export const doubt = ({ ask, maybeDoneAtPg, open }: State): Cause | undefined =>
  open > 0 && ask.profile.settlement === "async" ? "AsyncAnswerLost" : maybeDoneAtPg

/**
 * A look-up that decided nothing: look up again later. When the budget is spent, a confirmed refund
 * is pending and the rest is undetermined.
 */
export const unusable = (state: State, cause: Cause): Step => {
  const next = { ...state, undecidedReads: state.undecidedReads + 1 }
  return next.undecidedReads < state.ask.budget.reads ? wait(next, "read", next.undecidedReads) : giveUp(next, cause)
}
