/**
 * Statements on one open database.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { SafeIntegers } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import { toSqlite } from "./parameters.ts"
import { failed } from "./sqlErrors.ts"
import { prepare, prepareAndKeep } from "./statements.ts"

export interface SqliteConnection extends Connection {
  /** Also true after SQLite itself rolled the transaction back, until the program runs ROLLBACK. */
  readonly isTransaction: () => boolean
}

export const makeConnection = (database: DatabaseSync): SqliteConnection => {
  const prepared = prepareAndKeep(database, 200)
  const isTransaction = () => database.isOpen && database.isTransaction
  let lost = false

  // On a full disk SQLite itself rolls the transaction back. The program's next statements belong
  // to that transaction and must not be committed alone.
  const attempt = <A>(sql: string, operation: string, body: () => A): Effect.Effect<A, SqlError> =>
    Effect.suspend(() => {
      if (lost && !/^(?:ROLLBACK|RELEASE)\b/.test(sql)) return Effect.fail(rolledBack())
      if (lost) {
        lost = sql !== "ROLLBACK"
        return Effect.succeed([] as A)
      }
      const within = isTransaction()
      return Effect.tapError(
        Effect.try({ try: body, catch: failed(operation, "run a statement") }),
        () => Effect.sync(() => lost = within && !isTransaction())
      )
    })

  const run = <A>(
    sql: string,
    params: ReadonlyArray<unknown>,
    keep: boolean,
    use: (statement: StatementSync, values: ReadonlyArray<SQLInputValue>) => A
  ) =>
    Effect.withFiber<A, SqlError>((fiber) =>
      attempt(sql, "execute", () => {
        const statement = keep ? prepared(sql) : prepare(database, sql)
        statement.setReadBigInts(fiber.getRef(SafeIntegers))
        statement.setReturnArrays(false)
        return use(statement, params.map(toSqlite))
      })
    )

  const rows = (keep: boolean): Connection["execute"] => (sql, params, transform) => {
    const found = run<ReadonlyArray<any>>(sql, params, keep, (statement, values) => statement.all(...values))
    return transform === undefined ? found : Effect.map(found, transform)
  }
  const arrays = (keep: boolean): Connection["executeValues"] => (sql, params) =>
    run(sql, params, keep, (statement, values) => {
      statement.setReturnArrays(true)
      return statement.all(...values) as ReadonlyArray<any>
    })

  return {
    isTransaction: () => lost || isTransaction(),
    execute: rows(true),
    executeUnprepared: rows(false),
    executeValues: arrays(true),
    executeValuesUnprepared: arrays(false),
    executeRaw: (sql, params) =>
      run(sql, params, true, (statement, values) => {
        if (statement.columns().length > 0) return statement.all(...values)
        // A row's id may be any 64-bit integer. To read it must not fail after the row is written.
        statement.setReadBigInts(true)
        const { changes, lastInsertRowid } = statement.run(...values)
        return { changes: Number(changes), lastInsertRowid: narrow(lastInsertRowid) }
      }),
    executeStream: (sql, params, transform) =>
      // Not a statement from the cache: running it again would end the stream.
      Effect.acquireRelease(
        run(sql, params, false, (statement, values) => statement.iterate(...values)),
        (rows) => Effect.sync(() => rows.return?.())
      ).pipe(
        Effect.map((rows) =>
          attempt(sql, "stream", () => transform === undefined ? take(rows) : transform(take(rows))).pipe(
            Effect.filterOrElse(Arr.isReadonlyArrayNonEmpty, () => Cause.done())
          )
        ),
        Effect.map((pull) => Stream.fromPull(Effect.succeed(pull))),
        Stream.unwrap
      )
  }
}

// internal

const rolledBack = () => {
  const message = "SQLite rolled this transaction back after an error before. Nothing of it is kept."
  return new SqlError({ reason: new UnknownError({ cause: new Error(message), message, operation: "execute" }) })
}

const narrow = (integer: number | bigint) => Number.isSafeInteger(Number(integer)) ? Number(integer) : integer

// Units: rows. Other fibers run between two reads.
const CHUNK = 128

const take = (rows: ReturnType<StatementSync["iterate"]>): ReadonlyArray<object> => {
  const taken: Array<object> = []
  for (let next = rows.next(); next.done !== true; next = rows.next()) {
    if (taken.push(next.value) === CHUNK) break
  }
  return taken
}
