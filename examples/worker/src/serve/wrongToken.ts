/**
 * What a wrong token costs, so that none can be guessed: a second, one after another, for the form
 * of the pages and for the header of the API together. A right token never waits.
 */
import { Effect, Semaphore } from "effect"

/** Waits before a wrong token is answered. Without a wait where too many wait already. */
export const afterWrongToken: Effect.Effect<void> = Effect.suspend(() => {
  if (waiting >= MOST) return Effect.void
  waiting++
  return turn.withPermit(Effect.sleep("1 second")).pipe(Effect.ensuring(Effect.sync(() => void waiting--)))
})

// internal

/** So many answers wait at most, which bounds the open connections and the longest wait. */
const MOST = 16

const turn = Semaphore.makeUnsafe(1)
let waiting = 0
