/**
 * Tells the feeder that there may be something to do, so that it need not wait for its next look.
 */
import { Context, Effect, Latch, Layer } from "effect"

export class Nudge extends Context.Service<Nudge, {
  readonly now: Effect.Effect<void>
  /** Waits for a nudge that was given since the last wait. */
  readonly next: Effect.Effect<void>
}>()("worker/Nudge") {}

export const layer: Layer.Layer<Nudge> = Layer.effect(
  Nudge,
  Effect.map(Latch.make(false), (latch) => ({
    now: Effect.asVoid(latch.open),
    next: Effect.andThen(latch.await, Effect.asVoid(latch.close))
  }))
)
