import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * Units: milliseconds. `setTimeout` with a longer time expires at once.
 */
export const LONGEST = 2 ** 31 - 1

/**
 * A timer that may be set many times: calls `expire` when the time is up, on the clock of the
 * context, and returns a function that stops it.
 *
 * Every request sets one and it almost never expires. A sleeping fiber costs six times as much as
 * the runtime's own timer, so there is a fiber only where the context has a clock of its own, as in
 * tests.
 */
export const timer = (duration: Duration.Input) => {
  const time = Duration.fromInputUnsafe(duration)
  const millis = Duration.toMillis(time)
  const sleep = Effect.sleep(time)
  return (context: Context.Context<never>, expire: () => void): () => void => {
    if (millis <= LONGEST && Context.get(context, Clock.Clock) === systemClock) {
      const timeout = setTimeout(expire, millis)
      return () => clearTimeout(timeout)
    }
    const sleeper = Effect.runForkWith(context)(Effect.andThen(sleep, Effect.sync(expire)))
    return () => sleeper.interruptUnsafe()
  }
}

// internal

const systemClock = Context.get(Context.empty(), Clock.Clock)
