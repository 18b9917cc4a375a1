/**
 * The matching ladder: which entry of the history is this refund.
 */
import { difference, type OwnedEntry, ownersOf, unknownEntry } from "./history.ts"
import { type Entry, isAmountOf, type Snapshot } from "./snapshot.ts"
import type { Plan, State } from "./state.ts"

/**
 * Which entry is ours, from the surest evidence to none.
 *
 * - `Mine`: found.
 * - `Twice`: found twice, which breaks an invariant.
 * - `OtherAmount`: our tag on another amount, and nothing was sent for the amount asked for.
 * - `Equal`: an entry that could be ours or another program's.
 * - `Vanished`: an entry that the plan knew is gone, because a cancel was taken back or its content
 *   changed.
 * - `NotVisibleYet`: the balance moved, and the entry that moved it is not shown yet.
 * - `Sibling`: only other refunds of ours moved the balance, so no send of this plan can apply any
 *   more.
 * - `NeverMine`: another program moved the balance; again no send of this plan can apply.
 * - `NotYet`: no entry.
 *
 * `sibling`: the entry may belong to another refund of ours that is under way.
 */
export type Match =
  | { readonly _tag: "Mine"; readonly entry: Entry; readonly certain: "tag" | "new-entry" }
  | { readonly _tag: "Twice" }
  | { readonly _tag: "OtherAmount"; readonly found: number }
  | { readonly _tag: "Equal"; readonly sibling: MaybeSibling }
  | { readonly _tag: "Vanished"; readonly isFewer: boolean }
  | { readonly _tag: "NotVisibleYet" }
  | { readonly _tag: "Sibling" }
  | { readonly _tag: "NeverMine"; readonly sibling: MaybeSibling }
  | { readonly _tag: "NotYet" }

/** Whether the other refund is still being carried out, or its call has ended without a proof. */
export type MaybeSibling = "running" | "ended" | undefined

/** Finds this refund in a whole snapshot. */
export const match = (state: State, snapshot: Snapshot): Match => {
  const owned = ownersOf(state, snapshot.entries)
  const [mine, second] = owned.filter(({ owner }) => owner === "mine")
  if (mine === undefined) {
    return state.plan === undefined ? beforePlan(state, snapshot, owned) : afterPlan(state, state.plan, snapshot, owned)
  }
  if (second !== undefined) return { _tag: "Twice" }
  const { entry } = mine
  const fits = fitsAsked(state, snapshot, entry)
  // Once this refund was sent, its tag on another amount is what PortOne made of it.
  return fits || state.sent > 0
    ? { _tag: "Mine", entry, certain: "tag" }
    : { _tag: "OtherAmount", found: entry.amount }
}

// A refund of the rest leaves nothing, so where something is left the entry is another refund's.
// With a promotion PortOne takes less than was asked for, and something may be left.
const fitsAsked = ({ ask: { amount } }: State, snapshot: Snapshot, entry: Entry): boolean =>
  amount === "rest" ? snapshot.balance === 0 || snapshot.hasPromotion === true : isAmountOf(amount, entry, snapshot)

// Whether an entry that nothing identifies could be ours. Where tags are known to come back, only
// one with a word that another secret of this shop may have made.
const couldBeMine = ({ ask }: State, { entry, owner }: OwnedEntry): boolean =>
  owner === "unclear" && (ask.tag === undefined || !ask.profile.echoesReason || entry.words.length > 0)

// This call has no plan, but an earlier call may have made the refund. Its entry would have our
// amount, or any amount where all that was left was asked for and nothing is left.
const beforePlan = (state: State, snapshot: Snapshot, owned: ReadonlyArray<OwnedEntry>): Match => {
  if (state.ask.earlier === "none" || state.ask.earlier === "in-ledger" && state.isCompared) return { _tag: "NotYet" }
  const isOld = state.ask.earlier === "possible" ? () => true : wasFirstSeen(state.firstSeen ?? [], owned)
  const suspects = owned.filter((one) => isOld(one) && fitsAsked(state, snapshot, one.entry) && couldBeMine(state, one))
  return suspects.length > 0 ? { _tag: "Equal", sibling: maybeSibling(state, suspects) } : { _tag: "NotYet" }
}

// A ledger knows every earlier call, except where it is new or was lost: then the refund may be
// among the entries that it found when it first saw the payment. Where one of those is gone, any
// entry may be that one, changed.
const wasFirstSeen = (ids: ReadonlyArray<string>, owned: ReadonlyArray<OwnedEntry>) => {
  const isAny = ids.includes(unknownEntry) || difference(ids, owned).missing > 0
  return ({ entry }: OwnedEntry): boolean => isAny || ids.includes(entry.id)
}

// Our cancel applies only while the balance is our checksum, so its entry is among the entries that
// were not there when the plan was made.
const afterPlan = (state: State, plan: Plan, snapshot: Snapshot, owned: ReadonlyArray<OwnedEntry>): Match => {
  const { balance } = snapshot
  const { accepted, ask } = state
  const { fresh, missing } = difference(plan.known, owned)
  if (missing > 0 || balance > plan.checksum || balance === plan.checksum && fresh.length > 0) {
    return { _tag: "Vanished", isFewer: balance > plan.checksum || fresh.length < missing }
  }
  if (balance === plan.checksum) return { _tag: "NotYet" }
  const unclear = fresh.filter(({ owner }) => owner === "unclear")
  const equal = unclear.filter(({ entry }) => isAmountOf(plan.amount, entry, snapshot, plan))
  const [only, another] = equal
  const isCertain = ask.profile.singleWriter && another === undefined && !plan.known.includes(unknownEntry)
  if (isCertain && only?.entry.words.length === 0) return { _tag: "Mine", entry: only.entry, certain: "new-entry" }
  // PortOne confirmed it, so the entry exists; an equal one may still be another program's.
  if (accepted || fresh.length === 0) return { _tag: "NotVisibleYet" }
  if (equal.some((one) => couldBeMine(state, one))) return { _tag: "Equal", sibling: maybeSibling(state, equal) }
  return unclear.length === 0
    ? { _tag: "Sibling" }
    : { _tag: "NeverMine", sibling: maybeSibling(state, unclear) }
}

// Whether each of these entries may belong to another refund that is under way. Where tags are
// known to come back, the entry of a refund that writes one would show it.
const maybeSibling = ({ ask, underWay }: State, entries: ReadonlyArray<OwnedEntry>): MaybeSibling => {
  const hidden = underWay.filter(({ byTag }) => !(byTag && ask.profile.echoesReason))
  const candidates = entries.map(({ entry }) => hidden.filter(({ amount }) => amount === entry.amount))
  if (candidates.some((some) => some.length === 0)) return undefined
  return candidates.every((some) => some.some(({ lasting }) => !lasting)) ? "running" : "ended"
}
