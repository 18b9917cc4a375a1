/**
 * An order in the table of the shop. PortOne's data of the payment is the `Payment` of core.
 */
import { Schema } from "effect"

/**
 * Units: `amount` in major units of `currency`; `orderedAt` ISO 8601, UTC. `pg` and `method` have
 * PortOne's names. The buyer is masked.
 */
export const Order = Schema.Struct({
  id: Schema.String,
  store: Schema.String,
  title: Schema.String,
  amount: Schema.Finite,
  currency: Schema.String,
  impUid: Schema.String,
  pg: Schema.String,
  method: Schema.String,
  orderedAt: Schema.String,
  buyer: Schema.Struct({ name: Schema.String, phone: Schema.String })
})

/** An order. */
export type Order = typeof Order.Type
