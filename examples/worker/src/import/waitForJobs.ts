/**
 * Waits until every job of one source, or of some keys, has an outcome.
 */
import { Effect, References } from "effect"
import { isWorker } from "../Database.ts"
import { type JobsOf, JobStore } from "../jobs/JobStore.ts"
import { printAside } from "../terminal.ts"
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
    if (yield* isWorker) return yield* Effect.provide(follow(WHAT, read), Worker.refunds)
    if (elsewhere === "return") return
    yield* printAside({
      english: "Another worker processes these refunds. If none is running, start one with `worker serve`.",
      korean: "다른 워커가 이 환불을 처리합니다. 실행 중인 워커가 없으면 `worker serve`로 시작하세요."
    })
    yield* follow(WHAT, read)
  },
  Effect.scoped,
  // The progress line replaces the log line of each refund.
  Effect.provideService(References.MinimumLogLevel, "Warn")
)

// internal

/** In both languages, as all that a person reads. */
const WHAT = "refunds 환불"
