/**
 * Money, in the payment's own currency.
 *
 * Amounts are plain numbers because the wire is JSON. A JSON number of up to 15 digits arrives
 * unchanged. Arithmetic in binary is not exact, so subtraction and addition use `BigDecimal`.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Schema from "effect/Schema"
import type { Bilingual } from "./Bilingual.ts"
import { amountProblem } from "./internal/request/amountProblem.ts"

/**
 * The amount of a cancel.
 *
 * Units: major units. KRW has no minor unit; 3000 is ₩3,000.
 * Rejects: 0, because PortOne reads `amount: 0` as "cancel everything" (SPEC.md R3); NaN, because
 * JSON writes it as null.
 * Spec: request parameter `amount` — "취소 요청금액".
 * Assumes: foreign currencies may have fractions (PortOne's reference says Double in one place and
 * integer in another; SPEC.md C2).
 */
export const Amount = /* @__PURE__ */ Schema.Finite.check(
  /* @__PURE__ */ Schema.makeFilter((amount: number) => amountProblem(amount)?.english)
)

/**
 * Why a value cannot be the amount of a cancel; undefined if it can. The sentences follow the name
 * of a field and name the kind of a value that is no number.
 *
 * ```ts
 * import { Amount } from "@effect-portone/core"
 *
 * Amount.problem(3000) // => undefined
 * Amount.problem("3000")?.english // => "must be a number; it is a string"
 * Amount.problem(NaN)?.english
 * // => "must be a finite number; it is NaN, which JSON writes as null"
 * ```
 */
export const problem: (value: unknown) => Bilingual | undefined = amountProblem

/**
 * How many decimals a currency has: KRW 0, USD 2.
 *
 * Units: digits. Source: the currency data of the runtime. An unknown code has 2.
 *
 * ```ts
 * import { Amount } from "@effect-portone/core"
 *
 * Amount.fractionDigits("KRW") // => 0
 * Amount.fractionDigits("USD") // => 2
 * ```
 */
export const fractionDigits = (currency: string): number => {
  const known = digitsOf.get(currency)
  if (known !== undefined) return known
  // The cache keeps codes only, at most 17,576. Any other text would let it grow without limit.
  if (!/^[A-Z]{3}$/.test(currency)) return 2
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2
  digitsOf.set(currency, digits)
  return digits
}

// Intl.NumberFormat takes as long as decoding a whole response.
const digitsOf = new Map<string, number>()

/**
 * Whether a currency can express an amount: ₩1,000.5 does not exist, $10.50 does.
 *
 * Units: major units of `currency`.
 */
export const fits = (amount: number, currency: string): boolean =>
  Number.isSafeInteger(amount) || BigDecimal.fromNumber(amount).pipe(
    (exact) => exact._tag === "None" || BigDecimal.normalize(exact.value).scale <= fractionDigits(currency)
  )

/**
 * Subtracts without binary rounding.
 *
 * Units: major units on both sides and in the result.
 *
 * ```ts
 * import { Amount } from "@effect-portone/core"
 *
 * 0.3 - 0.1 // => 0.19999999999999998
 * Amount.subtract(0.3, 0.1) // => 0.2
 * ```
 */
export const subtract = (from: number, amount: number): number =>
  Number.isSafeInteger(from) && Number.isSafeInteger(amount)
    ? from - amount
    : BigDecimal.toNumberUnsafe(BigDecimal.subtract(exact(from), exact(amount)))

/**
 * Adds a list of amounts without binary rounding.
 *
 * Units: major units.
 */
export const sum = (amounts: ReadonlyArray<number>): number =>
  amounts.every(Number.isSafeInteger)
    ? amounts.reduce((total, amount) => total + amount, 0)
    : BigDecimal.toNumberUnsafe(amounts.reduce((total, amount) => BigDecimal.sum(total, exact(amount)), exact(0)))

const exact = BigDecimal.fromNumberUnsafe
