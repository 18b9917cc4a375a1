/**
 * Reads the table of jobs: single jobs, lists and counts.
 */
import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Settings } from "../Settings.ts"
import { among } from "./among.ts"
import { isProvedNotMade, type Job, type KnownRefund, type State } from "./Job.ts"
import { jobs, type Row } from "./jobRow.ts"

type Sql<A> = Effect.Effect<A, SqlError.SqlError>

/** Which jobs to list; a field that is absent does not matter. */
export interface Which {
  readonly state?: State | undefined
  readonly pg?: string | undefined
  readonly impUid?: string | undefined
  /** The code of an outcome or of its cause. */
  readonly cause?: string | undefined
  readonly source?: string | undefined
  /** Units: milliseconds since 1970. */
  readonly unchangedSince?: number | undefined
}

export interface Reads {
  readonly get: (keys: ReadonlyArray<string>) => Sql<ReadonlyArray<Job>>
  /** One page in the order of the keys, starting after a key. */
  readonly list: (
    options: Which & { readonly after: string; readonly most: number }
  ) => Sql<ReadonlyArray<Job>>
  /** All jobs of these payments. */
  readonly ofPayments: (payments: ReadonlyArray<string>) => Sql<ReadonlyArray<Job>>
  /**
   * One page of the jobs that ended in a time, or were begun before its end and are open, in the
   * order of the keys. Reads all jobs of the table. Units: milliseconds, `to` is not included.
   */
  readonly ofTime: (
    time: { readonly from: number; readonly to: number; readonly after: string; readonly most: number }
  ) => Sql<ReadonlyArray<Job>>
  /**
   * One refund for each payment and amount of these payments, by fingerprint. None whose outcome
   * proves that the customer has nothing from it.
   */
  readonly refundsOf: (payments: ReadonlyArray<string>) => Sql<ReadonlyMap<string, KnownRefund>>
  /** How many open jobs there are at each PG that is known by a look-up, and in total. */
  readonly atPgs: Sql<{
    readonly byPg: ReadonlyMap<string, number>
    readonly counts: { readonly open: number; readonly unknown: number; readonly running: number }
  }>
  /**
   * How many jobs each state has, with the sum of their amounts by currency; unknown until the
   * payment was looked up. Reads all jobs of the table.
   */
  readonly count: Sql<
    Readonly<Partial<Record<State, { readonly jobs: number; readonly amounts: ReadonlyMap<string, number> }>>>
  >
}

export const makeReads = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const mine = sql`merchant = ${merchant}`

  return {
    get: (keys) =>
      keys.length === 0
        ? Effect.succeed([])
        : Effect.map(sql<Row>`SELECT * FROM refund_job WHERE ${mine} AND ${among(sql, sql`key`, keys)}`, jobs),

    list: ({ after, cause, impUid, most, pg, source, state, unchangedSince }) =>
      Effect.map(
        sql<Row>`SELECT * FROM refund_job WHERE ${
          sql.and([
            mine,
            sql`key > ${after}`,
            ...(state === undefined ? [] : [sql`state = ${state}`]),
            ...(pg === undefined ? [] : [sql`pg = ${pg}`]),
            ...(impUid === undefined ? [] : [sql`imp_uid = ${impUid}`]),
            ...(source === undefined ? [] : [sql`source = ${source}`]),
            ...(unchangedSince === undefined ? [] : [sql`updated_at <= ${unchangedSince}`]),
            ...(cause === undefined
              ? []
              : [sql`(outcome LIKE ${`%"cause":"${cause}"%`} OR outcome LIKE ${`%"outcome":"${cause}"%`})`])
          ])
        } ORDER BY key LIMIT ${most}`,
        jobs
      ),

    ofPayments: (payments) =>
      payments.length === 0
        ? Effect.succeed([])
        : Effect.map(
          sql<Row>`SELECT * FROM refund_job WHERE ${mine} AND ${among(sql, sql`imp_uid`, payments)}`,
          byKey
        ),

    ofTime: ({ after, from, most, to }) =>
      Effect.map(
        sql<Row>`SELECT * FROM refund_job WHERE ${mine} AND key > ${after} AND (
          (state IN ('done', 'rejected') AND updated_at >= ${from} AND updated_at < ${to})
          OR (state NOT IN ('done', 'rejected') AND attempts > 0 AND created_at < ${to})
        ) ORDER BY key LIMIT ${most}`,
        jobs
      ),

    refundsOf: (payments) =>
      payments.length === 0
        ? Effect.succeed(new Map())
        : Effect.map(
          sql<Row>`SELECT * FROM refund_job WHERE ${mine} AND ${among(sql, sql`imp_uid`, payments)}`,
          (rows) => new Map(byKey(rows).filter((job) => !isProvedNotMade(job)).map((job) => [job.fingerprint, job]))
        ),

    atPgs: Effect.map(
      sql<{ readonly pg: string | null; readonly state: State; readonly jobs: number | bigint }>`
        SELECT pg, state, count(*) AS jobs FROM refund_job
        WHERE ${mine} AND state NOT IN ('done', 'rejected') GROUP BY pg, state`,
      (rows) => {
        const byPg = new Map<string, number>()
        const counts = { open: 0, unknown: 0, running: 0 }
        for (const { jobs, pg, state } of rows) {
          counts.open += Number(jobs)
          if (state === "running") counts.running += Number(jobs)
          if (pg === null) counts.unknown += Number(jobs)
          else byPg.set(pg, (byPg.get(pg) ?? 0) + Number(jobs))
        }
        return { byPg, counts }
      }
    ),

    count: Effect.map(
      sql<{
        readonly state: State
        readonly currency: string | null
        readonly jobs: number | bigint
        readonly amount: number
      }>`SELECT state, currency, count(*) AS jobs, sum(amount) AS amount FROM refund_job WHERE ${mine}
        GROUP BY state, currency ORDER BY state, currency`,
      (rows) => {
        const counts: Partial<Record<State, { jobs: number; readonly amounts: Map<string, number> }>> = {}
        for (const { amount, currency, jobs, state } of rows) {
          const { amounts, ...count } = counts[state] ?? { jobs: 0, amounts: new Map() }
          counts[state] = { jobs: count.jobs + Number(jobs), amounts: amounts.set(currency ?? "", amount) }
        }
        return counts
      }
    )
  } satisfies Reads
})

// internal

// With ORDER BY, SQLite would read all jobs of the merchant in the order of their keys.
const byKey = (rows: ReadonlyArray<Row>): ReadonlyArray<Job> =>
  jobs(rows).toSorted((one, other) => one.key < other.key ? -1 : 1)
