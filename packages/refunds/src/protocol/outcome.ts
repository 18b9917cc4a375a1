/**
 * The outcomes of the protocol.
 */

/**
 * Why "not refunded" is proved.
 *
 * - `NeverSent`: no attempt under this key was sent, and there was none before.
 * - `OnlyAttemptRejected`: the only attempt ever sent was rejected.
 * - `FencedByOther`: another cancel moved the balance off our checksum, so ours can no longer
 *   apply.
 * - `InsufficientBalance`: less is left than the amount of the refund, and a balance only falls.
 */
export const proofs = ["NeverSent", "OnlyAttemptRejected", "FencedByOther", "InsufficientBalance"] as const
export type Proof = typeof proofs[number]

/**
 * Why it cannot be proved whether the refund happened. `internal/undetermined.ts` has the text and
 * the next step for each.
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
 * The outcome of a refund, or of a call that could not finish one. `place` is the index of its
 * entry in the payment history; `found` is the amount that the key was used for before.
 */
export type Outcome =
  | { readonly _tag: "Succeeded"; readonly certain: "tag" | "answer" | "position"; readonly place: number | undefined }
  | { readonly _tag: "AcceptedPending" }
  | { readonly _tag: "NotRefunded"; readonly proof: Proof; readonly rejection: string | undefined }
  | { readonly _tag: "KeyReused"; readonly found: number | "rest" }
  | { readonly _tag: "Undetermined"; readonly cause: Cause }
