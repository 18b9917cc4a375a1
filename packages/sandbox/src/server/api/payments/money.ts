/**
 * Money as whole numbers of the smallest unit, so that 10.10 USD cancelled in three parts leaves a
 * balance of exactly 0. A `number` appears only in requests and responses.
 */

/** Decimal places by currency where it is not 2 (ISO 4217). */
const PLACES: ReadonlyMap<string, number> = new Map([
  ...["KRW", "JPY", "VND", "CLP", "PYG", "UGX", "ISK", "RWF", "XAF", "XOF", "XPF", "KMF", "DJF", "GNF", "VUV", "BIF"]
    .map((currency) => [currency, 0] as const),
  ...["KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"].map((currency) => [currency, 3] as const)
])

/** Digits after the point in this currency. */
export const decimalPlaces = (currency: string): number => PLACES.get(currency) ?? 2

/**
 * Reads an amount from JSON or from a form. `undefined` means that it is not an amount in this
 * currency.
 *
 * Units: major units in, minor units out.
 * Assumes: a fraction finer than the currency's is not an amount; what the real API does with one
 * is not public.
 */
export const parseMoney = (value: unknown, currency: string): bigint | undefined => {
  const parts = DECIMAL.exec(decimalText(value))
  if (parts === null) return undefined
  const [, sign = "", whole = "", tail = ""] = parts
  const places = decimalPlaces(currency)
  const fraction = tail.replace(/0+$/, "")
  if (fraction.length > places) return undefined
  const minor = BigInt(whole + fraction.padEnd(places, "0"))
  return sign === "-" ? -minor : minor
}

/** Units: minor units in, major units out. */
export const moneyNumber = (minor: bigint, currency: string): number => {
  const places = decimalPlaces(currency)
  if (places === 0) return Number(minor)
  const digits = String(minor < 0n ? -minor : minor).padStart(places + 1, "0")
  const text = `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return Number(minor < 0n ? `-${text}` : text)
}

const DECIMAL = /^([+-]?)(\d{1,310})(?:\.(\d{1,40}))?$/

const decimalText = (value: unknown): string => {
  if (typeof value === "string") return value.trim()
  if (typeof value !== "number" || !Number.isFinite(value)) return ""
  // String(1e21) is "1e+21"; BigInt prints a whole number in full.
  return Number.isInteger(value) ? BigInt(value).toString() : String(value)
}
