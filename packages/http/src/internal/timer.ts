import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * A timer that may be set many times: calls `ring` once the time is up, on the clock of the context, and hands back what stops it before that.
 *
 * Every request has one and it almost never rings. A fiber that sleeps costs six times what Node's own timer does, so there is one only where somebody
 * brought a clock of their own, as tests do.
 */
export const timer = (duration: Duration.Input) => {
  const time = Duration.fromInputUnsafe(duration)
  const millis = Duration.toMillis(time)
  const sleep = Effect.sleep(time)
  return (context: Context.Context<never>, ring: () => void): () => void => {
    if (millis <= LONGEST && Context.get(context, Clock.Clock) === ofTheMachine) {
      const timeout = setTimeout(ring, millis)
      return () => clearTimeout(timeout)
    }
    const sleeper = Effect.runForkWith(context)(Effect.andThen(sleep, Effect.sync(ring)))
    return () => sleeper.interruptUnsafe()
  }
}

// internal

const ofTheMachine = Context.get(Context.empty(), Clock.Clock)

// Units: milliseconds. A timer of Node's for longer than this rings at once.
const LONGEST = 2 ** 31 - 1
