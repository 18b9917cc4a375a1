/**
 * The texts with which PortOne and the payment gateways (PGs) reject a cancel, and what this
 * library makes of each.
 */
import { type Hint as KnownHint, pgRejections, portOneRejections } from "./internal/wire/rejections.ts"

/**
 * Names of the PG texts that this library knows: the `hint` of a `CancelRejected`.
 */
export type Hint = KnownHint

/**
 * A text and its meaning.
 *
 * `evidence`: `obs` seen in public code or logs of the real API; `doc` quoted by PortOne's own
 * help; `inf` inferred; `assumed` the text is not public.
 */
export interface Rejection {
  readonly family: string
  /** The text as seen, in Korean; empty where it is not public. */
  readonly words: string
  /** The code with which it was seen: 1 of PortOne, −1 of a PG; undefined where not public. */
  readonly code: 1 | -1 | undefined
  /** `pg_provider`; empty for PortOne itself and for a text of more than one PG. */
  readonly pg: string
  readonly error:
    | "AlreadyCancelled"
    | "PaymentNotFound"
    | "ChecksumMismatch"
    | "MissingRefundAccount"
    | "CancelRejected"
  readonly moneyMoved: "no" | "unknown"
  readonly evidence: "obs" | "doc" | "inf" | "assumed"
  readonly hint: Hint | undefined
}

/**
 * The table of all texts. "Already cancelled" is in it twice: from PortOne it means that nothing
 * happened; from a PG it leaves that open.
 *
 * PortOne publishes no table of PG texts; these come from public sources. A text that is not in the
 * table has no hint, and its verdict is the same.
 *
 * ```ts
 * import { Rejection } from "@effect-portone/core"
 *
 * const short = Rejection.rejections.find(({ hint }) => hint === "settlement-short")
 * short?.moneyMoved // => "unknown"
 * ```
 */
export const rejections: ReadonlyArray<Rejection> = [
  ...portOneRejections.map(({ code, evidence, family, meaning, words = "" }): Rejection => ({
    family,
    words,
    code,
    pg: "",
    error: meaning,
    moneyMoved: "no",
    evidence,
    hint: undefined
  })),
  ...pgRejections.map(({ code, evidence, hint, pg = "", words = "" }): Rejection => ({
    family: hint ?? "rejected-by-pg",
    words,
    code,
    pg,
    error: "CancelRejected",
    moneyMoved: "unknown",
    evidence,
    hint
  }))
]
