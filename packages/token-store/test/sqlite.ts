/**
 * A `SqlClient` over `node:sqlite`, only as much of it as the tests of this package use.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import * as SqlError from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import { DatabaseSync, type SQLInputValue } from "node:sqlite"

export const layer = (filename: string): Layer.Layer<SqlClient.SqlClient> =>
  Layer.effect(SqlClient.SqlClient, make(filename)).pipe(Layer.provide(Reactivity.layer))

const make = Effect.fnUntraced(function*(filename: string) {
  const database = yield* Effect.acquireRelease(
    Effect.sync(() => new DatabaseSync(filename, { timeout: 5000 })),
    (database) => Effect.sync(() => database.close())
  )
  database.exec("PRAGMA journal_mode = WAL")

  const query = (sql: string, params: ReadonlyArray<unknown>, asArrays: boolean) =>
    Effect.try({
      try: () => {
        const statement = database.prepare(sql)
        statement.setReturnArrays(asArrays)
        const values = params as ReadonlyArray<SQLInputValue>
        if (statement.columns().length > 0) return statement.all(...values) as ReadonlyArray<any>
        statement.run(...values)
        return []
      },
      catch: (cause) =>
        new SqlError.SqlError({
          reason: SqlError.classifySqliteError(cause, { operation: "execute", message: "SQLite refused" })
        })
    })
  const rows: SqlConnection.Connection["execute"] = (sql, params, transform) =>
    Effect.map(query(sql, params, false), (found) => transform === undefined ? found : transform(found))
  const arrays = (sql: string, params: ReadonlyArray<unknown>) => query(sql, params, true)

  const acquirers = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed({
      execute: rows,
      executeUnprepared: rows,
      executeRaw: (sql, params) => rows(sql, params, undefined),
      executeValues: arrays,
      executeValuesUnprepared: arrays,
      executeStream: () => Stream.die("not needed here")
    }),
    semaphore: yield* Semaphore.make(1),
    isTransaction: () => database.isTransaction
  })
  return yield* SqlClient.make({
    ...acquirers,
    compiler: Statement.makeCompilerSqlite(),
    driver: "node:sqlite",
    spanAttributes: []
  })
})
