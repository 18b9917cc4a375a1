/**
 * Orders from the table, payments from PortOne.
 */
import { type AccessToken, Amount, findPayment, Payment, type Transport } from "@effect-portone/core"
import { RefundTag } from "@effect-portone/refunds"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import type { Actor } from "./Actor.ts"
import type { Order } from "./Order.ts"
import { Orders } from "./Orders.ts"
import { OPEN, type RefundRecord, TAKING } from "./RefundRecord.ts"
import { orders, refunds } from "./rows.ts"
import { Settings } from "./Settings.ts"
import { OrderNotFound, PaymentDiffers } from "./ShopError.ts"

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { includeSandbox } = yield* Settings
  const portone = yield* Effect.context<AccessToken.AccessToken | Transport.Transport>()
  const secret = yield* RefundTag.RefundTag

  // A word of 12 letters carries no check, so it counts only where it is the id of a known refund.
  const tagsIn = Effect.fnUntraced(function*(payment: Payment.Payment, begun: ReadonlyArray<RefundRecord>) {
    const known = yield* Effect.forEach(begun, ({ key }) => secret.of(payment.impUid, key))
    const ids = new Set(known.flatMap(({ ids }) => ids))
    const words = payment.cancelHistory.flatMap(({ reason }) => RefundTag.words(Option.getOrUndefined(reason)))
    return yield* Effect.filter(
      words,
      (word) => Effect.map(secret.authentic(payment.impUid, word), (id) => id !== undefined || ids.has(word))
    )
  })

  const list = (actor: Actor) =>
    orders(
      actor.role === "manager"
        ? sql`SELECT * FROM orders ORDER BY ordered_at DESC, id`
        : sql`SELECT * FROM orders WHERE store = ${actor.store} ORDER BY ordered_at DESC, id`
    )

  const get = Effect.fnUntraced(function*(actor: Actor, orderId: string) {
    const [order] = yield* orders(sql`SELECT * FROM orders WHERE id = ${orderId}`)
    // Of another store: the answer must not tell that the order exists.
    if (order === undefined || !sees(actor, order.store)) {
      if (order !== undefined) yield* logHidden(actor, { order: order.id })
      return yield* new OrderNotFound({ orderId: orderId.slice(0, 80) })
    }
    return order
  })

  const payment = Effect.fnUntraced(function*(actor: Actor, orderId: string) {
    const order = yield* get(actor, orderId)
    const seen = yield* Effect.provideContext(findPayment({ impUid: order.impUid }, { includeSandbox }), portone)
    const field = differs(order, seen)
    if (field !== undefined) return yield* new PaymentDiffers({ orderId, field })
    const begun = yield* refunds(sql`SELECT * FROM refunds WHERE order_id = ${orderId} ORDER BY created_at, key`)
    const tags = yield* tagsIn(seen, begun)
    return { order, payment: seen, refunds: begun, tags, left: leftOf(order, seen, begun) }
  })

  return Orders.of({ list, get, payment })
})

/** The service. */
export const layer: Layer.Layer<
  Orders,
  never,
  SqlClient.SqlClient | Settings | AccessToken.AccessToken | Transport.Transport | RefundTag.RefundTag
> = Layer.effect(Orders, make)

/** A log line where a person asked for something of another store, which the answer does not tell. */
export const logHidden = (actor: Actor, what: Readonly<Record<string, string>>) =>
  Effect.annotateLogs(Effect.logWarning("shop.denied"), { actor: actor.id, outcome: "another-store", ...what })

/** A manager sees every store. */
export const sees = (actor: Actor, store: string): boolean => actor.role === "manager" || actor.store === store

/**
 * The most a new refund may be, by the table of the shop and by the payment, less open refunds.
 *
 * Units: major units.
 */
export const leftOf = (
  order: Order,
  payment: Payment.Payment,
  begun: ReadonlyArray<Pick<RefundRecord, "state" | "amount">>
): number => {
  const sum = (states: ReadonlyArray<string>) =>
    Amount.sum(begun.filter(({ state }) => states.includes(state)).map(({ amount }) => amount))
  return Math.max(
    0,
    Math.min(
      Amount.subtract(order.amount, sum(TAKING)),
      Amount.subtract(Payment.cancellableBalance(payment), sum(OPEN))
    )
  )
}

// internal

// An order with the payment of another order must not refund that payment.
const differs = (order: Order, payment: Payment.Payment): string | undefined =>
  payment.merchantUid !== order.id
    ? "merchant_uid"
    : payment.amount !== order.amount
    ? "amount"
    : Option.getOrElse(payment.currency, () => "KRW") !== order.currency
    ? "currency"
    : undefined
