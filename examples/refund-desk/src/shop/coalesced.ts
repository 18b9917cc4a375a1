/**
 * Look-ups of a payment that share one run, so that many webhooks for it are one request.
 */
import { Deferred, type Duration, Effect } from "effect"

/**
 * Runs `run` for a key at most once in `pause`. A call that comes during a run or a pause waits for
 * the next run and shares it, because the run before may have read the payment too early.
 */
export const makeCoalesced = Effect.fnUntraced(function*<E>(
  pause: Duration.Input,
  run: (key: string) => Effect.Effect<void, E>
) {
  const scope = yield* Effect.scope
  const turns = new Map<string, { next: Deferred.Deferred<void, E> | undefined }>()

  const work = (key: string, turn: { next: Deferred.Deferred<void, E> | undefined }): Effect.Effect<void> =>
    Effect.suspend(() => {
      const { next } = turn
      if (next === undefined) return Effect.sync(() => void turns.delete(key))
      turn.next = undefined
      return Effect.exit(run(key)).pipe(
        Effect.flatMap((exit) => Deferred.done(next, exit)),
        Effect.andThen(Effect.sleep(pause)),
        Effect.andThen(work(key, turn))
      )
    })

  return (key: string): Effect.Effect<void, E> =>
    Effect.suspend(() => {
      const turn = turns.get(key)
      if (turn?.next !== undefined) return Deferred.await(turn.next)
      const next = Deferred.makeUnsafe<void, E>()
      if (turn !== undefined) {
        turn.next = next
        return Deferred.await(next)
      }
      const first = { next }
      turns.set(key, first)
      return Effect.andThen(Effect.forkIn(work(key, first), scope), Deferred.await(next))
    })
})
