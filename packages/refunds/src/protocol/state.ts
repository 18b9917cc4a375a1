/**
 * The state of one refund. Plain data: a crash may lose it at any moment, and the protocol stays
 * safe.
 */
import type { Outcome } from "./outcome.ts"
import type { Profile } from "./profile.ts"
import type { Snapshot, Watermark } from "./snapshot.ts"
import type { Verdict } from "./verdict.ts"

/**
 * What is to be refunded, and what the protocol may assume.
 *
 * Units: `amount` in minor units, or `"rest"` for all that is left.
 */
export interface Ask {
  /** The tag to look for in the history, also where this call does not write it. */
  readonly searchTag: string | undefined
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
  /** How many look-ups may decide nothing. */
  readonly reads: number
  /** How many look-ups in a row must show no change before a cancel is sent again. At least 2. */
  readonly quiet: number
}

/**
 * What every send of one plan carries, and the length of the history when it was made.
 *
 * Units: minor units; `entries` counts history entries.
 */
export interface Plan {
  readonly amount: number
  readonly checksum: number
  readonly entries: number
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
  /** A PG rejected, and two look-ups must confirm that nothing happened. */
  readonly confirming: boolean
  /** The rejection answered the only attempt there ever was. */
  readonly onlyAttempt: boolean
  /** The PG reports an earlier cancel or a timeout. */
  readonly maybeDoneAtPg: boolean
  /**
   * A checksum that the balance has left; a snapshot that still shows it is stale. Units: minor
   * units.
   */
  readonly passedChecksum: number | undefined
  /** The places in the history that belong to other refunds of this payment. */
  readonly claimed: ReadonlyArray<number>
  readonly outcome: Outcome | undefined
}

/**
 * Something that happened.
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
    sentHere: 0,
    open: 0,
    accepted: false,
    inFlight: undefined,
    quiet: 0,
    undecidedReads: 0,
    watermark: undefined,
    rejection: undefined,
    confirming: false,
    onlyAttempt: false,
    maybeDoneAtPg: false,
    passedChecksum: undefined,
    claimed: [],
    outcome: undefined
  },
  command: { _tag: "Read" }
})
