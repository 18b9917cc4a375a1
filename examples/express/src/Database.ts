/**
 * The shop's SQLite file: orders, and one row per refund. The refund ledger has a table in it too.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { Effect, Layer, Schema, String } from "effect"
import { SqlClient } from "effect/sql"

/** An order, and what PortOne last reported about its payment. Units: major units of `currency`. */
export const Order = Schema.Struct({
  id: Schema.String,
  impUid: Schema.String,
  amount: Schema.Finite,
  currency: Schema.String,
  status: Schema.String,
  cancelled: Schema.Finite
})

/** An order. */
export type Order = typeof Order.Type

/** An amount above 0, or `"rest"` for all that can still be cancelled. Units: major units. */
export const RefundAmount = Schema.Union([Schema.Finite.check(Schema.isGreaterThan(0)), Schema.Literal("rest")])

/**
 * - `running`: a call of `refundOnce` is under way, or was when the process ended.
 * - `succeeded`: final. `rejected`, `not-refunded`: final, unless `next` is `call-again` and the
 *   same request comes again. `invalid`: never sent; a corrected request may use the key.
 * - `pending`: accepted by the PG, not in the payment history yet; `unknown` after a week.
 * - `unknown`: not proven either way; `next` is what may be done.
 */
const State = Schema.Literals(["running", "succeeded", "rejected", "not-refunded", "invalid", "pending", "unknown"])

/** A refund's row. Units: `amount` and `refunded` in major units; `createdAt` ISO 8601. */
export const Refund = Schema.Struct({
  key: Schema.String,
  orderId: Schema.String,
  impUid: Schema.String,
  amount: Schema.fromJsonString(RefundAmount),
  reason: Schema.String,
  state: State,
  refunded: Schema.NullOr(Schema.Finite),
  next: Schema.NullOr(Schema.String),
  message: Schema.NullOr(Schema.String),
  messageKo: Schema.NullOr(Schema.String),
  createdAt: Schema.String
})

/** A refund. */
export type Refund = typeof Refund.Type

const tables = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, imp_uid TEXT NOT NULL UNIQUE, amount REAL NOT NULL, currency TEXT NOT NULL,
    status TEXT NOT NULL, cancelled REAL NOT NULL
  ) STRICT`
  yield* sql`CREATE TABLE IF NOT EXISTS refunds (
    key TEXT PRIMARY KEY, order_id TEXT NOT NULL REFERENCES orders (id), imp_uid TEXT NOT NULL, amount TEXT NOT NULL,
    reason TEXT NOT NULL, state TEXT NOT NULL, refunded REAL, next TEXT, message TEXT, message_ko TEXT, created_at TEXT NOT NULL
  ) STRICT`
})

/** Opens the file and creates the tables. A commit is on the disk before it is reported. */
export const layer = (filename: string) =>
  Layer.provideMerge(
    Layer.effectDiscard(tables),
    SqliteClient.layer({
      filename,
      transformQueryNames: String.camelToSnake,
      transformResultNames: String.snakeToCamel
    })
  )
