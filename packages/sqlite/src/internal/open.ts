/**
 * Opens a database file, and closes it with the scope.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"
import { DatabaseSync } from "node:sqlite"
import { makeConnection, type SqliteConnection } from "./connection.ts"
import { isLocked, unopened } from "./sqlErrors.ts"

export interface Settings {
  readonly filename: string
  readonly readonly?: boolean | undefined
  readonly busyTimeout?: Duration.Input | undefined
  readonly synchronous?: "FULL" | "NORMAL" | undefined
}

export const open = Effect.fnUntraced(function*(
  settings: Settings
): Effect.fn.Return<SqliteConnection, SqlError, Scope.Scope> {
  const readOnly = settings.readonly === true
  const timeout = Math.min(LONGEST, Math.ceil(Duration.toMillis(settings.busyTimeout ?? "5 seconds")))
  const database = yield* Effect.acquireRelease(
    Effect.try({
      try: () => new DatabaseSync(settings.filename, { readOnly, timeout }),
      catch: unopened(settings.filename)
    }),
    (database) => Effect.sync(() => database.close())
  )
  yield* Effect.try({ try: () => setUp(database, settings, timeout), catch: unopened(settings.filename) })
  return makeConnection(database)
})

/** Whether every connection has a database of its own. */
export const isInMemory = (filename: string): boolean => filename === "" || filename === ":memory:"

// internal

// Units: milliseconds. SQLite reads the time limit as a 32-bit integer.
const LONGEST = 2 ** 31 - 1

const setUp = (database: DatabaseSync, { filename, readonly, synchronous = "FULL" }: Settings, timeout: number) => {
  // Reads the first page, so that a file that is not a database fails here.
  database.exec("SELECT 1 FROM sqlite_schema LIMIT 1")
  if (readonly === true) return
  const mode = keepWriteAheadLog(database, timeout)
  if (mode !== "wal" && !isInMemory(filename)) throw new Error(`it keeps no write-ahead log there, only "${mode}"`)
  // `fullfsync` makes macOS write each commit through the disk's cache. Other systems ignore it.
  database.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA fullfsync = ${synchronous === "FULL" ? 1 : 0}`)
}

/** The mode of the journal after the attempt. */
const keepWriteAheadLog = (database: DatabaseSync, timeout: number): unknown => {
  const end = performance.now() + timeout
  while (true) {
    try {
      return database.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"]
    } catch (error) {
      if (!isLocked(error) || performance.now() >= end) throw error
    }
    // That pragma fails at once while another connection writes, also if that one is changing the
    // mode itself. The beginning of a transaction waits.
    database.exec("BEGIN EXCLUSIVE; ROLLBACK")
  }
}
