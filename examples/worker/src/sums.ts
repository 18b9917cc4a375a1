/**
 * Money by currency. A currency is empty where no look-up has shown it.
 */
import { Amount, type Bilingual } from "@effect-portone/core"

/** `3,000 KRW, 10.5 USD`: the money of each currency. */
export const money = (sums: ReadonlyMap<string, number>): Bilingual => ({
  english: moneyOf(sums, "of a currency that is not looked up yet"),
  korean: moneyOf(sums, "(통화 미확인)")
})

/** Adds as decimals, so that 0.1 and 0.2 USD are 0.3 USD. */
export const addTo = (sums: Map<string, number>, amount: number, currency = ""): void =>
  void sums.set(currency, Amount.sum([sums.get(currency) ?? 0, amount]))

// internal

const moneyOf = (sums: ReadonlyMap<string, number>, unknown: string): string =>
  sums.size === 0
    ? "0"
    : [...sums].map(([currency, amount]) =>
      `${amount.toLocaleString("en", { maximumFractionDigits: 3 })} ${currency === "" ? unknown : currency}`
    ).join(", ")
