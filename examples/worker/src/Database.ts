/**
 * Where everything is kept: a file of this machine, or PostgreSQL.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Option } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { DatabaseSync } from "node:sqlite"
import { Settings } from "./Settings.ts"
import { ofDatabase, orTrouble, Trouble } from "./Trouble.ts"

export const layer: Layer.Layer<SqlClient.SqlClient, Trouble, Settings> = Layer.unwrap(
  Effect.gen(function*(): Effect.fn.Return<Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>, Trouble, Settings> {
    const { concurrency, embedded, file, url } = yield* Settings
    if (Option.isNone(url)) return SqliteClient.layer({ filename: file, synchronous: "FULL" })
    if (embedded) {
      return yield* new Trouble({
        problem:
          "WORKER_DATABASE_URL is for several machines, and each would have a sandbox of its own. Set PORTONE_IMP_KEY, " +
          "PORTONE_IMP_SECRET and, for a sandbox, PORTONE_BASE_URL."
      })
    }
    return PgClient.layer({
      url: url.value,
      maxConnections: Math.max(4, Math.ceil(concurrency / 2)),
      applicationName: "refund-worker"
    })
  })
).pipe(orTrouble((error) => error._tag === "Trouble" ? error : ofDatabase(error)))

/**
 * Whether this process is the one that works on the file. With PostgreSQL every `serve` is, and nobody else.
 *
 * The lock is that of a second SQLite file, so the kernel gives it back when the process dies.
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
