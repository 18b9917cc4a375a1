/**
 * The matching ladder: which entry of the history is this refund.
 */
import type { Entry, Snapshot } from "./Snapshot.ts"
import type { State } from "./State.ts"

/**
 * Which entry is mine, from the surest sign to none. `place` is its index in the history.
 *
 * - `Mine`: found.
 * - `Twice`: found twice, which must never be.
 * - `OtherAmount`: my tag on another amount.
 * - `Equal`: an entry that could be mine or somebody else's.
 * - `NotVisibleYet`: the balance moved, the entry that moved it is not shown yet.
 * - `NeverMine`: the balance moved without me, so nothing sent under this plan can be applied any more.
 * - `NotYet`: no sign of it.
 */
export type Match =
  | { readonly _tag: "Mine"; readonly place: number; readonly certain: "tag" | "position" }
  | { readonly _tag: "Twice" }
  | { readonly _tag: "OtherAmount"; readonly place: number }
  | { readonly _tag: "Equal" }
  | { readonly _tag: "NotVisibleYet" }
  | { readonly _tag: "NeverMine" }
  | { readonly _tag: "NotYet" }

/** Looks for this refund in a whole snapshot. */
export const match = (state: State, snapshot: Snapshot): Match => {
  const { ask } = state
  const [place, second] = ask.mark !== undefined
    ? snapshot.entries.flatMap(({ tag }, place) => tag === ask.mark ? [place] : [])
    : []
  if (place === undefined) {
    return state.plan === undefined
      ? beforePlan(state, snapshot)
      : afterPlan(state, snapshot)
  }
  if (second !== undefined) return { _tag: "Twice" }
  // All that remains leaves nothing, so where something is left it is another refund's. The order of a history is not to be relied on here.
  const fits = ask.amount === "rest" ? snapshot.balance === 0 : snapshot.entries[place]?.amount === ask.amount
  // A forged or reused tag can only suppress a refund, so it must never look like one.
  return fits
    ? { _tag: "Mine", place, certain: "tag" }
    : { _tag: "OtherAmount", place }
}

/** May "no tag" be taken for "not mine"? Only where tags are known to come back. */
const recognisable = ({ ask }: State) => ask.tag !== undefined && ask.profile.echoesReason

/** Could be mine for all that can be seen: it carries nobody's tag. */
const anonymous = (entry: Entry | undefined) => entry !== undefined && entry.tag === undefined

// Nothing was planned here, but an earlier call may have done it. Its entry would be there, with our amount or with all that was left.
const beforePlan = (state: State, snapshot: Snapshot): Match => {
  const { amount, earlier } = state.ask
  if (earlier !== "possible" || recognisable(state)) return { _tag: "NotYet" }
  const suspects = amount === "rest"
    ? snapshot.balance === 0 && anonymous(snapshot.entries.at(-1))
    : snapshot.entries.some((entry) => entry.amount === amount && anonymous(entry))
  return { _tag: suspects ? "Equal" : "NotYet" }
}

// Our cancel needs the balance to be our checksum, so it can only ever be the first entry after the plan was made.
const afterPlan = (state: State, snapshot: Snapshot): Match => {
  const { accepted, ask, claimed, plan } = state
  if (plan === undefined || snapshot.balance === plan.checksum) return { _tag: "NotYet" }
  const next = snapshot.entries[plan.entries]
  const equal = next?.amount === plan.amount && anonymous(next) && !claimed.includes(plan.entries)
  if (equal && ask.profile.singleWriter) return { _tag: "Mine", place: plan.entries, certain: "position" }
  // The provider said yes, so it is somewhere; an equal entry may still be somebody else's.
  if (accepted) return { _tag: "NotVisibleYet" }
  if (recognisable(state)) return { _tag: "NeverMine" }
  if (next === undefined) return { _tag: "NotVisibleYet" }
  if (!equal) return { _tag: "NeverMine" }
  return { _tag: "Equal" }
}
