/**
 * The protocol: what to do next, given what is known and what just happened. No time, no randomness, no effects; everything else in this package
 * carries out its commands.
 */
import { broken } from "./invariants.ts"
import { match } from "./match.ts"
import { onSnapshot } from "./onSnapshot.ts"
import { onVerdict } from "./onVerdict.ts"
import type { Outcome } from "./Outcome.ts"
import { isWhole } from "./Snapshot.ts"
import type { Event, State, Step } from "./State.ts"
import { finish, giveUp, read, unknown, unusable } from "./transitions.ts"

/**
 * One step of the protocol. What must hold is checked before the step is taken: no money moves on a state that must never be.
 */
export const step = (state: State, event: Event): Step => {
  const next = decide(state, event)
  return broken(state, event, next) === undefined ? next : unknown(next.state, "BrokenInvariant")
}

/**
 * The same before its invariants are checked, for tests.
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
  }
}

// internal

// An end is an end, but evidence that it was applied always wins: it turns "unknown" into "succeeded", and "not refunded" into an alarm.
const afterwards = (state: State, event: Event): Step => {
  const outcome = state.outcome ?? { _tag: "OutcomeUnknown", cause: "BrokenInvariant" }
  const news = evidence(state, event)
  switch (news === undefined ? undefined : outcome._tag) {
    case "OutcomeUnknown":
    case "AcceptedPending":
      return finish(state, news ?? outcome)
    case "NotRefunded":
      return finish(state, { _tag: "OutcomeUnknown", cause: "BrokenInvariant" })
    default:
      return finish(state, outcome)
  }
}

// What an event shows of a refund that was carried out, or is going to be.
const evidence = (state: State, event: Event): Outcome | undefined => {
  if (event._tag === "Answered") {
    return event.verdict._tag === "Applied"
      ? { _tag: "Succeeded", certain: "answer", place: event.verdict.place }
      : event.verdict._tag === "Accepted"
      ? { _tag: "AcceptedPending" }
      : undefined
  }
  if (event._tag !== "Read" || !isWhole(event.snapshot)) return undefined
  const found = match(state, event.snapshot)
  return found._tag === "Mine" && found.certain === "tag"
    ? { _tag: "Succeeded", certain: "tag", place: found.place }
    : undefined
}
