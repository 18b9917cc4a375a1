import * as Amount from "@effect-portone/core/Amount"
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
 * A payment as the protocol sees it; undefined where its history could not be read, because an
 * unknown history is not an empty one.
 */
export const snapshotOf = (payment: Payment, readReason: ReadReason): Snapshot | undefined => {
  if (payment.unreadFields.includes("cancel_history")) return undefined
  const currency = currencyOf(payment)
  const paid = toMinor(payment.amount, currency)
  return {
    paid,
    balance: paid - toMinor(payment.cancelAmount, currency),
    ...(Option.isSome(payment.promotion) ? { hasPromotion: true } : {}),
    entries: payment.cancelHistory.map((entry) => ({
      amount: toMinor(entry.amount, currency),
      id: entryIdOf(entry),
      ...readReason(Option.getOrUndefined(entry.reason))
    }))
  }
}

/**
 * What identifies an entry of the history between two look-ups: PortOne's id of the cancel, or its
 * amount and time. The other fields may be filled in later: a PG's number, a receipt, and a reason
 * that a PG shortens. Entries with the same amount and time are counted.
 */
export const entryIdOf = ({ amount, cancellationId, cancelledAt }: CancelEntry): string => {
  const id = Option.getOrElse(cancellationId, () => "")
  if (id !== "") return id.slice(0, ID_LENGTH)
  const at = Option.match(cancelledAt, { onNone: () => "", onSome: DateTime.toEpochMillis })
  return `${amount} at ${at}`
}

/** The entry of the history with an id; undefined where there is none. */
export const entryOf = ({ cancelHistory }: Payment, id: string | undefined): CancelEntry | undefined =>
  id === undefined ? undefined : cancelHistory.find((entry) => entryIdOf(entry) === id)

// internal

// PortOne's ids have 20 characters; the ledger stores them, so their length is bounded.
const ID_LENGTH = 64
