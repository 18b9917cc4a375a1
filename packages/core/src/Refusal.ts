/**
 * What PortOne and the PGs say when they refuse a cancel, and what this library makes of it.
 */
import * as Option from "effect/Option"
import type { CancelRejected } from "./CancelError.ts"
import { hints } from "./internal/hints.ts"
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

/**
 * What to do about a refusal of a PG, where its words are known. It never says whether money moved: the payment and the PG's console do.
 *
 * ```ts
 * import { CancelError, Refusal } from "@effect-portone/core"
 * import { Option } from "effect"
 *
 * const refused = new CancelError.CancelRejected({
 *   code: -1,
 *   providerMessage: "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다.",
 *   status: 200,
 *   family: "pg",
 *   hint: "settlement-short"
 * })
 * refused.moneyMoved // => "unknown"
 * Option.isSome(Refusal.todo(refused)) // => true
 * ```
 */
export const todo = (
  error: CancelRejected
): Option.Option<{ readonly english: string; readonly korean: string }> =>
  Option.map(
    Option.fromUndefinedOr(hints.find(({ hint }) => hint === error.hint)),
    ({ todo: [english, korean] }) => ({ english, korean })
  )
