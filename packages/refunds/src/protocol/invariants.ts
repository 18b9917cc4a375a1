/**
 * What must hold of every step. Production checks it: the check costs nothing next to a request,
 * and a fault in this program must not move money.
 */
import type { Outcome } from "./outcome.ts"
import { isWhole, type Snapshot } from "./snapshot.ts"
import type { Command, Event, Plan, State, Step } from "./state.ts"

/**
 * The first invariant that is broken, in words; undefined when all hold.
 */
export const broken = (before: State, event: Event, { command, state }: Step): string | undefined =>
  state.open < 0 || state.sent < 0 || state.open > state.sent
    ? "more is open than was sent"
    : command._tag === "Send"
    ? sending(before, event, command, state)
    : command._tag === "Finish"
    ? ending(before, event, state)
    : before.phase === "done"
    ? "a finished refund goes on"
    : undefined

// internal

type Send = Extract<Command, { readonly _tag: "Send" }>

// A cancel is sent only on a whole snapshot of this very look-up, with its balance as checksum.
const sending = (before: State, event: Event, { plan }: Send, after: State): string | undefined => {
  if (event._tag !== "Read") return "a send follows a look-up only"
  if (!isWhole(event.snapshot)) return "a send on a snapshot that does not add up"
  if (plan.checksum !== event.snapshot.balance) return "a send without the balance as its checksum"
  if (!isSound(plan)) return "a send of an amount that is not whole or not within the balance"
  if (isStale(before, event.snapshot)) return "a send on a stale snapshot"
  if (before.phase === "done") return "a send after the outcome"
  if (before.accepted || before.maybeDoneAtPg) {
    return "a send after a confirmation, or after the PG reported an earlier cancel"
  }
  if (before.open > 0 && before.ask.profile.settlement === "async") return "a second send where a PG settles later"
  if (before.open > 0 && !before.ask.profile.checksumHolds && 2 * plan.amount <= plan.checksum) {
    return "a second send where no checksum holds and two fit"
  }
  if (before.open > 0 && !isSamePlan(before.plan, plan) && !isFenced(before.plan, event.snapshot)) {
    return "another plan while the first may still apply"
  }
  return after.sent === before.sent + 1 && after.open >= 1 && isSamePlan(after.plan, plan)
    ? undefined
    : "a send that is not counted before it leaves"
}

const ending = (before: State, event: Event, { ask, open, outcome, sent }: State): string | undefined => {
  const isNews = before.outcome !== outcome
  switch (outcome?._tag) {
    case undefined:
      return "a finish without an outcome"
    case "Succeeded":
      return !isNews || (event._tag === "Read" ? isMine(before, event.snapshot, outcome) : isApplied(event))
        ? undefined
        : "a success without evidence"
    case "NotRefunded":
      return !isNews || (outcome.proof === "InsufficientBalance"
          ? event._tag === "Read" && isWhole(event.snapshot) && open === 0 && !fits(ask.amount, event.snapshot)
          : outcome.proof === "NeverSent"
          ? ask.earlier === "none" && sent === 0
          : ask.earlier !== "possible" && open === 0 && (sent === 1 || outcome.proof === "FencedByOther"))
        ? undefined
        : "\"not refunded\" without a proof"
    default:
      return undefined
  }
}

const isFenced = (plan: Plan | undefined, { balance }: Snapshot) => plan !== undefined && balance < plan.checksum

const isStale = ({ passedChecksum, watermark }: State, { balance, entries }: Snapshot) =>
  watermark !== undefined && (entries.length < watermark.entries || balance > watermark.balance) ||
  passedChecksum !== undefined && balance >= passedChecksum

const fits = (amount: number | "rest", { balance }: Snapshot) =>
  amount === "rest" ? balance > 0 : amount > 0 && amount <= balance

const isMine = (
  { ask, claimed, plan }: State,
  { entries }: Snapshot,
  { certain, place }: Extract<Outcome, { readonly _tag: "Succeeded" }>
) => {
  const entry = place === undefined ? undefined : entries[place]
  if (entry === undefined || place === undefined) return false
  return certain === "tag"
    ? entry.tag === ask.searchTag && (ask.amount === "rest" || entry.amount === ask.amount)
    : entry.amount === plan?.amount && !claimed.includes(place)
}

const isApplied = (event: Event) => event._tag === "Answered" && event.verdict._tag === "Applied"

/** Whether both plans have the same amount, checksum and history length. */
export const isSamePlan = (one: Plan | undefined, other: Plan | undefined): boolean =>
  one?.amount === other?.amount && one?.checksum === other?.checksum && one?.entries === other?.entries

/** Whether the amount is whole, at least one, and within the balance of the plan. */
export const isSound = ({ amount, checksum }: Plan): boolean =>
  Number.isSafeInteger(amount) && Number.isSafeInteger(checksum) && amount >= 1 && amount <= checksum
