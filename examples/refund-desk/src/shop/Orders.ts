/**
 * The shop's orders and, read from PortOne, their payments.
 */
import type { FindPayment, Payment } from "@effect-portone/core"
import { Context, type Effect } from "effect"
import type { Actor } from "./Actor.ts"
import type { Balance } from "./Balance.ts"
import type { Order } from "./Order.ts"
import type { RefundRecord } from "./RefundRecord.ts"
import type { DatabaseFailed, OrderNotFound, PaymentDiffers } from "./ShopError.ts"

/** An order, what PortOne says of its payment now, and the refunds the shop has begun. */
export interface OrderPayment {
  readonly order: Order
  readonly payment: Payment.Payment
  /** Oldest first. */
  readonly refunds: ReadonlyArray<RefundRecord>
  /** The words in the history's reasons that this shop's tag secret made. */
  readonly tags: ReadonlyArray<string>
  /**
   * The most a new refund may be: the smaller of what the table and the payment leave, less open
   * refunds. Units: major units.
   */
  readonly left: number
}

/** An order in a list. `balance` and `left` are absent where PortOne was never read. */
export interface ListedOrder {
  readonly order: Order
  readonly refunds: ReadonlyArray<RefundRecord>
  readonly balance: Balance | undefined
  /** How old the balance is, where it is of an earlier look-up. Units: milliseconds. */
  readonly age: number | undefined
  readonly left: number | undefined
}

/** Why an order's payment cannot be shown. */
export type OrderPaymentError =
  | OrderNotFound
  | PaymentDiffers
  | DatabaseFailed
  | FindPayment.FindError

/** The orders a person may see. */
export class Orders extends Context.Service<Orders, {
  /**
   * What is known of the payments of these orders. They are looked up at PortOne; where that takes
   * longer than `pagePatience`, the last known balance is returned.
   */
  readonly withBalances: (orders: ReadonlyArray<Order>) => Effect.Effect<ReadonlyArray<ListedOrder>, DatabaseFailed>
  /** What is known of the payments of these orders without a look-up. */
  readonly known: (orders: ReadonlyArray<Order>) => Effect.Effect<ReadonlyArray<ListedOrder>, DatabaseFailed>
  readonly get: (
    actor: Actor,
    orderId: string
  ) => Effect.Effect<Order, OrderNotFound | DatabaseFailed>
  /**
   * Reads the payment at PortOne, and compares it with the order. `UnreadablePayment` also where
   * its history cannot be read or does not add up.
   */
  readonly payment: (actor: Actor, orderId: string) => Effect.Effect<OrderPayment, OrderPaymentError>
  /** Fails with `Timeout` where what a page waits for takes longer than `pagePatience`. */
  readonly inTime: <A, E, R>(
    order: Pick<Order, "impUid">,
    effect: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | FindPayment.LookupFailed, R>
}>()("refund-desk/Orders") {}
