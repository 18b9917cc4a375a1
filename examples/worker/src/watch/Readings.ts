/**
 * What the table of jobs says about itself: for the metrics and for the page of `serve`.
 *
 * All of it comes from the database, so a restart changes nothing, and every process of a merchant
 * reads the same.
 */
import { Cause, Clock, Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Limits } from "../engine/Limits.ts"
import { Holds } from "../jobs/Holds.ts"
import { State } from "../jobs/Job.ts"
import { databaseClock } from "../jobs/jobTable.ts"
import { Settings } from "../Settings.ts"
import * as Telemetry from "../Telemetry.ts"
import { causeLabel, CAUSES, outcomeLabel, pgLabel } from "./labels.ts"
import * as Metrics from "./metrics.ts"
import type { Reading, Unknown } from "./Reading.ts"

export class Readings extends Context.Service<Readings, {
  /** The last readings, oldest first, over about ten minutes. */
  readonly recent: () => ReadonlyArray<Reading>
}>()("worker/Readings") {}

/** Reads the table once. */
export const read = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const mine = sql`merchant = ${merchant}`
  const clock = databaseClock(sql)
  const at = clock === undefined
    ? yield* Clock.currentTimeMillis
    : Number((yield* sql<{ readonly at: number | bigint }>`SELECT ${clock} AS at`)[0]?.at)
  const counted = yield* sql<{ readonly state: State; readonly jobs: number | bigint }>`
    SELECT state, count(*) AS jobs FROM refund_job WHERE ${mine} GROUP BY state`
  const states = Object.fromEntries(State.literals.map((state) => [
    state,
    Number(counted.find((row) => row.state === state)?.jobs ?? 0)
  ])) as Record<State, number>

  const field = (name: string) =>
    sql.onDialectOrElse({
      pg: () => sql`(outcome::json ->> ${sql.literal(`'${name}'`)})`,
      orElse: () => sql`json_extract(outcome, ${sql.literal(`'$.${name}'`)})`
    })
  // The cause may be a sentence with the id of a payment, which would make a group of its own.
  const groups = yield* sql<Group>`
    SELECT state, outcome, cause, pg, count(*) AS jobs FROM (
      SELECT state, ${field("outcome")} AS outcome, pg,
        CASE WHEN ${field("cause")} IN ${sql.in(CAUSES)} THEN ${field("cause")} END AS cause
      FROM refund_job WHERE ${mine} AND ${unknown(sql)}
    ) unknown GROUP BY state, outcome, cause, pg`
  const oldest = (which: ReturnType<typeof unknown>) =>
    Effect.map(
      sql<
        { readonly at: number | bigint | null }
      >`SELECT min(created_at) AS at FROM refund_job WHERE ${mine} AND ${which}`,
      ([row]) => row === undefined || row.at === null ? undefined : Number(row.at)
    )
  return {
    at,
    states,
    unknown: together(groups),
    oldestOpen: yield* oldest(sql`state IN ('waiting', 'running', 'retrying', 'needs-review')`),
    oldestUnknown: yield* oldest(unknown(sql)),
    holds: yield* (yield* Holds).list
  }
})

/** Reads the table every few seconds while its scope is open, and sets the gauges. */
export const layer: Layer.Layer<Readings, never, SqlClient.SqlClient | Holds | Limits | Settings> = Layer.effect(
  Readings,
  Effect.gen(function*() {
    const { fullPgs } = yield* Limits
    const clock = yield* Clock.Clock
    const monotonic = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
    const observe = Metrics.observer()
    let kept: ReadonlyArray<Reading> = []
    const once = Effect.gen(function*() {
      const began = monotonic()
      const reading: Reading = { ...(yield* read), fullPgs: fullPgs() }
      kept = [...kept.filter(({ at }) => reading.at - at < KEPT), reading]
      yield* observe(reading)
      // Counting a long table takes long.
      yield* Effect.sleep(Math.max(EVERY, 50 * (monotonic() - began)))
    })
    yield* once.pipe(
      Effect.catchCauseIf(
        (cause) => !Cause.hasInterruptsOnly(cause),
        (cause) => Effect.andThen(Telemetry.failed(cause), Effect.sleep("1 second"))
      ),
      Effect.forever,
      Effect.forkScoped
    )
    return { recent: () => kept }
  })
)

// internal

/** Units: milliseconds. */
const EVERY = 3000
const KEPT = 600_000

interface Group {
  readonly state: State
  readonly outcome: string | null
  readonly cause: string | null
  readonly pg: string | null
  readonly jobs: number | bigint
}

const unknown = (sql: SqlClient.SqlClient) => sql`state IN ('retrying', 'needs-review')`

/** Several PGs may have the label `other`. */
const together = (groups: ReadonlyArray<Group>): ReadonlyArray<Unknown> => {
  const sums = new Map<string, Unknown>()
  for (const group of groups) {
    const labels = {
      state: group.state,
      outcome: outcomeLabel(group.outcome ?? undefined),
      cause: causeLabel(group.cause ?? undefined),
      pg: pgLabel(group.pg ?? undefined)
    }
    const name = JSON.stringify(labels)
    sums.set(name, { ...labels, jobs: (sums.get(name)?.jobs ?? 0) + Number(group.jobs) })
  }
  return [...sums.values()]
}
