/**
 * The worker's tables, the same on SQLite and PostgreSQL.
 */
import { Clock, Effect } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { readFileSync } from "node:fs"
import { State } from "./Job.ts"

/** How many parts the payments are divided into. They are numbered from 0. */
export const SHARDS = 64

/** The time in PostgreSQL, whose processes share a database, and so its clock. */
export const databaseClock = (sql: SqlClient.SqlClient): Statement.Fragment | undefined =>
  sql.onDialectOrElse({
    // The same within a statement, so that an index can be read up to it.
    pg: () => sql`(extract(epoch FROM statement_timestamp()) * 1000)::bigint`,
    orElse: () => undefined
  })

/** The time for a statement. In one process the clock may still jump. */
export const momentOf = (sql: SqlClient.SqlClient): Effect.Effect<Statement.Fragment | number> => {
  const clock = databaseClock(sql)
  return clock === undefined ? Clock.currentTimeMillis : Effect.succeed(clock)
}

/**
 * Creates tables in a transaction, one machine at a time: in PostgreSQL, two concurrent CREATE … IF
 * NOT EXISTS of one table can fail.
 */
export const creating = <E, R>(lock: number, create: Effect.Effect<void, E, R>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.withTransaction(Effect.andThen(
      sql.onDialectOrElse({
        pg: () => Effect.asVoid(sql`SELECT pg_advisory_xact_lock(${lock})`),
        orElse: () => Effect.void
      }),
      create
    )))

/**
 * Creates missing tables and upgrades those of an earlier version. Several machines may start at
 * once.
 */
export const makeTables = creating(
  7_265_667_564,
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE IF NOT EXISTS refund_job (
    merchant TEXT NOT NULL,
    key TEXT NOT NULL,
    imp_uid TEXT NOT NULL,
    amount DOUBLE PRECISION NOT NULL,
    reason TEXT,
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    sends INTEGER NOT NULL,
    outcome TEXT,
    runner TEXT,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (merchant, key)
  )`
    for (const column of ["pg", "currency", "earlier", "outage"]) yield* addColumn(column, sql`TEXT`)
    // Only PostgreSQL has several processes, and each its shards.
    yield* sql.onDialectOrElse({
      pg: () =>
        addColumn(
          "shard",
          sql`INTEGER GENERATED ALWAYS AS (get_byte(decode(md5(imp_uid), 'hex'), 0) % ${
            sql.literal(String(SHARDS))
          }) STORED`
        ),
      orElse: () => Effect.void
    })
    // The indexes of earlier versions.
    for (const name of ["due", "busy", "open", "payment", "queued", "source"]) {
      yield* sql`DROP INDEX IF EXISTS ${sql(`refund_job_${name}`)}`
    }
    const shard = sql.onDialectOrElse({ pg: () => sql`, shard`, orElse: () => sql`` })
    yield* sql`CREATE INDEX IF NOT EXISTS refund_job_ready ON refund_job (merchant, due_at${shard}) WHERE state IN ('waiting', 'retrying', 'running')`
    yield* sql`CREATE INDEX IF NOT EXISTS refund_job_begun ON refund_job (merchant, imp_uid) WHERE state IN ('running', 'retrying')`
    yield* sql`CREATE INDEX IF NOT EXISTS refund_job_runner ON refund_job (merchant, runner) WHERE state = 'running'`
    yield* sql`CREATE INDEX IF NOT EXISTS refund_job_same ON refund_job (merchant, imp_uid)`
    yield* sql`CREATE INDEX IF NOT EXISTS refund_job_state ON refund_job (merchant, state, key)`
    yield* sql`CREATE TABLE IF NOT EXISTS refund_import (
    merchant TEXT NOT NULL,
    source TEXT NOT NULL,
    line BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    PRIMARY KEY (merchant, source)
  )`
    yield* sql`CREATE TABLE IF NOT EXISTS refund_probe (merchant TEXT PRIMARY KEY, written_at BIGINT NOT NULL)`
    yield* sql`CREATE TABLE IF NOT EXISTS refund_restore (merchant TEXT PRIMARY KEY, since BIGINT NOT NULL)`
    // Holds of one PG, or of every PG where `pg` is empty.
    yield* sql`CREATE TABLE IF NOT EXISTS refund_hold (
    merchant TEXT NOT NULL,
    pg TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (merchant, pg)
  )`
    yield* sql`CREATE TABLE IF NOT EXISTS refund_secret (
    merchant TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (merchant, fingerprint)
  )`
    // Asks first: an UPDATE that changes no row would still wait for SQLite's write lock.
    const old = yield* sql`SELECT state FROM refund_job WHERE NOT ${sql.in("state", State.literals)} LIMIT 1`
    if (old.length > 0) yield* sql.unsafe(renameStates)
  })
)

// internal

/** Columns that an earlier version did not have. */
const addColumn = Effect.fnUntraced(function*(column: string, type: Statement.Fragment) {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.onDialectOrElse({
    pg: () =>
      sql`SELECT column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = 'refund_job' AND column_name = ${column}`,
    orElse: () => sql`SELECT name FROM pragma_table_info('refund_job') WHERE name = ${column}`
  })
  if ((yield* columns).length === 0) yield* sql`ALTER TABLE refund_job ADD COLUMN ${sql(column)} ${type}`
})

const renameStates = readFileSync(new URL("renameStates.sql", import.meta.url), "utf8")
