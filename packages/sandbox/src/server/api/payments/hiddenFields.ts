/**
 * What a test may say about a payment that no answer ever shows: facts that only the gateway and the merchant know, and
 * how the sandbox is to behave.
 */
import { type Fields, isRecord } from "../../http/fields.ts"
import { isDeliverable } from "../webhooks/webhookAddress.ts"
import { parseMoney } from "./money.ts"

/** One such field. */
export interface SeedOnly {
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
export const SEED_ONLY = [
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
  { name: "_points", what: "points were used together with another method", mistake: isTrueOrFalse },
  {
    name: "_applied",
    what: "the merchant has applied for what its gateway grants only on request",
    mistake: isTrueOrFalse
  },
  {
    name: "_promotion",
    what:
      "`{\"minimum\":10000}`: the order the promotion asks for; with `\"flat\":true` it takes off a sum, not a share",
    mistake: (value, currency) =>
      isRecord(value) && isMoney(value["minimum"], currency) === undefined &&
        [undefined, true, false].includes(value["flat"] as boolean | undefined)
        ? undefined
        : "is an object with minimum and perhaps flat"
  },
  {
    name: "async",
    what: "`true`: cancels wait to be settled; a number: they settle after so many seconds",
    mistake: (value) =>
      typeof value === "boolean" || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 10 ** 9)
        ? undefined
        : "is true, false or whole seconds"
  },
  {
    name: "notice_url",
    what: "one or more webhook addresses in the place of the sandbox's own",
    mistake: (value, _currency, allowRemote) =>
      (Array.isArray(value) ? value : [value]).every((url) => isDeliverable(url, allowRemote))
        ? undefined
        : "is an http address on this machine, or an array of those"
  },
  {
    name: "_webhook",
    what: "`false`: the payment was made without webhooks, so its cancels send none",
    mistake: isTrueOrFalse
  }
] as const satisfies ReadonlyArray<SeedOnly>

/** The name of such a field. */
export type SeedName = (typeof SEED_ONLY)[number]["name"]

/** The first thing that is wrong, as a sentence. */
export const seedOnlyMistake = (given: Fields, currency: string, allowRemote: boolean): string | undefined => {
  for (const { mistake, name } of SEED_ONLY) {
    if (given[name] === undefined) continue
    const wrong = mistake(given[name], currency, allowRemote)
    if (wrong !== undefined) return `${name} ${wrong}`
  }
  return undefined
}
