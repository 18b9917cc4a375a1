/**
 * Waits until every job of one source, or of some keys, has an outcome.
 */
import { Console, Effect, References } from "effect"
import { isWorker } from "../Database.ts"
import { type JobsOf, JobStore } from "../jobs/JobStore.ts"
import * as Worker from "../Worker.ts"
import { follow } from "./Progress.ts"

/**
 * Processes the jobs in this process, unless another worker has the lock of the database file.
 * Then it waits for that one, or returns.
 *
 * Does not wait for jobs that are retried in more than a minute: `serve` or a later run does those.
 */
export const waitForJobs = Effect.fnUntraced(
  function*(of: JobsOf, elsewhere: "wait" | "return" = "wait") {
    const store = yield* JobStore
    if ((yield* store.open(of)) === 0) return
    const total = yield* store.total(of)
    const read = Effect.map(store.open(of), (open) => ({ done: total - open, total }))
    if (yield* isWorker) return yield* Effect.provide(follow("refunds", read), Worker.refunds)
    if (elsewhere === "return") return
    yield* Console.error("Another worker processes these refunds. If none is running, start one with `worker serve`.")
    yield* follow("refunds", read)
  },
  Effect.scoped,
  // The progress line replaces the log line of each refund.
  Effect.provideService(References.MinimumLogLevel, "Warn")
)
