/**
 * The database of all tables: a SQLite file on this machine, or PostgreSQL.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Option } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { DatabaseSync } from "node:sqlite"
import { Settings } from "./Settings.ts"
import { ofDatabase, orStartupError, StartupError } from "./StartupError.ts"

export const layer: Layer.Layer<SqlClient.SqlClient, StartupError, Settings> = Layer.unwrap(
  Effect.gen(
    function*(): Effect.fn.Return<Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>, StartupError, Settings> {
      const { embedded, file, url } = yield* Settings
      if (Option.isNone(url)) return SqliteClient.layer({ filename: file, synchronous: "FULL" })
      if (embedded) {
        return yield* new StartupError({
          problem:
            "WORKER_DATABASE_URL is for several machines, and without PortOne's settings each of them would start its own " +
            "sandbox. Set PORTONE_IMP_KEY, PORTONE_IMP_SECRET and, for a shared sandbox, PORTONE_BASE_URL."
        })
      }
      return PgClient.layer({
        url: url.value,
        // One keeps the locks of the shards. Many refunds share a statement, so a few are enough.
        maxConnections: 10,
        applicationName: "refund-worker"
      })
    }
  )
).pipe(orStartupError((error) => error._tag === "StartupError" ? error : ofDatabase(error)))

/**
 * Whether this process got the lock of the database file, and so processes its jobs.
 *
 * Always false with PostgreSQL, where every `serve` processes jobs and the other commands do not.
 * The lock is that of a second SQLite file: the kernel releases it when the process dies.
 */
export const isWorker = Effect.gen(function*() {
  const { file, url } = yield* Settings
  if (Option.isSome(url)) return false
  const lock = yield* Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(`${file}.lock`, { timeout: 0 })),
    (lock) => Effect.sync(() => lock.close())
  )
  return yield* Effect.try(() => lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")).pipe(
    Effect.as(true),
    Effect.orElseSucceed(() => false)
  )
})
