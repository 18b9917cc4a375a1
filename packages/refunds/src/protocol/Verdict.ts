/**
 * What one attempt's answer proves.
 */
import type { Watermark } from "./Snapshot.ts"

/**
 * - `Applied`: confirmed (`place` is the entry's index in the history, `seen` what the answer shows of the
 *   payment, where it can be told), and the answer's own history holds the entry (or it is known by its place).
 * - `Accepted`: confirmed, but nothing new is in the history yet.
 * - `NotSent`: no byte left.
 * - `Mismatch`: refused because the balance is not our checksum.
 * - `Refused`: refused by PortOne before anything happened.
 * - `RefusedByPg`: refused in a PG's words, which may hide a PG that did it and lost the answer.
 * - `SaysAlready`: a PG says it was cancelled before.
 * - `Ambiguous`: anything else.
 */
export type Verdict =
  | { readonly _tag: "Applied"; readonly place: number | undefined; readonly seen: Watermark | undefined }
  | { readonly _tag: "Accepted" }
  | { readonly _tag: "NotSent" }
  | { readonly _tag: "Mismatch" }
  | { readonly _tag: "Refused"; readonly refusal: string }
  | { readonly _tag: "RefusedByPg"; readonly refusal: string }
  | { readonly _tag: "SaysAlready"; readonly refusal: string }
  | { readonly _tag: "Ambiguous" }
