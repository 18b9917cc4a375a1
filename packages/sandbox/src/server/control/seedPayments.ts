/** Payments to order: reads what a test wants and puts it into the store, all of it or nothing. */
import { isTier } from "../api/caller.ts"
import { annotation } from "../api/payments/annotation.ts"
import { SEED_ONLY, seedOnlyMistake } from "../api/payments/hiddenFields.ts"
import { parseMoney } from "../api/payments/money.ts"
import { FIELD_NAMES, type Payment, type Row } from "../api/payments/payment.ts"
import { type Fields, isRecord } from "../http/fields.ts"
import { json, type Reply } from "../http/reply.ts"
import type { State } from "../state.ts"
import { KINDS } from "./kinds.ts"

/** More payments than this are counted in the answer, not listed. */
const MAX_LISTED = 1000

/** More payments than this in one order are a typing mistake. */
const MAX_COUNT = 1_000_000

/** Makes payments from `{kind, count, tier, …fields}` or from an array of those. */
export const seed = (state: State, wanted: unknown): Reply => {
  const orders: Array<Order> = []
  const taken = new Set<string>()
  for (const item of Array.isArray(wanted) ? wanted : [wanted]) {
    const order = read(item, state.clock.seconds(), state.settings.allowRemote)
    if (typeof order === "string") return json(400, { error: order })
    const { impUid } = order.row
    if (impUid !== undefined && (taken.has(impUid) || state.payments.find(impUid) !== undefined)) {
      return json(409, { error: `imp_uid ${impUid} is taken` })
    }
    if (impUid !== undefined) taken.add(impUid)
    orders.push(order)
  }

  const made: Array<Payment> = []
  let total = 0
  for (const { count, row } of orders) {
    for (let left = count; left > 0; left--) {
      const seq = state.payments.add(row)
      total += 1
      const payment = made.length < MAX_LISTED ? state.payments.at(seq) : undefined
      if (payment !== undefined) made.push(payment)
    }
  }
  const [only] = made
  if (only !== undefined && isRecord(wanted) && wanted["count"] === undefined) return json(201, annotation(only))
  return json(201, total > MAX_LISTED ? { count: total } : { count: total, imp_uids: made.map(({ impUid }) => impUid) })
}

// internal

interface Order {
  readonly row: Row
  readonly count: number
}

const NO_CANCELS: Row["cancels"] = Object.freeze([])

const KNOWN = new Set<string>([
  ...FIELD_NAMES,
  ...SEED_ONLY.map(({ name }) => name),
  "count",
  "extension",
  "kind",
  "tier"
])

const APART = new Set(["count", "imp_uid", "kind", "merchant_uid", "tier"])

const read = (item: unknown, now: number, allowRemote: boolean): Order | string => {
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

  const mistake = firstMistake(item, kind.fields) ?? seedOnlyMistake(item, currencyOf(item, kind.fields), allowRemote)
  if (mistake !== undefined) return mistake
  const own: Record<string, unknown> = {}
  for (const name in item) if (!APART.has(name)) own[name] = item[name]
  return { count, row: { kind, own, tier, madeAt: now, impUid, merchantUid, cancels: NO_CANCELS, status: undefined } }
}

const isUid = (value: unknown): value is string | undefined =>
  value === undefined || (typeof value === "string" && value !== "")

const currencyOf = (given: Fields, standard: Fields): string =>
  String(given["currency"] ?? standard["currency"] ?? "KRW")

// Only the fields that the server calculates with; the others may hold anything a test likes.
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
