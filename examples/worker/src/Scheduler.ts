/**
 * Hands due jobs to the workflow engine: new ones, retries, and jobs that the engine lost.
 */
import { Cause, Clock, Context, Effect, Layer } from "effect"
import type { WorkflowEngine } from "effect/workflow"
import { hostname } from "node:os"
import { type Job, State } from "./Job.ts"
import { JobStore } from "./JobStore.ts"
import { Limits } from "./Limits.ts"
import { Outage } from "./Outage.ts"
import { RefundWorkflow } from "./RefundWorkflow.ts"
import { Settings } from "./Settings.ts"
import * as Telemetry from "./Telemetry.ts"
import { WakeUp } from "./WakeUp.ts"

export class Scheduler extends Context.Service<Scheduler, {
  /**
   * How long ago the table was last read for work, on a clock that does not jump. Units:
   * milliseconds.
   */
  readonly sincePoll: () => number
}>()("worker/Scheduler") {}

export const layer: Layer.Layer<
  Scheduler,
  never,
  JobStore | Limits | Settings | WakeUp | Outage | WorkflowEngine.WorkflowEngine
> = Layer.effect(
  Scheduler,
  Effect.gen(function*() {
    const store = yield* JobStore
    const wakeUp = yield* WakeUp
    const { drain, fullPgs, refunds } = yield* Limits
    const outage = yield* Outage
    const { merchant } = yield* Settings
    const runner = `${hostname()}/${process.pid}`
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    let lastPoll = Number.NEGATIVE_INFINITY
    let lastSweep = Number.NEGATIVE_INFINITY

    // `discard`: a result that the engine loses must not block a place here. The same dispatch
    // number is the same execution, so handing a job over twice runs it once.
    const handOver = (jobs: ReadonlyArray<Job>) =>
      Effect.forEach(
        jobs,
        ({ dispatches, key }) => RefundWorkflow.execute({ merchant, key, round: dispatches }, { discard: true }),
        { concurrency: 8, discard: true }
      )

    const poll = Effect.gen(function*() {
      const most = Math.min(refunds, outage.allowed())
      const jobs = most === 0 ? [] : yield* store.claim(runner, most, fullPgs())
      yield* handOver(jobs)
      lastPoll = monotonic()
      if (lastPoll - lastSweep > SWEEP) {
        lastSweep = lastPoll
        yield* handOver(yield* store.claimNotStarted)
        const counts = yield* store.count
        for (const state of State.literals) yield* Telemetry.counted(state, counts[state]?.jobs ?? 0)
      }
      if (jobs.length === 0) yield* Effect.timeoutOption(wakeUp.wait, POLL)
    })
    // Runs after polling has stopped. A refund that is interrupted here is dispatched again at the
    // next start, and its `refundOnce` then needs an extra look-up; waiting a little avoids that.
    yield* Effect.addFinalizer(() => Effect.andThen(Telemetry.stopping, Effect.timeoutOption(drain, DRAIN)))
    yield* poll.pipe(
      Effect.catchCauseIf(
        (cause) => !Cause.hasInterruptsOnly(cause),
        (cause) => Effect.andThen(Telemetry.failed(cause), Effect.sleep("1 second"))
      ),
      Effect.forever,
      Effect.forkScoped
    )
    return { sincePoll: () => monotonic() - lastPoll }
  })
)

// internal

const POLL = "250 millis"
const DRAIN = "10 seconds"
/** Units: milliseconds. */
const SWEEP = 3000
