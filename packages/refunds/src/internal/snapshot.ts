import * as Amount from "@effect-portone/core/Amount"
import type { Payment } from "@effect-portone/core/Payment"
import * as Option from "effect/Option"
import type { Snapshot } from "../protocol/snapshot.ts"
import * as RefundTag from "../RefundTag.ts"

/** An amount in whole minor units, as the protocol counts it. */
export const toMinor = (amount: number, currency: string): number =>
  Math.round(amount * 10 ** Amount.fractionDigits(currency))

/** An amount in major units again. */
export const fromMinor = (amount: number, currency: string): number => amount / 10 ** Amount.fractionDigits(currency)

export const currencyOf = (payment: Payment): string => Option.getOrElse(payment.currency, () => "KRW")

/**
 * A payment as the protocol sees it; undefined where its history could not be read, because an
 * unknown history is not an empty one.
 */
export const snapshotOf = (payment: Payment): Snapshot | undefined => {
  if (payment.unreadFields.includes("cancel_history")) return undefined
  const currency = currencyOf(payment)
  const paid = toMinor(payment.amount, currency)
  return {
    paid,
    balance: paid - toMinor(payment.cancelAmount, currency),
    entries: payment.cancelHistory.map(({ amount, reason }) => ({
      amount: toMinor(amount, currency),
      tag: RefundTag.words(Option.getOrUndefined(reason))[0]?.slice(0, 12)
    }))
  }
}
