/**
 * The protocol: what to do next, given what is known and what just happened. No time, no
 * randomness, no effects; the rest of this package carries out its commands. `onSnapshot.ts`
 * decides whether to send, and whether to send again.
 */
import { broken } from "./invariants.ts"
import { match } from "./match.ts"
import { onSnapshot } from "./onSnapshot.ts"
import { onVerdict } from "./onVerdict.ts"
import type { Outcome } from "./outcome.ts"
import { isWhole } from "./snapshot.ts"
import type { Event, State, Step } from "./state.ts"
import { finish, giveUp, read, undetermined, unusable } from "./transitions.ts"

/**
 * One step of the protocol. A step that breaks an invariant is replaced by an undetermined outcome,
 * so that a fault in this program does not move money.
 */
export const step = (state: State, event: Event): Step => {
  const next = decide(state, event)
  return broken(state, event, next) === undefined ? next : undetermined(next.state, "BrokenInvariant")
}

/**
 * The step before its invariants are checked, for tests.
 */
export const decide = (state: State, event: Event): Step => {
  if (state.phase === "done") return afterwards(state, event)
  switch (event._tag) {
    case "Waited":
      return read(state)
    case "Unreadable":
      return event.lasting && state.open === 0 ? giveUp(state, "Unreadable") : unusable(state, "Unreadable")
    case "Blocked":
      return event.lasting ? giveUp(state, "AnotherRefundOpen") : unusable(state, "AnotherRefundOpen")
    case "Read":
      return onSnapshot(state, event.snapshot)
    case "Answered":
      return onVerdict(state, event.verdict)
    case "OutOfTime":
      return giveUp(state, "OutOfTime")
  }
}

// internal

// An outcome is final, except that evidence of the refund always wins: it turns "undetermined" into
// "succeeded", and "not refunded" into an alarm.
const afterwards = (state: State, event: Event): Step => {
  const outcome = state.outcome ?? { _tag: "Undetermined", cause: "BrokenInvariant" }
  const news = evidence(state, event)
  switch (news === undefined ? undefined : outcome._tag) {
    case "Undetermined":
    case "AcceptedPending":
      return finish(state, news ?? outcome)
    case "NotRefunded":
      return finish(state, { _tag: "Undetermined", cause: "BrokenInvariant" })
    default:
      return finish(state, outcome)
  }
}

// What an event shows of a refund that was made, or is going to be.
const evidence = (state: State, event: Event): Outcome | undefined => {
  if (event._tag === "Answered") {
    const { verdict } = event
    return verdict._tag === "Applied"
      ? { _tag: "Succeeded", certain: "answer", entry: verdict.entry, amount: verdict.amount }
      : verdict._tag === "Accepted"
      ? { _tag: "AcceptedPending" }
      : undefined
  }
  if (event._tag !== "Read" || !isWhole(event.snapshot)) return undefined
  const found = match(state, event.snapshot)
  return found._tag === "Mine" && found.certain === "tag"
    ? { _tag: "Succeeded", certain: "tag", entry: found.entry.id, amount: found.entry.amount }
    : undefined
}
