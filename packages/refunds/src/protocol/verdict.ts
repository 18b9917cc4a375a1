/**
 * What the answer to one attempt proves.
 */
import type { Watermark } from "./snapshot.ts"

/**
 * - `Applied`: confirmed, and the answer's own history has the entry. `place` is its index; `seen`
 *   is what the answer shows of the payment.
 * - `Accepted`: confirmed, but the history has no new entry yet.
 * - `NotSent`: no byte left the machine.
 * - `Mismatch`: rejected because the balance is not our checksum.
 * - `Rejected`: rejected by PortOne before anything happened.
 * - `RejectedByPg`: rejected by the PG, which may have cancelled and lost its own answer.
 * - `MaybeDoneAtPg`: the PG reports that it cancelled before, or that it timed out.
 * - `Ambiguous`: anything else.
 */
export type Verdict =
  | { readonly _tag: "Applied"; readonly place: number | undefined; readonly seen: Watermark | undefined }
  | { readonly _tag: "Accepted" }
  | { readonly _tag: "NotSent" }
  | { readonly _tag: "Mismatch" }
  | { readonly _tag: "Rejected"; readonly rejection: string }
  | { readonly _tag: "RejectedByPg"; readonly rejection: string }
  | { readonly _tag: "MaybeDoneAtPg"; readonly rejection: string }
  | { readonly _tag: "Ambiguous" }
