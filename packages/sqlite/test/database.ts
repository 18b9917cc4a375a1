/**
 * A database file of its own for each test.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { Effect } from "effect"
import { Reactivity } from "effect/reactivity"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A directory that is removed after the test. */
export const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "portone-sqlite-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** The name of a file that does not exist yet. */
export const file = Effect.map(directory, (path) => join(path, "shop.db"))

export const open = (options: SqliteClient.Options) => SqliteClient.make(options).pipe(Effect.provide(Reactivity.layer))

/** An empty database with a table of refunds. These tests do not need a sync for each commit. */
export const refunds = Effect.fnUntraced(function*(options: Omit<SqliteClient.Options, "filename"> = {}) {
  const sql = yield* open({ synchronous: "NORMAL", ...options, filename: yield* file })
  yield* sql`CREATE TABLE refunds (id INTEGER PRIMARY KEY, key TEXT UNIQUE, amount INTEGER NOT NULL)`
  return sql
})
