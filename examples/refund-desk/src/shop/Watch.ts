/**
 * Alerts where a person or an address does more of something in an hour than the work needs: a log
 * line and a notice, once for that hour.
 */
import { Clock, Context, Effect, Layer } from "effect"
import { Notifier } from "../decide/Notifier.ts"
import { Counts } from "./Counts.ts"
import { Settings } from "./Settings.ts"

/**
 * How often in an hour is usual. `requests` are of a person or an address; `denied`: what was
 * rejected, or is not there. The others are events of a person; failed sign-ins are counted
 * together.
 */
export const usual: Readonly<Record<string, number>> = {
  requests: 3000,
  denied: 30,
  "sign-in-failed": 20,
  requested: 60,
  withdrawn: 20,
  approved: 60,
  declined: 60,
  compared: 20,
  continued: 20,
  unmasked: 30,
  exported: 10
}

/** Counts what happens. Never fails. */
export class Watch extends Context.Service<Watch, {
  /** `who`: the id of a person, an address, or `all`. */
  readonly count: (what: string, who: string) => Effect.Effect<void>
}>()("refund-desk/Watch") {}

/** The service. */
export const layer: Layer.Layer<Watch, never, Notifier | Settings> = Layer.effect(
  Watch,
  Effect.gen(function*() {
    const { alerts } = yield* Settings
    const notifier = yield* Notifier
    const clock = yield* Clock.Clock
    const limits = { ...usual, ...alerts }
    const counts = new Counts(() => clock.currentTimeMillisUnsafe(), 3_600_000)
    return Watch.of({
      count: (what, who) =>
        Effect.suspend(() => {
          const limit = limits[what]
          // A count that is one above its limit is so once in an hour.
          if (limit === undefined || counts.add(`${what} ${who}`) !== limit + 1) return Effect.void
          return Effect.andThen(
            Effect.annotateLogs(Effect.logWarning("shop.alert"), { actor: who, outcome: what, limit }),
            notifier.alert({ what, who, limit })
          )
        })
    })
  })
)
