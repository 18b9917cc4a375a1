/**
 * Money, in the payment's own currency.
 *
 * Amounts are plain numbers because the wire is JSON. A JSON number of up to 15 digits survives the trip unchanged;
 * what drifts is arithmetic, so subtraction goes through `BigDecimal`.
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Schema from "effect/Schema"

/**
 * Money to give back.
 *
 * Units: major units. KRW has no minor unit; 3000 is ₩3,000.
 * Refuses: 0, because PortOne reads `amount: 0` as "cancel everything" (SPEC.md R3); NaN, because JSON writes it as null.
 * Spec: request parameter `amount` — "취소 요청금액".
 * Assumes: fractions are allowed for foreign currencies (the page says Double in one place, integer in another; SPEC.md C2).
 */
export const Amount = Schema.Finite.check(
  Schema.makeFilter((amount: number) =>
    amount > 0 ? undefined : "must be above 0, because PortOne reads 0 as \"cancel everything\""
  ),
  Schema.makeFilter((amount: number) =>
    amount <= Number.MAX_SAFE_INTEGER ? undefined : "must not be above 2^53 - 1, where numbers stop being exact"
  )
)

/**
 * How many digits a currency has behind the point: KRW 0, USD 2.
 *
 * Units: digits. Source: the runtime's own currency data; an unknown code gets 2.
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
  // Only codes are kept, of which there are 17,576 at most: callers may hand over anything at all.
  if (!/^[A-Z]{3}$/.test(currency)) return 2
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
    2
  digitsOf.set(currency, digits)
  return digits
}

// Asking the runtime takes as long as decoding a whole answer.
const digitsOf = new Map<string, number>()

/**
 * Tells whether a currency can express an amount: ₩1,000.5 does not exist, $10.50 does.
 *
 * Units: major units of `currency`.
 */
export const fits = (amount: number, currency: string): boolean =>
  Number.isSafeInteger(amount) || BigDecimal.fromNumber(amount).pipe(
    (exact) => exact._tag === "None" || BigDecimal.normalize(exact.value).scale <= fractionDigits(currency)
  )

/**
 * Subtracts without binary drift.
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
 * Adds a list of amounts without binary drift.
 *
 * Units: major units.
 */
export const sum = (amounts: ReadonlyArray<number>): number =>
  amounts.every(Number.isSafeInteger)
    ? amounts.reduce((total, amount) => total + amount, 0)
    : BigDecimal.toNumberUnsafe(amounts.reduce((total, amount) => BigDecimal.sum(total, exact(amount)), exact(0)))

const exact = BigDecimal.fromNumberUnsafe
