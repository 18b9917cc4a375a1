/**
 * The balance of a payment at its last look-up, for lists. It is in the row of its order, so that
 * it outlives the process, and the list is narrowed by it.
 */
import { Payment } from "@effect-portone/core"
import { Clock, Effect, Option, Schema } from "effect"
import type { SqlClient } from "effect/sql"
import { failed } from "./rows.ts"

/** Units: major units; `at` in milliseconds since 1970. */
export interface Balance {
  /** Did PortOne report the payment as paid? Nothing else can be refunded. */
  readonly isPaid: boolean
  readonly cancelled: number
  readonly cancellable: number
  readonly at: number
}

/** The balance of a payment that was looked up just now. */
export const balanceNow = (payment: Payment.Payment): Effect.Effect<Balance> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({
    isPaid: isPaid(payment),
    cancelled: payment.cancelAmount,
    cancellable: refundableOf(payment),
    at
  }))

/**
 * Was it paid? Not where it waits for its deposit, failed, or was revoked before the deposit. Of a
 * status that PortOne does not document, a payment with a time of payment was.
 */
export const isPaid = ({ cancelAmount, paidAt, status }: Payment.Payment): boolean =>
  status === "paid" || (status === "cancelled"
    ? cancelAmount > 0
    : status !== "ready" && status !== "failed" && Option.isSome(paidAt))

/** What PortOne can still cancel of a payment: nothing of what was not paid. Units: major units. */
export const refundableOf = (payment: Payment.Payment): number =>
  isPaid(payment) ? Payment.cancellableBalance(payment) : 0

/** The last balances, by payment. */
export const makeBalances = (sql: SqlClient.SqlClient) => ({
  of: (impUids: ReadonlyArray<string>) =>
    impUids.length === 0 ? Effect.succeed(new Map<string, Balance>()) : sql`
      SELECT imp_uid AS "impUid", paid, cancelled, cancellable, looked_at AS at FROM orders
      WHERE imp_uid IN ${sql.in(impUids)} AND looked_at IS NOT NULL`.pipe(
      Effect.flatMap(decode),
      Effect.map((all) =>
        new Map<string, Balance>(all.map(({ impUid, paid, ...one }) => [impUid, { ...one, isPaid: paid !== 0 }]))
      ),
      failed
    ),
  set: (impUid: string, { at, cancellable, cancelled, isPaid }: Balance) =>
    failed(Effect.asVoid(
      sql`UPDATE orders SET paid = ${isPaid ? 1 : 0}, cancelled = ${cancelled}, cancellable = ${cancellable},
        looked_at = ${at} WHERE imp_uid = ${impUid}`
    ))
})

// internal

const decode = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({
    impUid: Schema.String,
    paid: Schema.NullOr(Schema.Int),
    cancelled: Schema.Finite,
    cancellable: Schema.Finite,
    at: Schema.Finite
  }))
)
