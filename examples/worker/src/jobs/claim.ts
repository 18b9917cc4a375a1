/**
 * Which jobs a process may call next, and the statement by which it takes them.
 */
import { Duration, Effect } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import { LONGEST } from "../engine/backoff.ts"
import { Settings } from "../Settings.ts"
import { among } from "./among.ts"
import { type heldPgs, notOnHold } from "./Holds.ts"
import type { Job } from "./Job.ts"
import { jobs, type Row } from "./jobRow.ts"
import { momentOf } from "./jobTable.ts"

type Sql<A> = Effect.Effect<A, SqlError.SqlError>

/** The jobs of an import, those of some keys, or both. */
export interface JobsOf {
  readonly source?: string
  readonly keys?: ReadonlyArray<string>
}

/** Which of the due jobs may be claimed. */
export interface Claimable {
  /** Only these jobs: those of the command that claims. Default: all. */
  readonly of?: JobsOf | undefined
  /** Only jobs of these shards. */
  readonly shards?: ReadonlyArray<number> | "all"
  /** No more than so many that are known to be at one of these PGs. */
  readonly room?: ReadonlyMap<string, number>
  /** None that was never sent and is at one of these PGs. */
  readonly held?: ReturnType<typeof heldPgs>
  /** None with one of these keys. */
  readonly except?: ReadonlyArray<string>
}

export interface Claims {
  /**
   * Marks due jobs as running for this runner, before `refundOnce` is called: at most one of each
   * payment, and at most `most` in total. Two processes never claim jobs of one payment.
   */
  readonly claim: (runner: string, most: number, which?: Claimable) => Sql<ReadonlyArray<Job>>
  /** Makes running jobs due whose runner is not one of the living. Returns how many. */
  readonly makeOrphansDue: (living: ReadonlyArray<string>, shards?: ReadonlyArray<number> | "all") => Sql<number>
}

/**
 * Other jobs of a payment for which `job` waits. A cancel in between would change the balance,
 * and with it reject a cancel that is still on its way. None is where the ledger has the proof:
 * the first may then wait for days until its obstacle has passed.
 */
export const inFront = (sql: SqlClient.SqlClient, which: Statement.Fragment): Statement.Fragment =>
  sql`SELECT 1 FROM refund_job other WHERE other.merchant = job.merchant AND other.imp_uid = job.imp_uid
    AND other.key <> job.key AND other.state IN ('running', 'retrying') AND ${which}
    AND (other.state = 'running' OR other.outcome IS NULL OR NOT (
      other.outcome LIKE '{"outcome":"Rejected"%' OR other.outcome LIKE '{"outcome":"NotRefunded"%'))`

/** Whether `job`, or another table, is one of these. */
export const isOf = (
  sql: SqlClient.SqlClient,
  { keys = [], source }: JobsOf,
  table: "job" | "other" = "job"
): Statement.Fragment => {
  const named = among(sql, sql`${sql.literal(table)}.key`, keys)
  // Without OR where it is not needed, so that the index of the keys is used.
  return source === undefined
    ? named
    : sql.or([sql`${sql.literal(table)}.source = ${source}`, ...(keys.length === 0 ? [] : [named])])
}

export const makeClaims = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant, overdue } = yield* Settings
  const lease = Duration.toMillis(overdue)
  const furthest = Math.max(LONGEST, lease)
  const mine = sql`merchant = ${merchant}`
  const at = momentOf(sql)
  const inShards = (shards: ReadonlyArray<number> | "all") =>
    shards === "all" ? sql`1 = 1` : shards.length === 0 ? sql`1 = 0` : sql.in("shard", shards)

  const claims: Claims = {
    claim: (runner, most, { except = [], held = [], of, room = new Map(), shards = "all" } = {}) =>
      Effect.gen(function*() {
        // Without the lock, two machines could claim two jobs of one payment at the moment when a
        // shard moves: safe, but one of the two would then meet a changed balance.
        yield* sql.onDialectOrElse({
          pg: () =>
            // The queue is read from its start. After an import, before PostgreSQL has counted the
            // new rows, it would sort all of them, and then compile that plan.
            sql`SELECT pg_advisory_xact_lock(7265667565), set_config('enable_sort', 'off', true),
              set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true)`,
          orElse: () => Effect.void
        })
        const moment = yield* at
        const full = [...room].flatMap(([pg, free]) => free === 0 ? [pg] : [])
        const limited = [...room].filter(([, free]) => free > 0)
        // Set by a clock that was ahead, now or at the time.
        yield* sql`UPDATE refund_job SET due_at = ${moment}, updated_at = ${moment} WHERE ${mine}
          AND state IN ('waiting', 'retrying', 'running') AND due_at > ${moment} + ${furthest}`
        const allowed = sql.and([
          inShards(shards),
          ...(of === undefined ? [] : [isOf(sql, of)]),
          ...(full.length === 0 ? [] : [sql`(pg IS NULL OR NOT ${sql.in("pg", full)})`]),
          ...(held.length === 0 ? [] : [notOnHold(sql, held)]),
          ...(except.length === 0 ? [] : [sql`NOT ${among(sql, sql`key`, except)}`])
        ])
        const due = sql`state IN ('waiting', 'retrying', 'running') AND due_at <= ${moment}`
        const busy = inFront(sql, sql`other.state IN ('running', 'retrying')`)
        const candidates =
          sql`SELECT key, imp_uid, due_at, pg FROM refund_job job WHERE ${mine} AND ${due} AND ${allowed} AND NOT EXISTS (${busy})
          ORDER BY due_at LIMIT ${4 * most}`
        const atPg = limited.length === 0
          ? sql``
          : sql`, row_number() OVER (PARTITION BY pg ORDER BY due_at, key) AS at_pg`
        const first =
          sql`SELECT key, due_at, pg, row_number() OVER (PARTITION BY imp_uid ORDER BY due_at, key) AS place${atPg} FROM (${candidates}) candidates`
        const fits = sql.and([
          sql`place = 1`,
          ...limited.map(([pg, free]) => sql`(pg IS NULL OR pg <> ${pg} OR at_pg <= ${free})`)
        ])
        const rows = yield* sql<Row>`UPDATE refund_job
          SET state = 'running', round = round + 1, attempts = attempts + 1, runner = ${runner},
            due_at = ${moment} + ${lease}, updated_at = ${moment}
          WHERE ${mine} AND key IN (
            SELECT key FROM (${first}) firsts WHERE ${fits} ORDER BY due_at LIMIT ${most}
          ) RETURNING *`
        return jobs(rows)
      }).pipe(sql.withTransaction),

    makeOrphansDue: Effect.fnUntraced(function*(living, shards = "all") {
      const moment = yield* at
      // With the place in the queue that it had at first.
      const orphans = yield* sql`UPDATE refund_job SET due_at = created_at, updated_at = ${moment}
        WHERE ${mine} AND state = 'running' AND due_at > ${moment} AND ${inShards(shards)}
        AND (runner IS NULL OR NOT ${among(sql, sql`runner`, living)}) RETURNING key`
      return orphans.length
    })
  }
  return claims
})
