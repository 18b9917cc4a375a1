/**
 * Orders and refunds as rows.
 */
import { Data, Effect, Option, Schema } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { type Buyer, buyerColumns } from "../find/buyer.ts"
import { isDay } from "../find/Filter.ts"
import type { ListedRefund } from "../find/Finder.ts"
import type { Keys } from "./Keys.ts"
import { Order } from "./Order.ts"
import { type Ending, type RefundRecord, RefundState, stateOf } from "./RefundRecord.ts"
import { openOutcome } from "./sealedOutcome.ts"
import { DatabaseFailed } from "./ShopError.ts"
import { REMOVED } from "./vault.ts"

/** A refund with what only this program needs to know. */
export interface RefundRow extends RefundRecord {
  readonly fingerprint: string
  readonly sealed: string | undefined
  /** The last stored outcome, also where people or a further request have moved the state since. */
  readonly known?: Ending | undefined
  /** How often `refundOnce` was called. */
  readonly attempts: number
  /** The day in Seoul it was first requested. The daily limit counts the events. */
  readonly day: string
}

const text = Schema.NullOr(Schema.String)
const Row = Schema.Struct({
  key: Schema.String,
  order_id: Schema.String,
  store: Schema.String,
  imp_uid: Schema.String,
  pg: Schema.String,
  method: Schema.String,
  amount: Schema.Finite,
  currency: Schema.String,
  reason: text,
  state: RefundState,
  outcome: text,
  shown: Schema.NullOr(Schema.Int),
  fingerprint: Schema.String,
  sealed: text,
  attempts: Schema.Int,
  unsent: Schema.Int,
  requested_by: Schema.String,
  decided_by: text,
  day: Schema.String,
  created_at: Schema.String,
  updated_at: Schema.String
})

const Listed = Schema.Struct({
  ...Row.fields,
  title: Schema.String,
  masked_name: Schema.String,
  masked_phone: Schema.String
})

const decodeRows = Schema.decodeUnknownEffect(Schema.Array(Row))
const decodeListed = Schema.decodeUnknownEffect(Schema.Array(Listed))
const decodeOrders = Schema.decodeUnknownEffect(Schema.Array(Order))

/** Refunds that a query finds. */
export const refunds = (
  keys: Keys,
  query: Statement.Statement<object>
): Effect.Effect<ReadonlyArray<RefundRow>, DatabaseFailed> =>
  query.pipe(Effect.flatMap(decodeRows), Effect.map((rows) => rows.map((row) => refundOf(keys, row))), failed)

/** Refunds with their orders, where a query joins both. */
export const listedRefunds = (
  keys: Keys,
  query: Statement.Statement<object>
): Effect.Effect<ReadonlyArray<ListedRefund>, DatabaseFailed> =>
  query.pipe(
    Effect.flatMap(decodeListed),
    Effect.map((rows) =>
      rows.map(({ masked_name, masked_phone, title, ...row }) => ({
        refund: refundOf(keys, row),
        order: { id: row.order_id, title, buyer: { name: masked_name, phone: masked_phone } }
      }))
    ),
    failed
  )

/** Orders that a query finds. */
export const orders = (query: Statement.Statement<object>): Effect.Effect<ReadonlyArray<Order>, DatabaseFailed> =>
  query.pipe(
    Effect.map((rows) =>
      rows.map((row) => {
        const { imp_uid, masked_name, masked_phone, ordered_at, ...rest } = row as Record<string, unknown>
        return { ...rest, impUid: imp_uid, orderedAt: ordered_at, buyer: { name: masked_name, phone: masked_phone } }
      })
    ),
    Effect.flatMap(decodeOrders),
    failed
  )

/** An order as the checkout makes it, with its buyer unmasked. */
export type NewOrder = Omit<Order, "buyer"> & { readonly buyer?: Buyer | undefined }

/** An order has no time that can be read. None of the orders of the call was stored. */
export class OrderTimeUnusable extends Data.TaggedError("OrderTimeUnusable")<{ readonly orderId: string }> {
  override get message() {
    return `The time of order ${this.orderId} is not ISO 8601 with an offset, such as 2026-11-23T09:00:00+09:00. ` +
      "No order was stored, and no money moved. Correct it, then insert the orders again."
  }
  get messageKo() {
    return `주문 ${this.orderId}의 시각이 2026-11-23T09:00:00+09:00처럼 시간대가 있는 ISO 8601이 아닙니다. ` +
      "저장된 주문도 환불된 금액도 없습니다. 고쳐서 다시 저장하세요."
  }
}

/**
 * Puts orders into the table, as the checkout of a real shop would. Seals the buyers. Times are
 * stored in UTC, because lists compare them as text.
 */
export const insertOrders = Effect.fnUntraced(function*(all: ReadonlyArray<NewOrder>, keys: Keys) {
  const sql = yield* SqlClient.SqlClient
  const times = all.map(({ orderedAt }) => utcOf(orderedAt))
  const unusable = all.find((_order, at) => times[at] === undefined)
  if (unusable !== undefined) return yield* new OrderTimeUnusable({ orderId: unusable.id })
  yield* Effect.forEach(
    all,
    ({ buyer, impUid, orderedAt: _orderedAt, ...order }, at) =>
      sql`INSERT INTO orders ${
        sql.insert({ ...order, imp_uid: impUid, ordered_at: times[at], ...buyerColumns(keys, order.id, buyer) })
      }`,
    { discard: true }
  ).pipe(failed)
})

/** Turns every database error into `DatabaseFailed`; the words of SQLite are for the log. */
export function failed<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, DatabaseFailed, R> {
  return Effect.mapError(effect, (cause) => new DatabaseFailed({ cause }))
}

// internal

const utcOf = (time: string): string | undefined => {
  const [, day = "", clock = "", hours = "", minutes = ""] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|([+-]\d{2}):?(\d{2}))$/.exec(time) ?? []
  const at = isDay(day) ? Date.parse(`${day}T${clock}${hours === "" ? "Z" : `${hours}:${minutes}`}`) : NaN
  return Number.isFinite(at) ? new Date(at).toISOString() : undefined
}

const refundOf = (
  keys: Keys,
  {
    created_at,
    decided_by,
    imp_uid,
    order_id,
    outcome,
    reason,
    requested_by,
    sealed,
    shown,
    unsent,
    updated_at,
    ...row
  }: typeof Row.Type
): RefundRow => {
  const known = outcome === null ? undefined : Option.getOrUndefined(openOutcome(keys, row.key, outcome))
  return {
    ...row,
    orderId: order_id,
    impUid: imp_uid,
    reason: reason ?? undefined,
    outcome: sealed === REMOVED ? withoutAccount(outcomeOf(row.state, known)) : outcomeOf(row.state, known),
    known,
    sealed: sealed ?? undefined,
    isShown: shown === null ? undefined : shown !== 0,
    isUnsent: unsent === row.attempts,
    requestedBy: requested_by,
    decidedBy: decided_by ?? undefined,
    createdAt: created_at,
    updatedAt: updated_at
  }
}

// An earlier version may have stored it in another form. The state is known all the same, and one
// row keeps no list from being read. The column keeps the outcome of a call before, which says
// nothing about a refund that was requested again, declined or concluded since.
const outcomeOf = (state: RefundState, known: Ending | undefined): Ending | undefined =>
  known !== undefined && stateOf[known._tag] === state ? known : undefined

// Without the account the key cannot be called again as it was requested.
const withoutAccount = (outcome: Ending | undefined): Ending | undefined =>
  outcome?._tag === "Rejected" || outcome?._tag === "NotRefunded"
    ? {
      ...outcome,
      next: "stop",
      message: `Refund ${outcome.key} was not made for an obstacle that may pass. No money moved. Its refund account ` +
        "was removed with the buyer, so this key sends nothing more. If the refund is still wanted, ask the customer " +
        "for the account and request it with a new key.",
      messageKo:
        `환불 ${outcome.key}은(는) 일시적인 사유로 처리되지 않았습니다. 환불된 금액은 없습니다. 구매자 정보와 함께 환불계좌를 삭제해 ` +
        "이 키로는 더 보내지 않습니다. 아직 필요하면 고객에게 환불계좌를 받아 새 키로 요청하세요."
    }
    : outcome
