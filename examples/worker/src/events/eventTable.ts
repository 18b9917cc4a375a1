/**
 * The tables of events, the same on SQLite and PostgreSQL. The database rejects every change of a
 * row of an event.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { creating } from "../jobs/jobTable.ts"

/** Creates what is missing. Several machines may start at once. */
export const makeEventTables = creating(
  7_265_667_567,
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE IF NOT EXISTS refund_event (
    merchant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    person TEXT,
    because TEXT,
    key TEXT,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (merchant, seq)
  )`
    yield* sql`CREATE INDEX IF NOT EXISTS refund_event_key ON refund_event (merchant, key, seq)`
    // The last event of each merchant, so that the next one follows it and a missing one is
    // noticed.
    yield* sql`CREATE TABLE IF NOT EXISTS refund_event_head (
    merchant TEXT PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
  )`
    // What a person wrote. An event has a salted hash of it, so it can be erased.
    yield* sql`CREATE TABLE IF NOT EXISTS refund_event_text (
    merchant TEXT NOT NULL,
    seq BIGINT NOT NULL,
    salt TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (merchant, seq)
  )`
    yield* sql.onDialectOrElse({ pg: () => postgresTriggers, orElse: () => sqliteTriggers })
  })
)

// internal

const RAISED = "refund_event is append-only"

const sqliteTriggers = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  for (
    const [table, change] of [["refund_event", "UPDATE"], ["refund_event", "DELETE"], ["refund_event_text", "UPDATE"]]
  ) {
    yield* sql.unsafe(
      `CREATE TRIGGER IF NOT EXISTS ${table}_no_${change} BEFORE ${change} ON ${table}
        BEGIN SELECT RAISE(ABORT, '${RAISED}'); END`
    )
  }
  // An INSERT OR REPLACE deletes without the trigger of a DELETE.
  for (const table of ["refund_event", "refund_event_text"]) {
    yield* sql.unsafe(
      `CREATE TRIGGER IF NOT EXISTS ${table}_no_REPLACE BEFORE INSERT ON ${table}
        WHEN EXISTS (SELECT 1 FROM ${table} WHERE merchant = NEW.merchant AND seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '${RAISED}'); END`
    )
  }
})

const postgresTriggers = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const made = yield* sql`SELECT 1 FROM pg_trigger WHERE tgrelid = 'refund_event_text'::regclass
    AND tgname = 'refund_event_text_no_change'`
  if (made.length > 0) return
  yield* sql.unsafe(
    `CREATE OR REPLACE FUNCTION refund_event_no_change() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION '${RAISED}'; END $$`
  )
  yield* sql.unsafe(
    `CREATE TRIGGER refund_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_event
      FOR EACH STATEMENT EXECUTE FUNCTION refund_event_no_change()`
  )
  yield* sql.unsafe(
    `CREATE TRIGGER refund_event_text_no_change BEFORE UPDATE ON refund_event_text
      FOR EACH STATEMENT EXECUTE FUNCTION refund_event_no_change()`
  )
})
