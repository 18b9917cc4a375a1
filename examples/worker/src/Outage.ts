/**
 * Whether PortOne and the ledger can be used at all. While they cannot, one job at a time tries, and
 * afterwards a few at first: each that ends well lets one more begin.
 */
import { Clock, Context, Effect, Layer } from "effect"
import { backoff } from "./backoff.ts"
import { JobStore } from "./JobStore.ts"
import { Settings } from "./Settings.ts"
import * as Telemetry from "./Telemetry.ts"

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
    let open = Number.POSITIVE_INFINITY
    return {
      allowed: () => bad < BAD ? open : monotonic() >= nextTry ? 1 : 0,
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
          open = wasBad ? FIRST : open < ALL ? open + 1 : Number.POSITIVE_INFINITY
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
/** So many jobs begin after an outage, and with so many in progress there is no limit any more. */
const FIRST = 4
const ALL = 512
/** Units: milliseconds. */
const MOST = 30_000
