/**
 * One after the other for a key, in the order in which they were asked for.
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

/** Waits for those of the same key that came before. A key that is not in use takes no memory. */
export const makeTurns = (): <A, E, R>(key: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> => {
  const turns = new Map<string, { readonly semaphore: Semaphore.Semaphore; users: number }>()
  return (key, effect) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const turn = turns.get(key) ?? { semaphore: Semaphore.makeUnsafe(1), users: 0 }
        turns.set(key, turn)
        turn.users++
        return turn
      }),
      (turn) => turn.semaphore.withPermit(effect),
      (turn) =>
        Effect.sync(() => {
          if (--turn.users === 0) turns.delete(key)
        })
    )
}
