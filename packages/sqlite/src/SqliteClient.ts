/**
 * SQL over a file of this machine, through Effect's own `SqlClient`.
 *
 * One connection for everything but streams. Each commit is on the disk before it is reported, unless you say otherwise.
 * Delete this package when Effect publishes `@effect/sql-sqlite-node` for 4.x; the options have the names they have there.
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
import { isInMemory, open } from "./internal/open.ts"

/**
 * Where the database is and how it is kept.
 */
export interface Options {
  /** Made when it is missing. `:memory:` is a database that ends with the client. */
  readonly filename: string
  /** Refuses to write, and to make a missing file. */
  readonly readonly?: boolean | undefined
  /**
   * How long to wait for another process that is writing. The wait blocks the thread, because `node:sqlite` is synchronous.
   *
   * Units: as Effect's `Duration`; 5 seconds unless said otherwise.
   */
  readonly busyTimeout?: Duration.Input | undefined
  /** `FULL` (the default) keeps every commit through a loss of power. `NORMAL` is faster and may lose the last ones. */
  readonly synchronous?: "FULL" | "NORMAL" | undefined
  readonly spanAttributes?: Readonly<Record<string, unknown>> | undefined
  /** Turns names of the program into names of the database, such as `Str.camelToSnake`. */
  readonly transformQueryNames?: ((name: string) => string) | undefined
  /** Turns names of the database into names of the program, such as `Str.snakeToCamel`. */
  readonly transformResultNames?: ((name: string) => string) | undefined
}

/**
 * A `SqlClient` that knows its options.
 */
export interface SqliteClient extends SqlClient.SqlClient {
  readonly config: Options
}

/**
 * The client in use.
 */
export const SqliteClient: Context.Service<SqliteClient, SqliteClient> = Context.Service(
  "@effect-portone/sqlite/SqliteClient"
)

/**
 * Opens a database, and closes it with the scope.
 *
 * Fails with `SqlError`, whose reason is
 * - `ConnectionError`: the file is missing, may not be written, is no database or is damaged.
 * - `LockTimeoutError`: another process held it for longer than `busyTimeout`.
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<SqliteClient, SqlError, Reactivity.Reactivity | Scope.Scope> {
  const shared = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed(yield* open(options)),
    semaphore: yield* Semaphore.make(1),
    isTransaction: (connection) => connection.isTransaction()
  })
  const client = yield* SqlClient.make({
    ...shared,
    // Only streams outside a transaction come here. On the shared connection they would make their own consumer wait for ever.
    acquirer: isInMemory(options.filename) ? shared.acquirer : open(options),
    compiler: Statement.makeCompilerSqlite(options.transformQueryNames),
    driver: "sqlite-node",
    prepareTransactionControls: true,
    // A transaction that reads first and writes later would fail at the write, without waiting, when another process wrote between.
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
 * The database of some options, as `SqlClient` and as `SqliteClient`.
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient | SqliteClient, SqlError> =>
  layerFrom(make(options))

/**
 * The same with options from configuration.
 */
export const layerConfig = (
  options: Config.Wrap<Options>
): Layer.Layer<SqlClient.SqlClient | SqliteClient, Config.ConfigError | SqlError> =>
  layerFrom(Effect.flatMap(Config.unwrap(options), make))

const layerFrom = <E>(client: Effect.Effect<SqliteClient, E, Reactivity.Reactivity | Scope.Scope>) =>
  Layer.effectContext(
    Effect.map(client, (client) => Context.make(SqliteClient, client).pipe(Context.add(SqlClient.SqlClient, client)))
  ).pipe(Layer.provide(Reactivity.layer))
