/**
 * Stores the outcomes of calls in the table of jobs, and as events.
 *
 * Outcomes that come at the same time share a transaction, and in PostgreSQL a statement.
 */
import { Context, Effect, Exit, Tracer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { backoff, LONGEST } from "../engine/backoff.ts"
import type { JobDecision } from "../engine/JobDecision.ts"
import { Events, type NewEvent } from "../events/Events.ts"
import { Settings } from "../Settings.ts"
import { codeOf } from "../StartupError.ts"
import type { Job, Outcome } from "./Job.ts"
import { databaseClock, momentOf } from "./jobTable.ts"

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
  const events = yield* Events
  const at = momentOf(sql)
  const clock = databaseClock(sql) ?? sql``

  const rowOf = (job: Job, { outcome, outage, retryAfter = 0, sends, state }: JobDecision, seen?: Seen): Row => ({
    key: job.key,
    round: job.dispatches,
    attempts: job.attempts,
    state,
    outcome: JSON.stringify(outcome),
    sends,
    pause: state === "retrying"
      ? Math.round(Math.max(backoff(job.key, job.dispatches, pauses), Math.min(retryAfter, LONGEST)))
      : 0,
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

  const oneByOne = (rows: ReadonlyArray<Row>) => Effect.forEach(rows, one, { discard: true })
  const update = sql.onDialectOrElse({ pg: () => together, orElse: () => oneByOne })
  // The events last, because they lock the end of the chain for other processes.
  const store = (some: ReadonlyArray<Waiting>, how: typeof update) =>
    how(some.map(({ row }) => row)).pipe(
      Effect.andThen(events.append(...some.map(({ row }) => eventOf(row)))),
      sql.withTransaction
    )

  /** What the database does not take as data is left out, because it never will. */
  const storeOne = (one: Waiting) =>
    store([one], oneByOne).pipe(
      Effect.catch((error) =>
        codeOf(error).startsWith("22") ? store([{ ...one, row: bare(one.row) }], oneByOne) : Effect.fail(error)
      )
    )

  let waiting: Array<Waiting> = []
  let isStoring = false
  /** Stores all that wait, until none do. What comes at the same time goes into the next group. */
  const storeAll = Effect.gen(function*() {
    yield* Effect.sleep(GATHER)
    while (waiting.length > 0) {
      const all = waiting
      waiting = []
      for (const some of withoutRepetitions(all)) {
        const exit = yield* Effect.exit(store(some, update))
        for (const one of some) {
          // The row of one job must not keep the others from being stored.
          one.end(Exit.isSuccess(exit) ? exit : yield* Effect.exit(storeOne(one)))
        }
      }
    }
    isStoring = false
  })
  // A group belongs to none of its callers, which may be interrupted, and to none of their spans.
  const fork = Effect.runForkWith(Context.omit(Tracer.ParentSpan)(yield* Effect.context<never>()))

  return (job: Job, decision: JobDecision, seen?: Seen): Effect.Effect<void, SqlError.SqlError> =>
    // What is being stored is waited for, because the database is closed after the last caller.
    Effect.uninterruptible(Effect.callback((resume) => {
      waiting.push({ row: rowOf(job, decision, seen), end: resume })
      if (isStoring) return
      isStoring = true
      fork(storeAll)
    }))
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

interface Waiting {
  readonly row: Row
  readonly end: (exit: Exit.Exit<void, SqlError.SqlError>) => void
}

const GATHER = "2 millis"

const bare = (row: Row): Row => {
  const { amount, outcome } = JSON.parse(row.outcome) as Outcome
  return { ...row, outcome: JSON.stringify({ outcome, amount }), pg: null, currency: null }
}

/** Codes and counts; `cause` and `advice` of an outcome may be the text of a provider. */
const eventOf = ({ attempts, key, outage, outcome, pg, round, sends, state }: Row): NewEvent => {
  const { amount, outcome: tag } = JSON.parse(outcome) as Outcome
  return {
    action: "outcome",
    key,
    detail: {
      state,
      outcome: tag,
      sends,
      dispatch: round,
      attempt: attempts,
      ...(amount !== undefined && { amount }),
      ...(pg !== null && { pg }),
      ...(outage === "yes" && { outage })
    }
  }
}

/**
 * Of two rows for one job, a statement would use any. They are of two calls, so the second goes
 * into a statement of its own.
 */
const withoutRepetitions = (all: ReadonlyArray<Waiting>): ReadonlyArray<ReadonlyArray<Waiting>> => {
  const first = new Map<string, Waiting>()
  const others: Array<Waiting> = []
  for (const one of all) {
    if (first.has(one.row.key)) others.push(one)
    else first.set(one.row.key, one)
  }
  return all.length === 0
    ? []
    : others.length === 0
    ? [[...first.values()]]
    : [[...first.values()], ...withoutRepetitions(others)]
}
