/**
 * Whether PortOne and the ledger can be used at all. While they cannot, one job at a time tries.
 */
import { Clock, Context, Effect, Layer } from "effect"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import * as Telemetry from "../Telemetry.ts"
import { backoff } from "./backoff.ts"

export class Outage extends Context.Service<Outage, {
  /** Reports how a call of `refundOnce` went: whether nothing could be done for any payment. */
  readonly note: (outage: "no" | "yes" | "unknown") => Effect.Effect<void>
  /** How many jobs may be claimed now, at most. */
  readonly allowed: () => number
}>()("worker/Outage") {}

export const layer: Layer.Layer<Outage, never, JobStore | Settings> = Layer.effect(
  Outage,
  Effect.gen(function*() {
    const store = yield* JobStore
    const { pauses } = yield* Settings
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    let bad = 0
    let nextTry = 0
    return {
      allowed: () => bad < BAD ? Number.POSITIVE_INFINITY : monotonic() >= nextTry ? 1 : 0,
      note: (outage) =>
        Effect.suspend(() => {
          if (outage === "unknown") return Effect.void
          if (outage === "yes") {
            bad++
            // Much shorter than the pause of one job, because only one job tries.
            nextTry = monotonic() + Math.min(backoff("outage", bad - BAD, pauses) / 30, MOST)
            return bad === BAD ? Telemetry.outage("yes") : Effect.void
          }
          const wasBad = bad >= BAD
          bad = 0
          // If the database fails here, the jobs become due by themselves a little later.
          return wasBad
            ? Effect.andThen(Telemetry.outage("no"), Effect.ignore(store.resume))
            : Effect.void
        })
    }
  })
)

// internal

/** So many calls in a row in which nothing could be done for any payment. */
const BAD = 3
/** Units: milliseconds. */
const MOST = 30_000
