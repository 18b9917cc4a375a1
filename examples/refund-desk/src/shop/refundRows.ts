/**
 * Reads and writes refund rows. Each write is one transaction with its event, so that a crash
 * leaves both or none.
 */
import { DateTime, Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { makeEvents, type NewEvent } from "./events.ts"
import { type Ending, mayRepeat, type RefundState } from "./RefundRecord.ts"
import { failed, type RefundRow, refunds } from "./rows.ts"
import { sealOutcome } from "./sealedOutcome.ts"
import { Settings } from "./Settings.ts"
import { atEnd } from "./vault.ts"

/** States in which the sealed refund account is still needed. */
export const SEALED: ReadonlySet<RefundState> = new Set(["waiting", "running", "unknown"])

/** The statements. */
export const makeRefundRows = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { keys } = yield* Settings
  const events = yield* makeEvents
  const now = Effect.map(DateTime.now, DateTime.formatIso)

  return {
    events,

    find: (key: string) => Effect.map(refunds(keys, sql`SELECT * FROM refunds WHERE key = ${key}`), ([row]) => row),

    ofOrder: (orderId: string) => refunds(keys, sql`SELECT * FROM refunds WHERE order_id = ${orderId}`),

    /** Does an order of this shop have the payment? */
    isOurs: (impUid: string) =>
      failed(Effect.map(sql`SELECT 1 FROM orders WHERE imp_uid = ${impUid}`, (found) => found.length > 0)),

    inStates: (states: ReadonlyArray<RefundState>) =>
      refunds(keys, sql`SELECT * FROM refunds WHERE state IN ${sql.in(states)} ORDER BY created_at, key`),

    /** How many are unknown, and how many wait, in a store or in all. */
    counts: (store: string | undefined) =>
      sql`SELECT count(*) FILTER (WHERE state = 'unknown') AS unknown, count(*) FILTER (WHERE state = 'waiting') AS waiting
        FROM refunds WHERE state IN ('unknown', 'waiting')${store === undefined ? sql`` : sql` AND store = ${store}`}`
        .pipe(Effect.flatMap(decodeCounts), Effect.map(([one]) => one ?? { unknown: 0, waiting: 0 }), failed),

    ofPayment: (impUid: string, states: ReadonlyArray<RefundState>) =>
      refunds(keys, sql`SELECT * FROM refunds WHERE imp_uid = ${impUid} AND state IN ${sql.in(states)}`),

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
            keys,
            sql`UPDATE refunds SET attempts = attempts + 1, updated_at = ${at} WHERE key = ${key} AND state = 'running' RETURNING *`
          ),
          ([row]) => row
        )),

    /**
     * Moves a refund between states and records the event. Returns the row, or nothing when it was
     * in another state. Only a decision writes who decided.
     */
    move: (key: string, from: ReadonlyArray<RefundState>, to: RefundState, event: Omit<NewEvent, "refund" | "to">) =>
      Effect.gen(function*() {
        const at = yield* now
        const decider = DECISIONS.has(event.kind) ? event.actor ?? null : null
        const [before] = yield* refunds(
          keys,
          sql`SELECT * FROM refunds WHERE key = ${key} AND state IN ${sql.in(from)}`
        )
        if (before === undefined) return undefined
        const [row] = yield* refunds(
          keys,
          sql`UPDATE refunds SET state = ${to}, shown = NULL, updated_at = ${at}, decided_by = coalesce(decided_by, ${decider}),
            sealed = CASE WHEN ${SEALED.has(to) ? 1 : 0} THEN sealed END WHERE key = ${key} RETURNING *`
        )
        const written = { ...event, refund: key, orderId: before.orderId, from: before.state, to }
        yield* events.add(written)
        return { row, written }
      }).pipe(
        sql.withTransaction,
        failed,
        Effect.tap((moved) => moved === undefined ? Effect.void : events.log(moved.written)),
        Effect.map((moved) => moved?.row)
      ),

    /**
     * Writes an outcome. `from`: only where the refund is still in this state. Otherwise a refund
     * that was proved or confirmed is not overwritten, and it is the outcome of a call.
     */
    end: (key: string, to: RefundState, ending: Ending, from?: RefundState) =>
      Effect.gen(function*() {
        const at = yield* now
        const outcome = yield* sealOutcome(keys, key, ending)
        const [before] = yield* refunds(keys, sql`SELECT * FROM refunds WHERE key = ${key}`)
        if (before === undefined) return
        if (
          from === undefined
            ? before.state === "succeeded" || before.state === "by-hand"
            : before.state !== from
        ) return
        const { sealed } = before
        const kept = SEALED.has(to)
          ? sealed
          : sealed !== undefined && mayRepeat({ outcome: ending, state: to })
          ? atEnd(keys, key, sealed)
          : undefined
        yield* sql`UPDATE refunds SET state = ${to}, outcome = ${outcome}, shown = NULL, updated_at = ${at},
          unsent = unsent + ${from === undefined && hasSentNothing(ending) ? 1 : 0},
          sealed = ${kept ?? null} WHERE key = ${key}`
        yield* events.add({ kind: "ended", refund: key, orderId: before.orderId, from: before.state, to })
      }).pipe(sql.withTransaction, failed)
  }
})

/** The statements. */
export type RefundRows = Effect.Success<typeof makeRefundRows>

// internal

const DECISIONS: ReadonlySet<NewEvent["kind"]> = new Set(["approved", "declined"])

// One that is proved was sent, though by a call before.
const hasSentNothing = (ending: Ending): boolean =>
  ending._tag === "Invalid" || (ending._tag === "Undetermined" || ending._tag === "NotRefunded") && ending.sends === 0

const decodeCounts = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ unknown: Schema.Int, waiting: Schema.Int }))
)
