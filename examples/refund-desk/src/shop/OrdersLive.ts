/**
 * Orders from the table, payments from PortOne.
 */
import { type AccessToken, Amount, FindPayment, findPayment, type Payment, type Transport } from "@effect-portone/core"
import { RefundTag } from "@effect-portone/refunds"
import { Clock, Effect, Fiber, FiberMap, Layer, Option, Semaphore } from "effect"
import { SqlClient } from "effect/sql"
import type { Actor } from "./Actor.ts"
import { balanceNow, makeBalances, refundableOf } from "./Balance.ts"
import type { Order } from "./Order.ts"
import { Orders } from "./Orders.ts"
import { MADE, OPEN, type RefundRecord, TAKING } from "./RefundRecord.ts"
import { failed, orders, refunds } from "./rows.ts"
import { Settings } from "./Settings.ts"
import { OrderNotFound, PaymentDiffers } from "./ShopError.ts"
import { shownIn } from "./shownIn.ts"

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { includeSandbox, keys, pagePatience = "2 seconds" } = yield* Settings
  const portone = yield* Effect.context<AccessToken.AccessToken | Transport.Transport>()
  const secret = yield* RefundTag.RefundTag

  // The refund that has a tag, by each id that the tag may have.
  const ownersIn = Effect.fnUntraced(function*(impUid: string, begun: ReadonlyArray<RefundRecord>) {
    const known = yield* Effect.forEach(
      begun,
      ({ key }) => Effect.map(secret.of(impUid, key), ({ ids }) => ids.map((id) => [id, key] as const))
    )
    return new Map(known.flat())
  })

  // A word of 12 letters carries no check, so it counts only where it is the id of a known refund.
  const tagsIn = Effect.fnUntraced(function*(payment: Payment.Payment, begun: ReadonlyArray<RefundRecord>) {
    const ids = yield* ownersIn(payment.impUid, begun)
    const words = payment.cancelHistory.flatMap(({ reason }) => RefundTag.words(Option.getOrUndefined(reason)))
    return yield* Effect.filter(
      words,
      (word) => Effect.map(secret.authentic(payment.impUid, word), (id) => id !== undefined || ids.has(word))
    )
  })

  const lookUp = Effect.fnUntraced(function*({ impUid }: Order) {
    const seen = yield* Effect.provideContext(findPayment({ impUid }, { includeSandbox }), portone)
    return isReadable(seen)
      ? seen
      : yield* new FindPayment.LookupFailed({ payment: impUid, reason: "UnreadablePayment", detail: "cancel_history" })
  })

  // The look-ups belong to the program: a list that does not wait for one gets it the next time.
  const lookUps = yield* FiberMap.make<string>()
  const places = yield* Semaphore.make(8)
  const balances = makeBalances(sql)
  const ofOrders = (all: ReadonlyArray<Order>) =>
    all.length === 0
      ? Effect.succeed([])
      : refunds(
        keys,
        sql`SELECT * FROM refunds WHERE order_id IN ${sql.in(all.map(({ id }) => id))} ORDER BY created_at, key`
      )

  // Stores what a look-up shows. `before`: the refunds of before the look-up, because one that was
  // made after it is not missing.
  const remember = Effect.fnUntraced(
    function*(seen: Payment.Payment, before: ReadonlyArray<RefundRecord>) {
      const owners = yield* ownersIn(seen.impUid, before)
      const shown = shownIn(
        seen,
        before,
        (reason) => RefundTag.words(reason).map((word) => owners.get(word)).find(Boolean)
      )
      for (const { isShown, key, state, updatedAt } of before) {
        const now = shown.get(key)
        if (now === undefined || now === isShown) continue
        yield* failed(sql`UPDATE refunds SET shown = ${now ? 1 : 0}
        WHERE key = ${key} AND state = ${state} AND updated_at = ${updatedAt}`)
      }
      yield* balances.set(seen.impUid, yield* balanceNow(seen))
    },
    sql.withTransaction,
    failed
  )
  const read = Effect.fnUntraced(function*(order: Order, before: ReadonlyArray<RefundRecord>) {
    const seen = yield* lookUp(order)
    if (differs(order, seen) === undefined) yield* remember(seen, before)
  })

  const withBalances = Effect.fnUntraced(function*(all: ReadonlyArray<Order>) {
    const now = yield* Clock.currentTimeMillis
    const before = yield* ofOrders(all)
    const running = yield* Effect.forEach(all, (order) =>
      FiberMap.run(
        lookUps,
        order.impUid,
        read(order, before.filter(({ orderId }) => orderId === order.id)).pipe(places.withPermit, Effect.ignore),
        { onlyIfMissing: true }
      ))
    yield* Effect.forEach(running, Fiber.await).pipe(Effect.timeoutOption(pagePatience))
    return yield* known(all, now)
  })

  // A balance of before `since` is old.
  const known = Effect.fnUntraced(function*(all: ReadonlyArray<Order>, since: number) {
    const now = yield* Clock.currentTimeMillis
    const begun = yield* ofOrders(all)
    const last = yield* balances.of(all.map(({ impUid }) => impUid))
    return all.map((order) => {
      const own = begun.filter(({ orderId }) => orderId === order.id)
      const balance = last.get(order.impUid)
      return {
        order,
        refunds: own,
        balance,
        age: balance !== undefined && balance.at < since ? Math.max(0, now - balance.at) : undefined,
        left: balance === undefined ? undefined : leftOf(order, balance.cancellable, own)
      }
    })
  })

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
    const before = yield* ofOrders([order])
    const seen = yield* lookUp(order)
    const field = differs(order, seen)
    if (field !== undefined) return yield* new PaymentDiffers({ orderId, field })
    // What cannot be stored is only missing in lists.
    yield* Effect.ignore(remember(seen, before))
    const begun = yield* ofOrders([order])
    const tags = yield* tagsIn(seen, begun)
    const left = leftOf(order, refundableOf(seen), begun)
    return { order, payment: seen, refunds: begun, tags, left }
  })

  const inTime = <A, E, R>(order: Pick<Order, "impUid">, effect: Effect.Effect<A, E, R>) =>
    Effect.timeoutOrElse(effect, {
      duration: pagePatience,
      orElse: () => Effect.fail(new FindPayment.LookupFailed({ payment: order.impUid, reason: "Timeout" }))
    })

  return Orders.of({ withBalances, known: (all) => known(all, Infinity), get, payment, inTime })
})

/** The service. */
export const layer: Layer.Layer<
  Orders,
  never,
  SqlClient.SqlClient | Settings | AccessToken.AccessToken | Transport.Transport | RefundTag.RefundTag
> = Layer.effect(Orders, make)

/** Logs that a person asked for something of another store; the answer does not show it. */
export const logHidden = (actor: Actor, what: Readonly<Record<string, string>>) =>
  Effect.annotateLogs(Effect.logWarning("shop.denied"), { actor: actor.id, outcome: "another-store", ...what })

/** A manager sees every store. */
export const sees = (actor: Actor, store: string): boolean => actor.role === "manager" || actor.store === store

/**
 * The most a new refund may be, by the table of the shop and by what PortOne can still cancel, less
 * open refunds and those that were made and that the payment history does not show. `cancellable`:
 * as `refundableOf` has it.
 *
 * Units: major units.
 */
export const leftOf = (
  order: Order,
  cancellable: number,
  begun: ReadonlyArray<Pick<RefundRecord, "state" | "amount" | "isShown">>
): number => {
  const sum = (all: typeof begun) => Amount.sum(all.map(({ amount }) => amount))
  return Math.max(
    0,
    Math.min(
      Amount.subtract(order.amount, sum(begun.filter(({ state }) => TAKING.includes(state)))),
      Amount.subtract(cancellable, sum(begun.filter((one) => OPEN.includes(one.state) || isMissing(one))))
    )
  )
}

// internal

// One that people have just confirmed may be anywhere.
const isMissing = ({ isShown, state }: Pick<RefundRecord, "state" | "isShown">): boolean =>
  isShown === false ? MADE.includes(state) : isShown === undefined && state === "by-hand"

// A history that cannot be read, or does not add up to the balance, is not an empty one. Only an
// account that was revoked before its deposit is cancelled of nothing.
const isReadable = ({ cancelAmount, cancelHistory, paidAt, status, unreadFields }: Payment.Payment): boolean =>
  !unreadFields.includes("cancel_history") && Amount.sum(cancelHistory.map(({ amount }) => amount)) === cancelAmount &&
  !(status === "cancelled" && cancelAmount === 0 && Option.isSome(paidAt))

// An order with the payment of another order must not refund that payment.
const differs = (order: Order, payment: Payment.Payment): string | undefined =>
  payment.merchantUid !== order.id
    ? "merchant_uid"
    : payment.amount !== order.amount
    ? "amount"
    : Option.getOrElse(payment.currency, () => "KRW") !== order.currency
    ? "currency"
    : undefined
