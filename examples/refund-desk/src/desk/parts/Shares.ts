/**
 * How much of a payment is refunded, on hold and refundable.
 */
import { Amount } from "@effect-portone/core"
import { type Balance, isPaid } from "../../shop/Balance.ts"
import type { Order } from "../../shop/Order.ts"
import type { ListedOrder, OrderPayment } from "../../shop/Orders.ts"
import { OPEN } from "../../shop/RefundRecord.ts"

/**
 * What a bar shows.
 *
 * Units: major units of the order's currency.
 */
export interface Shares {
  readonly amount: number
  readonly currency: string
  /** Does PortOne report the payment as paid? */
  readonly isPaid: boolean
  readonly refunded: number
  /** Requested and not final: in progress, waiting for approval, or unknown. */
  readonly onHold: number
  readonly left: number
  /** How many of its refunds have an unknown outcome. */
  readonly unknown: number
}

/** An earlier look-up. Units: `at` in milliseconds since 1970, `age` in milliseconds. */
export interface AsOf {
  readonly at: number
  readonly age: number
}

/**
 * An order in the list. `shares` is missing where PortOne could not be read.
 */
export interface OrderRow {
  readonly order: Order
  readonly shares: Shares | undefined
  /** The look-up of the figures, if earlier. */
  readonly asOf: AsOf | undefined
}

/**
 * The shares of a payment that was just read.
 */
export const sharesOf = ({ left, order, payment, refunds }: OrderPayment): Shares =>
  sharesFrom(order, { isPaid: isPaid(payment), cancelled: payment.cancelAmount }, left, refunds)

/**
 * An order of the list.
 */
export const rowOf = ({ age, balance, left, order, refunds }: ListedOrder): OrderRow => ({
  order,
  shares: balance === undefined || left === undefined ? undefined : sharesFrom(order, balance, left, refunds),
  asOf: balance === undefined || age === undefined ? undefined : { at: balance.at, age }
})

// internal

// Refunds that were made after the last look-up count too.
const sharesFrom = (
  order: Order,
  { cancelled, isPaid }: Pick<Balance, "cancelled" | "isPaid">,
  left: number,
  refunds: OrderPayment["refunds"]
): Shares => {
  const made = refunds.filter(({ state }) => state === "succeeded" || state === "by-hand")
  const refunded = Math.max(cancelled, Amount.sum(made.map(({ amount }) => amount)))
  return {
    amount: order.amount,
    currency: order.currency,
    isPaid,
    refunded,
    onHold: onHoldOf(order, refunded, left, refunds),
    left,
    unknown: refunds.filter(({ state }) => state === "unknown").length
  }
}

// An open refund may be in `cancelled` already, so the parts must not add up to more than was
// paid.
const onHoldOf = (
  { amount }: Order,
  cancelled: number,
  left: number,
  refunds: OrderPayment["refunds"]
): number => {
  const open = refunds.filter(({ state }) => OPEN.includes(state)).map(({ amount }) => amount)
  return Math.max(0, Math.min(Amount.sum(open), Amount.subtract(Amount.subtract(amount, cancelled), left)))
}
