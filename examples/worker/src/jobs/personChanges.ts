/**
 * Changes of jobs that a person orders, or that a look-up of theirs decides.
 */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Settings } from "../Settings.ts"
import type { Job, Outcome } from "./Job.ts"
import { momentOf } from "./jobTable.ts"

type Sql<A> = Effect.Effect<A, SqlError.SqlError>

export interface PersonChanges {
  /**
   * After the database was restored: open jobs, and jobs that are added until this is over, may
   * have been sent before. Returns how many open jobs were marked.
   */
  readonly afterRestore: (isOver: boolean) => Sql<number>
  /**
   * Makes a job due now. False if its state does not allow another call, or if it was claimed or
   * changed since it was read; then nothing is stored. Call it in a transaction with its event.
   */
  readonly retry: (job: Job) => Sql<boolean>
  /**
   * Gives a job the state that a person or a look-up has decided. False if it was claimed or
   * changed since it was read; then nothing is stored. Call it in a transaction with its event.
   *
   * `isCompared`: persons have found that no cancel of the time before a restore is this refund, so
   * its next call does not take an equal one for it again.
   */
  readonly settle: (
    job: Job,
    to: {
      readonly state: "done" | "rejected" | "needs-review"
      readonly outcome: Outcome
      readonly isCompared?: boolean
    }
  ) => Sql<boolean>
  /** Corrects a time of a clock that was ahead. False if the job was claimed or changed since. */
  readonly changedNow: (job: Job) => Sql<boolean>
  /** Makes jobs due now that wait for their next call, at one PG or at all. */
  readonly callNow: (pg: string | undefined) => Sql<void>
}

export const makePersonChanges = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const mine = sql`merchant = ${merchant}`
  const at = momentOf(sql)

  /** The row of a job that no process has claimed or changed since it was read. */
  const unchanged = ({ attempts, dispatches, key, state }: Job) =>
    sql`${mine} AND key = ${key} AND state = ${state} AND round = ${dispatches} AND attempts = ${attempts}`

  /** Until the end of the transaction. In SQLite a transaction excludes every other. */
  const noClaims = sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(7265667565)`,
    orElse: () => Effect.void
  })

  return {
    afterRestore: (isOver) =>
      Effect.gen(function*() {
        const moment = yield* at
        yield* sql`DELETE FROM refund_restore WHERE ${mine}`
        if (isOver) return 0
        yield* sql`INSERT INTO refund_restore (merchant, since) VALUES (${merchant}, ${moment})`
        const marked = yield* sql`UPDATE refund_job SET earlier = 'possible'
          WHERE ${mine} AND state NOT IN ('done', 'rejected') RETURNING key`
        return marked.length
      }).pipe(sql.withTransaction),

    retry: (job) =>
      Effect.gen(function*() {
        yield* noClaims
        const moment = yield* at
        const rows = yield* sql`UPDATE refund_job SET state = 'waiting', due_at = ${moment}, updated_at = ${moment}
          WHERE ${unchanged(job)} AND state IN ('waiting', 'retrying', 'needs-review') RETURNING key`
        return rows.length > 0
      }).pipe(sql.withTransaction),

    settle: (job, { isCompared = false, outcome, state }) =>
      Effect.gen(function*() {
        yield* noClaims
        const moment = yield* at
        const rows = yield* sql`UPDATE refund_job SET state = ${state}, outcome = ${JSON.stringify(outcome)},
          due_at = ${moment}, updated_at = ${moment}, outage = NULL,
            earlier = ${isCompared ? sql`NULL` : sql`earlier`}
          WHERE ${unchanged(job)} AND state <> 'running' RETURNING key`
        return rows.length > 0
      }).pipe(sql.withTransaction),

    changedNow: Effect.fnUntraced(function*(job) {
      const moment = yield* at
      const rows = yield* sql`UPDATE refund_job SET updated_at = ${moment}
        WHERE ${unchanged(job)} AND updated_at > ${moment} RETURNING key`
      return rows.length > 0
    }),

    callNow: Effect.fnUntraced(function*(pg) {
      const moment = yield* at
      yield* sql`UPDATE refund_job SET due_at = ${moment}, updated_at = ${moment} WHERE ${mine}
        AND state IN ('waiting', 'retrying') AND due_at > ${moment} AND ${
        pg === undefined ? sql`1 = 1` : sql`pg = ${pg}`
      }`
    })
  } satisfies PersonChanges
})
