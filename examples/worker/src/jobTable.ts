/**
 * The tables of the worker, the same on SQLite and PostgreSQL.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** Makes what is missing. Several machines may start at once. */
export const makeTables = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  // Without the lock, two machines that start together trip over each other's CREATE in PostgreSQL.
  yield* sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(7265667564)`,
    orElse: () => sql`SELECT 1`
  })
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
  yield* sql`CREATE INDEX IF NOT EXISTS refund_job_due ON refund_job (merchant, due_at) WHERE state IN ('waiting', 'unsure', 'queued', 'running')`
  yield* sql`CREATE INDEX IF NOT EXISTS refund_job_busy ON refund_job (merchant, imp_uid) WHERE state IN ('queued', 'running', 'unsure')`
  yield* sql`CREATE INDEX IF NOT EXISTS refund_job_queued ON refund_job (merchant, updated_at) WHERE state = 'queued'`
  yield* sql`CREATE INDEX IF NOT EXISTS refund_job_source ON refund_job (merchant, source, state)`
  yield* sql`CREATE TABLE IF NOT EXISTS refund_import (
    merchant TEXT NOT NULL,
    source TEXT NOT NULL,
    line BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    rows BIGINT NOT NULL,
    PRIMARY KEY (merchant, source)
  )`
}).pipe((make) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(make)))
