/**
 * Hands what is due to the engine: what is new, what nobody was sure about, and what the engine forgot.
 */
import { Cause, Clock, Context, Effect, Layer } from "effect"
import type { WorkflowEngine } from "effect/workflow"
import { hostname } from "node:os"
import { type Job, State } from "./Job.ts"
import { JobStore } from "./JobStore.ts"
import { Nudge } from "./Nudge.ts"
import { Pace } from "./Pace.ts"
import { RefundWorkflow } from "./RefundWorkflow.ts"
import { Settings } from "./Settings.ts"
import * as Telemetry from "./Telemetry.ts"

/**
 * Tells how the feeder is.
 */
export class Feeder extends Context.Service<Feeder, {
  /** When the table was last asked for work. Units: milliseconds since 1970; 0 before the first time. */
  readonly lastLook: () => number
}>()("worker/Feeder") {}

export const layer: Layer.Layer<Feeder, never, JobStore | Nudge | Pace | Settings | WorkflowEngine.WorkflowEngine> =
  Layer.effect(
    Feeder,
    Effect.gen(function*() {
      const store = yield* JobStore
      const nudge = yield* Nudge
      const { drain } = yield* Pace
      const { concurrency, merchant } = yield* Settings
      const runner = `${hostname()}/${process.pid}`
      let lastLook = 0
      let lastSweep = 0

      // Handed over and not waited for: an answer that got lost in the engine must not keep a place occupied. The same round again is the same execution.
      const handOver = (jobs: ReadonlyArray<Job>) =>
        Effect.forEach(jobs, ({ key, round }) => RefundWorkflow.execute({ merchant, key, round }, { discard: true }), {
          concurrency: 8,
          discard: true
        })

      const feed = Effect.gen(function*() {
        // Twice as many as can be in work, so that nobody waits for the next look.
        const jobs = yield* store.claim(runner, 2 * concurrency)
        yield* handOver(jobs)
        lastLook = yield* Clock.currentTimeMillis
        if (lastLook - lastSweep > SWEEP) {
          lastSweep = lastLook
          yield* handOver(yield* store.stranded)
          const counts = yield* store.count
          for (const state of State.literals) yield* Telemetry.counted(state, counts[state]?.jobs ?? 0)
        }
        if (jobs.length === 0) yield* Effect.timeoutOption(nudge.next, LOOK)
      })
      // Runs after the feeder has stopped. A refund that is cut off is found again at the next start; one that may end by itself costs nobody a look.
      yield* Effect.addFinalizer(() => Effect.andThen(Telemetry.stopping, Effect.timeoutOption(drain, DRAIN)))
      yield* feed.pipe(
        Effect.catchCauseIf(
          (cause) => !Cause.hasInterruptsOnly(cause),
          (cause) => Effect.andThen(Telemetry.failed(cause), Effect.sleep("1 second"))
        ),
        Effect.forever,
        Effect.forkScoped
      )
      return { lastLook: () => lastLook }
    })
  )

// internal

const LOOK = "250 millis"
const DRAIN = "10 seconds"
/** Units: milliseconds. */
const SWEEP = 3000
