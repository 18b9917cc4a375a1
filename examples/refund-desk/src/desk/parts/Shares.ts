/**
 * How much of a payment is refunded, on hold and refundable.
 */
import { Amount } from "@effect-portone/core"
import { type Balance, isPaid } from "../../shop/Balance.ts"
import type { Order } from "../../shop/Order.ts"
import type { ListedOrder, OrderPayment } from "../../shop/Orders.ts"
import { MADE, OPEN, type RefundRecord } from "../../shop/RefundRecord.ts"

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
  /** As PortOne shows it, with what people have confirmed and PortOne does not show. */
  readonly refunded: number
  /** Of `refunded`: what people have confirmed and PortOne's history does not show. */
  readonly byHand: number
  /** What was proved to be refunded, and is not in PortOne's history any more. */
  readonly gone: number
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

// Refunds that were made after the last look-up count too. The database counts the same.
const sharesFrom = (
  order: Order,
  { cancelled, isPaid }: Pick<Balance, "cancelled" | "isPaid">,
  left: number,
  refunds: OrderPayment["refunds"]
): Shares => {
  const made = refunds.filter(({ state }) => MADE.includes(state))
  const missing = (wanted: RefundRecord["state"]) =>
    sum(made.filter(({ isShown, state }) => isShown === false && state === wanted))
  const byHand = missing("by-hand")
  const gone = missing("succeeded")
  const since = made.some(({ isShown }) => isShown === undefined)
    ? sum(made.filter(({ isShown }) => isShown !== false))
    : 0
  const refunded = Amount.sum([Math.max(cancelled, since), byHand])
  return {
    amount: order.amount,
    currency: order.currency,
    isPaid,
    refunded,
    byHand,
    gone,
    onHold: onHoldOf(order, Amount.sum([refunded, gone]), left, refunds),
    left,
    unknown: refunds.filter(({ state }) => state === "unknown").length
  }
}

const sum = (refunds: ReadonlyArray<RefundRecord>): number => Amount.sum(refunds.map(({ amount }) => amount))

// An open refund may be in `cancelled` already, so the parts must not add up to more than was
// paid.
const onHoldOf = (
  { amount }: Order,
  cancelled: number,
  left: number,
  refunds: OrderPayment["refunds"]
): number => {
  const open = sum(refunds.filter(({ state }) => OPEN.includes(state)))
  return Math.max(0, Math.min(open, Amount.subtract(Amount.subtract(amount, cancelled), left)))
}
