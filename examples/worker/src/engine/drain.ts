/**
 * Waits at the end of the process for the refunds in progress. One whose cancel is interrupted is
 * called again at the next start, and a person has to compare it where the PG returns no tag.
 */
import { Clock, Effect } from "effect"

/** Returns when nothing is in progress, or when what is left is not worth waiting for. */
export const drain = Effect.fnUntraced(function*(
  { inFlight, inProgress }: {
    /** How many cancels have no answer yet. */
    readonly inFlight: () => number
    /** How many refunds are in progress. */
    readonly inProgress: () => number
  }
) {
  const clock = yield* Clock.Clock
  const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
  const since = monotonic()
  let answered = since
  while (inProgress() > 0) {
    const now = monotonic()
    if (inFlight() > 0) answered = now
    if (now - answered >= REST || now - since >= REQUEST + REST) return
    yield* Effect.sleep(EVERY)
  }
})

// internal

/**
 * As long as a cancel may take: PortOne asks its callers to wait for 60 seconds, and the connection
 * takes some too. Units: milliseconds.
 */
const REQUEST = 65_000
/** For the look-ups and the outcomes afterwards. A pause of `refundOnce` may be longer. */
const REST = 10_000
const EVERY = 50
