/**
 * A refund ledger in a table of your database: PostgreSQL, or SQLite where commits reach the disk
 * (`synchronous=FULL`).
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { LedgerFailed, RefundLedger } from "./RefundLedger.ts"

/**
 * Options of the ledger.
 */
export interface Options {
  /** Default `portone_refund_ledger`. It is created if it does not exist. */
  readonly table?: string | undefined
}

/**
 * Stores refunds in one row per payment. A row is written only if it still has the text that was
 * read (compare-and-set), so processes and machines that share the database act as one. Keep the
 * rows for as long as the refunds may be called again.
 *
 * Fails with:
 * - `SqlError`: the table does not exist and cannot be created.
 */
export const layer = (options: Options = {}): Layer.Layer<never, SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(RefundLedger, make(options.table ?? "portone_refund_ledger"))

// internal

const make = Effect.fnUntraced(
  function*(name: string): Effect.fn.Return<RefundLedger, SqlError.SqlError, SqlClient.SqlClient> {
    const sql = (yield* SqlClient.SqlClient).withoutTransforms()
    const table = sql(name)
    // Two processes may create the table at the same time; the second one then finds it.
    yield* sql`CREATE TABLE IF NOT EXISTS ${table} (imp_uid VARCHAR(255) PRIMARY KEY, refunds TEXT NOT NULL)`
      .pipe(Effect.catch((error) => Effect.mapError(sql`SELECT refunds FROM ${table} WHERE imp_uid = ''`, () => error)))

    const read = (impUid: string) =>
      Effect.map(
        sql<Row>`SELECT refunds FROM ${table} WHERE imp_uid = ${impUid}`,
        (rows) => Option.fromUndefinedOr(rows[0])
      )

    /** Stores the new text if the row still has the old one; returns whether it did. */
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
              problem: "it is used inside a transaction, which could take back what it keeps; refund outside of it",
              problemKo: "트랜잭션 안에서 사용함. 롤백되면 기록이 사라지므로 트랜잭션 밖에서 환불해야 함"
            })
          }
          const before = yield* read(impUid)
          const [result, after] = change(Option.map(before, ({ refunds }) => refunds))
          return (yield* keep(impUid, before, after)) ? Option.some(result) : Option.none<A>()
        })
        // The process that comes second reads again. A cancel that was not stored is not sent, so
        // giving up is safe.
        return once.pipe(
          // The database undid the change because another came first: the same as a changed row.
          Effect.catch((error) => isOvertaken(error) ? Effect.succeed(Option.none<A>()) : Effect.fail(error)),
          Effect.repeat({ until: Option.isSome, times: TRIES }),
          Effect.mapError((error) =>
            error._tag === "LedgerFailed"
              ? error
              : new LedgerFailed({
                impUid,
                problem: `the database says ${error.reason._tag}`,
                problemKo: `데이터베이스 오류: ${error.reason._tag}`
              })
          ),
          Effect.flatMap(Effect.fromOption),
          Effect.catchTag(
            "NoSuchElementError",
            () =>
              Effect.fail(
                new LedgerFailed({
                  impUid,
                  problem: "others kept changing it",
                  problemKo: "다른 프로세스가 계속 변경함"
                })
              )
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
