/**
 * Short ways to put a refund into a state and to say what a look-up shows.
 */
import type { Outcome } from "../src/protocol/outcome.ts"
import type { PaymentRecord } from "../src/protocol/paymentRecord.ts"
import { cautious, type Profile } from "../src/protocol/profile.ts"
import type { Entry, Snapshot } from "../src/protocol/snapshot.ts"
import { type Ask, type Command, type Event, start, type State, type Step } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import type { turn as production } from "../src/protocol/turn.ts"
import type { Verdict } from "../src/protocol/verdict.ts"

export const TAG = "AAAAAAAAAAAA"
export const OTHER_TAG = "BBBBBBBBBBBB"
export const THIRD_TAG = "CCCCCCCCCCCC"
/** A PG's own word that looks like a tag. */
export const FOREIGN_WORD = "CANCELLATION"

export const verified: Profile = { ...cautious, echoesReason: true }

export const asking = (ask: Partial<Ask> = {}): Ask => ({
  searchIds: [TAG],
  tag: TAG,
  amount: 3000,
  profile: cautious,
  earlier: "none",
  onForeign: "stop",
  budget: { life: 12, sends: 3, reads: 6, quiet: 3 },
  ...ask
})

/** Its id is its content, so that two equal entries have one id. */
export const entry = (amount: number, tag?: string, ...words: ReadonlyArray<string>): Entry => ({
  amount,
  id: `${amount}${tag ?? ""}${words.join("")}`,
  tags: tag === undefined ? [] : [tag],
  words
})

/** Reads a reason whose words are all authentic, but for those that say otherwise. */
export const readTags = (reason: string | undefined): Pick<Entry, "tags" | "words"> => {
  const words = [...(reason ?? "").matchAll(/\[([A-Z2-7]{12})\]/g)].map(([, word]) => word as string)
  return { tags: words.filter((word) => word !== FOREIGN_WORD), words: words.filter((word) => word === FOREIGN_WORD) }
}

/** A payment of 10,000 with these cancels. */
export const showing = (...entries: ReadonlyArray<Entry>): Snapshot => ({
  paid: 10000,
  balance: 10000 - entries.reduce((sum, { amount }) => sum + amount, 0),
  entries
})

export const read = (...entries: ReadonlyArray<Entry>): Event => ({ _tag: "Read", snapshot: showing(...entries) })
export const answered = (verdict: Verdict): Event => ({ _tag: "Answered", verdict })
/** A cancel whose answer got lost. */
export const lost = answered({ _tag: "Ambiguous" })
export const waited: Event = { _tag: "Waited" }
export const unreadable: Event = { _tag: "Unreadable", lasting: false }

/** The state after these events, and what it wants now. */
export const after = (ask: Partial<Ask>, ...events: ReadonlyArray<Event>): Step =>
  events.reduce(({ state }, event) => step(state, event), start(asking(ask)))

/**
 * One call of a key with a ledger: the last step of these events, and the record after them. `turn`
 * may be one that lacks a rule.
 */
export const callWith = (turn: typeof production) =>
(
  record: PaymentRecord,
  key: string,
  ask: Partial<Ask>,
  ...events: ReadonlyArray<Event>
): readonly [Step, PaymentRecord] =>
  events.reduce<readonly [Step, PaymentRecord]>(
    ([{ state }, kept], event) => turn(kept, key, state, event),
    [start(asking({ earlier: "in-ledger", ...ask })), record]
  )

export const command = (ask: Partial<Ask>, ...events: ReadonlyArray<Event>): Command => after(ask, ...events).command

export const outcome = (ask: Partial<Ask>, ...events: ReadonlyArray<Event>): Outcome | undefined =>
  after(ask, ...events).state.outcome

/** Goes on with the same answer to every look-up until there is an end. */
export const until = (ask: Partial<Ask>, before: ReadonlyArray<Event>, look: Event, send: Event): State => {
  let now = after(ask, ...before)
  for (let steps = 0; now.command._tag !== "Finish"; steps++) {
    if (steps > 200) throw new Error("there is no end")
    now = step(now.state, now.command._tag === "Read" ? look : now.command._tag === "Wait" ? waited : send)
  }
  return now.state
}
