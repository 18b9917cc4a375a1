import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { sum } from "../../Amount.ts"
import type { CancelEntry, DepositEntry, Payment, PersonalData } from "../../Payment.ts"
import { LARGEST } from "../request/amountProblem.ts"
import { epochSeconds } from "./epochSeconds.ts"
import { depositEntryFields, type Kind, paymentFields, personalFields, promotionFields } from "./paymentFields.ts"

type Wire = Readonly<Record<string, unknown>>

/**
 * Reads a `PaymentAnnotation`. Four fields are required: `imp_uid`, `merchant_uid`, `status`,
 * `amount`. Any other field may be absent, null or of an unexpected kind; an unreadable field is
 * left out and listed in `unreadFields`. A failure lists the wire names of the required fields
 * that are missing.
 */
export const decodePayment = (wire: unknown): Result.Result<Payment, ReadonlyArray<string>> => {
  if (!isWire(wire)) return Result.fail(["response"])
  const unreadFields: Array<string> = []
  const missing: Array<string> = []
  const payment = readPayment(withCancelAmount(wire), unreadFields, missing)
  if (missing.length > 0) return Result.fail(missing)
  const personal = readPersonal(wire, unreadFields, missing)
  personal.unknownFields = unknownOf(wire)
  payment.personal = Redacted.make<PersonalData>(personal)
  payment.unreadFields = unreadFields
  return Result.succeed(payment)
}

/**
 * The readable facts of a response that is not a readable payment.
 */
export const readFacts = (wire: unknown) => {
  const fields = isWire(wire) ? wire : {}
  const history = Array.isArray(fields["cancel_history"]) ? fields["cancel_history"] : []
  const entries = history.flatMap((entry: unknown) => isWire(entry) ? [entry["cancellation_id"]] : [])
  return {
    impUid: Option.fromUndefinedOr(text(fields["imp_uid"])),
    merchantUid: Option.fromUndefinedOr(text(fields["merchant_uid"])),
    status: Option.fromUndefinedOr(text(fields["status"])),
    amount: Option.fromUndefinedOr(money(fields["amount"])),
    cancelAmount: Option.fromUndefinedOr(money(fields["cancel_amount"])),
    cancellationIds: entries.flatMap((id) => text(id) ?? [])
  }
}

// internal

const isWire = (value: unknown): value is Wire => typeof value === "object" && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined

const money = (value: unknown): number | undefined => {
  const amount = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof amount === "number" && amount >= 0 && amount <= LARGEST ? amount : undefined
}

const flag = (value: unknown): boolean | undefined =>
  typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined

const optional = <A>(read: (value: unknown) => A | undefined) => (value: unknown) => {
  const result = read(value)
  return result === undefined ? undefined : Option.some(result)
}

// A code in lower case or with blanks around it is the same currency. Another text stays, because a
// payment in an unknown currency must not be counted as one in KRW.
const optionalCurrency = (value: unknown) => {
  const given = text(value)
  const code = given?.trim().toUpperCase()
  return code === "" ? none : optional(text)(code !== undefined && /^[A-Z]{3}$/.test(code) ? code : given)
}

// Written out, because a payment may have hundreds of cancels, and by the table an entry takes
// twice the time. A test compares it with the table.
const readCancelEntry = (wire: unknown): CancelEntry | undefined => {
  if (!isWire(wire)) return undefined
  const amount = money(wire["amount"])
  return amount === undefined ? undefined : {
    cancellationId: Option.fromUndefinedOr(text(wire["cancellation_id"])),
    pgTid: Option.fromUndefinedOr(text(wire["pg_tid"])),
    amount,
    cancelledAt: epochSeconds(wire["cancelled_at"]),
    reason: Option.fromUndefinedOr(text(wire["reason"])),
    receiptUrl: Option.fromUndefinedOr(text(wire["receipt_url"]))
  }
}

// A list with an unreadable member is unreadable as a whole.
const list = <A>(read: (value: unknown) => A | undefined) => (value: unknown): ReadonlyArray<A> | undefined => {
  if (!Array.isArray(value)) return undefined
  const members: Array<A> = []
  for (const one of value) {
    const member = read(one)
    if (member === undefined) return undefined
    members.push(member)
  }
  return members
}

interface Reading {
  /** The value of the field, or undefined if it cannot be read. */
  readonly read: (value: unknown) => unknown
  /** What an absent, null or unreadable field becomes. */
  readonly absent: unknown
}

const none = Option.none()
const readings: Readonly<Record<Kind, Reading>> = {
  textNeeded: { read: text, absent: "" },
  moneyNeeded: { read: money, absent: 0 },
  text: { read: optional(text), absent: none },
  currency: { read: optionalCurrency, absent: none },
  // The sample of PortOne's reference has the text "null" for an absent card type.
  cardType: { read: (value) => value === "null" ? none : optional(text)(value), absent: none },
  money: { read: optional(money), absent: none },
  flag: { read: optional(flag), absent: none },
  instant: { read: epochSeconds, absent: none },
  hiddenText: { read: (value) => Option.map(Option.fromUndefinedOr(text(value)), Redacted.make), absent: none },
  texts: { read: list(text), absent: [] },
  object: { read: optional((value) => isWire(value) ? value : undefined), absent: none },
  cancelHistory: { read: list(readCancelEntry), absent: [] },
  depositHistory: { read: list((value) => readDepositEntry(value)), absent: [] },
  promotion: { read: optional((value) => readPromotion(value)), absent: none }
}

type Fields = Readonly<Record<string, { readonly wire: string; readonly kind: Kind }>>
type Writable<A> = { -readonly [Name in keyof A]: A[Name] }

// Reads all fields of a table. Unreadable fields go to `unread`, required ones also to `missing`.
const readerOf = <A>(fields: Fields) => {
  const rows = Object.entries(fields).map(([name, { kind, wire }]) => ({
    name,
    wire,
    read: readings[kind].read,
    isNeeded: kind === "textNeeded" || kind === "moneyNeeded"
  }))
  const blank = Object.fromEntries(Object.entries(fields).map(([name, { kind }]) => [name, readings[kind].absent]))
  return (wire: Wire, unread: Array<string>, missing: Array<string>): Writable<A> => {
    const target: Record<string, unknown> = { ...blank }
    for (const row of rows) {
      const value = wire[row.wire]
      const isAbsent = value === undefined || value === null
      const result = isAbsent ? undefined : row.read(value)
      if (result !== undefined) target[row.name] = result
      else {
        if (!isAbsent) unread.push(row.wire)
        if (row.isNeeded) missing.push(row.wire)
      }
    }
    return target as Writable<A>
  }
}

const entryOf = <A>(fields: Fields) => {
  const read = readerOf<A>(fields)
  return (value: unknown): A | undefined => {
    if (!isWire(value)) return undefined
    const missing: Array<string> = []
    const entry = read(value, [], missing)
    return missing.length === 0 ? entry : undefined
  }
}

const readDepositEntry = entryOf<DepositEntry>(depositEntryFields)
const readPromotion = entryOf<Option.Option.Value<Payment["promotion"]>>(promotionFields)
const readPayment = readerOf<Payment>(paymentFields)
const readPersonal = readerOf<PersonalData>(personalFields)

// PortOne's reference does not mark cancel_amount required. Where it is absent, the history has the
// same sum. A history that cannot be read has none, and a balance is never guessed.
const withCancelAmount = (wire: Wire): Wire => {
  if (wire["cancel_amount"] !== undefined && wire["cancel_amount"] !== null) return wire
  const history = list(readCancelEntry)(wire["cancel_history"] ?? [])
  return history === undefined ? wire : { ...wire, cancel_amount: sum(history.map(({ amount }) => amount)) }
}

const known = new Set(Object.values({ ...paymentFields, ...personalFields }).map(({ wire }) => wire))

const unknownOf = (wire: Wire) =>
  Object.fromEntries(Object.keys(wire).filter((name) => !known.has(name)).map((name) => [name, wire[name]]))
