/**
 * Stores the outcomes of calls in the table of jobs.
 *
 * In SQLite, each is one statement, and the client commits those together that wait at the same
 * time. In PostgreSQL, they share a statement.
 */
import { Effect, Exit, Request, RequestResolver } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { backoff, LONGEST } from "./backoff.ts"
import type { Job } from "./Job.ts"
import type { JobDecision } from "./JobDecision.ts"
import { databaseClock, momentOf } from "./jobTable.ts"
import { Settings } from "./Settings.ts"

/** What a look-up showed of a job's payment. */
export interface Seen {
  readonly pg: string | undefined
  readonly currency: string | undefined
}

/**
 * A confirmed refund is stored even if another call of the job is running. Any other outcome is
 * stored only if no later call has started, because that one may still send.
 */
export const makeRecord = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant, pauses } = yield* Settings
  const at = momentOf(sql)
  const clock = databaseClock(sql) ?? sql``

  const rowOf = (job: Job, { outcome, outage, retryAfter = 0, sends, state }: JobDecision, seen?: Seen): Row => ({
    key: job.key,
    round: job.dispatches,
    attempts: job.attempts,
    state,
    outcome: JSON.stringify(outcome),
    sends,
    pause: Math.round(Math.max(backoff(job.key, job.dispatches, pauses), Math.min(retryAfter, LONGEST))),
    outage: outage ?? null,
    pg: seen?.pg ?? null,
    currency: seen?.currency ?? null
  })

  const one = (row: Row) =>
    Effect.flatMap(
      at,
      (moment) =>
        sql`UPDATE refund_job SET state = ${row.state}, outcome = ${row.outcome}, sends = sends + ${row.sends},
        due_at = ${moment} + ${row.pause}, updated_at = ${moment}, outage = ${row.outage},
        pg = coalesce(${row.pg}, pg), currency = coalesce(${row.currency}, currency)
        WHERE merchant = ${merchant} AND key = ${row.key} AND ${
          row.state === "done"
            ? sql`state <> 'done'`
            : sql`state = 'running' AND round = ${row.round} AND attempts = ${row.attempts}`
        }`
    )

  const together = (rows: ReadonlyArray<Row>) =>
    sql`UPDATE refund_job AS job SET state = new.state, outcome = new.outcome, sends = job.sends + new.sends,
      due_at = new.moment + new.pause, updated_at = new.moment, outage = new.outage,
      pg = coalesce(new.pg, job.pg), currency = coalesce(new.currency, job.currency)
      FROM (SELECT *, ${clock} AS moment FROM json_to_recordset(${
      JSON.stringify(rows)
    }::json) AS ended (key text, round integer, attempts integer, state text, outcome text, sends integer,
        pause integer, outage text, pg text, currency text)) AS new
      WHERE job.merchant = ${merchant} AND job.key = new.key AND CASE WHEN new.state = 'done' THEN job.state <> 'done'
        ELSE job.state = 'running' AND job.round = new.round AND job.attempts = new.attempts END`

  const resolver = RequestResolver.make<Record>((entries) =>
    Effect.forEach(withoutRepetitions(entries), (some) =>
      together(some.map(({ request }) => request.row)).pipe(
        Effect.exit,
        Effect.flatMap((exit) =>
          // The row of one job must not keep the others from being stored.
          Exit.isSuccess(exit) || some.length === 1
            ? Effect.sync(() => some.forEach((entry) => entry.completeUnsafe(Exit.asVoid(exit))))
            : Effect.forEach(
              some,
              (entry) =>
                Effect.map(Effect.exit(one(entry.request.row)), (exit) => entry.completeUnsafe(Exit.asVoid(exit))),
              { concurrency: "unbounded", discard: true }
            )
        )
      ), { discard: true })
  ).pipe(RequestResolver.setDelay(GATHER))

  const write = sql.onDialectOrElse({
    pg: () => (row: Row) => Effect.request(new Record({ row }), resolver),
    orElse: () => (row: Row) => Effect.asVoid(one(row))
  })
  return (job: Job, decision: JobDecision, seen?: Seen): Effect.Effect<void, SqlError.SqlError> =>
    write(rowOf(job, decision, seen))
})

// internal

interface Row extends Pick<Job, "key" | "attempts" | "state" | "sends"> {
  readonly round: number
  readonly outcome: string
  /** Units: milliseconds. */
  readonly pause: number
  readonly outage: string | null
  readonly pg: string | null
  readonly currency: string | null
}

class Record extends Request.Class<{ readonly row: Row }, void, SqlError.SqlError> {}

const GATHER = "2 millis"

/**
 * Of two rows for one job, a statement would use any. They are of two calls, so the second goes
 * into a statement of its own.
 */
const withoutRepetitions = (
  entries: ReadonlyArray<Request.Entry<Record>>
): ReadonlyArray<ReadonlyArray<Request.Entry<Record>>> => {
  const first = new Map<string, Request.Entry<Record>>()
  const others: Array<Request.Entry<Record>> = []
  for (const entry of entries) {
    const { key } = entry.request.row
    if (first.has(key)) others.push(entry)
    else first.set(key, entry)
  }
  return others.length === 0 ? [[...first.values()]] : [[...first.values()], ...withoutRepetitions(others)]
}
