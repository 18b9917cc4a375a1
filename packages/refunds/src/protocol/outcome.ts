/**
 * The outcomes of the protocol.
 */

/**
 * Why "not refunded" is proved.
 *
 * - `NeverSent`: no attempt under this key was sent, and there was none before.
 * - `OnlyAttemptRejected`: the only attempt that was not yet proved dead was rejected, and a
 *   look-up shows no cancel.
 * - `FencedByOther`: another cancel moved the balance off our checksum, so ours can no longer
 *   apply.
 * - `InsufficientBalance`: less is left than the amount of the refund, and a balance only falls.
 */
export const proofs = ["NeverSent", "OnlyAttemptRejected", "FencedByOther", "InsufficientBalance"] as const
export type Proof = typeof proofs[number]

/**
 * The PG may have cancelled although PortOne does not show it: it reports an earlier cancel or a
 * timeout, or it rejected in words that prove nothing.
 */
export const doubtsAtPg = ["PgSaysAlreadyCancelled", "PgTimedOut", "UnknownRejection"] as const
export type DoubtAtPg = typeof doubtsAtPg[number]

/**
 * Why it cannot be proved whether the refund happened. `internal/undeterminedAdvice.ts` has the
 * text and the next step for each.
 */
export const causes = [
  "NeverConfirmed",
  "EqualForeignCancel",
  "BalanceChanged",
  "BalanceIncreased",
  "AsyncAnswerLost",
  ...doubtsAtPg,
  "ChecksumNotTrusted",
  "Unreadable",
  "SnapshotInconsistent",
  "AnotherRefundOpen",
  "LedgerFailed",
  "OutOfTime",
  "SendsUsedUp",
  "BrokenInvariant"
] as const
export type Cause = typeof causes[number]

/**
 * The refund was made. `entry` is the id of its entry in the payment history; `amount` is what the
 * history shows, which may be another amount than was asked for where PortOne applies a promotion.
 *
 * Units: minor units.
 */
export interface Succeeded {
  readonly _tag: "Succeeded"
  readonly certain: "tag" | "answer" | "new-entry"
  readonly entry: string | undefined
  readonly amount: number
}

/**
 * Proved not refunded. `passes` with `OnlyAttemptRejected`: the obstacle passes by itself, so the
 * key stays open and the next call plans again.
 */
export interface NotRefunded {
  readonly _tag: "NotRefunded"
  readonly proof: Proof
  readonly rejection: string | undefined
  readonly passes: boolean
}

/**
 * The outcome of a refund, or of a call that could not finish one. `found` is the amount that the
 * key was used for before.
 */
export type Outcome =
  | Succeeded
  | { readonly _tag: "AcceptedPending" }
  | NotRefunded
  | { readonly _tag: "KeyReused"; readonly found: number | "rest" }
  | { readonly _tag: "Undetermined"; readonly cause: Cause }
