/** Reads a description of payments to make. */
import { FIELD_NAMES } from "../api/payments/fieldDefaults.ts"
import { HIDDEN_FIELDS, hiddenFieldMistake } from "../api/payments/hiddenFields.ts"
import { parseMoney } from "../api/payments/money.ts"
import type { Row } from "../api/payments/payment.ts"
import { isTier } from "../api/payments/tier.ts"
import { type Fields, isRecord } from "../http/fields.ts"
import { KINDS } from "./kinds.ts"

/** The most payments of one description. */
const MAX_COUNT = 1_000_000

/** Payments to make: their common row and their number. */
export interface PaymentOrder {
  readonly row: Row
  readonly count: number
  /** What one of them takes. Units: bytes. */
  readonly bytes: number
}

/**
 * Reads one description. Returns the mistake as a sentence when there is one. Units: `now` in UNIX
 * seconds.
 */
export const readPaymentOrder = (item: unknown, now: number, allowRemote: boolean): PaymentOrder | string => {
  if (!isRecord(item)) return "a payment is a JSON object such as {\"kind\":\"card\",\"amount\":10000}"
  const kind = item["kind"] === undefined ? KINDS[0] : KINDS.find(({ name }) => name === item["kind"])
  if (kind === undefined) {
    return `unknown kind ${JSON.stringify(item["kind"])}; kinds: ${KINDS.map(({ name }) => name).join(", ")}`
  }
  const unknown = Object.keys(item).find((name) => !KNOWN.has(name))
  if (unknown !== undefined) return `unknown field ${unknown}`

  const count = item["count"] ?? 1
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    return `count is a whole number from 1 to ${MAX_COUNT}`
  }
  const { imp_uid: impUid, merchant_uid: merchantUid, tier } = item
  if (!isUid(impUid) || !isUid(merchantUid)) return "imp_uid and merchant_uid are strings and not empty"
  if (impUid !== undefined && count > 1) return "one imp_uid is for one payment"
  if (tier !== undefined && !(typeof tier === "string" && isTier(tier))) return "tier is 3 upper-case letters or digits"

  const mistake = firstMistake(item, kind.fields) ??
    hiddenFieldMistake(item, currencyOf(item, kind.fields), allowRemote)
  if (mistake !== undefined) return mistake
  const own: Record<string, unknown> = {}
  for (const name in item) if (!NOT_A_FIELD.has(name)) own[name] = item[name]
  const bytes = Buffer.byteLength(JSON.stringify(item))
  return {
    count,
    bytes,
    row: { kind, own, tier, madeAt: now, impUid, merchantUid, cancels: NO_CANCELS, status: undefined }
  }
}

// internal

const NO_CANCELS: Row["cancels"] = Object.freeze([])

const KNOWN = new Set<string>([
  ...FIELD_NAMES,
  ...HIDDEN_FIELDS.map(({ name }) => name),
  "count",
  "extension",
  "kind",
  "tier"
])

const NOT_A_FIELD = new Set(["count", "imp_uid", "kind", "merchant_uid", "tier"])

const isUid = (value: unknown): value is string | undefined =>
  value === undefined || (typeof value === "string" && value !== "")

const currencyOf = (given: Fields, standard: Fields): string =>
  String(given["currency"] ?? standard["currency"] ?? "KRW")

// Checks only the fields that the server calculates with; all others may have any value.
const firstMistake = (given: Fields, standard: Fields): string | undefined => {
  const value = (name: string): unknown => Object.hasOwn(given, name) ? given[name] : standard[name]
  const currency = value("currency") ?? "KRW"
  if (typeof currency !== "string") return "currency is a string"
  for (const name of ["amount", "cancel_amount"]) {
    const money = value(name) === undefined ? 0n : parseMoney(value(name), currency)
    if (money === undefined || money < 0n) return `${name} is an amount in ${currency}, 0 or more`
  }
  for (const name of ["status", "pay_method"]) {
    if (value(name) !== undefined && typeof value(name) !== "string") return `${name} is a string`
  }
  for (const name of ["started_at", "paid_at", "failed_at", "cancelled_at"]) {
    if (value(name) !== undefined && !Number.isInteger(value(name))) return `${name} is in whole UNIX seconds`
  }
  for (const name of ["cancel_history", "cancel_receipt_urls"]) {
    if (value(name) !== undefined && !Array.isArray(value(name))) return `${name} is an array`
  }
  return undefined
}
