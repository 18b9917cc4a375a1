/**
 * What must hold of every step, whatever else is wrong. The checks are on in production: they cost nothing beside a request, and a fault of this
 * program must not move money.
 */
import type { Outcome } from "./Outcome.ts"
import { isWhole, type Snapshot } from "./Snapshot.ts"
import type { Command, Event, Plan, State, Step } from "./State.ts"

/**
 * The first thing that is broken, in words; nothing where all is well.
 */
export const broken = (before: State, event: Event, { command, state }: Step): string | undefined =>
  state.open < 0 || state.sent < 0 || state.open > state.sent
    ? "more is open than was sent"
    : command._tag === "Send"
    ? sending(before, event, command, state)
    : command._tag === "Finish"
    ? ending(before, event, state)
    : before.phase === "done"
    ? "an end is no end"
    : undefined

// internal

type Send = Extract<Command, { readonly _tag: "Send" }>

// Money goes out only on a whole look at this very moment, with that look's balance for a checksum.
const sending = (before: State, event: Event, { plan }: Send, after: State): string | undefined => {
  if (event._tag !== "Read") return "a send follows a look and nothing else"
  if (!isWhole(event.snapshot)) return "a send on a look that does not add up"
  if (plan.checksum !== event.snapshot.balance) return "a send without the balance as its checksum"
  if (!isSound(plan)) return "a send of no whole amount within the balance"
  if (isStale(before, event.snapshot)) return "a send on a look that is older than what is known"
  if (before.phase === "done") return "a send after the end"
  if (before.accepted || before.saysAlready) return "a send after a yes, or after a PG's \"already\""
  if (before.open > 0 && before.ask.profile.settlement === "async") return "a second send where a PG settles later"
  if (before.open > 0 && !before.ask.profile.checksumHolds && 2 * plan.amount <= plan.checksum) {
    return "a second send where no checksum holds and two fit"
  }
  if (before.open > 0 && !isSamePlan(before.plan, plan) && !isFenced(before.plan, event.snapshot)) {
    return "another plan while the first may still be carried out"
  }
  return after.sent === before.sent + 1 && after.open >= 1 && isSamePlan(after.plan, plan)
    ? undefined
    : "a send that is not counted before it leaves"
}

const ending = (before: State, event: Event, { ask, open, outcome, sent }: State): string | undefined => {
  const isNews = before.outcome !== outcome
  switch (outcome?._tag) {
    case undefined:
      return "an end without an outcome"
    case "Succeeded":
      return !isNews || (event._tag === "Read" ? isMine(before, event.snapshot, outcome) : isApplied(event))
        ? undefined
        : "a success that nothing shows"
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

const isStale = ({ passed, watermark }: State, { balance, entries }: Snapshot) =>
  watermark !== undefined && (entries.length < watermark.entries || balance > watermark.balance) ||
  passed !== undefined && balance >= passed

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
    ? entry.tag === ask.mark && (ask.amount === "rest" || entry.amount === ask.amount)
    : entry.amount === plan?.amount && !claimed.includes(place)
}

const isApplied = (event: Event) => event._tag === "Answered" && event.verdict._tag === "Applied"

/** Do both carry the same amount and checksum, made on the same history? */
export const isSamePlan = (one: Plan | undefined, other: Plan | undefined): boolean =>
  one?.amount === other?.amount && one?.checksum === other?.checksum && one?.entries === other?.entries

/** A whole amount of at least one, within the balance it was planned on. */
export const isSound = ({ amount, checksum }: Plan): boolean =>
  Number.isSafeInteger(amount) && Number.isSafeInteger(checksum) && amount >= 1 && amount <= checksum
