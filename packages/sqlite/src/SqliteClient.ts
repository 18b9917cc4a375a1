/**
 * Effect's `SqlClient` over a SQLite file of this machine.
 *
 * One connection for everything except streams. Each commit is on the disk before the call returns,
 * unless the options choose otherwise. Statements outside transactions that wait at the same time
 * share one commit. It is the embedded default until Effect publishes `@effect/sql-sqlite-node` for
 * 4.x. The options have the same names, so only an import changes.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import type { SqliteConnection } from "./internal/connection.ts"
import { makeGroups } from "./internal/groups.ts"
import { isInMemory, open } from "./internal/open.ts"

/**
 * Which database to open, and how.
 */
export interface Options {
  /**
   * Created if it is missing. `:memory:` is a database that ends with the client. An empty name is
   * rejected, because SQLite would give each client a database of its own, and so is every other
   * name without a file, such as `file::memory:`.
   */
  readonly filename: string
  /** A write fails, and so does opening a missing file. */
  readonly readonly?: boolean | undefined
  /**
   * How long to wait for another process that is writing. The wait blocks the thread, because
   * `node:sqlite` is synchronous. Default 5 seconds.
   */
  readonly busyTimeout?: Duration.Input | undefined
  /** `FULL` (default) keeps every commit through a power loss. `NORMAL` may lose the last ones. */
  readonly synchronous?: "FULL" | "NORMAL" | undefined
  readonly spanAttributes?: Readonly<Record<string, unknown>> | undefined
  /** From names of the program to names of the database, such as `Str.camelToSnake`. */
  readonly transformQueryNames?: ((name: string) => string) | undefined
  /** From names of the database to names of the program, such as `Str.snakeToCamel`. */
  readonly transformResultNames?: ((name: string) => string) | undefined
}

/**
 * A `SqlClient` with its options.
 */
export interface SqliteClient extends SqlClient.SqlClient {
  readonly config: Options
}

/**
 * The client of the layers below.
 */
export const SqliteClient: Context.Service<SqliteClient, SqliteClient> = Context.Service(
  "@effect-portone/sqlite/SqliteClient"
)

/**
 * Opens a database, and closes it with the scope.
 *
 * Statements of different fibers outside transactions share a commit: each succeeds after it. A
 * statement with an error of its own fails alone; if SQLite cannot commit, all that write fail. A
 * statement that is interrupted before its group begins does not run, otherwise it is committed.
 *
 * Fails with `SqlError`, whose reason is
 * - `ConnectionError`: an option cannot be used, the name has no file, or the file is missing,
 *   cannot be written, is not a database or is damaged.
 * - `LockTimeoutError`: another process kept it locked for longer than `busyTimeout`.
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<SqliteClient, SqlError, Reactivity.Reactivity | Scope.Scope> {
  const shared = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed(yield* open(options)),
    semaphore: yield* Semaphore.make(1),
    isTransaction: (connection) => connection.isTransaction()
  })
  const groups = makeGroups(
    {
      acquirer: shared.acquirer,
      borrow: (use) => shared.borrower((connection) => use(connection as SqliteConnection)),
      onCommitFailure: shared.onCommitFailure
    },
    Effect.runForkWith(yield* Effect.context<never>())
  )
  const inOrder = Effect.suspend(() => {
    groups.close()
    return shared.acquirer
  })
  const client = yield* SqlClient.make({
    ...shared,
    borrower: (use) => use(groups.connection),
    transactionAcquirer: inOrder,
    // For streams outside a transaction only. On the shared connection a stream whose consumer runs
    // statements would wait for itself.
    acquirer: isInMemory(options.filename) ? inOrder : open(options),
    compiler: Statement.makeCompilerSqlite(options.transformQueryNames),
    driver: "sqlite-node",
    prepareTransactionControls: true,
    // Otherwise a transaction that reads first fails at its write, without waiting, if another
    // process wrote in between.
    beginTransaction: "BEGIN IMMEDIATE",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [...Object.entries(options.spanAttributes ?? {}), ["db.system.name", "sqlite"]],
    ...(options.transformResultNames !== undefined && {
      transformRows: Statement.defaultTransforms(options.transformResultNames).array
    })
  })
  return Object.assign(client, { config: options })
})

/**
 * Opens a database, as `SqlClient` and as `SqliteClient`.
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient | SqliteClient, SqlError> =>
  layerFrom(make(options))

/**
 * The same with options from the configuration.
 */
export const layerConfig = (
  options: Config.Wrap<Options>
): Layer.Layer<SqlClient.SqlClient | SqliteClient, Config.ConfigError | SqlError> =>
  layerFrom(Effect.flatMap(Config.unwrap(options), make))

// internal

const layerFrom = <E>(client: Effect.Effect<SqliteClient, E, Reactivity.Reactivity | Scope.Scope>) =>
  Layer.effectContext(
    Effect.map(client, (client) => Context.make(SqliteClient, client).pipe(Context.add(SqlClient.SqlClient, client)))
  ).pipe(Layer.provide(Reactivity.layer))
