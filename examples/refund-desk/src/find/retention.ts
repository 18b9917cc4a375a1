/**
 * Removes buyers after the time that the shop keeps them: at the start, and once a day.
 */
import { Clock, Duration, Effect, Layer, Schedule } from "effect"
import { Settings } from "../shop/Settings.ts"
import { Finder } from "./Finder.ts"

/** Five years, as Korean shops have to keep records of payments and deliveries. */
export const KEEP: Duration.Input = "1827 days"

/** Runs for as long as the shop is open. */
export const layer: Layer.Layer<never, never, Finder | Settings> = Layer.effectDiscard(Effect.gen(function*() {
  const { keepBuyers = KEEP } = yield* Settings
  const finder = yield* Finder
  yield* Effect.flatMap(Clock.currentTimeMillis, (now) => finder.eraseBefore(now - Duration.toMillis(keepBuyers))).pipe(
    Effect.catchCause((cause) => Effect.logError("shop.look-after.failed", cause)),
    Effect.repeat(Schedule.spaced("1 day")),
    Effect.forkScoped
  )
}))
