/**
 * The table of jobs: which refunds were requested, and the outcome of each. It is also the queue.
 */
import { Clock, Context, Effect, Layer, Option, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { backoff } from "../engine/backoff.ts"
import type { JobDecision } from "../engine/JobDecision.ts"
import type { Events } from "../events/Events.ts"
import { Settings } from "../Settings.ts"
import { type Claims, inFront, isOf, type JobsOf, makeClaims } from "./claim.ts"
import { heldPgs, Holds, notOnHold } from "./Holds.ts"
import { fingerprintOf, type Job, KeyReused, type KnownRefund, type NewJob } from "./Job.ts"
import { databaseClock, makeTables, momentOf } from "./jobTable.ts"
import { makePersonChanges, type PersonChanges } from "./personChanges.ts"
import { makeReads, type Reads, type Which } from "./reads.ts"
import { makeRecord, type Seen } from "./record.ts"

export type { JobsOf, Which }

type Sql<A, E = never> = Effect.Effect<A, SqlError.SqlError | E>

export interface Added {
  /** How many jobs were new. */
  readonly added: number
  readonly conflicts: ReadonlyArray<KeyReused>
  /** New jobs whose payment and amount are known under another key, each with that refund. */
  readonly same: ReadonlyArray<{ readonly job: NewJob; readonly other: KnownRefund }>
}

interface Queue extends Claims {
  /**
   * Adds jobs. A known job changes nothing; a key that is in use for another refund is a conflict.
   * None is added where a new one may be a known refund under another key, unless a person allows
   * that by name.
   *
   * Call it in a transaction with its event: no other process adds until its end.
   */
  readonly add: (
    jobs: ReadonlyArray<NewJob>,
    source: string,
    options?: { readonly allowSame?: boolean | undefined }
  ) => Sql<Added>
  /** Stores an outcome, unless the job was claimed again since. */
  readonly record: (job: Job, decision: JobDecision, seen?: Seen) => Sql<void>
  /** Gives a claimed job back of which this call sent nothing. */
  readonly giveBack: (
    job: Job,
    to: { readonly pg: string | undefined; readonly pause: "usual" | "short" }
  ) => Sql<void>
  /** Makes jobs due that wait because PortOne or the ledger could not be used. */
  readonly resume: Sql<void>
  /** How many jobs a source or key has. Reads all jobs of the table. */
  readonly total: (of: JobsOf) => Sql<number>
  /**
   * How many of them have no outcome yet. Retries that are due in more than a minute have one, or
   * with short pauses those of many calls. Jobs that are on hold, or wait for such a retry, will
   * not get one soon. `isAlone`: no process makes the other jobs, so one that waits for another of
   * its payment will not get one soon either.
   */
  readonly open: (of: JobsOf, isAlone?: boolean) => Sql<number>
  /** The time of the database, or of this machine. Units: milliseconds since 1970. */
  readonly now: Sql<number>
  /** Writes to the database, so that a full disk or a read-only file is noticed. */
  readonly probe: Sql<void>
}

export class JobStore extends Context.Service<JobStore, Queue & Reads & PersonChanges>()("worker/JobStore") {}

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant, pauses: usual } = yield* Settings
  const holds = yield* Holds
  yield* makeTables
  const mine = sql`merchant = ${merchant}`
  const clock = databaseClock(sql)
  const at = momentOf(sql)
  const now = clock === undefined
    ? Clock.currentTimeMillis
    : Effect.map(sql<{ at: number | bigint }>`SELECT ${clock} AS at`, ([row]) => Number(row?.at))
  const reads = yield* makeReads
  /** Until the end of the transaction. In SQLite a transaction excludes every other. */
  const oneAtATime = sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(7265667568)`,
    orElse: () => Effect.void
  })

  return JobStore.of({
    ...reads,
    ...(yield* makePersonChanges),
    ...(yield* makeClaims),
    add: Effect.fnUntraced(function*(requested, source, { allowSame = false } = {}) {
      if (requested.length === 0) return { added: 0, conflicts: [], same: [] }
      yield* oneAtATime
      const known = new Map<string, Pick<Job, "amount" | "fingerprint" | "impUid">>(
        (yield* reads.get(requested.map(({ key }) => key))).map((job) => [job.key, job])
      )
      const refunds = new Map(yield* reads.refundsOf([...new Set(requested.map(({ impUid }) => impUid))]))
      const fresh: Array<NewJob & Pick<Job, "fingerprint">> = []
      const conflicts: Array<KeyReused> = []
      const same: Array<Added["same"][number]> = []
      for (const job of requested) {
        const fingerprint = fingerprintOf(job)
        const first = known.get(job.key)
        if (first !== undefined) {
          if (first.fingerprint !== fingerprint) conflicts.push(KeyReused.of(job, first))
          continue
        }
        const other = refunds.get(fingerprint)
        if (other !== undefined) same.push({ job, other })
        else refunds.set(fingerprint, { key: job.key, state: "waiting" })
        fresh.push({ ...job, fingerprint })
        known.set(job.key, { ...job, fingerprint })
      }
      if (fresh.length === 0 || same.length > 0 && !allowSame) return { added: 0, conflicts, same }
      const moment = yield* now
      const earlier = (yield* sql`SELECT since FROM refund_restore WHERE ${mine}`).length > 0 ? "possible" : null
      const rows = fresh.map((job) => ({
        merchant,
        key: job.key,
        imp_uid: job.impUid,
        amount: job.amount,
        reason: job.reason ?? null,
        fingerprint: job.fingerprint,
        source,
        state: "waiting",
        round: 0,
        attempts: 0,
        sends: 0,
        due_at: moment,
        created_at: moment,
        updated_at: moment,
        earlier
      }))
      const added = yield* sql`INSERT INTO refund_job ${
        sql.insert(rows as never)
      } ON CONFLICT (merchant, key) DO NOTHING RETURNING key`
      return { added: added.length, conflicts, same }
    }),

    record: yield* makeRecord,

    giveBack: Effect.fnUntraced(function*(job, { pause, pg }) {
      const moment = yield* at
      const pauses = pause === "short" ? backoff(job.key, 0, "short") * 40 : backoff(job.key, job.dispatches, usual)
      yield* sql`UPDATE refund_job SET state = ${job.outcome === undefined ? "waiting" : "retrying"},
        pg = coalesce(${
        pg ?? null
      }, pg), attempts = attempts - 1, due_at = ${moment} + ${pauses}, updated_at = ${moment}
        WHERE ${mine} AND key = ${job.key} AND state = 'running' AND round = ${job.dispatches}
        AND attempts = ${job.attempts}`
    }),

    resume: Effect.gen(function*() {
      const moment = yield* at
      yield* sql`UPDATE refund_job SET due_at = ${moment}, updated_at = ${moment}
        WHERE ${mine} AND state = 'retrying' AND outage = 'yes' AND due_at > ${moment}`
    }),

    total: (of) =>
      Effect.map(
        sql<{ readonly jobs: number | bigint }>`SELECT count(*) AS jobs FROM refund_job job WHERE ${mine} AND ${
          isOf(sql, of)
        }`,
        ([row]) => Number(row?.jobs ?? 0)
      ),

    open: Effect.fnUntraced(function*(of, isAlone = false) {
      const soon = (yield* now) + PATIENCE
      const fewCalls = usual === "short" ? sql` AND attempts < ${MANY_CALLS}` : sql``
      const [row] = yield* sql<{ readonly jobs: number | bigint }>`SELECT count(*) AS jobs FROM refund_job job
        WHERE ${mine} AND ${isOf(sql, of)} AND state IN ('waiting', 'retrying', 'running')
        AND (state <> 'retrying' OR (due_at <= ${soon}${fewCalls})) AND ${notOnHold(sql, heldPgs(yield* holds.list))}
        AND (state <> 'waiting' OR NOT EXISTS (${
        inFront(sql, sql`other.state = 'retrying' AND other.due_at > ${soon}`)
      }))${
        isAlone
          ? sql` AND (state = 'running' OR NOT EXISTS (${inFront(sql, sql`NOT ${isOf(sql, of, "other")}`)}))`
          : sql``
      }`
      return Number(row?.jobs ?? 0)
    }),

    now,

    probe: Effect.flatMap(now, (moment) =>
      Effect.asVoid(
        sql`INSERT INTO refund_probe ${sql.insert({ merchant, written_at: moment })}
          ON CONFLICT (merchant) DO UPDATE SET written_at = excluded.written_at`
      ))
  })
})

export const layer: Layer.Layer<JobStore, SqlError.SqlError, Events | Holds | SqlClient.SqlClient | Settings> = Layer
  .effect(
    JobStore,
    make
  )

/** Every job, or those that are wanted, in the order of the keys. */
export const all = (which: Which = {}): Stream.Stream<Job, SqlError.SqlError, JobStore> =>
  Stream.paginate("", (after) =>
    Effect.gen(function*() {
      const page = yield* (yield* JobStore).list({ ...which, after, most: PAGE })
      return [page, page.length < PAGE ? Option.none() : Option.fromUndefinedOr(page[page.length - 1]?.key)] as const
    }))

// internal

const PAGE = 500
/** Units: milliseconds. */
const PATIENCE = 60_000
/** So many take three seconds with short pauses. */
const MANY_CALLS = 12
