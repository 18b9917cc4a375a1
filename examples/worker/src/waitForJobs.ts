/**
 * Waits until every job of one source, or of one key, has an outcome.
 */
import { Console, Effect, References } from "effect"
import { isWorker } from "./Database.ts"
import { JobStore } from "./JobStore.ts"
import { follow } from "./Progress.ts"
import * as Worker from "./Worker.ts"

/**
 * Processes the jobs in this process, unless another worker has the lock of the database file.
 *
 * Does not wait for jobs that are retried in more than a minute: `serve` or a later run does those.
 */
export const waitForJobs = Effect.fnUntraced(
  function*(of: { readonly source: string } | { readonly key: string }) {
    const read = (yield* JobStore).progress(of)
    const { done, total } = yield* read
    if (done >= total) return
    if (yield* isWorker) return yield* Effect.provide(follow("refunds", read), Worker.refunds)
    yield* Console.error("Another worker processes these refunds. If none is running, start one with `worker serve`.")
    yield* follow("refunds", read)
  },
  Effect.scoped,
  // The progress line replaces the log line of each refund.
  Effect.provideService(References.MinimumLogLevel, "Warn")
)
