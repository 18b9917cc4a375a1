/**
 * What `findRefund` tells of a refund.
 */
import type { CancelEntry } from "@effect-portone/core/Payment"
import type { Cause, Next } from "./RefundOutcome.ts"

/**
 * What every finding has.
 */
export interface Finding {
  readonly impUid: string
  readonly key: string
  readonly next: Next
  /** As in an outcome of `refundOnce`. Always false without a ledger. */
  readonly isLocked: boolean
  /** For a person: what is known, and what to do next. */
  readonly message: string
  /** The same in Korean. */
  readonly messageKo: string
}

/**
 * The payment history shows the refund.
 */
export interface Refunded extends Finding {
  readonly _tag: "Refunded"
  /**
   * `"compare-first"` where the ledger has recorded that the refund was not made, or that another
   * amount was asked for, and `"stop"` where the history shows it more than once.
   */
  readonly next: "done" | "compare-first" | "stop"
  /** What the history shows for this refund. Units: major units. */
  readonly amount: number
  /** Its entries in the history: one, unless the refund was made more than once. */
  readonly entries: ReadonlyArray<CancelEntry>
  /** Recognised by its tag, or as the entry that the ledger has stored. */
  readonly certain: "tag" | "ledger"
}

/**
 * The ledger has recorded that the refund was made, and its entry is not in the payment history any
 * more: the cancel was taken back (원복), or PortOne answered with an old state.
 */
export interface TakenBack extends Finding {
  readonly _tag: "TakenBack"
  readonly next: "compare-first"
}

/**
 * The refund is not finished, and the payment history does not show it: a cancel of it was sent, or
 * the last call sent nothing because a person has to compare first.
 */
export interface Open extends Finding {
  readonly _tag: "Open"
  readonly next: "call-again" | "compare-first" | "stop"
  /** How many cancels were sent under the key, by every call. */
  readonly sent: number
  /** Why the last call could not finish; absent where it is still running or was killed. */
  readonly cause: Cause | undefined
}

/**
 * The ledger has a proof that the refund was not made, and the payment history agrees.
 */
export interface NotRefunded extends Finding {
  readonly _tag: "NotRefunded"
  readonly next: "call-again" | "stop"
}

/**
 * Neither the payment history nor the ledger knows the refund.
 *
 * Without a ledger a cancel that was sent a moment ago may still arrive, and nothing is known of an
 * earlier call that returned `"compare-first"`, so `next` is `"compare-first"`.
 */
export interface NotFound extends Finding {
  readonly _tag: "NotFound"
  readonly next: "call-again" | "compare-first"
}

/**
 * What is known about a refund.
 */
export type FoundRefund = Refunded | TakenBack | Open | NotRefunded | NotFound
