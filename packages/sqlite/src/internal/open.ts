/**
 * Opens a database file, and closes it with the scope.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
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
  const timeout = waitOf(settings.busyTimeout)
  const problem = nameProblem(settings.filename) ?? (timeout >= 0 ? undefined : NO_WAIT)
  if (problem !== undefined) return yield* Effect.fail(unopened(settings.filename)(new Error(problem)))
  const readOnly = settings.readonly === true
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
export const isInMemory = (filename: string): boolean => filename === MEMORY

// internal

const MEMORY = ":memory:"

const ADVICE = `name a file, or "${MEMORY}" for a database that ends with the client`

// Checked as if it had no type, because a setting that is missing is `undefined` in JavaScript.
const nameProblem = (filename: unknown): string | undefined =>
  typeof filename !== "string"
    ? `the name is not text; ${ADVICE}`
    : filename === ""
    ? `the name is empty, so no other process would see its rows; ${ADVICE}`
    : filename.trim() === ""
    ? `the name has only blanks; ${ADVICE}`
    : undefined

// Units: milliseconds. SQLite reads the time limit as a 32-bit integer.
const LONGEST = 2 ** 31 - 1

const NO_WAIT = "busyTimeout is not a duration of 0 or more, such as \"5 seconds\""

// Units: milliseconds; NaN for what is no duration. `Duration` reads NaN as 0.
const waitOf = (input: Settings["busyTimeout"] = "5 seconds"): number =>
  typeof input === "number" && Number.isNaN(input)
    ? input
    : Option.match(Duration.fromInput(input), {
      onNone: () => Number.NaN,
      onSome: (wait) => Math.min(LONGEST, Math.ceil(Duration.toMillis(wait)))
    })

const setUp = (database: DatabaseSync, { filename, readonly, synchronous = "FULL" }: Settings, timeout: number) => {
  // Reads the first page, so that a file that is not a database fails here.
  database.exec("SELECT 1 FROM sqlite_schema LIMIT 1")
  if (!isInMemory(filename) && !hasFile(database)) {
    throw new Error(`it has no file, so no other process would see its rows; ${ADVICE}`)
  }
  if (readonly === true) return
  const mode = keepWriteAheadLog(database, timeout)
  if (mode !== "wal" && !isInMemory(filename)) throw new Error(`it keeps no write-ahead log there, only "${mode}"`)
  // `fullfsync` makes macOS write each commit through the disk's cache. Other systems ignore it.
  database.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA fullfsync = ${synchronous === "FULL" ? 1 : 0}`)
}

// SQLite takes a name that begins with "file:" for a URI, and some of them have no file, such as
// "file:" and "file:refunds.db?mode=memory".
const hasFile = (database: DatabaseSync): boolean =>
  database.prepare("SELECT file FROM pragma_database_list WHERE name = 'main'").get()?.["file"] !== ""

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
