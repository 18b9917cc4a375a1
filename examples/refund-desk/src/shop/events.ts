/**
 * The table of events, and what is judged from it: who requested a refund, and how much.
 */
import { DateTime, Duration, Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Order } from "./Order.ts"
import { type Found, type Kind, RefundEvent } from "./RefundEvent.ts"
import type { RefundState } from "./RefundRecord.ts"
import { failed } from "./rows.ts"
import { Watch } from "./Watch.ts"

/** An event as it is recorded. Absent fields are empty. Units: `amount` in major units. */
export interface NewEvent {
  readonly kind: Kind
  readonly actor?: string | undefined
  readonly refund?: string | undefined
  readonly orderId?: string | undefined
  readonly from?: RefundState | undefined
  readonly to?: RefundState | undefined
  readonly amount?: number | undefined
  readonly currency?: string | undefined
  readonly found?: Found | undefined
  /** What the person wrote. It is never logged. */
  readonly note?: string | undefined
}

/** The name of an event in the log. */
export const logName = (kind: Kind): string => `shop.event.${kind}`

/** The statements. */
export const makeEvents = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const watch = yield* Watch

  const add = Effect.fnUntraced(function*(event: NewEvent) {
    const now = yield* DateTime.now
    yield* sql`INSERT INTO events ${
      sql.insert({
        at: DateTime.formatIso(now),
        day: seoulDay(now),
        kind: event.kind,
        actor: event.actor ?? null,
        refund: event.refund ?? null,
        order_id: event.orderId ?? null,
        from_state: event.from ?? null,
        to_state: event.to ?? null,
        amount: event.amount ?? null,
        currency: event.currency ?? null,
        found: event.found ?? null,
        note: event.note ?? null
      })
    }`
  }, failed)

  return {
    /** Adds an event. Call it in the transaction of the change that it is about. */
    add,

    /** Writes the log line of an event, and counts it. Call it after the transaction. */
    log: ({ actor, found, from, kind, orderId, refund, to }: NewEvent) =>
      Effect.logInfo(logName(kind)).pipe(
        Effect.annotateLogs({
          actor: actor ?? "none",
          outcome: found ?? to ?? (kind === "sign-in-failed" ? "wrong" : "done"),
          ...(from === undefined ? {} : { from }),
          ...(refund === undefined ? {} : { refund }),
          ...(orderId === undefined ? {} : { order: orderId })
        }),
        Effect.andThen(watch.count(kind, actor ?? "all"))
      ),

    /** Oldest first. */
    ofRefund: (key: string) =>
      sql`SELECT at, kind, actor, from_state AS "fromState", to_state AS "toState", found, note
        FROM events WHERE refund = ${key} ORDER BY id`.pipe(Effect.flatMap(decodeEvents), failed),

    /**
     * What was requested in one currency: by a person on a day, and of an order by all persons.
     * Units: major units.
     *
     * Added up in thousandths, which every currency's amounts are whole numbers of. A refund that
     * was requested again counts once for its order, and for each person and day.
     */
    requested: (
      actorId: string,
      day: string,
      order: Pick<Order, "id" | "currency">,
      states: ReadonlyArray<RefundState>
    ) =>
      sql`SELECT coalesce(sum(thousandths * own), 0) AS everything, coalesce(sum(thousandths * same), 0) AS same
        FROM (SELECT max(events.actor = ${actorId} AND events.day = ${day}) AS own,
            max(events.order_id = ${order.id}) AS same, max(CAST(round(events.amount * 1000) AS INTEGER)) AS thousandths
          FROM events JOIN refunds ON refunds.key = events.refund
          WHERE events.kind = 'requested' AND events.currency = ${order.currency} AND refunds.state IN ${sql.in(states)}
            AND (events.order_id = ${order.id} OR (events.actor = ${actorId} AND events.day = ${day}))
          GROUP BY events.refund)`.pipe(
        Effect.flatMap(decodeSums),
        Effect.map(([sums]) => ({ everything: (sums?.everything ?? 0) / 1000, ofOrder: (sums?.same ?? 0) / 1000 })),
        failed
      )
  }
})

/** The statements. */
export type Events = Effect.Success<typeof makeEvents>

/** Who requested the refund. Every event of the kind counts, so no later one replaces it. */
export const hasRequested = (events: ReadonlyArray<RefundEvent>, actorId: string): boolean =>
  events.some(({ actor, kind }) => kind === "requested" && actor === actorId)

/** The last comparison of a person, unless the refund was called again, or more was seen, since. */
export const openComparison = (events: ReadonlyArray<RefundEvent>): RefundEvent | undefined => {
  const last = events.findLast(({ kind }) => STARTS.has(kind) || kind === "compared")
  return last?.kind === "compared" ? last : undefined
}

/** The day as the clock in Seoul has it. */
export const seoulDay = (at: DateTime.Utc): string =>
  DateTime.formatIso(DateTime.addDuration(at, Duration.hours(9))).slice(0, 10)

// internal

// After these a comparison of before says nothing any more.
const STARTS: ReadonlySet<Kind> = new Set([
  "requested",
  "approved",
  "continued",
  "resumed",
  "ended",
  "concluded"
])

const decodeEvents = Schema.decodeUnknownEffect(Schema.Array(RefundEvent))
const decodeSums = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ everything: Schema.Finite, same: Schema.Finite }))
)
