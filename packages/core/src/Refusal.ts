/**
 * What PortOne and the PGs say when they refuse a cancel, and what this library makes of it.
 */
import { refusedByPg, refusedByPortOne } from "./internal/rejections.ts"

/**
 * A family of texts.
 *
 * `evidence`: `obs` seen in public code or logs of the real API; `doc` quoted by PortOne's own help; `inf` inferred; `assumed` the words are not public.
 */
export interface Refusal {
  readonly family: string
  /** The words as seen, in Korean; empty where they are not public. */
  readonly words: string
  /** The code they came with; undefined where that is not public. PortOne's own refusals have 1, a PG's −1. */
  readonly code: 1 | -1 | undefined
  /** `pg_provider`; empty for PortOne itself and for words that are not one PG's own. */
  readonly pg: string
  readonly error:
    | "AlreadyCancelled"
    | "PaymentNotFound"
    | "ChecksumMismatch"
    | "MissingRefundAccount"
    | "CancelRejected"
  readonly moneyMoved: "no" | "unknown"
  readonly evidence: "obs" | "doc" | "inf" | "assumed"
  readonly hint: string | undefined
}

/**
 * All families. "Already cancelled" stands here twice: in PortOne's words nothing happened, in a PG's words nobody knows.
 *
 * PortOne has no table of what PGs say; this is what public sources show of it. Words that are not here lose nothing but their hint.
 */
export const refusals: ReadonlyArray<Refusal> = [
  ...refusedByPortOne.map(({ code, evidence, family, meaning, pg, words }): Refusal => ({
    family,
    words,
    code,
    pg,
    error: meaning,
    moneyMoved: "no",
    evidence,
    hint: undefined
  })),
  ...refusedByPg.map(({ code, evidence, family, hint, pg, words }): Refusal => ({
    family,
    words,
    code,
    pg,
    error: "CancelRejected",
    moneyMoved: "unknown",
    evidence,
    hint
  }))
]
