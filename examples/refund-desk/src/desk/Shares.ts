/**
 * How much of a payment is refunded, on hold and refundable.
 */
import { Amount, type Payment } from "@effect-portone/core"
import type { Order } from "../shop/Order.ts"
import type { OrderPayment } from "../shop/Orders.ts"
import { OPEN } from "../shop/RefundRecord.ts"

/**
 * What a bar shows.
 *
 * Units: major units of the order's currency.
 */
export interface Shares {
  readonly amount: number
  readonly currency: string
  readonly refunded: number
  /** Requested and not final: in progress, waiting for approval, or unknown. */
  readonly onHold: number
  readonly left: number
  /** How many of its refunds have an unknown outcome. */
  readonly unknown: number
}

/**
 * An order in the list. `shares` is missing where PortOne could not be read.
 */
export interface OrderRow {
  readonly order: Order
  readonly shares: Shares | undefined
}

/**
 * The shares of a payment that was just read.
 */
export const sharesOf = ({ left, order, payment, refunds }: OrderPayment): Shares => ({
  amount: order.amount,
  currency: order.currency,
  refunded: payment.cancelAmount,
  onHold: onHoldOf(order, payment, left, refunds),
  left,
  unknown: refunds.filter(({ state }) => state === "unknown").length
})

// internal

// An open refund may be in `cancelAmount` already, so the parts must not add up to more than was
// paid.
const onHoldOf = (
  { amount }: Order,
  { cancelAmount }: Payment.Payment,
  left: number,
  refunds: OrderPayment["refunds"]
): number =>
  refunds.some(({ state }) => OPEN.includes(state))
    ? Math.max(0, Amount.subtract(Amount.subtract(amount, cancelAmount), left))
    : 0
