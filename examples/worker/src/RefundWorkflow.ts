/**
 * One refund as a durable workflow with a single step, which calls `refundOnce`.
 *
 * After a crash or an interruption the engine may run the step again, run it twice, or lose it.
 * `refundOnce` looks the payment up before it sends, so none of these causes a second refund.
 * The scheduler dispatches a lost job again.
 */
import { Transport } from "@effect-portone/core"
import { refundOnce } from "@effect-portone/refunds"
import { Cause, Clock, Effect, Schedule, Schema } from "effect"
import { Activity, Workflow } from "effect/workflow"
import type { Job } from "./Job.ts"
import { decide } from "./JobDecision.ts"
import { JobStore } from "./JobStore.ts"
import { type LimitedTransport, Limits } from "./Limits.ts"
import { Outage } from "./Outage.ts"
import { Settings } from "./Settings.ts"
import * as Telemetry from "./Telemetry.ts"
import { WakeUp } from "./WakeUp.ts"

/** Same merchant, same key, same dispatch number: the same execution on every machine. */
export const RefundWorkflow = Workflow.make("Refund", {
  // `round`, the dispatch number, keeps its first name: the engine's tables contain payloads.
  payload: { merchant: Schema.String, key: Schema.String, round: Schema.Int },
  success: Schema.String,
  idempotencyKey: ({ key, merchant, round }) => JSON.stringify([merchant, key, round])
})

export const layer = RefundWorkflow.toLayer(({ key, merchant, round }) =>
  Activity.make({
    name: "refund",
    success: Schema.String,
    execute: Effect.gen(function*() {
      // The engine distributes executions without knowing merchants. This process has the
      // credentials of one merchant and must not process a job of another one.
      if ((yield* Settings).merchant !== merchant) return "another merchant's"
      return yield* (yield* Limits).withPermit(refund(key, round))
    })
  })
)

/** Calls `refundOnce` for a job and stores the result. */
export const refund = Effect.fn("worker.refund")(function*(key: string, dispatch: number) {
  const store = yield* JobStore
  const job = yield* untilDatabaseAnswers(store.begin(key, dispatch))
  if (job === undefined) return "not due"
  const startedAt = yield* Clock.currentTimeMillis
  const limited = (yield* Limits).limit(yield* Transport.Transport)
  const result = yield* Effect.result(callRefundOnce(job, limited)).pipe(
    Effect.raceFirst(Effect.map(limited.whenFull, (pg) => ({ _tag: "Full" as const, pg }))),
    Effect.ensuring(limited.leave)
  )
  if (result._tag === "Full") {
    yield* untilDatabaseAnswers(store.giveBack(job, result.pg))
    yield* (yield* WakeUp).signal
    return "given back"
  }
  const decision = decide(result, job.attempts)
  // Money may have moved, so the result is stored however long that takes. If the process ends
  // before, the next call of `refundOnce` finds the cancel in the payment history.
  yield* untilDatabaseAnswers(store.record(job, decision, limited.seen()))
  yield* (yield* Outage).note(decision.outage ?? "unknown")
  yield* Telemetry.ended(job, decision, (yield* Clock.currentTimeMillis) - startedAt)
  yield* (yield* WakeUp).signal
  return decision.state
})

// internal

const callRefundOnce = Effect.fnUntraced(
  function*(job: Job, { onPayment, transport }: LimitedTransport) {
    const { pauses, testChannel } = yield* Settings
    return yield* refundOnce({ impUid: job.impUid, key: job.key, amount: job.amount, reason: job.reason }, {
      includeSandbox: testChannel,
      onPayment,
      // The longest sequence of pauses that leads to an outcome takes two minutes. After any other
      // the job is dispatched again.
      patience: "3 minutes",
      ...(job.isAfterRestore && { earlier: "possible" as const }),
      ...(pauses === "short" && { timers: short })
    }).pipe(Effect.provideService(Transport.Transport, transport))
  },
  Effect.scoped
)

const short = { read: ["20 millis"], quiet: ["20 millis", "50 millis"], confirm: "20 millis" } as const

/** Retries a database operation until it succeeds. */
const untilDatabaseAnswers = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  effect.pipe(
    Effect.tapCause((cause) => Cause.hasInterrupts(cause) ? Effect.void : Telemetry.failed(cause)),
    Effect.retry(Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")])),
    Effect.orDie
  )
