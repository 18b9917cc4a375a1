/**
 * The matching ladder: which entry of the history is this refund.
 */
import type { Entry, Snapshot } from "./snapshot.ts"
import type { State } from "./state.ts"

/**
 * Which entry is ours, from the surest evidence to none. `place` is its index in the history.
 *
 * - `Mine`: found.
 * - `Twice`: found twice, which breaks an invariant.
 * - `OtherAmount`: our tag on another amount.
 * - `Equal`: an entry that could be ours or another program's.
 * - `NotVisibleYet`: the balance moved, and the entry that moved it is not shown yet.
 * - `NeverMine`: another cancel moved the balance, so no send of this plan can apply any more.
 * - `NotYet`: no entry.
 */
export type Match =
  | { readonly _tag: "Mine"; readonly place: number; readonly certain: "tag" | "position" }
  | { readonly _tag: "Twice" }
  | { readonly _tag: "OtherAmount"; readonly place: number }
  | { readonly _tag: "Equal" }
  | { readonly _tag: "NotVisibleYet" }
  | { readonly _tag: "NeverMine" }
  | { readonly _tag: "NotYet" }

/** Finds this refund in a whole snapshot. */
export const match = (state: State, snapshot: Snapshot): Match => {
  const { ask } = state
  const [place, second] = ask.searchTag !== undefined
    ? snapshot.entries.flatMap(({ tag }, place) => tag === ask.searchTag ? [place] : [])
    : []
  if (place === undefined) {
    return state.plan === undefined
      ? beforePlan(state, snapshot)
      : afterPlan(state, snapshot)
  }
  if (second !== undefined) return { _tag: "Twice" }
  // A refund of the rest leaves nothing, so where something is left the entry is another refund's.
  // The order of the history does not matter here.
  const fits = ask.amount === "rest" ? snapshot.balance === 0 : snapshot.entries[place]?.amount === ask.amount
  // A forged or reused tag could only suppress a refund, so it must never look like one.
  return fits
    ? { _tag: "Mine", place, certain: "tag" }
    : { _tag: "OtherAmount", place }
}

/** Whether "no tag" proves "not ours": only where tags are known to come back. */
const isRecognisable = ({ ask }: State) => ask.tag !== undefined && ask.profile.echoesReason

/** Whether the entry could be ours because it carries no tag at all. */
const isUntagged = (entry: Entry | undefined) => entry !== undefined && entry.tag === undefined

// This call has no plan, but an earlier call may have made the refund. Its entry would have our
// amount, or all that was left.
const beforePlan = (state: State, snapshot: Snapshot): Match => {
  const { amount, earlier } = state.ask
  if (earlier !== "possible" || isRecognisable(state)) return { _tag: "NotYet" }
  const suspects = amount === "rest"
    ? snapshot.balance === 0 && isUntagged(snapshot.entries.at(-1))
    : snapshot.entries.some((entry) => entry.amount === amount && isUntagged(entry))
  return { _tag: suspects ? "Equal" : "NotYet" }
}

// Our cancel applies only while the balance is our checksum, so it can only be the first entry
// after the plan was made.
const afterPlan = (state: State, snapshot: Snapshot): Match => {
  const { accepted, ask, claimed, plan } = state
  if (plan === undefined || snapshot.balance === plan.checksum) return { _tag: "NotYet" }
  const next = snapshot.entries[plan.entries]
  const equal = next?.amount === plan.amount && isUntagged(next) && !claimed.includes(plan.entries)
  if (equal && ask.profile.singleWriter) return { _tag: "Mine", place: plan.entries, certain: "position" }
  // PortOne confirmed it, so the entry exists; an equal one may still be another program's.
  if (accepted) return { _tag: "NotVisibleYet" }
  if (isRecognisable(state)) return { _tag: "NeverMine" }
  if (next === undefined) return { _tag: "NotVisibleYet" }
  if (!equal) return { _tag: "NeverMine" }
  return { _tag: "Equal" }
}
