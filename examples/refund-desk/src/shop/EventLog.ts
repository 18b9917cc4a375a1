/**
 * Events of people that are not about a refund: sign-in, sign-out, reading of masked data.
 */
import { Context, Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { makeEvents, type NewEvent } from "./events.ts"
import type { DatabaseFailed } from "./ShopError.ts"
import type { Watch } from "./Watch.ts"

/** Records an event and writes its log line. */
export class EventLog extends Context.Service<EventLog, {
  readonly record: (event: NewEvent) => Effect.Effect<void, DatabaseFailed>
}>()("refund-desk/EventLog") {}

/** The service. */
export const layer: Layer.Layer<EventLog, never, SqlClient.SqlClient | Watch> = Layer.effect(
  EventLog,
  Effect.map(
    makeEvents,
    (events) => EventLog.of({ record: (event) => Effect.andThen(events.add(event), events.log(event)) })
  )
)
