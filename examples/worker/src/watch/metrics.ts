/**
 * The metrics of the worker.
 *
 * Counters and histograms are of this process and begin with 0 when it starts. Gauges are of the
 * database, where not stated otherwise: every process of a merchant reports the same.
 */
import { Effect, Metric } from "effect"
import type { JobDecision } from "../engine/JobDecision.ts"
import type { Job } from "../jobs/Job.ts"
import { causeLabel, outcomeLabel, pgLabel } from "./labels.ts"
import type { Reading } from "./Reading.ts"

const counter = (name: string, description: string) => Metric.counter(name, { description, incremental: true })
const gauge = (name: string, description: string) => Metric.gauge(name, { description })

const refunds = counter("worker_refunds_total", "completed calls of refundOnce in this process")
const sends = counter("worker_sends_total", "cancels that this process sent")
const lookUps = counter("worker_lookups_total", "look-ups of payments that this process sent")
const seconds = Metric.histogram("worker_refund_seconds", {
  description: "duration of one call of refundOnce in this process",
  boundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 300]
})
const sendsOfRefund = Metric.histogram("worker_refund_sends", {
  description: "cancels sent for a refund by all of its calls, observed by the process that ended it",
  boundaries: [0, 1, 2, 3, 5, 10]
})
const full = gauge("worker_pg_full", "1 if this process has no room for another refund at the PG")
const held = gauge("worker_pg_held", "1 if a person has put the PG on hold; `every` is a hold of the whole merchant")
const jobs = gauge("worker_jobs", "jobs in the table, by state")
const unknown = gauge("worker_jobs_unknown", "jobs whose last call could not find out whether the refund was made")
const oldestOpen = gauge("worker_oldest_open_seconds", "age of the oldest job without a final outcome, 0 without one")
const oldestUnknown = gauge("worker_oldest_unknown_seconds", "age of the oldest job whose outcome is unknown, or 0")
const broken = gauge("worker_invariants_broken", "open jobs whose payment history contradicts a final outcome")
const readAt = gauge("worker_read_time_seconds", "UNIX time at which the gauges of the database were read")

/** Counts a completed call of `refundOnce`. Units: `millis` in milliseconds. */
export const ended = Effect.fnUntraced(
  function*(job: Job, { outcome, sends: sent, state }: JobDecision, pg: string | undefined, millis: number) {
    const labels = {
      state,
      outcome: outcomeLabel(outcome.outcome),
      cause: causeLabel(outcome.cause),
      pg: pgLabel(pg)
    }
    yield* Metric.update(Metric.withAttributes(refunds, labels), 1)
    yield* Metric.update(Metric.withAttributes(sends, { pg: labels.pg }), sent)
    yield* Metric.update(seconds, millis / 1000)
    if (state === "done" || state === "rejected") yield* Metric.update(sendsOfRefund, job.sends + sent)
  }
)

/** Counts a look-up that is being sent. */
export const lookedUp: Effect.Effect<void> = Metric.update(lookUps, 1)

/**
 * Sets every gauge from a reading. A group that has no job any more is 0 from then on, because a
 * series cannot be removed.
 */
export const observer = (): (reading: Reading) => Effect.Effect<void> => {
  const groups = new Map<string, Readonly<Record<string, string>>>()
  const fullPgs = new Set([pgLabel(undefined)])
  const heldPgs = new Set([EVERY])
  return (reading) =>
    Effect.suspend(() => {
      const updates: Array<Effect.Effect<void>> = []
      const set = (metric: Metric.Gauge<number>, value: number, labels: Readonly<Record<string, string>> = {}) =>
        updates.push(Metric.update(Metric.withAttributes(metric, labels), value))
      const age = (since: number | undefined) => since === undefined ? 0 : Math.max(0, reading.at - since) / 1000

      for (const [state, count] of Object.entries(reading.states)) set(jobs, count, { state })
      for (const labels of groups.values()) set(unknown, 0, labels)
      for (const { jobs: count, ...labels } of reading.unknown) {
        groups.set(JSON.stringify(labels), labels)
        set(unknown, count, labels)
      }
      const now = new Set(reading.fullPgs.map(pgLabel))
      for (const pg of now) fullPgs.add(pg)
      for (const pg of fullPgs) set(full, now.has(pg) ? 1 : 0, { pg })
      const holds = new Set(reading.holds.map((hold) => hold.what === "pg" ? pgLabel(hold.pg) : EVERY))
      for (const pg of holds) heldPgs.add(pg)
      for (const pg of heldPgs) set(held, holds.has(pg) ? 1 : 0, { pg })
      set(broken, brokenIn(reading))
      set(oldestOpen, age(reading.oldestOpen))
      set(oldestUnknown, age(reading.oldestUnknown))
      set(readAt, reading.at / 1000)
      return Effect.all(updates, { discard: true })
    })
}

/** Refunds that were made more than once, or that contradict a final outcome. */
export const brokenIn = ({ unknown }: Pick<Reading, "unknown">): number =>
  unknown.reduce((sum, { cause, jobs }) => cause === "BrokenInvariant" ? sum + jobs : sum, 0)

// internal

const EVERY = "every"
