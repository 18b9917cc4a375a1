/**
 * Reads and writes refund rows. Each write is one statement, so that a crash leaves the row
 * before it or after it.
 */
import { DateTime, Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Order } from "./Order.ts"
import type { Ending, RefundState } from "./RefundRecord.ts"
import { EndingJson, failed, type RefundRow, refunds } from "./rows.ts"

const decodeSums = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ everything: Schema.Finite, same: Schema.Finite }))
)
const encodeEnding = Schema.encodeEffect(EndingJson)

/** States in which the sealed refund account is still needed. */
const SEALED: ReadonlySet<RefundState> = new Set(["waiting", "running", "unknown"])

/** The statements. */
export const makeRefundRows = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const now = Effect.map(DateTime.now, DateTime.formatIso)

  return {
    find: (key: string) => Effect.map(refunds(sql`SELECT * FROM refunds WHERE key = ${key}`), ([row]) => row),

    ofOrder: (orderId: string) => refunds(sql`SELECT * FROM refunds WHERE order_id = ${orderId}`),

    /** Does an order of this shop have the payment? */
    isOurs: (impUid: string) =>
      failed(Effect.map(sql`SELECT 1 FROM orders WHERE imp_uid = ${impUid}`, (found) => found.length > 0)),

    inStates: (states: ReadonlyArray<RefundState>) =>
      refunds(sql`SELECT * FROM refunds WHERE state IN ${sql.in(states)} ORDER BY created_at, key`),

    ofPayment: (impUid: string, states: ReadonlyArray<RefundState>) =>
      refunds(sql`SELECT * FROM refunds WHERE imp_uid = ${impUid} AND state IN ${sql.in(states)}`),

    /**
     * What a person requested on a day in one currency: of one order, and in total. Units: major
     * units.
     *
     * Added up in thousandths, which every currency's amounts are whole numbers of.
     */
    askedBy: (
      actorId: string,
      day: string,
      order: Pick<Order, "id" | "currency">,
      states: ReadonlyArray<RefundState>
    ) =>
      sql`SELECT coalesce(sum(thousandths), 0) AS everything, coalesce(sum(thousandths * (order_id = ${order.id})), 0) AS same
        FROM (SELECT order_id, CAST(round(amount * 1000) AS INTEGER) AS thousandths FROM refunds
          WHERE requested_by = ${actorId} AND day = ${day} AND currency = ${order.currency} AND state IN ${
        sql.in(states)
      })`.pipe(
        Effect.flatMap(decodeSums),
        Effect.map(([sums]) => ({ everything: (sums?.everything ?? 0) / 1000, ofOrder: (sums?.same ?? 0) / 1000 })),
        failed
      ),

    insert: (row: RefundRow) =>
      failed(sql`INSERT INTO refunds ${
        sql.insert({
          key: row.key,
          order_id: row.orderId,
          store: row.store,
          imp_uid: row.impUid,
          pg: row.pg,
          method: row.method,
          amount: row.amount,
          currency: row.currency,
          reason: row.reason ?? null,
          state: row.state,
          outcome: null,
          fingerprint: row.fingerprint,
          sealed: row.sealed ?? null,
          attempts: 0,
          requested_by: row.requestedBy,
          decided_by: null,
          day: row.day,
          created_at: row.createdAt,
          updated_at: row.updatedAt
        })
      }`),

    /**
     * Counts a call before it is made. Returns no row when the refund is not `running` any more.
     */
    attempt: (key: string) =>
      Effect.flatMap(now, (at) =>
        Effect.map(
          refunds(
            sql`UPDATE refunds SET attempts = attempts + 1, updated_at = ${at} WHERE key = ${key} AND state = 'running' RETURNING *`
          ),
          ([row]) => row
        )),

    /** Moves a refund between states. Returns the row, or nothing when it was in another state. */
    move: (key: string, from: ReadonlyArray<RefundState>, to: RefundState, decidedBy: string | undefined) =>
      Effect.flatMap(now, (at) =>
        Effect.map(
          refunds(
            sql`UPDATE refunds SET state = ${to}, updated_at = ${at}, decided_by = coalesce(${
              decidedBy ?? null
            }, decided_by), sealed = CASE WHEN ${SEALED.has(to) ? 1 : 0} THEN sealed END
            WHERE key = ${key} AND state IN ${sql.in(from)} RETURNING *`
          ),
          ([row]) => row
        )),

    /** Writes an outcome. A proven refund is never overwritten. */
    end: (key: string, to: RefundState, ending: Ending) =>
      Effect.gen(function*() {
        const at = yield* now
        const outcome = yield* encodeEnding(ending)
        yield* sql`UPDATE refunds SET state = ${to}, outcome = ${outcome}, updated_at = ${at},
          sealed = CASE WHEN ${SEALED.has(to) ? 1 : 0} THEN sealed END
          WHERE key = ${key} AND state NOT IN ('succeeded', 'by-hand')`
      }).pipe(failed)
  }
})

/** The statements. */
export type RefundRows = Effect.Success<typeof makeRefundRows>
