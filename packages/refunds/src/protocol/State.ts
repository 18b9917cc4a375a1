/**
 * Where one refund stands. Plain data: a crash may take it away at any moment, and the protocol must stay right.
 */
import type { Outcome } from "./Outcome.ts"
import type { Profile } from "./Profile.ts"
import type { Snapshot, Watermark } from "./Snapshot.ts"
import type { Verdict } from "./Verdict.ts"

/**
 * What is asked for.
 *
 * Units: `amount` in minor units, or `"rest"` for all that is left.
 */
export interface Ask {
  /** What marks this refund wherever it is found, also where an earlier call has written it and this one does not. */
  readonly mark: string | undefined
  /** The same where this call writes it into `reason`; absent where `reason` must stay clean. */
  readonly tag: string | undefined
  readonly amount: number | "rest"
  readonly profile: Profile
  /**
   * May another call have sent something under the same key? `none`: the caller vouches that there was none and is none now. `remembered`: a ledger
   * knows of all of them, and of those that are still to come.
   */
  readonly earlier: "none" | "remembered" | "possible"
  /** When somebody else's cancel moved the balance: stop and say so, or plan again on the new balance. */
  readonly onForeign: "stop" | "replan"
  readonly budget: Budget
}

/**
 * How long one call goes on before a person is asked.
 */
export interface Budget {
  /** How often a cancel may be sent. */
  readonly sends: number
  /** How many reads may decide nothing. */
  readonly reads: number
  /** How many reads in a row must show nothing before a cancel is sent again. At least 2. */
  readonly quiet: number
}

/**
 * What every send of one plan carries, and how long the history was when it was made.
 *
 * Units: minor units; `entries` counts history entries.
 */
export interface Plan {
  readonly amount: number
  readonly checksum: number
  readonly entries: number
}

/**
 * What happens next is decided by `phase`; the rest is what is known.
 */
export interface State {
  readonly ask: Ask
  readonly phase: "reading" | "sending" | "waiting" | "done"
  readonly plan: Plan | undefined
  /** Sends under this key, in this call and, where there is a ledger, in others; those of which no byte left do not count. */
  readonly sent: number
  /** Sends of this very call, for its budget. */
  readonly here: number
  /** Sends that may yet be applied, or may have been. */
  readonly open: number
  /** Confirmed by the provider, entry not seen yet: never send again. */
  readonly accepted: boolean
  /** What this very call waits for an answer to; another call may have planned anew since. */
  readonly flying: Plan | undefined
  /** Reads in a row that showed the balance still at our checksum. */
  readonly quiet: number
  /** Reads that could not be used or decided nothing. */
  readonly vain: number
  readonly watermark: Watermark | undefined
  /** The last refusal, in the provider's words. */
  readonly refusal: string | undefined
  /** A PG refused, and two looks must confirm that nothing happened. */
  readonly confirming: boolean
  /** The refusal answered the only attempt there ever was. */
  readonly onlyAttempt: boolean
  /** A PG says it was cancelled before. */
  readonly saysAlready: boolean
  /** A checksum the balance is known to have left; what still shows it is stale. Units: minor units. */
  readonly passed: number | undefined
  /** Places in the history that other refunds of this payment were found at. */
  readonly claimed: ReadonlyArray<number>
  readonly outcome: Outcome | undefined
}

/**
 * Something that happened.
 *
 * `lasting`: looking again soon will not help, because there is no such payment, or because the refund that is in the way has ended unknown.
 */
export type Event =
  | { readonly _tag: "Read"; readonly snapshot: Snapshot }
  | { readonly _tag: "Unreadable"; readonly lasting: boolean }
  | { readonly _tag: "Answered"; readonly verdict: Verdict }
  | { readonly _tag: "Blocked"; readonly lasting: boolean }
  | { readonly _tag: "Waited" }

/**
 * Something to do.
 *
 * `Wait` for `"read"` is the pause before another look; for `"quiet"` it is the time after which an earlier send can no longer be inside the provider.
 */
export type Command =
  | { readonly _tag: "Read" }
  | { readonly _tag: "Send"; readonly plan: Plan }
  | { readonly _tag: "Wait"; readonly for: "read" | "quiet" | "confirm"; readonly nth: number }
  | { readonly _tag: "Finish"; readonly outcome: Outcome }

/**
 * A new state and what to do now.
 */
export interface Step {
  readonly state: State
  readonly command: Command
}

/**
 * The first step of every refund, and of every call that takes one up again: look.
 */
export const start = (ask: Ask): Step => ({
  state: {
    ask,
    phase: "reading",
    plan: undefined,
    sent: 0,
    here: 0,
    open: 0,
    accepted: false,
    flying: undefined,
    quiet: 0,
    vain: 0,
    watermark: undefined,
    refusal: undefined,
    confirming: false,
    onlyAttempt: false,
    saysAlready: false,
    passed: undefined,
    claimed: [],
    outcome: undefined
  },
  command: { _tag: "Read" }
})
