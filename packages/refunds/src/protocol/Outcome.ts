/**
 * How a refund ends.
 */

/**
 * Why "not refunded" is a proof and not a guess.
 *
 * - `NeverSent`: no attempt of this key ever left, and there was none before.
 * - `RefusedOnlyAttempt`: the only attempt ever sent was refused.
 * - `FencedByOther`: another cancel moved the balance off our checksum, so ours can never be applied.
 * - `InsufficientBalance`: less is left than asked for, and a balance only falls.
 */
export const proofs = ["NeverSent", "RefusedOnlyAttempt", "FencedByOther", "InsufficientBalance"] as const
export type Proof = typeof proofs[number]

/**
 * Why nobody can say whether the refund happened.
 */
export const causes = [
  "NeverConfirmed",
  "EqualForeignCancel",
  "BalanceChanged",
  "BalanceIncreased",
  "AsyncAnswerLost",
  "PgSaysAlreadyCancelled",
  "ChecksumNotTrusted",
  "Unreadable",
  "SnapshotInconsistent",
  "AnotherRefundOpen",
  "LedgerFailed",
  "BrokenInvariant"
] as const
export type Cause = typeof causes[number]

/**
 * The end of one refund (`place` is its entry's index in the history, `found` what its key was used for before), or of one call that could not bring it to an end.
 */
export type Outcome =
  | { readonly _tag: "Succeeded"; readonly certain: "tag" | "answer" | "position"; readonly place: number | undefined }
  | { readonly _tag: "AcceptedPending" }
  | { readonly _tag: "NotRefunded"; readonly proof: Proof; readonly refusal: string | undefined }
  | { readonly _tag: "KeyReused"; readonly found: number | "rest" }
  | { readonly _tag: "OutcomeUnknown"; readonly cause: Cause }
