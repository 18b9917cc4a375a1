/**
 * The worker's memory: which refunds were asked for and what became of them. The engine may forget; this does not.
 */
import { Clock, Context, Duration, Effect, Layer, Option, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { fingerprintOf, type Job, KeyInUse, type NewJob, type State, summary } from "./Job.ts"
import { makeTables } from "./jobTable.ts"
import { Settings } from "./Settings.ts"
import { backoff, type Verdict } from "./Verdict.ts"

type Sql<A, E = never> = Effect.Effect<A, SqlError.SqlError | E>

export interface TakenIn {
  readonly fresh: number
  readonly refused: ReadonlyArray<KeyInUse>
}

export class JobStore extends Context.Service<JobStore, {
  /** Takes refunds in. One that is known already changes nothing; one whose key stands for another refund is handed back. */
  readonly takeIn: (jobs: ReadonlyArray<NewJob>, source: string) => Sql<TakenIn>
  /** Hands out what is due: at most one refund of a payment at a time, and at most `most` to this runner. */
  readonly claim: (runner: string, most: number) => Sql<ReadonlyArray<Job>>
  /** Those that were handed to the engine some seconds ago and have not begun: it may never have got them. Each is told once in that time. */
  readonly stranded: Sql<ReadonlyArray<Job>>
  /** Notes that `refundOnce` is about to be called. Nothing where the job is over, held, or in a later round. */
  readonly begin: (key: string, round: number) => Sql<Job | undefined>
  /** Writes down what came of it. */
  readonly record: (job: Job, verdict: Verdict) => Sql<void>
  /** Makes a job due now, on a person's word where it was held. False where there is nothing to ask again. */
  readonly recheck: (key: string) => Sql<boolean>
  readonly get: (keys: ReadonlyArray<string>) => Sql<ReadonlyArray<Job>>
  /** How many of a source, or of one key, there are, and how many have an end for now: whoever is asked again in more than a minute is not waited for. */
  readonly progress: (
    of: { readonly source: string } | { readonly key: string }
  ) => Sql<{ readonly done: number; readonly total: number }>
  /** In the order of their keys, after one of them. */
  readonly list: (
    options: { readonly state?: State | undefined; readonly after: string; readonly most: number }
  ) => Sql<
    ReadonlyArray<Job>
  >
  readonly count: Sql<Readonly<Partial<Record<State, { readonly jobs: number; readonly amount: number }>>>>
}>()("worker/JobStore") {}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant, overdue, pauses } = yield* Settings
  yield* makeTables
  const lease = Duration.toMillis(overdue)
  const mine = sql`merchant = ${merchant}`
  const now = Clock.currentTimeMillis

  const get = (keys: ReadonlyArray<string>) =>
    keys.length === 0
      ? Effect.succeed([])
      : Effect.map(sql<Row>`SELECT * FROM refund_job WHERE ${mine} AND ${sql.in("key", keys)}`, jobs)

  return JobStore.of({
    takeIn: Effect.fnUntraced(function*(asked, source) {
      if (asked.length === 0) return { fresh: 0, refused: [] }
      const at = yield* now
      const rows = asked.map((job) => ({
        merchant,
        key: job.key,
        imp_uid: job.impUid,
        amount: job.amount,
        reason: job.reason ?? null,
        fingerprint: fingerprintOf(job),
        source,
        state: "waiting",
        round: 0,
        attempts: 0,
        sends: 0,
        due_at: at,
        created_at: at,
        updated_at: at
      }))
      const fresh = yield* sql`INSERT INTO refund_job ${
        sql.insert(rows as never)
      } ON CONFLICT (merchant, key) DO NOTHING RETURNING key`
      const known = new Map((yield* get(asked.map(({ key }) => key))).map((job) => [job.key, job]))
      const refused = asked.flatMap((job) => {
        const first = known.get(job.key)
        return first === undefined || first.fingerprint === fingerprintOf(job)
          ? []
          : [new KeyInUse({ key: job.key, asked: summary(job), known: summary(first) })]
      })
      return { fresh: fresh.length, refused }
    }),

    claim: (runner, most) =>
      Effect.gen(function*() {
        // Two machines that choose at the same moment could both choose a refund of one payment: safe, but noisy.
        yield* sql.onDialectOrElse({
          pg: () => sql`SELECT pg_advisory_xact_lock(7265667565)`,
          orElse: () => Effect.void
        })
        const at = yield* now
        const due = sql`state IN ('waiting', 'unsure', 'queued', 'running') AND due_at <= ${at}`
        // Another refund of the payment has to have its end first: a cancel in between would fence off one that is still on its way.
        const busy =
          sql`SELECT 1 FROM refund_job other WHERE other.merchant = job.merchant AND other.imp_uid = job.imp_uid
          AND other.key <> job.key AND other.state IN ('queued', 'running', 'unsure')`
        const working =
          sql`SELECT count(*) FROM refund_job WHERE ${mine} AND state IN ('queued', 'running') AND runner = ${runner}`
        const candidates =
          sql`SELECT key, imp_uid, due_at FROM refund_job job WHERE ${mine} AND ${due} AND NOT EXISTS (${busy})
          ORDER BY due_at LIMIT ${4 * most}`
        const first =
          sql`SELECT key, due_at, row_number() OVER (PARTITION BY imp_uid ORDER BY due_at, key) AS place FROM (${candidates}) candidates`
        const rows = yield* sql<Row>`UPDATE refund_job
          SET state = 'queued', round = round + 1, runner = ${runner}, due_at = ${at + lease}, updated_at = ${at}
          WHERE ${mine} AND key IN (
            SELECT key FROM (${first}) firsts WHERE place = 1 ORDER BY due_at LIMIT ${
          sql.onDialectOrElse({ pg: () => sql`greatest`, orElse: () => sql`max` })
        }(0, ${most} - (${working}))
          ) RETURNING *`
        return jobs(rows)
      }).pipe(sql.withTransaction),

    stranded: Effect.gen(function*() {
      const at = yield* now
      return jobs(
        yield* sql<Row>`UPDATE refund_job SET updated_at = ${at} WHERE ${mine} AND state = 'queued' AND updated_at <= ${
          at - STRANDED
        } RETURNING *`
      )
    }),

    begin: Effect.fnUntraced(function*(key, round) {
      const at = yield* now
      const rows = yield* sql<Row>`UPDATE refund_job SET state = 'running', attempts = attempts + 1, due_at = ${
        at + lease
      }, updated_at = ${at}
        WHERE ${mine} AND key = ${key} AND state IN ('queued', 'running') AND round = ${round} RETURNING *`
      return jobs(rows)[0]
    }),

    record: Effect.fnUntraced(function*(job, { outcome, sends, state }) {
      const at = yield* now
      const dueAt = at + backoff(job.round, pauses)
      const still = state === "done"
        // A refund that was seen to have happened has happened, whoever else is still asking.
        ? sql`state <> 'done'`
        // A refusal ends only what nobody else has begun again meanwhile.
        : sql`state = 'running' AND round = ${job.round} AND attempts = ${job.attempts}`
      yield* sql`UPDATE refund_job SET state = ${state}, outcome = ${
        JSON.stringify(outcome)
      }, sends = sends + ${sends}, due_at = ${dueAt},
        updated_at = ${at} WHERE ${mine} AND key = ${job.key} AND ${still}`
    }),

    recheck: Effect.fnUntraced(function*(key) {
      const at = yield* now
      const rows = yield* sql`UPDATE refund_job SET state = 'waiting', due_at = ${at}, updated_at = ${at}
        WHERE ${mine} AND key = ${key} AND state IN ('waiting', 'unsure', 'held') RETURNING key`
      return rows.length > 0
    }),

    get,

    progress: Effect.fnUntraced(function*(of) {
      const open = sql`state IN ('waiting', 'queued', 'running') OR (state = 'unsure' AND due_at <= ${
        (yield* now) + PATIENCE
      })`
      const rows = yield* sql<{ readonly total: number | bigint; readonly open: number | bigint | null }>`
        SELECT count(*) AS total, sum(CASE WHEN ${open} THEN 1 ELSE 0 END) AS open FROM refund_job
        WHERE ${mine} AND ${"key" in of ? sql`key = ${of.key}` : sql`source = ${of.source}`}`
      const total = Number(rows[0]?.total ?? 0)
      return { done: total - Number(rows[0]?.open ?? 0), total }
    }),

    list: ({ after, most, state }) =>
      Effect.map(
        sql<Row>`SELECT * FROM refund_job WHERE ${mine} AND key > ${after} AND ${
          state === undefined ? sql`1 = 1` : sql`state = ${state}`
        } ORDER BY key LIMIT ${most}`,
        jobs
      ),

    count: Effect.map(
      sql<{ readonly state: State; readonly jobs: number | bigint; readonly amount: number }>`
        SELECT state, count(*) AS jobs, sum(amount) AS amount FROM refund_job WHERE ${mine} GROUP BY state`,
      (rows) => Object.fromEntries(rows.map((row) => [row.state, { jobs: Number(row.jobs), amount: row.amount }]))
    )
  })
})

export const layer: Layer.Layer<JobStore, SqlError.SqlError, SqlClient.SqlClient | Settings> = Layer.effect(
  JobStore,
  make
)

/** Every job, or those in a state, in the order of their keys and a few hundred at a time. */
export const all = (state?: State): Stream.Stream<Job, SqlError.SqlError, JobStore> =>
  Stream.paginate("", (after) =>
    Effect.gen(function*() {
      const page = yield* (yield* JobStore).list({ state, after, most: PAGE })
      return [page, page.length < PAGE ? Option.none() : Option.fromUndefinedOr(page[page.length - 1]?.key)] as const
    }))

// internal

const PAGE = 500
/** Units: milliseconds. */
const STRANDED = 3000
/** Units: milliseconds. */
const PATIENCE = 60_000

/** A row as both databases hand it out; PostgreSQL's bigints come as `bigint`. */
interface Row {
  readonly key: string
  readonly imp_uid: string
  readonly amount: number
  readonly reason: string | null
  readonly fingerprint: string
  readonly source: string
  readonly state: State
  readonly round: number
  readonly attempts: number
  readonly sends: number
  readonly outcome: string | null
  readonly due_at: number | bigint
  readonly created_at: number | bigint
  readonly updated_at: number | bigint
}

const jobs = (rows: ReadonlyArray<Row>): ReadonlyArray<Job> =>
  rows.map((row) => ({
    key: row.key,
    impUid: row.imp_uid,
    amount: row.amount,
    reason: row.reason ?? undefined,
    fingerprint: row.fingerprint,
    source: row.source,
    state: row.state,
    round: row.round,
    attempts: row.attempts,
    sends: row.sends,
    outcome: row.outcome === null ? undefined : JSON.parse(row.outcome) as Job["outcome"],
    dueAt: Number(row.due_at),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at)
  }))
