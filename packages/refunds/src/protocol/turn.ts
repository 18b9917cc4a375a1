/**
 * One step of a refund that a ledger remembers: what is known, the step, and what is known from then on. A ledger carries it out as one transaction, so
 * that a cancel is remembered before its first byte leaves.
 */
import { goesByTag, type Guard, inTheWay, isFinal, knownOf, record, resume } from "./guard.ts"
import type { Event, State, Step } from "./State.ts"
import { step } from "./step.ts"
import { finish } from "./transitions.ts"

/**
 * One turn of the protocol.
 */
export const turn = (guard: Guard, key: string, state: State, event: Event): readonly [Step, Guard] => {
  const known = knownOf(guard, key)
  const now = resume(guard, key, state)
  const end = known?.outcome
  const isComparable = event._tag === "Read" || event._tag === "Unreadable" && guard.currency !== undefined
  if (isComparable && known !== undefined && known.asked !== now.ask.amount) {
    return [finish(now, { _tag: "KeyReused", found: known.asked }), guard]
  }
  if (isFinal(end)) return keep(guard, key, step({ ...now, phase: "done", outcome: end }, event))
  if (event._tag !== "Read") {
    const next = step(now, event)
    // Before a usable look not even the currency of the amount is known; and what was armed and never left is as if it had not been.
    return guard.refunds[key] === undefined ? [next, guard] : keep(guard, key, next)
  }
  const other = known?.plan === undefined ? inTheWay(guard, key, goesByTag(now.ask)) : undefined
  return other === undefined
    ? keep(guard, key, step(now, event))
    : [step(now, { _tag: "Blocked", lasting: other.outcome !== undefined }), guard]
}

// internal

const keep = (guard: Guard, key: string, next: Step): readonly [Step, Guard] => [
  next,
  next.state.outcome?._tag === "KeyReused" ? guard : record(guard, key, next.state)
]
