/**
 * Money, times and account numbers as people read them.
 */
import type { Language } from "./Language.ts"

/**
 * `₩3,000`, or `US$30.25`.
 *
 * Units: major units of the currency.
 */
export const money = (amount: number, currency: string, language: Language): string => {
  try {
    return moneyFormat(currency, language).format(amount)
  } catch {
    // A currency code that Intl rejects is shown unchanged.
    return `${amount.toLocaleString("en")} ${currency}`
  }
}

/**
 * A sentence of the library, with `141000 KRW` in it as the page writes money.
 */
export const withMoney = (sentence: string, language: Language): string =>
  sentence.replace(
    /\b(\d+(?:\.\d+)?) ([A-Z]{3})(?![A-Za-z])/g,
    (found: string, amount: string, code: string) =>
      currencies.has(code) ? money(Number(amount), code, language) : found
  )

/**
 * Date and time as the clock in Seoul shows them, because PGs count days and months there.
 *
 * Units: `at` in milliseconds since 1970.
 */
export const time = (at: number, language: Language): string => timeFormats[language].format(at)

/**
 * How long ago something was, as `5 minutes ago`, in its largest whole unit.
 *
 * Units: `past` in milliseconds.
 */
export const age = (past: number, language: Language): string => {
  const [unit, length] = UNITS.find(([, length]) => past >= length) ?? SECOND
  return new Intl.RelativeTimeFormat(locales[language]).format(-Math.trunc(past / length), unit)
}

/**
 * Date and time as the clock in Seoul shows them, in a form that spreadsheets sort. Takes ISO 8601.
 */
export const sheetTime = (at: string): string => sheetFormat.format(Date.parse(at))

/**
 * The date as the calendar in Seoul has it.
 *
 * Units: `at` in milliseconds since 1970.
 */
export const day = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone: "Asia/Seoul", dateStyle: "long" }).format(at)

/**
 * The end of an account number, for recognising it: `••••6789`. Short ones show nothing.
 */
export const lastFour = (account: string): string => {
  const digits = account.replace(/\D/g, "")
  return `••••${digits.length >= 8 ? digits.slice(-4) : ""}`
}

// internal

const locales: Readonly<Record<Language, string>> = { ko: "ko-KR", en: "en-GB" }

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"))

// Formats are kept, because making one takes as long as writing with it many times.
const moneyFormats: Readonly<Record<Language, Map<string, Intl.NumberFormat>>> = { ko: new Map(), en: new Map() }

const moneyFormat = (currency: string, language: Language): Intl.NumberFormat => {
  const kept = moneyFormats[language].get(currency)
  if (kept !== undefined) return kept
  const format = new Intl.NumberFormat(locales[language], { style: "currency", currency, currencyDisplay: "symbol" })
  // Other codes come from outside, without a limit, so they are not kept.
  if (currencies.has(currency)) moneyFormats[language].set(currency, format)
  return format
}

const timeFormat = (language: Language) =>
  new Intl.DateTimeFormat(locales[language], {
    timeZone: "Asia/Seoul",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false
  })
const timeFormats: Readonly<Record<Language, Intl.DateTimeFormat>> = { ko: timeFormat("ko"), en: timeFormat("en") }

const sheetFormat = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Seoul",
  dateStyle: "short",
  timeStyle: "medium"
})

// Units: milliseconds.
const SECOND = ["second", 1000] as const
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], SECOND] as const
