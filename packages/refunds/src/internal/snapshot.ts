import { Amount, type Payment } from "@effect-portone/core"
import * as Option from "effect/Option"
import type { Snapshot } from "../protocol/Snapshot.ts"
import * as RefundTag from "../RefundTag.ts"

/** Money as the protocol counts it: whole minor units. */
export const toMinor = (amount: number, currency: string): number =>
  Math.round(amount * 10 ** Amount.fractionDigits(currency))

/** And back. */
export const fromMinor = (amount: number, currency: string): number => amount / 10 ** Amount.fractionDigits(currency)

export const currencyOf = (payment: Payment.Payment): string => Option.getOrElse(payment.currency, () => "KRW")

/**
 * A payment as the protocol sees it; nothing where its history could not be read, because a history that is not known is not an empty one.
 */
export const snapshotOf = (payment: Payment.Payment): Snapshot | undefined => {
  if (payment.unreadFields.includes("cancel_history")) return undefined
  const currency = currencyOf(payment)
  const paid = toMinor(payment.amount, currency)
  return {
    paid,
    balance: paid - toMinor(payment.cancelAmount, currency),
    entries: payment.cancelHistory.map(({ amount, cancellationId, reason }) => ({
      amount: toMinor(amount, currency),
      tag: RefundTag.read(Option.getOrUndefined(reason)),
      id: Option.getOrUndefined(cancellationId)
    }))
  }
}
