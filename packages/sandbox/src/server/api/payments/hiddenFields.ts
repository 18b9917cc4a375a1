/**
 * Fields that a test may set on a payment and that no response shows: facts that only the PG and
 * the merchant know, and how the sandbox behaves for this payment.
 */
import { type Fields, isRecord } from "../../http/fields.ts"
import { isDeliverable, MOST_NOTICE_URLS } from "../webhooks/webhookAddress.ts"
import { parseMoney } from "./money.ts"

/** One hidden field. */
export interface HiddenField {
  readonly name: string
  /** One line for people. */
  readonly what: string
  /** What is wrong with a value, or undefined. */
  readonly mistake: (value: unknown, currency: string, allowRemote: boolean) => string | undefined
}

const isTrueOrFalse = (value: unknown) => typeof value === "boolean" ? undefined : "is true or false"

const isMoney = (value: unknown, currency: string) =>
  (parseMoney(value, currency) ?? -1n) < 0n ? `is an amount in ${currency}, 0 or more` : undefined

/** The table. */
export const HIDDEN_FIELDS = [
  { name: "_tax_free", what: "the tax-free part of the payment", mistake: isMoney },
  { name: "_vat", what: "the VAT that was given at payment", mistake: isMoney },
  {
    name: "_vat_by_merchant",
    what: "the merchant has Welcome's 부가세업체정함 setting",
    mistake: isTrueOrFalse
  },
  {
    name: "_card_kind",
    what: "`prepaid`, `gift` or `overseas`",
    mistake: (value) =>
      ["prepaid", "gift", "overseas"].includes(String(value)) ? undefined : "is prepaid, gift or overseas"
  },
  { name: "_points", what: "points were used together with another payment method", mistake: isTrueOrFalse },
  {
    name: "_applied",
    what: "the merchant applied for what its PG grants only on request",
    mistake: isTrueOrFalse
  },
  {
    name: "_promotion",
    what:
      "`{\"minimum\":10000}`: the smallest order for the promotion; with `\"flat\":true` the discount is a fixed sum",
    mistake: (value, currency) =>
      isRecord(value) && isMoney(value["minimum"], currency) === undefined &&
        [undefined, true, false].includes(value["flat"] as boolean | undefined)
        ? undefined
        : "is an object with minimum and optionally flat"
  },
  {
    name: "async",
    what: "`true`: cancels wait to be settled; a number: they are settled after so many seconds",
    mistake: (value) =>
      typeof value === "boolean" || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 10 ** 9)
        ? undefined
        : "is true, false or whole seconds"
  },
  {
    name: "notice_url",
    what: "1 to 10 webhook addresses that replace the sandbox's own",
    mistake: (value, _currency, allowRemote) =>
      Array.isArray(value) && value.length > MOST_NOTICE_URLS
        ? `has at most ${MOST_NOTICE_URLS} addresses`
        : (Array.isArray(value) ? value : [value]).every((url) => isDeliverable(url, allowRemote))
        ? undefined
        : "is an http address on this machine, or an array of those"
  },
  {
    name: "_webhook",
    what: "`false`: the payment was made without webhooks, so its cancels send none",
    mistake: isTrueOrFalse
  }
] as const satisfies ReadonlyArray<HiddenField>

/** The name of a hidden field. */
export type HiddenFieldName = (typeof HIDDEN_FIELDS)[number]["name"]

/** The first mistake as a sentence, or undefined. */
export const hiddenFieldMistake = (given: Fields, currency: string, allowRemote: boolean): string | undefined => {
  for (const { mistake, name } of HIDDEN_FIELDS) {
    if (given[name] === undefined) continue
    const wrong = mistake(given[name], currency, allowRemote)
    if (wrong !== undefined) return `${name} ${wrong}`
  }
  return undefined
}
