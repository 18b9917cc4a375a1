/**
 * Wakes the scheduler when a job may have become due, so that it does not wait for its next poll.
 */
import { Context, Effect, Latch, Layer } from "effect"

export class WakeUp extends Context.Service<WakeUp, {
  readonly signal: Effect.Effect<void>
  /** Waits for a signal that was sent after the last wait. */
  readonly wait: Effect.Effect<void>
}>()("worker/WakeUp") {}

export const layer: Layer.Layer<WakeUp> = Layer.effect(
  WakeUp,
  Effect.map(Latch.make(false), (latch) => ({
    signal: Effect.asVoid(latch.open),
    wait: Effect.andThen(latch.await, Effect.asVoid(latch.close))
  }))
)
