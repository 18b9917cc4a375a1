/**
 * A refund ledger in a table of your database: PostgreSQL, or SQLite where commits reach the disk
 * (`synchronous=FULL`).
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import * as Tracer from "effect/Tracer"
import { makeRecent } from "./internal/recent.ts"
import { batches } from "./internal/sqlLedger/batches.ts"
import { one, type Text } from "./internal/sqlLedger/rows.ts"
import { makeTurns } from "./internal/sqlLedger/turns.ts"
import { LedgerFailed, RefundLedger } from "./RefundLedger.ts"

/**
 * Options of the ledger.
 */
export interface Options {
  /** Default `portone_refund_ledger`. It is created if it does not exist. */
  readonly table?: string | undefined
  /**
   * In PostgreSQL, whether payments that are changed at the same time share a statement. Default
   * true: the guarantees are the same, and many refunds at once need fewer statements and commits.
   * With false, each payment has statements of its own, on as many connections as there are.
   */
  readonly batch?: boolean | undefined
}

/**
 * Stores refunds in one row per payment. A row is written only if it still has the text that was
 * expected (compare-and-set), so processes and machines that share the database act as one. Keep
 * the rows for as long as the refunds may be called again.
 *
 * An ordinary refund takes two statements. Changes of one payment in this process run in the order
 * in which they were asked for. A change that is interrupted while its statement runs may have been
 * stored; the next call of that refund then looks the payment up.
 *
 * Fails with:
 * - `SqlError`: the table does not exist and cannot be created.
 */
export const layer = (options: Options = {}): Layer.Layer<never, SqlError.SqlError, SqlClient.SqlClient> =>
  Layer.effect(RefundLedger, make(options))

// internal

const make = Effect.fnUntraced(
  function*(options: Options): Effect.fn.Return<RefundLedger, SqlError.SqlError, SqlClient.SqlClient> {
    const sql = (yield* SqlClient.SqlClient).withoutTransforms()
    const name = options.table ?? "portone_refund_ledger"
    const table = sql(name)
    // Two processes may create the table at the same time; the second one then finds it.
    yield* sql`CREATE TABLE IF NOT EXISTS ${table} (imp_uid VARCHAR(255) PRIMARY KEY, refunds TEXT NOT NULL)`
      .pipe(Effect.catch((error) => Effect.mapError(sql`SELECT refunds FROM ${table} WHERE imp_uid = ''`, () => error)))

    const single = one(sql, name)
    // A batch belongs to no transaction and to no span of its callers.
    const context = Context.omit(sql.transactionService, Tracer.ParentSpan)(yield* Effect.context<never>())
    const rows = sql.onDialectOrElse({
      pg: () => options.batch === false ? single : batches(sql, name, single, Effect.runForkWith(context)),
      orElse: () => single
    })
    const inTurn = makeTurns()
    // The texts that this process wrote last, as a guess of what the database has.
    const recent = makeRecent<string>()

    const changeOnce = Effect.fnUntraced(function*<A>(impUid: string, change: Change<A>) {
      const guess = recent.take(impUid)
      let before: Text = Option.fromUndefinedOr(guess)
      let isRead = false
      for (let tries = 0; tries <= TRIES; tries++) {
        // A change that rejects a guess by throwing gets the text that is stored.
        const changed = isRead ? Result.succeed(change(before)) : Result.try(() => change(before))
        if (Result.isSuccess(changed)) {
          const [result, after] = changed.success
          if (!isSame(before, after)) {
            const isStored = yield* orOvertaken(rows.write({ impUid, before, after }))
            if (Option.getOrElse(isStored, () => false)) {
              // The second of two changes is usually the last of a refund.
              if (Option.isSome(after) && (isRead || guess === undefined)) {
                recent.keep(impUid, after.value, after.value.length)
              }
              return result
            }
          } else if (isRead) return result
        }
        // The guess was wrong or changes nothing, or another process came first.
        const found = yield* orOvertaken(rows.read(impUid))
        if (Option.isNone(found)) continue
        before = found.value
        isRead = true
      }
      // A cancel that was not stored is not sent, so giving up is safe.
      return yield* new LedgerFailed({
        impUid,
        problem: "others kept changing it",
        problemKo: "다른 프로세스가 계속 변경함"
      })
    })

    return {
      stores: true,
      change: <A>(impUid: string, change: Change<A>) =>
        Effect.flatMap(Effect.serviceOption(sql.transactionService), (transaction) =>
          Option.isSome(transaction)
            ? new LedgerFailed({
              impUid,
              problem: "it is used inside a transaction, which could take back what it keeps; refund outside of it",
              problemKo: "트랜잭션 안에서 사용함. 롤백되면 기록이 사라지므로 트랜잭션 밖에서 환불해야 함"
            })
            : inTurn(impUid, changeOnce(impUid, change))).pipe(
            Effect.mapError((error) =>
              error._tag === "LedgerFailed"
                ? error
                : new LedgerFailed({
                  impUid,
                  problem: `the database says ${error.reason._tag}`,
                  problemKo: `데이터베이스 오류: ${error.reason._tag}`
                })
            )
          )
    }
  }
)

type Change<A> = (before: Text) => readonly [result: A, after: Text]

const TRIES = 50

const isSame = (one: Text, another: Text): boolean => Option.getOrUndefined(one) === Option.getOrUndefined(another)

/** None if the database undid the statement because another came first, as for a changed row. */
const orOvertaken = <A>(effect: Effect.Effect<A, SqlError.SqlError>) =>
  effect.pipe(
    Effect.asSome,
    Effect.catchIf(
      ({ reason: { _tag } }) => _tag === "SerializationError" || _tag === "DeadlockError",
      () => Effect.succeedNone
    )
  )
