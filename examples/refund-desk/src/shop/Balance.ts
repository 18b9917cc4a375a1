/**
 * The balance of a payment at its last look-up, for lists. It is in the row of its order, so that
 * it outlives the process, and the list is narrowed by it.
 */
import { Payment } from "@effect-portone/core"
import { Clock, Effect, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { failed } from "./rows.ts"

/** Units: major units; `at` in milliseconds since 1970. */
export interface Balance {
  readonly cancelled: number
  readonly cancellable: number
  readonly at: number
}

/** The balance of a payment that was looked up just now. */
export const balanceNow = (payment: Payment.Payment): Effect.Effect<Balance> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({
    cancelled: payment.cancelAmount,
    cancellable: Payment.cancellableBalance(payment),
    at
  }))

/** The last balances, by payment. */
export const makeBalances = (sql: SqlClient.SqlClient) => ({
  of: (impUids: ReadonlyArray<string>) =>
    impUids.length === 0 ? Effect.succeed(new Map<string, Balance>()) : sql`
      SELECT imp_uid AS "impUid", cancelled, cancellable, looked_at AS at FROM orders
      WHERE imp_uid IN ${sql.in(impUids)} AND looked_at IS NOT NULL`.pipe(
      Effect.flatMap(decode),
      Effect.map((all) => new Map<string, Balance>(all.map(({ impUid, ...one }) => [impUid, one]))),
      failed
    ),
  set: (impUid: string, { at, cancellable, cancelled }: Balance) =>
    failed(Effect.asVoid(
      sql`UPDATE orders SET cancelled = ${cancelled}, cancellable = ${cancellable}, looked_at = ${at}
        WHERE imp_uid = ${impUid}`
    ))
})

// internal

const decode = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({
    impUid: Schema.String,
    cancelled: Schema.Finite,
    cancellable: Schema.Finite,
    at: Schema.Finite
  }))
)
