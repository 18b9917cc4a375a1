/**
 * Starts a refund: permission, amount, pre-send check, and the row that is stored before anything
 * is sent.
 */
import { Amount, CancelRequest, Payment } from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import { DateTime, Effect, Option, Redacted, Ref, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { needsSecondPerson, whyNotAsRequested } from "../decide/mayApprove.ts"
import { Notifier } from "../decide/Notifier.ts"
import { seenOf } from "../decide/seen.ts"
import { maskedName, nameIndex } from "../find/buyer.ts"
import type { Actor } from "./Actor.ts"
import { seoulDay } from "./events.ts"
import type { Order } from "./Order.ts"
import { type OrderPayment, Orders } from "./Orders.ts"
import { leftOf } from "./OrdersLive.ts"
import { mayRepeat, type RefundRequest, TAKING } from "./RefundRecord.ts"
import type { RefundRows } from "./refundRows.ts"
import type { Payee, Preview, Review } from "./Refunds.ts"
import type { RefundRow } from "./rows.ts"
import { Settings } from "./Settings.ts"
import * as E from "./ShopError.ts"
import { type Extras, fingerprints, open, seal } from "./vault.ts"

/** `begin` returns the row of a key, new or not. While the shop shuts down it makes no new one. */
export const makeStartRefund = Effect.fnUntraced(function*(rows: RefundRows, closing: Ref.Ref<boolean>) {
  const settings = yield* Settings
  const notifier = yield* Notifier
  const orders = yield* Orders
  const sql = yield* SqlClient.SqlClient

  // What a person may still refund today, judged from the events.
  const allowance = Effect.fnUntraced(function*(actor: Actor, order: Order) {
    const limit = settings.limits[order.currency]
    if (limit === undefined) return yield* new E.NoLimitForCurrency({ currency: order.currency })
    const now = yield* DateTime.now
    const day = seoulDay(now)
    const today = yield* rows.events.requested(actor.id, day, order, TAKING)
    return {
      now,
      day,
      leftToday: Math.max(0, Amount.subtract(limit[actor.role], today.everything)),
      needsApproval: (amount: number) => needsSecondPerson(limit, today.ofOrder, amount)
    }
  })

  const preview = Effect.fnUntraced(function*(
    actor: Actor,
    orderId: string,
    ask: RefundRequest,
    known?: OrderPayment
  ) {
    const seen = known ?? (yield* orders.payment(actor, orderId))
    const { amount, request } = yield* planOf(seen, ask)
    const { leftToday, needsApproval, now } = yield* allowance(actor, seen.order)
    return {
      ...seen,
      amount,
      findings: CancelCheck.check(seen.payment, request, now),
      needsApproval: needsApproval(amount),
      leftToday
    } satisfies Preview
  })

  const begin = Effect.fnUntraced(function*(
    actor: Actor,
    orderId: string,
    key: string,
    ask: RefundRequest,
    looked?: OrderPayment
  ) {
    if (!/^[\w.~-]{8,64}$/.test(key)) return yield* new E.KeyUnusable()
    const order = yield* orders.get(actor, orderId)
    const prints = fingerprints(settings.keys, actor.id, orderId, ask)
    const known = yield* rows.find(key)
    if (known === undefined) return yield* place(actor, order, key, ask, prints, looked)
    if (!prints.includes(known.fingerprint)) return yield* new E.KeyReused({ key })
    // What is left may have changed since, and the key belongs to its amount.
    return mayRepeat(known) ? yield* place(actor, order, key, { ...ask, amount: known.amount }, prints) : known
  })

  const repeat = Effect.fnUntraced(function*(actor: Actor, row: RefundRow, seen: string) {
    const { amount, key, reason } = row
    if (!mayRepeat(row)) return yield* new E.NotNow({ key, state: row.state })
    const looked = yield* orders.payment(actor, row.orderId)
    if (seenOf(looked) !== seen) return yield* new E.BalanceChanged({ key })
    return yield* place(actor, looked.order, key, { ...yield* opened(row), amount, reason }, [row.fingerprint], looked)
  })

  // A refund that is requested again, after an obstacle that passes, is judged like a new one.
  const place = Effect.fnUntraced(function*(
    actor: Actor,
    order: Order,
    key: string,
    ask: RefundRequest,
    prints: readonly [string, ...ReadonlyArray<string>],
    looked?: OrderPayment
  ) {
    const orderId = order.id
    if (yield* Ref.get(closing)) return yield* new E.ShuttingDown()

    // Outside the transaction, because a look-up may take seconds.
    const seen = yield* preview(actor, orderId, ask, looked)
    const notAsRequested = whyNotAsRequested(order, seen.findings)
    if (notAsRequested !== undefined) return yield* notAsRequested

    // Checked again inside the transaction, where no other request can intervene.
    const { event, isNew, row } = yield* Effect.gen(function*() {
      const raced = yield* rows.find(key)
      if (raced !== undefined && !prints.includes(raced.fingerprint)) return yield* new E.KeyReused({ key })
      if (raced !== undefined && !mayRepeat(raced)) return { row: raced, isNew: false, event: undefined }
      const others = yield* rows.ofOrder(orderId)
      if (raced !== undefined && others.some((other) => mayReplace(raced, other))) {
        return yield* new E.OrderChanged({ orderId })
      }
      const left = leftOf(order, Payment.cancellableBalance(seen.payment), others)
      const isSame = looked === undefined || seenOf({ payment: looked.payment, refunds: others }) === seenOf(looked)
      if (!isSame) return yield* new E.OrderChanged({ orderId })
      const { amount } = yield* planOf({ ...seen, left }, ask)
      const { day, leftToday, needsApproval, now } = yield* allowance(actor, order)
      if (amount > leftToday) return yield* new E.DailyLimitReached({ left: leftToday, currency: order.currency })
      const made: RefundRow = {
        key,
        orderId,
        store: order.store,
        impUid: order.impUid,
        pg: order.pg,
        method: order.method,
        amount,
        currency: order.currency,
        reason: ask.reason,
        state: needsApproval(amount) ? "waiting" : "running",
        outcome: undefined,
        fingerprint: prints[0],
        sealed: seal(settings.keys, key, ask),
        attempts: 0,
        requestedBy: actor.id,
        decidedBy: undefined,
        day,
        createdAt: DateTime.formatIso(now),
        updatedAt: DateTime.formatIso(now)
      }
      if (raced !== undefined) {
        const again = { ...requestOf(made), from: raced.state }
        return {
          row: (yield* rows.move(key, [raced.state], made.state, again)) ?? raced,
          isNew: true,
          event: undefined
        }
      }
      yield* rows.insert(made)
      yield* rows.events.add(requestOf(made))
      return { row: made, isNew: true, event: requestOf(made) }
    }).pipe(sql.withTransaction, Effect.catchTag("SqlError", (cause) => Effect.fail(new E.DatabaseFailed({ cause }))))
    if (event !== undefined) yield* rows.events.log(event)
    if (isNew && row.state === "waiting") yield* notifier.waiting(row)
    return row
  })

  const opened = ({ key, sealed }: RefundRow) =>
    Option.match(sealed === undefined ? Option.some({}) : open(settings.keys, key, sealed), {
      onNone: () => Effect.fail(new E.SealBroken({ key })),
      onSome: Effect.succeed
    })

  const payeeOf = Effect.fnUntraced(function*(orderId: string, { refundAccount }: Extras) {
    if (refundAccount === undefined) return undefined
    const [order] = yield* Effect.mapError(
      Effect.flatMap(sql`SELECT buyer_name FROM orders WHERE id = ${orderId}`, decodeNames),
      (cause) => new E.DatabaseFailed({ cause })
    )
    const buyer = order?.buyer_name ?? undefined
    const holder = Redacted.value(refundAccount.holder)
    return {
      bank: refundAccount.bank,
      end: Redacted.value(refundAccount.account).replace(/\D/g, "").slice(-4),
      holder: maskedName(holder),
      isBuyer: buyer === undefined ? undefined : nameIndex(settings.keys, holder) === buyer
    } satisfies Payee
  })

  // What a second person sees: the payment as it is now, and the check of the very request that
  // would be sent.
  const review = Effect.fnUntraced(function*(actor: Actor, row: RefundRow) {
    const seen = yield* orders.inTime(row, orders.payment(actor, row.orderId))
    const extras = yield* opened(row)
    const request = CancelRequest.partial({
      ...extras,
      impUid: row.impUid,
      amount: row.amount,
      reason: row.reason,
      checksum: Payment.cancellableBalance(seen.payment),
      currency: row.currency
    })
    return {
      ...seen,
      findings: CancelCheck.check(seen.payment, request, yield* DateTime.now),
      payee: yield* payeeOf(row.orderId, extras)
    } satisfies Review
  })

  return { preview, begin, repeat, review }
})

// internal

const decodeNames = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ buyer_name: Schema.NullOr(Schema.String) }))
)

// It may be the rejected one, requested with a new key: requested after the rejection, or of the
// same amount and made or called since, as where both were rejected and one of them was repeated.
const mayReplace = (rejected: RefundRow, { amount, createdAt, state, updatedAt }: RefundRow): boolean =>
  TAKING.includes(state) &&
  (createdAt >= rejected.updatedAt || amount === rejected.amount && updatedAt >= rejected.updatedAt)

const planOf = Effect.fnUntraced(function*({ left, order, payment }: OrderPayment, ask: RefundRequest) {
  const amount = ask.amount === "rest" ? left : ask.amount
  if (left === 0) return yield* new E.NothingLeft({ orderId: order.id })
  if (!Amount.fits(amount, order.currency)) {
    return yield* new E.FieldUnusable({
      field: "amount",
      problem: `has more decimals than ${order.currency} has`,
      korean: `${order.currency}에 없는 소수 자릿수입니다`
    })
  }
  if (amount > left) return yield* new E.AmountAboveLeft({ amount, left, currency: order.currency })
  const { amount: _amount, ...rest } = ask
  const common = {
    ...rest,
    impUid: order.impUid,
    checksum: Payment.cancellableBalance(payment),
    currency: order.currency
  }
  return { amount, request: CancelRequest.partial({ ...common, amount }) }
})

const requestOf = ({ amount, currency, key, orderId, requestedBy, state }: RefundRow) =>
  ({ kind: "requested", actor: requestedBy, refund: key, orderId, to: state, amount, currency }) as const
