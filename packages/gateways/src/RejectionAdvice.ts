/**
 * What to do when a payment gateway (PG) rejected a cancel with words that this library knows.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { CancelRejected } from "@effect-portone/core/CancelError"
import * as Option from "effect/Option"
import { type Hint as KnownHint, rejectionAdvice } from "./internal/tables/rejectionAdvice.ts"

/**
 * A family of texts: the `hint` of a `CancelRejected`.
 */
export type Hint = KnownHint

/**
 * What to do about a rejection, by its `hint`. None where the PG's words are not known. It never
 * states whether money moved: the payment and the PG's admin page show that.
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
  Option.fromUndefinedOr(all.find(({ hint }) => hint === error.hint)?.advice)

/**
 * The advice for every hint, for tables.
 */
export const all: ReadonlyArray<{ readonly hint: Hint; readonly advice: Bilingual }> = Object.entries(
  rejectionAdvice
).map(([hint, advice]) => ({ hint: hint as Hint, advice }))
