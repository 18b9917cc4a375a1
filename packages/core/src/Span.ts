/**
 * Spans of this library. A span that ends with an error shows its name, code and status, and not
 * its message, which may have the provider's words and with them names of persons.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"

/**
 * Runs an effect in a span. Where no tracer is installed there is no span, because nothing would
 * record it, and it costs as much as decoding a response. The effect succeeds and fails as it would
 * without one.
 */
export const within = <A, E, R>(
  self: Effect.Effect<A, E, R>,
  name: string,
  attributes: () => Record<string, unknown> = () => ({})
): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    if (fiber.getRef(Tracer.Tracer) === Tracer.nativeTracer) return self
    let failure: Cause.Cause<E> | undefined
    const shown = Effect.catchCause(self, (cause) => {
      failure = cause
      return Effect.failCause(Cause.fromReasons(cause.reasons.map(wordless)))
    })
    return Effect.withSpan(shown, name, { attributes: attributes(), captureStackTrace: false }).pipe(
      // Only an interruption has not been seen above.
      Effect.catchCause((cause) => Effect.failCause(failure ?? (cause as Cause.Cause<never>)))
    )
  })

// internal

const wordless = (reason: Cause.Reason<unknown>): Cause.Reason<Error> =>
  Cause.isInterruptReason(reason)
    ? reason
    : Cause.isFailReason(reason)
    ? Cause.makeFailReason(named(reason.error))
    : Cause.makeDieReason(named(reason.defect))

const named = (error: unknown): Error => {
  const { _tag, code, status } = Object(error) as { _tag?: unknown; code?: unknown; status?: unknown }
  const name = typeof _tag === "string" ? _tag : "Defect"
  const numbers = Object.entries({ code, status }).filter(([, value]) => typeof value === "number")
  const shown = new Error([name, ...numbers.map(([key, value]) => `${key} ${String(value)}`)].join(", "))
  shown.name = name
  delete shown.stack
  return shown
}
