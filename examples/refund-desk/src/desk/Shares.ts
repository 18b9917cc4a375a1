/**
 * What was taken of a payment, and what is left.
 */
import type { Payment } from "@effect-portone/core"
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
  /** Asked for and not decided: on its way, waiting for a person, or unknown. */
  readonly held: number
  readonly left: number
  /** How many of its refunds nobody can tell the outcome of. */
  readonly unknown: number
}

/**
 * An order in the list. Without shares: PortOne could not be asked.
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
  held: heldOf(order, payment, left, refunds),
  left,
  unknown: refunds.filter(({ state }) => state === "unknown").length
})

// internal

// What is open may have happened already, so the parts are kept from adding up to more than was paid.
const heldOf = (
  { amount }: Order,
  { cancelAmount }: Payment.Payment,
  left: number,
  refunds: OrderPayment["refunds"]
): number =>
  refunds.some(({ state }) => OPEN.includes(state))
    ? Math.max(0, Math.round((amount - cancelAmount - left) * 100) / 100)
    : 0
