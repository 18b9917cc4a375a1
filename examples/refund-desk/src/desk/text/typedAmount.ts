/**
 * An amount as people type it, in the currency of the order.
 */

/** `another-currency`: with the sign of another one. `unreadable`: no amount, or more than one. */
export type TypedAmount = number | "another-currency" | "unreadable"

/**
 * Parses `3000`, `3,000`, and with the sign of the currency `₩3,000`, `3,000원` or `$30.25`. The
 * full-width digits and commas of a Korean keyboard are digits and commas. Ambiguous texts, such as
 * `3.000`, `3,00`, `5 500` or `10³`, are no amount.
 *
 * Units: major units of the currency.
 */
export const typedAmount = (typed: string, currency: string): TypedAmount => {
  const text = half(typed.trim())
  const { after = "", before = "", bare = "" } = WITH_SIGN.exec(text)?.groups ?? {}
  const found = [before, after].filter((sign) => sign !== "").map((sign) => sign.toUpperCase())
  if (!NUMBER.test(bare) || !found.every(isSign)) return "unreadable"
  return found.every((sign) => signsOf(currency).includes(sign)) ? Number(bare.replaceAll(",", "")) : "another-currency"
}

// internal

const NUMBER = /^(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,2})?$/

// A sign, or letters that may be one, before or after what begins and ends with a digit.
const WITH_SIGN = /^(?<before>[\p{Sc}\p{L}]*) *(?<bare>\d(?:.*\d)?) *(?<after>[\p{Sc}\p{L}]*)$/u

// How people in Korea write them, next to the code of the currency.
const signs: Readonly<Record<string, ReadonlyArray<string>>> = {
  KRW: ["₩", "원"],
  USD: ["$", "US$", "달러", "불"],
  EUR: ["€", "유로"],
  JPY: ["¥", "円", "엔"],
  CNY: ["¥", "元", "위안"]
}
const known: ReadonlySet<string> = new Set([...Object.values(signs).flat(), ...Intl.supportedValuesOf("currency")])

const signsOf = (currency: string): ReadonlyArray<string> => [currency, ...signs[currency] ?? []]
const isSign = (text: string): boolean => known.has(text) || /\p{Sc}/u.test(text)

// Not NFKC, which makes 103 of `10³` and 30002 of `3000②`.
const half = (text: string): string =>
  text
    .replace(/[！-～]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replaceAll("￦", "₩")
    .replaceAll("￥", "¥")
