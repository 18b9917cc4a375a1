/**
 * Statements on one open database.
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { SafeIntegers } from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"
import * as Stream from "effect/Stream"
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite"
import { toSqlite } from "./parameters.ts"
import { failed, rejected } from "./sqlErrors.ts"
import { prepare, prepareAndKeep } from "./statements.ts"

/** One statement with its parameters, and how to read its result. */
export interface Request {
  readonly sql: string
  readonly params: ReadonlyArray<unknown>
  readonly result: "rows" | "arrays" | "raw"
  /** Whether to keep the prepared statement for the next request of the same text. */
  readonly keep: boolean
  /** Read integers as bigint. */
  readonly bigints: boolean
}

export interface SqliteConnection extends Connection {
  /** Also true after SQLite itself rolled the transaction back, until the program runs ROLLBACK. */
  readonly isTransaction: () => boolean
  /** Runs a statement at once. Throws what `node:sqlite` throws. */
  readonly run: (request: Request) => unknown
  /** The same, but a statement of a transaction that SQLite rolled back fails and does not run. */
  readonly attempt: (request: Request) => Effect.Effect<unknown, SqlError>
}

export const makeConnection = (database: DatabaseSync): SqliteConnection => {
  const prepared = prepareAndKeep(database, 200)
  const isTransaction = () => database.isOpen && database.isTransaction
  let lost = false

  // On a full disk SQLite itself rolls the transaction back. The program's next statements belong
  // to that transaction and must not be committed alone.
  const guard = <A>(sql: string, operation: string, body: () => A): Effect.Effect<A, SqlError> =>
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

  const start = <A>(
    { bigints, keep, params, sql }: Omit<Request, "result">,
    use: (statement: StatementSync, values: ReadonlyArray<SQLInputValue>) => A
  ): A => {
    const statement = keep ? prepared(sql) : prepare(database, sql)
    statement.setReadBigInts(bigints)
    statement.setReturnArrays(false)
    return use(statement, params.map(toSqlite))
  }

  const run = (request: Request): unknown =>
    start(request, (statement, values) => {
      if (request.result === "arrays") statement.setReturnArrays(true)
      if (request.result !== "raw" || statement.columns().length > 0) return statement.all(...values)
      // A row's id may be any 64-bit integer. To read it must not fail after the row is written.
      statement.setReadBigInts(true)
      const { changes, lastInsertRowid } = statement.run(...values)
      return { changes: Number(changes), lastInsertRowid: narrow(lastInsertRowid) }
    })
  const attempt = (request: Request) => guard(request.sql, "execute", () => run(request))

  return {
    ...makeExecutors(attempt),
    isTransaction: () => lost || isTransaction(),
    run,
    attempt,
    executeStream: (sql, params, transform) =>
      // Not a statement from the cache: running it again would end the stream.
      Effect.acquireRelease(
        Effect.withFiber((fiber) => {
          const bigints = fiber.getRef(SafeIntegers)
          return guard(sql, "execute", () =>
            start({ sql, params, keep: false, bigints }, (statement, values) =>
              statement.iterate(...values)))
        }),
        (rows) =>
          Effect.sync(() => rows.return?.())
      ).pipe(
        Effect.map((rows) =>
          guard(sql, "stream", () => transform === undefined ? take(rows) : transform(take(rows))).pipe(
            Effect.filterOrElse(Arr.isReadonlyArrayNonEmpty, () => Cause.done())
          )
        ),
        Effect.map((pull) => Stream.fromPull(Effect.succeed(pull))),
        Stream.unwrap
      )
  }
}

/** The methods of a `Connection` that run one statement, from a function that runs it. */
export const makeExecutors = (
  run: (request: Request) => Effect.Effect<unknown, SqlError>
): Omit<Connection, "executeStream"> => {
  const execute = (sql: string, params: ReadonlyArray<unknown>, result: Request["result"], keep: boolean) =>
    Effect.withFiber<any, SqlError>((fiber) => run({ sql, params, result, keep, bigints: fiber.getRef(SafeIntegers) }))
  const rows = (keep: boolean): Connection["execute"] => (sql, params, transform) =>
    transform === undefined
      ? execute(sql, params, "rows", keep)
      : Effect.map(execute(sql, params, "rows", keep), (found) => transform(found))
  return {
    execute: rows(true),
    executeUnprepared: rows(false),
    executeValues: (sql, params) => execute(sql, params, "arrays", true),
    executeValuesUnprepared: (sql, params) => execute(sql, params, "arrays", false),
    executeRaw: (sql, params) => execute(sql, params, "raw", true)
  }
}

// internal

const rolledBack = () => rejected("SQLite rolled this transaction back after an error before. Nothing of it is kept")

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
