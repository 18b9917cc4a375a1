/**
 * Whose an entry of the payment history is, and which entries are new since a plan was made.
 */
import type { Entry } from "./snapshot.ts"
import type { Ask, State } from "./state.ts"

/**
 * - `mine`: the entry of this refund.
 * - `other`: the entry of another refund of ours.
 * - `unclear`: nothing authentic identifies it. It may be another program's, or ours where the PG
 *   does not return `reason`.
 */
export type Owner = "mine" | "other" | "unclear"

/** An entry and its owner. */
export interface OwnedEntry {
  readonly entry: Entry
  readonly owner: Owner
}

/**
 * Stands for an entry of which only the number is stored: in a plan of the first version of the
 * ledger's text, or of a very long history.
 */
export const unknownEntry = "?"

/** What decides about the owner of an entry. */
export interface Known extends Pick<State, "others" | "claimed"> {
  readonly ask: Pick<Ask, "searchIds">
}

/** The owner of each entry, in the order of the history. */
export const ownersOf = (known: Known, entries: ReadonlyArray<Entry>): ReadonlyArray<OwnedEntry> => {
  const tagged = entries.map((entry) => tagOf(known, entry))
  const owned = entries.map((entry, index): OwnedEntry => {
    const id = tagged[index]
    if (id === undefined) return { entry, owner: "unclear" }
    if (known.ask.searchIds.includes(id)) return { entry, owner: "mine" }
    // A person may have copied the tag of another refund, so a tag that is there twice names none.
    return { entry, owner: tagged.indexOf(id) === tagged.lastIndexOf(id) ? "other" : "unclear" }
  })
  // Equal contents have one id: an entry with another refund's tag uses up a claim first.
  const claims = countsOf(known.claimed)
  for (const { entry, owner } of owned) if (owner === "other") take(claims, entry.id)
  return owned.map((one) =>
    one.owner === "unclear" && take(claims, one.entry.id)
      ? { entry: one.entry, owner: "other" }
      : one
  )
}

/**
 * The entries that are not among the known ids, and how many known ids are missing. Both lists are
 * multisets.
 */
export const difference = (
  known: ReadonlyArray<string>,
  owned: ReadonlyArray<OwnedEntry>
): { readonly fresh: ReadonlyArray<OwnedEntry>; readonly missing: number } => {
  if (known.includes(unknownEntry)) {
    // Any entry may be new, except that as many entries as before are the same ones.
    return owned.length <= known.length
      ? { fresh: [], missing: known.length - owned.length }
      : { fresh: owned, missing: 0 }
  }
  const left = countsOf(known)
  // Of two entries with one id, the one that is certainly not ours counts as the known one.
  const old = new Set([
    ...owned.filter(({ owner }) => owner === "other"),
    ...owned.filter(({ owner }) => owner !== "other")
  ].filter(({ entry }) => take(left, entry.id)))
  return {
    fresh: owned.filter((one) => !old.has(one)),
    missing: [...left.values()].reduce((sum, count) => sum + count, 0)
  }
}

/** The ids of a history as a plan has them: sorted, because the order means nothing. */
export const idsOf = (entries: ReadonlyArray<Entry>): ReadonlyArray<string> => entries.map(({ id }) => id).toSorted()

/**
 * The ids of a history as a ledger keeps them for good. Of more than 200 entries it keeps none, and
 * any entry may be one of them.
 */
export const firstIds = (entries: ReadonlyArray<Entry>): ReadonlyArray<string> =>
  entries.length > MOST_IDS ? [unknownEntry] : idsOf(entries)

// internal

const MOST_IDS = 200

// The library writes a tag in front of the reason, so an authentic tag behind another one comes
// from the text of the reason. A word without check characters counts only where its refund is
// known.
const tagOf = ({ ask, others }: Known, { tags, words }: Entry): string | undefined =>
  tags[0] ?? words.find((word) => ask.searchIds.includes(word) || others.includes(word))

const countsOf = (ids: ReadonlyArray<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

// Takes one of an id; returns whether there was one.
const take = (counts: Map<string, number>, id: string): boolean => {
  const count = counts.get(id) ?? 0
  if (count > 0) counts.set(id, count - 1)
  return count > 0
}
