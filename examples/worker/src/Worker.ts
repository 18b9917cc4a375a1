/**
 * The layers of the worker: the table, and the processing of its jobs.
 */
import { RefundLedger } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { Effect, Layer } from "effect"
import * as Database from "./Database.ts"
import * as Gate from "./engine/Gate.ts"
import * as Limits from "./engine/Limits.ts"
import * as Outage from "./engine/Outage.ts"
import * as Ownership from "./engine/Ownership.ts"
import * as PortOne from "./engine/PortOne.ts"
import * as Scheduler from "./engine/Scheduler.ts"
import * as TagSecrets from "./engine/TagSecrets.ts"
import * as WakeUp from "./engine/WakeUp.ts"
import * as Events from "./events/Events.ts"
import * as Holds from "./jobs/Holds.ts"
import * as JobStore from "./jobs/JobStore.ts"
import { Settings } from "./Settings.ts"
import { ofDatabase, orStartupError } from "./StartupError.ts"
import * as Readings from "./watch/Readings.ts"

/** The table, which is enough for commands that only read or add jobs. */
export const storage = JobStore.layer.pipe(
  Layer.provideMerge(Layer.merge(Events.layer, Holds.layer)),
  orStartupError(ofDatabase),
  Layer.provideMerge(Database.layer),
  Layer.provideMerge(Settings.layer)
)

/**
 * The refund ledger, in the same database. The embedded sandbox loses its payments when the process
 * ends, so its ledger is in memory too.
 */
export const ledger = Layer.unwrap(
  Effect.map(Settings, ({ embedded }) => embedded ? RefundLedger.layerMemory() : SqlRefundLedger.layer())
).pipe(orStartupError(ofDatabase))

/** For look-ups of payments and of the refund ledger. */
export const lookUps = Layer.mergeAll(PortOne.layer, ledger)

/** Processes the jobs of the table while the layer's scope is open. */
export const refunds = Layer.merge(Scheduler.layer, Readings.layer).pipe(
  Layer.provide(Outage.layer),
  Layer.provide(Ownership.layer),
  // Before anything is claimed.
  Layer.provide(TagSecrets.layer),
  Layer.provide([Limits.layer, Gate.layer.pipe(orStartupError(ofDatabase))]),
  Layer.provide(WakeUp.layer),
  // The pages look refunds up too.
  Layer.provideMerge(lookUps)
)

/** Processes only the jobs of a command. */
export const refundsOf = (of: JobStore.JobsOf) => Layer.provide(refunds, Layer.succeed(Scheduler.Only, of))
