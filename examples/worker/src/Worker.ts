/**
 * The layers put together: what only reads and writes the table, and what refunds.
 */
import { RefundLedger } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { Effect, Layer } from "effect"
import * as Database from "./Database.ts"
import * as Engine from "./Engine.ts"
import * as Feeder from "./Feeder.ts"
import * as JobStore from "./JobStore.ts"
import * as Nudge from "./Nudge.ts"
import * as Pace from "./Pace.ts"
import * as PortOne from "./PortOne.ts"
import * as RefundWorkflow from "./RefundWorkflow.ts"
import { Settings } from "./Settings.ts"
import { ofDatabase, orTrouble } from "./Trouble.ts"

/** The table. Enough for every command that does not refund by itself. */
export const storage = JobStore.layer.pipe(
  orTrouble(ofDatabase),
  Layer.provideMerge(Database.layer),
  Layer.provideMerge(Settings.layer)
)

/**
 * What `refundOnce` remembers, in the same database. The sandbox forgets its payments when the process ends, so what is remembered of them ends as well.
 */
const memory = Layer.unwrap(
  Effect.map(Settings, ({ embedded }) => embedded ? RefundLedger.layerMemory : SqlRefundLedger.layer())
).pipe(orTrouble(ofDatabase))

/** Refunds what is in the table for as long as it lives. */
export const refunds = Feeder.layer.pipe(
  Layer.provide(RefundWorkflow.layer),
  Layer.provide(Engine.layer),
  Layer.provide([PortOne.layer, Pace.layer, memory]),
  Layer.provide(Nudge.layer)
)
