/**
 * Finds orders and refunds in the shop's own tables, with totals. Asks PortOne for nothing.
 */
import { Context, type Effect, type Stream } from "effect"
import type { Actor } from "../shop/Actor.ts"
import type { Order } from "../shop/Order.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import type { DatabaseFailed, ManagersOnly, OrderNotFound } from "../shop/ShopError.ts"
import type { Buyer } from "./buyer.ts"
import type { Filter } from "./Filter.ts"

/** A part of what a filter finds. */
export interface Part {
  readonly offset: number
  readonly limit: number
}

/**
 * The sum of what a filter finds in one currency. `amount`: paid, or requested. `refunded`: of
 * orders, by their last look-up.
 *
 * Units: major units.
 */
export interface Total {
  readonly currency: string
  readonly count: number
  readonly amount: number
  readonly refunded: number
}

/** `total`: how many rows the filter finds in all. */
export interface Found<Row> {
  readonly rows: ReadonlyArray<Row>
  readonly total: number
  readonly totals: ReadonlyArray<Total>
}

/** A refund with its order. */
export interface ListedRefund {
  readonly refund: RefundRecord
  readonly order: Pick<Order, "id" | "title" | "buyer">
}

/** The values that occur in the tables, for lists to choose from. */
export interface Choices {
  readonly methods: ReadonlyArray<string>
  readonly pgs: ReadonlyArray<string>
}

/** Finds orders and refunds. A clerk finds those of the own store only. */
export class Finder extends Context.Service<Finder, {
  readonly orders: (actor: Actor, filter: Filter, part: Part) => Effect.Effect<Found<Order>, DatabaseFailed>
  readonly refunds: (actor: Actor, filter: Filter, part: Part) => Effect.Effect<Found<ListedRefund>, DatabaseFailed>
  /** Everything that the filter finds, as it was when the stream began. Recorded as an event. */
  readonly everyOrder: (actor: Actor, filter: Filter) => Stream.Stream<Order, DatabaseFailed>
  /** Everything that the filter finds, as it was when the stream began. Recorded as an event. */
  readonly everyRefund: (actor: Actor, filter: Filter) => Stream.Stream<ListedRefund, DatabaseFailed>
  readonly choices: Effect.Effect<Choices, DatabaseFailed>
  /** The index of a name or a phone number, for `Filter.buyer`. */
  readonly buyerIndex: (typed: string) => string
  /** Shows the buyer of an order. The event is recorded before it is returned. */
  readonly unmask: (actor: Actor, orderId: string) => Effect.Effect<Buyer | undefined, OrderNotFound | DatabaseFailed>
  /**
   * Removes the buyer of an order from all orders of that buyer, for a manager. It is an event.
   */
  readonly erase: (actor: Actor, orderId: string) => Effect.Effect<void, OrderNotFound | ManagersOnly | DatabaseFailed>
  /** Removes the buyers of all orders of before, and returns how many. Units: milliseconds. */
  readonly eraseBefore: (at: number) => Effect.Effect<number, DatabaseFailed>
}>()("refund-desk/Finder") {}
