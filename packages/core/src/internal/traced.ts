import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"

/**
 * Gives an effect a span where a tracer is installed. Without one the span would be made for nobody, and cost as much as decoding an answer.
 */
export const traced = <A, E, R>(
  context: Context.Context<R>,
  effect: Effect.Effect<A, E, R>,
  name: string,
  attributes: () => Record<string, unknown>
): Effect.Effect<A, E, R> =>
  Context.get(context, Tracer.Tracer) === Tracer.nativeTracer
    ? effect
    : Effect.withSpan(effect, name, { attributes: attributes() })
