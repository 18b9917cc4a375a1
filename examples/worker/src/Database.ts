/**
 * The database of all tables: a SQLite file on this machine, or PostgreSQL.
 */
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { Console, Effect, Layer, Option } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { existsSync, realpathSync, rmSync } from "node:fs"
import { resolve } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { Settings } from "./Settings.ts"
import { codeOf, ofBilingual, ofDatabase, orStartupError, StartupError } from "./StartupError.ts"
import { visible } from "./visible.ts"

export const layer: Layer.Layer<SqlClient.SqlClient, StartupError, Settings> = Layer.unwrap(
  Effect.gen(
    function*(): Effect.fn.Return<Layer.Layer<SqlClient.SqlClient, SqlError.SqlError>, StartupError, Settings> {
      const { embedded, file, url } = yield* Settings
      if (Option.isNone(url)) {
        if (!embedded && !existsSync(file)) yield* Console.error(created(file))
        const isNewSandbox = embedded && !existsSync(file)
        // What is replaced or removed, as a reason, is overwritten in the file.
        return Layer.effectDiscard(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`PRAGMA secure_delete = ON`)).pipe(
          Layer.provideMerge(SqliteClient.layer({ filename: file, synchronous: "FULL" })),
          // Runs after the file is closed.
          Layer.provide(isNewSandbox ? Layer.effectDiscard(Effect.addFinalizer(() => removeUnused(file))) : Layer.empty)
        )
      }
      if (embedded) {
        return yield* new StartupError({
          english:
            "WORKER_DATABASE_URL is for several machines, and without PortOne's settings each of them would start its own " +
            "sandbox. Set PORTONE_IMP_KEY, PORTONE_IMP_SECRET and, for a shared sandbox, PORTONE_BASE_URL.",
          korean:
            "WORKER_DATABASE_URL은 여러 대에서 쓰는 설정인데, 포트원 설정이 없으면 서버마다 자체 샌드박스를 시작합니다. " +
            "PORTONE_IMP_KEY와 PORTONE_IMP_SECRET을 설정하고, 함께 쓰는 샌드박스라면 PORTONE_BASE_URL도 설정하세요."
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
 * The lock is that of a second SQLite file: the kernel releases it when the process dies. Links
 * to the file share its lock.
 */
export const isWorker = Effect.gen(function*() {
  const { file, url } = yield* Settings
  if (Option.isSome(url)) return false
  const name = `${realNameOf(file)}.lock`
  const failed = (error: unknown) =>
    ofBilingual({
      message: `${name} cannot be locked (${codeOf(error)}), so it is not known whether another worker runs. Nothing ` +
        "was sent. Check that this user may write this file, then start again.",
      messageKo:
        `${name} 파일을 잠글 수 없어(${
          codeOf(error, "korean")
        }) 다른 워커가 실행 중인지 알 수 없습니다. 아무것도 보내지 ` +
        "않았습니다. 이 사용자가 파일에 쓸 수 있는지 확인한 뒤 다시 시작하세요."
    })
  const lock = yield* Effect.acquireRelease(
    Effect.try({ try: () => new DatabaseSync(name, { timeout: 0 }), catch: failed }),
    (lock) => Effect.sync(() => lock.close())
  )
  return yield* Effect.try({
    try: () => lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"),
    catch: (error) => error
  }).pipe(
    Effect.as(true),
    Effect.catch((error) => isLocked(error) ? Effect.succeed(false) : Effect.fail(failed(error)))
  )
})

/** The SQLite file, and those that SQLite and `isWorker` have for it, by every name of it. */
export const filesOf = (file: string): ReadonlyArray<string> =>
  [file, realNameOf(file)].flatMap((file) => [file, `${file}.lock`]).flatMap((file) => [
    file,
    `${file}-wal`,
    `${file}-shm`,
    `${file}-journal`
  ])

// internal

const created = (file: string): string =>
  visible(
    `${
      resolve(file)
    } is new and knows no earlier refund: if there were any, stop and set WORKER_DATABASE_FILE to their ` +
      "file. 새 데이터베이스 파일이라 이전 환불 내역이 없습니다. 이전 환불이 있었다면 중지하고 WORKER_DATABASE_FILE을 확인하세요."
  )

/**
 * Removes a sandbox to which nothing was added, as by a command that was rejected. Not while
 * another process has it.
 */
const removeUnused = (file: string) =>
  Effect.ignore(Effect.try(() => {
    const database = new DatabaseSync(file, { timeout: 0 })
    try {
      const used = database.prepare("SELECT key FROM refund_job UNION ALL SELECT action FROM refund_event LIMIT 1")
        .get()
      if (used !== undefined) return
      // Fails while another connection has the file.
      database.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE")
      rmSync(file)
    } finally {
      database.close()
    }
  }))

const realNameOf = (file: string): string => {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
const isLocked = (error: unknown): boolean => {
  const { errcode } = Object(error) as { readonly errcode?: unknown }
  return typeof errcode === "number" && [5, 6].includes(errcode & 0xff)
}
