/**
 * One claimed job: calls `refundOnce` and stores the outcome.
 *
 * After a crash or an interruption the job is claimed again, here or by another process, and an
 * earlier call may even be running still. `refundOnce` keeps what it may send in the ledger and
 * looks the payment up before it sends, so none of these causes a second refund.
 */
import { Span, Transport } from "@effect-portone/core"
import { findRefund, refundOnce } from "@effect-portone/refunds"
import { Cause, Clock, Deferred, Effect, Result, Schedule } from "effect"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import * as Telemetry from "../Telemetry.ts"
import { Gate } from "./Gate.ts"
import type { GiveBack, GivenBack } from "./GivenBack.ts"
import { decide, type Earlier } from "./JobDecision.ts"
import { type LimitedTransport, Limits } from "./Limits.ts"
import { Outage } from "./Outage.ts"
import { WakeUp } from "./WakeUp.ts"

export const refundJob = Effect.fnUntraced(function*(job: Job) {
  const store = yield* JobStore
  const startedAt = yield* Clock.currentTimeMillis
  const givenBack = Deferred.makeUnsafe<GivenBack>()
  const giveBack: GiveBack = (to) => Deferred.succeed(givenBack, to)
  // Innermost, so that a cancel that has waited for its turn is checked after that.
  const gated = (yield* Gate).guard(yield* Transport.Transport, job, () => limited.seen().pg ?? job.pg, giveBack)
  const limited: LimitedTransport = (yield* Limits).limit(gated, giveBack)
  const result = yield* Effect.raceFirst(
    Effect.result(callRefundOnce(job, limited)),
    Deferred.await(givenBack)
  ).pipe(Effect.ensuring(limited.leave))
  if (!Result.isResult(result)) {
    yield* untilDatabaseAnswers(store.giveBack(job, result))
    yield* (yield* WakeUp).signal
    return "given back"
  }
  const isInvalid = Result.isFailure(result) && result.failure._tag === "InvalidRefund"
  const decision = decide(result, isInvalid ? yield* findEarlier(job, limited) : undefined)
  // Money may have moved, so the result is stored however long that takes. If the process ends
  // before, the next call of `refundOnce` finds the cancel in the payment history.
  yield* untilDatabaseAnswers(store.record(job, decision, limited.seen()))
  yield* (yield* Outage).note(decision.outage ?? "unknown", decision.retryAfter)
  yield* Telemetry.ended(job, decision, limited.seen().pg ?? job.pg, (yield* Clock.currentTimeMillis) - startedAt)
  yield* (yield* WakeUp).signal
  return decision.state
}, (refund) => Span.within(refund, "worker.refund"))

// internal

const callRefundOnce = Effect.fnUntraced(
  function*(job: Job, { onPayment, transport }: LimitedTransport) {
    const { pauses, testChannel } = yield* Settings
    return yield* refundOnce({ impUid: job.impUid, key: job.key, amount: job.amount, reason: job.reason }, {
      includeSandbox: testChannel,
      onPayment,
      // The longest sequence of pauses that leads to an outcome takes two minutes. After any other
      // the job is claimed again.
      patience: "3 minutes",
      ...(job.isAfterRestore && { earlier: "possible" as const }),
      ...(pauses === "short" && { timers: short })
    }).pipe(Effect.provideService(Transport.Transport, transport))
  },
  Effect.scoped
)

/** What earlier calls of a job did; undefined if this is the first one. Sends no cancel. */
const findEarlier = Effect.fnUntraced(
  function*({ attempts, impUid, isAfterRestore, key }: Job, { transport }: LimitedTransport) {
    if (attempts === 1 && !isAfterRestore) return undefined
    const { testChannel } = yield* Settings
    const found = yield* Effect.result(findRefund(impUid, key, { includeSandbox: testChannel })).pipe(
      Effect.provideService(Transport.Transport, transport)
    )
    return { found, isAfterRestore } satisfies Earlier
  }
)

const short = { read: ["20 millis"], quiet: ["20 millis", "50 millis"], confirm: "20 millis" } as const

/**
 * Retries a database operation until it succeeds. Only the first failure is logged, because many
 * refunds wait at the same time; the scheduler logs that the database still fails.
 */
const untilDatabaseAnswers = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
  effect.pipe(
    Effect.tapCause((cause) => Cause.hasInterrupts(cause) ? Effect.void : Telemetry.failed(cause)),
    Effect.catch(() => Effect.retry(Effect.delay(effect, "100 millis"), pauses)),
    Effect.orDie
  )

const pauses = Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("5 seconds")])
