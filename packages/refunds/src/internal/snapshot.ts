import * as Amount from "@effect-portone/core/Amount"
import { LookupFailed } from "@effect-portone/core/FindPayment"
import type { CancelEntry, Payment } from "@effect-portone/core/Payment"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import type { Entry, Snapshot } from "../protocol/snapshot.ts"

/** An amount in whole minor units, as the protocol counts it. */
export const toMinor = (amount: number, currency: string): number =>
  Math.round(amount * 10 ** Amount.fractionDigits(currency))

/** An amount in major units again. */
export const fromMinor = (amount: number, currency: string): number => amount / 10 ** Amount.fractionDigits(currency)

export const currencyOf = (payment: Payment): string => Option.getOrElse(payment.currency, () => "KRW")

/** The tags and the tag-like words of a reason. */
export type ReadReason = (reason: string | undefined) => Pick<Entry, "tags" | "words">

/**
 * Whether the amounts of a payment can be counted. The ledger keeps the currency, so one that
 * cannot be read must not get into it.
 */
export const hasCurrency = (payment: Payment): boolean => /^[A-Z]{3}$/.test(currencyOf(payment))

/**
 * A payment as the protocol sees it; undefined where its currency or its history could not be read,
 * because an unknown history is not an empty one.
 */
export const snapshotOf = (payment: Payment, readReason: ReadReason): Snapshot | undefined => {
  const { unreadFields } = payment
  if (unreadFields.includes("cancel_history") || isCancelledOfNothing(payment) || !hasCurrency(payment)) {
    return undefined
  }
  const currency = currencyOf(payment)
  const paid = toMinor(payment.amount, currency)
  return {
    paid,
    balance: paid - toMinor(payment.cancelAmount, currency),
    ...(Option.isSome(payment.promotion) || unreadFields.includes("promotion") ? { hasPromotion: true } : {}),
    entries: payment.cancelHistory.map((entry) => ({
      amount: toMinor(entry.amount, currency),
      id: entryIdOf(entry),
      ...readReason(Option.getOrUndefined(entry.reason))
    }))
  }
}

/**
 * What identifies an entry of the history between two look-ups: its amount, with PortOne's id of
 * the cancel or else its time. The other fields may be filled in later: a PG's number, a receipt,
 * and a reason that a PG shortens. Entries with the same id are counted.
 */
export const entryIdOf = ({ amount, cancellationId, cancelledAt }: CancelEntry): string => {
  const id = Option.getOrElse(cancellationId, () => "")
  // An id that is not one of its own, such as "0" for every cancel, does not hide another amount.
  if (id !== "") {
    return `${id.length > ID_LENGTH ? `${id.length} ${id.slice(0, HALF)}${id.slice(-HALF)}` : id} ${amount}`
  }
  const at = Option.match(cancelledAt, { onNone: () => "", onSome: DateTime.toEpochMillis })
  return `${amount} at ${at}`
}

/** The entry of the history with an id; undefined where there is none. */
export const entryOf = ({ cancelHistory }: Payment, id: string | undefined): CancelEntry | undefined =>
  id === undefined ? undefined : cancelHistory.find((entry) => entryIdOf(entry) === id)

/** A currency that cannot be read, or a history, or one that does not add up to the balance. */
export const unreadablePayment = (payment: Payment) =>
  new LookupFailed({
    payment: payment.impUid,
    reason: "UnreadablePayment",
    detail: `no readable ${hasCurrency(payment) ? "cancel_history" : "currency"}`
  })

// internal

// PortOne's ids have 20 characters; the ledger stores them, so their length is bounded.
const ID_LENGTH = 64
const HALF = ID_LENGTH / 2

// A payment that is cancelled and has neither a sum nor a history shows nothing of its balance.
const isCancelledOfNothing = ({ cancelAmount, cancelHistory, status }: Payment): boolean =>
  status === "cancelled" && cancelAmount === 0 && cancelHistory.length === 0
