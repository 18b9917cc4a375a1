/**
 * A refund ledger in a table of your database: PostgreSQL, or SQLite where commits reach the disk (`synchronous=FULL`).
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { LedgerFailed, RefundLedger } from "./RefundLedger.ts"

/**
 * Where the ledger lies.
 */
export interface Options {
  /** Default `portone_refund_ledger`. It is created when it is not there. */
  readonly table?: string | undefined
}

/**
 * Remembers refunds in one row per payment. Rows are written where they are as they were read, so processes and machines that share the database act as
 * one. Keep the rows for as long as refunds are asked for again.
 *
 * Fails with:
 * - `SqlError`: the table is not there and cannot be created.
 */
export const layer = (options: Options = {}): Layer.Layer<never, SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(RefundLedger, make(options.table ?? "portone_refund_ledger"))

// internal

const make = Effect.fnUntraced(
  function*(name: string): Effect.fn.Return<RefundLedger, SqlError.SqlError, SqlClient.SqlClient> {
    const sql = (yield* SqlClient.SqlClient).withoutTransforms()
    const table = sql(name)
    // Two processes that create it at once: the one that comes second finds it there.
    yield* sql`CREATE TABLE IF NOT EXISTS ${table} (imp_uid VARCHAR(255) PRIMARY KEY, refunds TEXT NOT NULL)`
      .pipe(Effect.catch((error) => Effect.mapError(sql`SELECT refunds FROM ${table} WHERE imp_uid = ''`, () => error)))

    const read = (impUid: string) =>
      Effect.map(
        sql<Row>`SELECT refunds FROM ${table} WHERE imp_uid = ${impUid}`,
        (rows) => Option.fromUndefinedOr(rows[0])
      )

    /** Keeps the new text if the old one is still there, letter by letter; tells whether it did. */
    const keep = (impUid: string, before: Option.Option<Row>, after: Option.Option<string>) => {
      if (Option.isNone(before)) {
        return Option.isNone(after)
          ? Effect.succeed(true)
          : Effect.map(
            sql`INSERT INTO ${table} (imp_uid, refunds) VALUES (${impUid}, ${after.value}) ON CONFLICT DO NOTHING RETURNING imp_uid`,
            isOne
          )
      }
      const { refunds } = before.value
      if (Option.isNone(after)) {
        return Effect.map(
          sql`DELETE FROM ${table} WHERE imp_uid = ${impUid} AND refunds = ${refunds} RETURNING imp_uid`,
          isOne
        )
      }
      return after.value === refunds ? Effect.succeed(true) : Effect.map(
        sql`UPDATE ${table} SET refunds = ${after.value} WHERE imp_uid = ${impUid} AND refunds = ${refunds} RETURNING imp_uid`,
        isOne
      )
    }

    return {
      stores: true,
      change: <A>(impUid: string, change: Change<A>) => {
        const once = Effect.gen(function*() {
          if (Option.isSome(yield* Effect.serviceOption(sql.transactionService))) {
            return yield* new LedgerFailed({
              impUid,
              problem: "it is used inside a transaction, which could take back what it keeps; refund outside of it"
            })
          }
          const before = yield* read(impUid)
          const [result, after] = change(Option.map(before, ({ refunds }) => refunds))
          return (yield* keep(impUid, before, after)) ? Option.some(result) : Option.none<A>()
        })
        // Whoever comes second reads again. A cancel that was not written down is not sent, so giving up is safe.
        return once.pipe(
          // Undone by the database itself because others came first: the same as a row that has changed.
          Effect.catch((error) => isOvertaken(error) ? Effect.succeed(Option.none<A>()) : Effect.fail(error)),
          Effect.repeat({ until: Option.isSome, times: TRIES }),
          Effect.mapError((error) =>
            error._tag === "LedgerFailed"
              ? error
              : new LedgerFailed({ impUid, problem: `the database says ${error.reason._tag}` })
          ),
          Effect.flatMap(Effect.fromOption),
          Effect.catchTag(
            "NoSuchElementError",
            () => Effect.fail(new LedgerFailed({ impUid, problem: "others kept changing it" }))
          )
        )
      }
    }
  }
)

type Change<A> = (before: Option.Option<string>) => readonly [result: A, after: Option.Option<string>]

interface Row {
  readonly refunds: string
}

const TRIES = 50

const isOne = (rows: ReadonlyArray<unknown>) => rows.length === 1

const isOvertaken = (error: SqlError.SqlError | LedgerFailed): boolean =>
  error._tag === "SqlError" && (error.reason._tag === "SerializationError" || error.reason._tag === "DeadlockError")
