/**
 * The state of one refund. Plain data: a crash may lose it at any moment, and the protocol stays
 * safe.
 */
import type { DoubtAtPg, Outcome } from "./outcome.ts"
import type { Profile } from "./profile.ts"
import type { Snapshot, Watermark } from "./snapshot.ts"
import type { Verdict } from "./verdict.ts"

/**
 * What is to be refunded, and what the protocol may assume.
 *
 * Units: `amount` in minor units, or `"rest"` for all that is left.
 */
export interface Ask {
  /**
   * The ids of this refund in the history, one for each secret; also where this call writes no tag.
   */
  readonly searchIds: ReadonlyArray<string>
  /** The tag that this call writes into `reason`; absent where `reason` must not be changed. */
  readonly tag: string | undefined
  readonly amount: number | "rest"
  readonly profile: Profile
  /**
   * Whether another call may have sent a cancel under this key.
   *
   * - `none`: the caller states that there was no other call and is none now.
   * - `in-ledger`: the refund ledger knows every other call, also a later one.
   * - `possible`: nothing is known.
   */
  readonly earlier: "none" | "in-ledger" | "possible"
  /** What happens when another cancel moved the balance: end, or plan again on the new balance. */
  readonly onForeign: "stop" | "replan"
  readonly budget: Budget
}

/**
 * How long one call goes on before a person has to decide.
 */
export interface Budget {
  /** How often a cancel may be sent. */
  readonly sends: number
  /**
   * How often a cancel may be sent over the whole life of a key, by all calls together. Sends that
   * are proved dead are not counted, up to ten times this number. Only a ledger knows the other
   * calls' sends.
   */
  readonly life: number
  /** How many look-ups may decide nothing. */
  readonly reads: number
  /** How many look-ups in a row must show no change before a cancel is sent again. At least 2. */
  readonly quiet: number
}

/**
 * What every send of one plan carries, and the ids of the history when it was made. An entry of a
 * later history that is not among these ids is new; the order of a history proves nothing.
 *
 * Units: minor units.
 */
export interface Plan {
  readonly amount: number
  readonly checksum: number
  /** Sorted, with `unknownEntry` where only the number is known. */
  readonly known: ReadonlyArray<string>
  /** The payment had a promotion when the plan was made; a later look-up may not show it. */
  readonly hasPromotion?: boolean
}

/**
 * `phase` decides what happens next; the rest is what is known.
 */
export interface State {
  readonly ask: Ask
  readonly phase: "reading" | "sending" | "waiting" | "done"
  readonly plan: Plan | undefined
  /**
   * Sends under this key, in this call and, with a ledger, in others; a send that did not leave is
   * not counted.
   */
  readonly sent: number
  /** Sends that are proved never to apply, because they were fenced or rejected. */
  readonly refuted: number
  /** Sends of this call, for its budget. */
  readonly sentHere: number
  /** Sends that may still be applied, or may have been. */
  readonly open: number
  /** Confirmed by the provider, entry not seen yet: nothing is sent again. */
  readonly accepted: boolean
  /** The plan whose answer this call waits for; another call may have made a new plan since. */
  readonly inFlight: Plan | undefined
  /** Look-ups in a row that showed the balance still at our checksum. */
  readonly quiet: number
  /** Look-ups that could not be used or decided nothing. */
  readonly undecidedReads: number
  readonly watermark: Watermark | undefined
  /** The last rejection, in the provider's words. */
  readonly rejection: string | undefined
  /**
   * How many look-ups must confirm that a rejection moved nothing: one after PortOne's, two after a
   * PG's, none where there is nothing to confirm.
   */
  readonly confirming: 0 | 1 | 2
  /** The rejection answered the only attempt that is not proved dead. */
  readonly onlyAttempt: boolean
  /** The obstacle behind the rejection passes by itself. */
  readonly passes: boolean
  /** Why the PG may have cancelled without PortOne's record. */
  readonly maybeDoneAtPg: DoubtAtPg | undefined
  /**
   * A checksum that the balance has left; a snapshot that still shows it is stale. Units: minor
   * units.
   */
  readonly passedChecksum: number | undefined
  /**
   * The ids of the history when the ledger first saw the payment; undefined before that. A ledger
   * that is new or was lost may not know that one of these entries is this refund.
   */
  readonly firstSeen: ReadonlyArray<string> | undefined
  /** A person has compared this refund with the PG and found that it was not made. */
  readonly isCompared: boolean
  /** The ids of the history entries that belong to other refunds of this payment. */
  readonly claimed: ReadonlyArray<string>
  /** The other refunds of this payment that the ledger knows. */
  readonly others: ReadonlyArray<string>
  /** The other refunds whose entry may be in the history without being recognised. */
  readonly underWay: ReadonlyArray<UnderWay>
  readonly outcome: Outcome | undefined
}

/**
 * Another refund of this payment that was sent and has no final outcome. `lasting`: its call has
 * ended, so waiting will not help soon.
 *
 * Units: minor units.
 */
export interface UnderWay {
  readonly amount: number
  readonly lasting: boolean
  /** It writes a tag, which its entry shows where the PG returns `reason`. */
  readonly byTag: boolean
}

/**
 * Something that happened. `OutOfTime` may arrive in any phase.
 *
 * `lasting`: another look-up will not help soon, because the payment does not exist, or because the
 * refund that blocks this one is undetermined.
 */
export type Event =
  | { readonly _tag: "Read"; readonly snapshot: Snapshot }
  | { readonly _tag: "Unreadable"; readonly lasting: boolean }
  | { readonly _tag: "Answered"; readonly verdict: Verdict }
  | { readonly _tag: "Blocked"; readonly lasting: boolean }
  | { readonly _tag: "Waited" }
  | { readonly _tag: "OutOfTime" }

/**
 * What to do next.
 *
 * `Wait` for `"read"` is the pause before another look-up. For `"quiet"` it is the time after which
 * an earlier send can no longer be inside the provider.
 */
export type Command =
  | { readonly _tag: "Read" }
  | { readonly _tag: "Send"; readonly plan: Plan }
  | { readonly _tag: "Wait"; readonly for: "read" | "quiet" | "confirm"; readonly nth: number }
  | { readonly _tag: "Finish"; readonly outcome: Outcome }

/**
 * A new state and what to do next.
 */
export interface Step {
  readonly state: State
  readonly command: Command
}

/**
 * The first step of every call: look the payment up.
 */
export const start = (ask: Ask): Step => ({
  state: {
    ask,
    phase: "reading",
    plan: undefined,
    sent: 0,
    refuted: 0,
    sentHere: 0,
    open: 0,
    accepted: false,
    inFlight: undefined,
    quiet: 0,
    undecidedReads: 0,
    watermark: undefined,
    rejection: undefined,
    confirming: 0,
    onlyAttempt: false,
    passes: false,
    maybeDoneAtPg: undefined,
    passedChecksum: undefined,
    firstSeen: undefined,
    isCompared: false,
    claimed: [],
    others: [],
    underWay: [],
    outcome: undefined
  },
  command: { _tag: "Read" }
})
