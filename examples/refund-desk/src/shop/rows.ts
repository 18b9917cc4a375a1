/**
 * Orders and refunds as rows.
 */
import { Effect, Option, Schema } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { type Buyer, buyerColumns } from "../find/buyer.ts"
import type { ListedRefund } from "../find/Finder.ts"
import type { Keys } from "./Keys.ts"
import { Order } from "./Order.ts"
import { type Ending, type RefundRecord, RefundState, stateOf } from "./RefundRecord.ts"
import { openOutcome } from "./sealedOutcome.ts"
import { DatabaseFailed } from "./ShopError.ts"

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

/** Puts orders into the table, as the checkout of a real shop would. Seals the buyers. */
export const insertOrders = Effect.fnUntraced(function*(all: ReadonlyArray<NewOrder>, keys: Keys) {
  const sql = yield* SqlClient.SqlClient
  for (const { buyer, impUid, orderedAt, ...order } of all) {
    yield* sql`INSERT INTO orders ${
      sql.insert({ ...order, imp_uid: impUid, ordered_at: orderedAt, ...buyerColumns(keys, order.id, buyer) })
    }`
  }
}, failed)

/** Turns every database error into `DatabaseFailed`; the words of SQLite are for the log. */
export function failed<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, DatabaseFailed, R> {
  return Effect.mapError(effect, (cause) => new DatabaseFailed({ cause }))
}

// internal

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
    outcome: outcomeOf(row.state, known),
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
