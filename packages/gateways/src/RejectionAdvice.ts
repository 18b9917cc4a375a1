/**
 * What to do about the words of a PG that this library knows.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { CancelRejected } from "@effect-portone/core/CancelError"
import * as Option from "effect/Option"
import { hints } from "./internal/hints.ts"

/**
 * What to do about a rejection by a PG, where its words are known. It never says whether money moved: the payment and the PG's console do.
 *
 * ```ts
 * import { CancelError } from "@effect-portone/core"
 * import { RejectionAdvice } from "@effect-portone/gateways"
 * import { Option } from "effect"
 *
 * const rejected = new CancelError.CancelRejected({
 *   code: -1,
 *   providerMessage: "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다.",
 *   status: 200,
 *   family: "pg",
 *   hint: "settlement-short"
 * })
 * rejected.moneyMoved // => "unknown"
 * Option.isSome(RejectionAdvice.of(rejected)) // => true
 * ```
 */
export const of = (error: CancelRejected): Option.Option<Bilingual> =>
  Option.map(
    Option.fromUndefinedOr(hints.find(({ hint }) => hint === error.hint)),
    ({ todo: [english, korean] }) => ({ english, korean })
  )

/**
 * The advice for every family of words, for tables.
 */
export const all: ReadonlyArray<{ readonly hint: string; readonly advice: Bilingual }> = hints.map((
  { hint, todo: [english, korean] }
) => ({ hint, advice: { english, korean } }))
