/**
 * Whether PortOne and the ledger can be used at all. While they cannot, one job at a time tries,
 * and afterwards a few at first: each that ends well lets one more begin.
 */
import { Clock, Context, Effect, Layer } from "effect"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import * as Telemetry from "../Telemetry.ts"
import { backoff, LONGEST } from "./backoff.ts"

export class Outage extends Context.Service<Outage, {
  /**
   * Reports how a call of `refundOnce` went: whether nothing could be done for any payment, and how
   * long PortOne asked to wait, if it did. Units: `retryAfter` in milliseconds.
   */
  readonly note: (outage: "no" | "yes" | "unknown", retryAfter?: number) => Effect.Effect<void>
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
    let isOut = false
    let bad = 0
    let nextTry = 0
    /** Until then PortOne asked to wait. */
    let askedToWait = Number.NEGATIVE_INFINITY
    let open = Number.POSITIVE_INFINITY
    const begin = Effect.suspend(() => {
      if (isOut) return Effect.void
      isOut = true
      return Telemetry.outage("yes")
    })
    return {
      allowed: () => !isOut ? open : monotonic() >= Math.max(nextTry, askedToWait) ? 1 : 0,
      note: (outage, retryAfter) =>
        Effect.suspend(() => {
          if (retryAfter !== undefined) {
            askedToWait = Math.max(askedToWait, monotonic() + Math.min(retryAfter, LONGEST))
            return begin
          }
          if (outage === "unknown") return Effect.void
          if (outage === "yes") {
            bad++
            // Much shorter than the pause of one job, because only one job tries.
            nextTry = monotonic() + Math.min(backoff("outage", bad - BAD, pauses) / 30, MOST)
            return bad >= BAD ? begin : Effect.void
          }
          bad = 0
          if (!isOut) {
            open = open < ALL ? open + 1 : Number.POSITIVE_INFINITY
            return Effect.void
          }
          // This one was sent before PortOne asked to wait.
          if (monotonic() < askedToWait) return Effect.void
          isOut = false
          open = FIRST
          // If the database fails here, the jobs become due by themselves a little later.
          return Effect.andThen(Telemetry.outage("no"), Effect.ignore(store.resume))
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
