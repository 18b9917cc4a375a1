/**
 * An order as the shop knows it. The shop's own word on what was paid; PortOne's is the `Payment` of `@effect-portone/core`.
 */
import { Schema } from "effect"

/** Units: `amount` in major units of `currency`; `orderedAt` ISO 8601. `pg` and `method` as PortOne names them. */
export const Order = Schema.Struct({
  id: Schema.String,
  store: Schema.String,
  title: Schema.String,
  amount: Schema.Finite,
  currency: Schema.String,
  impUid: Schema.String,
  pg: Schema.String,
  method: Schema.String,
  orderedAt: Schema.String
})

/** An order. */
export type Order = typeof Order.Type
