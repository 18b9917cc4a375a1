/**
 * What the answer to one attempt proves.
 */
import type { DoubtAtPg } from "./outcome.ts"
import type { Watermark } from "./snapshot.ts"

/**
 * - `Applied`: confirmed, and the answer's own history has the entry. `entry` is its id where there
 *   is one that fits, `amount` what it shows in minor units; `seen` is what the answer shows of the
 *   payment.
 * - `Accepted`: confirmed, but the history has no new entry yet.
 * - `NotSent`: no byte left the machine.
 * - `Mismatch`: rejected because the balance is not our checksum.
 * - `Rejected`: rejected by PortOne. A copy of the request may have been applied before, so a
 *   look-up comes first.
 * - `RejectedByPg`: rejected by the PG in words that prove that it did not cancel.
 * - `MaybeDoneAtPg`: the PG reports an earlier cancel or a timeout, or rejects in words that prove
 *   nothing.
 * - `Ambiguous`: anything else.
 *
 * `passes`: the obstacle passes by itself, such as a maintenance.
 */
export type Verdict =
  | {
    readonly _tag: "Applied"
    readonly entry: string | undefined
    readonly amount: number
    readonly seen: Watermark | undefined
  }
  | { readonly _tag: "Accepted" }
  | { readonly _tag: "NotSent" }
  | { readonly _tag: "Mismatch" }
  | { readonly _tag: "Rejected"; readonly rejection: string; readonly passes: boolean }
  | { readonly _tag: "RejectedByPg"; readonly rejection: string; readonly passes: boolean }
  | { readonly _tag: "MaybeDoneAtPg"; readonly rejection: string; readonly cause: DoubtAtPg }
  | { readonly _tag: "Ambiguous" }
