/**
 * One refund as durable work: a workflow with a single step, which calls `refundOnce`.
 *
 * The engine runs the step again after a crash or an interruption, sometimes twice, sometimes not at all. None of that moves money twice: `refundOnce`
 * looks first. What the engine forgets, the sweep hands out again as a new round.
 */
import { Transport } from "@effect-portone/core"
import { refundOnce } from "@effect-portone/refunds"
import { Cause, Clock, Effect, Schedule, Schema } from "effect"
import { Activity, Workflow } from "effect/workflow"
import type { Job } from "./Job.ts"
import { JobStore } from "./JobStore.ts"
import { Nudge } from "./Nudge.ts"
import { Pace } from "./Pace.ts"
import { Settings } from "./Settings.ts"
import * as Telemetry from "./Telemetry.ts"
import { verdictOf } from "./Verdict.ts"

/** Same merchant, same key, same round: the same execution, wherever it is asked for. */
export const RefundWorkflow = Workflow.make("Refund", {
  payload: { merchant: Schema.String, key: Schema.String, round: Schema.Int },
  success: Schema.String,
  idempotencyKey: ({ key, merchant, round }) => JSON.stringify([merchant, key, round])
})

export const layer = RefundWorkflow.toLayer(({ key, merchant, round }) =>
  Activity.make({
    name: "refund",
    success: Schema.String,
    execute: Effect.gen(function*() {
      // The engine shares out by execution and knows no merchants; with this one's credentials another's refund must not be touched.
      if ((yield* Settings).merchant !== merchant) return "another merchant's"
      return yield* (yield* Pace).place(refund(key, round))
    })
  })
)

/** Calls `refundOnce` for a job and writes down what came of it. */
export const refund = Effect.fn("worker.refund")(function*(key: string, round: number) {
  const store = yield* JobStore
  const job = yield* patiently(store.begin(key, round))
  if (job === undefined) return "over already"
  const began = yield* Clock.currentTimeMillis
  const result = yield* Effect.result(once(job))
  const verdict = verdictOf(result, round)
  // Money may have moved: nothing but the end of this process keeps the outcome from being written down, and then the next look finds it.
  yield* patiently(store.record(job, verdict))
  yield* Telemetry.ended(job, verdict, (yield* Clock.currentTimeMillis) - began)
  yield* (yield* Nudge).now
  return verdict.state
})

// internal

const once = Effect.fnUntraced(function*(job: Job) {
  const { pauses, testChannel } = yield* Settings
  const transport = (yield* Pace).around(yield* Transport.Transport)
  return yield* refundOnce({ impUid: job.impUid, key: job.key, amount: job.amount, reason: job.reason }, {
    includeSandbox: testChannel,
    ...(pauses === "short" && { timers: short })
  }).pipe(Effect.provideService(Transport.Transport, transport))
}, Effect.scoped)

const short = { read: ["20 millis"], quiet: ["20 millis", "50 millis"], confirm: "20 millis" } as const

/** A database that is away comes back. Until then the refund waits, and so do its callers. */
const patiently = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  effect.pipe(
    Effect.tapCause((cause) => Cause.hasInterrupts(cause) ? Effect.void : Telemetry.failed(cause)),
    Effect.retry(Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")])),
    Effect.orDie
  )
