/**
 * What must hold of every step. Production checks it: the check costs nothing next to a request,
 * and a fault in this program must not move money.
 */
import { difference, ownersOf } from "./history.ts"
import type { NotRefunded, Succeeded } from "./outcome.ts"
import { type Entry, isAmountOf, isWhole, type Snapshot } from "./snapshot.ts"
import type { Command, Event, Plan, State, Step } from "./state.ts"

/**
 * The first invariant that is broken, in words; undefined when all hold.
 */
export const broken = (before: State, event: Event, { command, state }: Step): string | undefined =>
  state.open < 0 || state.refuted < 0 || state.open + state.refuted > state.sent
    ? "more is open or proved dead than was sent"
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
  if (before.accepted || before.maybeDoneAtPg !== undefined) {
    return "a send after a confirmation, or after the PG left open whether it cancelled"
  }
  if (after.sent - after.refuted > before.ask.budget.life || after.sent > 10 * before.ask.budget.life) {
    return "a send beyond the life of the key"
  }
  if (before.plan !== undefined && isSamePlan(before.plan, plan)) {
    if (before.confirming > 0) return "a send before a rejection is confirmed"
    if (!isUnmoved(before, before.plan, event.snapshot)) return "the same send on another history"
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

const ending = (before: State, event: Event, after: State): string | undefined => {
  const { outcome } = after
  const isNews = before.outcome !== outcome
  switch (outcome?._tag) {
    case undefined:
      return "a finish without an outcome"
    case "Succeeded":
      return !isNews || (event._tag === "Read" ? isMine(before, event.snapshot, outcome) : isApplied(event, outcome))
        ? undefined
        : "a success without evidence"
    case "NotRefunded":
      return !isNews || isProved(event, after, outcome) ? undefined : "\"not refunded\" without a proof"
    default:
      return undefined
  }
}

// Every proof but "never sent" is made on a look-up, and nothing that was sent may still apply.
const isProved = (event: Event, { ask, open, refuted, sent }: State, { proof }: NotRefunded): boolean => {
  if (proof === "NeverSent") return ask.earlier === "none" && sent === 0
  if (event._tag !== "Read" || !isWhole(event.snapshot) || open > 0) return false
  return proof === "InsufficientBalance"
    ? !fits(ask.amount, event.snapshot)
    : ask.earlier !== "possible" && refuted === sent
}

const isFenced = (plan: Plan | undefined, { balance }: Snapshot) => plan !== undefined && balance < plan.checksum

const isStale = ({ passedChecksum, watermark }: State, { balance, entries }: Snapshot) =>
  watermark !== undefined && (entries.length < watermark.entries || balance > watermark.balance) ||
  passedChecksum !== undefined && balance >= passedChecksum

const fits = (amount: number | "rest", { balance }: Snapshot) =>
  amount === "rest" ? balance > 0 : amount > 0 && amount <= balance

// The history has the entries of the time of the plan, and no other ones.
const isUnmoved = (before: State, { known }: Plan, { entries }: Snapshot): boolean => {
  const { fresh, missing } = difference(known, ownersOf(before, entries))
  return fresh.length === 0 && missing === 0
}

const isMine = (before: State, snapshot: Snapshot, { amount, certain, entry }: Succeeded): boolean => {
  const { ask, plan, sent } = before
  const { entries } = snapshot
  const owned = ownersOf(before, entries)
  const isIt = (one: Entry) => one.id === entry && one.amount === amount
  // "rest" is no amount, and equal to none.
  const fitsAmount = (of: number | "rest", one: Entry) => isAmountOf(of as number, one, snapshot, plan)
  return certain === "tag"
    ? owned.some((one) => one.owner === "mine" && isIt(one.entry)) &&
      (ask.amount === "rest" || sent > 0 || owned.some((one) => isIt(one.entry) && fitsAmount(ask.amount, one.entry)))
    : plan !== undefined &&
      difference(plan.known, owned).fresh.some((one) =>
        one.owner === "unclear" && isIt(one.entry) && fitsAmount(plan.amount, one.entry)
      )
}

const isApplied = (event: Event, { amount, entry }: Succeeded): boolean =>
  event._tag === "Answered" && event.verdict._tag === "Applied" &&
  event.verdict.amount === amount && event.verdict.entry === entry

/**
 * Whether both plans have the same amount, checksum and history length. The ids are not compared,
 * because of a long history only their number is stored.
 */
export const isSamePlan = (one: Plan | undefined, other: Plan | undefined): boolean =>
  one?.amount === other?.amount && one?.checksum === other?.checksum &&
  one?.known.length === other?.known.length

/** Whether the amount is whole, at least one, and within the balance of the plan. */
export const isSound = ({ amount, checksum }: Plan): boolean =>
  Number.isSafeInteger(amount) && Number.isSafeInteger(checksum) && amount >= 1 && amount <= checksum
