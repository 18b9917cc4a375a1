/**
 * Claims due jobs and refunds them: new ones, retries, and those of a process that died.
 */
import { Cause, Clock, Context, Duration, Effect, FiberSet, Layer } from "effect"
import type { Job } from "../jobs/Job.ts"
import { type JobsOf, JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import * as Telemetry from "../Telemetry.ts"
import { drain } from "./drain.ts"
import { Gate } from "./Gate.ts"
import { Limits } from "./Limits.ts"
import { Outage } from "./Outage.ts"
import { Ownership } from "./Ownership.ts"
import { refundJob } from "./refundJob.ts"
import { WakeUp } from "./WakeUp.ts"

export class Scheduler extends Context.Service<Scheduler, {
  /**
   * How long ago the table was last read for work, on a clock that does not jump. Units:
   * milliseconds.
   */
  readonly sincePoll: () => number
}>()("worker/Scheduler") {}

/** The only jobs that are made, those of a command. Default: all. */
export const Only = Context.Reference<JobsOf | undefined>("worker/Only", { defaultValue: () => undefined })

export const layer: Layer.Layer<
  Scheduler,
  never,
  Gate | JobStore | Limits | Ownership | Settings | WakeUp | Outage | Effect.Services<ReturnType<typeof refundJob>>
> = Layer.effect(
  Scheduler,
  Effect.gen(function*() {
    const store = yield* JobStore
    const wakeUp = yield* WakeUp
    const { refunds, room } = yield* Limits
    const gate = yield* Gate
    const outage = yield* Outage
    const { living, runner, shards } = yield* Ownership
    const lease = Duration.toMillis((yield* Settings).overdue)
    const of = yield* Only
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    const never = Number.NEGATIVE_INFINITY
    const last = { poll: never, claim: never, orphans: never }
    const fibers = yield* FiberSet.make()
    /** The jobs in progress, and since when. */
    const busy = new Map<Job, number>()

    const start = (job: Job) => {
      busy.set(job, monotonic())
      return FiberSet.run(fibers, Effect.ensuring(refundJob(job), Effect.sync(() => busy.delete(job))))
    }

    const claim = Effect.gen(function*() {
      const limit = Math.min(refunds, outage.allowed())
      // One claim for many jobs, unless the free places were left waiting.
      const isTime = 4 * busy.size <= 3 * limit || monotonic() - last.claim >= POLL
      const most = isTime ? limit - busy.size : 0
      if (most <= 0) return false
      // The lease of these ends soon, also where a clock has jumped forward, and they are not lost.
      const soon = clock.currentTimeMillisUnsafe() + lease / 2
      const slow = [...busy].flatMap(([{ dueAt, key }, since]) =>
        dueAt < soon || monotonic() - since > lease / 2 ? [key] : []
      )
      const jobs = yield* store.claim(runner, most, {
        of,
        room: room(),
        held: yield* gate.held,
        shards: shards(),
        except: slow
      })
      last.claim = monotonic()
      yield* Effect.forEach(jobs, start, { discard: true })
      return jobs.length === most
    })

    const takeOver = Effect.gen(function*() {
      if (monotonic() - last.orphans < ORPHANS) return
      const alive = yield* living
      if (alive !== undefined) yield* store.makeOrphansDue(alive, shards())
      last.orphans = monotonic()
    })

    const poll = Effect.gen(function*() {
      yield* takeOver
      const isMore = yield* claim
      last.poll = monotonic()
      if (isMore) return
      yield* Effect.timeoutOption(wakeUp.wait, POLL)
      yield* Effect.sleep(GATHER)
    })
    // Runs after polling has stopped.
    yield* Effect.addFinalizer(() =>
      Telemetry.stopping.pipe(
        Effect.andThen(gate.close),
        Effect.andThen(drain({ inFlight: gate.inFlight, inProgress: () => busy.size }))
      )
    )
    yield* poll.pipe(
      Effect.catchCauseIf(
        (cause) => !Cause.hasInterruptsOnly(cause),
        (cause) => Effect.andThen(Telemetry.failed(cause), Effect.sleep("1 second"))
      ),
      Effect.forever,
      Effect.forkScoped
    )
    return { sincePoll: () => monotonic() - last.poll }
  })
)

// internal

/** Units: milliseconds. */
const POLL = 250
const ORPHANS = 450
/** Refunds that end at about the same time are replaced by one claim. Units: milliseconds. */
const GATHER = 10
