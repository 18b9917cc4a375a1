/**
 * Waits until every job of one source, or of some keys, has an outcome.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Exit, Layer, References, Scope } from "effect"
import { isWorker } from "../Database.ts"
import { type JobsOf, JobStore } from "../jobs/JobStore.ts"
import { printAside } from "../terminal.ts"
import * as Worker from "../Worker.ts"
import { follow } from "./Progress.ts"

/**
 * Processes these jobs and no others in this process, unless another worker has the lock of the
 * database file. Then it waits until that one has made them or has ended, or returns.
 *
 * Does not wait for jobs that are retried in more than a minute: `serve` or a later run does those.
 */
export const waitForJobs = Effect.fnUntraced(
  function*(of: JobsOf, elsewhere: "wait" | "return" = "wait") {
    const store = yield* JobStore
    if ((yield* store.open(of)) === 0) return
    const total = yield* store.total(of)
    let isAlone = yield* begun(of)
    if (!isAlone && elsewhere === "return") return
    if (!isAlone) {
      yield* printAside({
        english: "Another worker processes these refunds. If none is running, start one with `worker serve`.",
        korean: "다른 워커가 이 환불을 처리합니다. 실행 중인 워커가 없으면 `worker serve`로 시작하세요."
      })
    }
    yield* follow(
      WHAT,
      Effect.gen(function*() {
        if (!isAlone) isAlone = yield* begun(of)
        return { done: total - (yield* store.open(of, isAlone)), total }
      })
    )
    const behind = yield* store.open(of)
    if (behind > 0) yield* printAside(behindOthers(behind))
  },
  Effect.scoped,
  // The progress line replaces the log line of each refund.
  Effect.provideService(References.MinimumLogLevel, "Warn")
)

// internal

/** Processes the jobs until the end of the scope, if no other process has the lock now. */
const begun = Effect.fnUntraced(function*(of: JobsOf) {
  const attempt = yield* Scope.fork(yield* Effect.scope)
  const isFree = yield* Scope.provide(isWorker, attempt)
  if (isFree) yield* Layer.build(Worker.refundsOf(of))
  else yield* Scope.close(attempt, Exit.void)
  return isFree
})

/** In both languages, as all that a person reads. */
const WHAT = "refunds 환불"

const behindOthers = (count: number): Bilingual => ({
  english: `${count} of these refunds wait for other refunds of their payments, which this command does not send. ` +
    "`worker serve` goes on with all of them.",
  korean: `그중 ${count}건은 같은 결제의 다른 환불이 끝나기를 기다립니다. 이 명령은 그 환불을 보내지 않습니다. ` +
    "`worker serve`가 모두 이어서 처리합니다."
})
