/**
 * The rows of a ledger in SQL, one for each payment.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

/** The text of a payment, or none where it has no row. */
export type Text = Option.Option<string>

/** One change of a row. */
export interface Write {
  readonly impUid: string
  readonly before: Text
  readonly after: Text
}

export interface Rows {
  readonly read: (impUid: string) => Effect.Effect<Text, SqlError>
  /** Stores `after` if the row is still as `before`, in one statement; returns whether it did. */
  readonly write: (write: Write) => Effect.Effect<boolean, SqlError>
}

/** One statement for each call. */
export const one = (sql: SqlClient.SqlClient, name: string): Rows => {
  const table = sql(name)
  return {
    read: (impUid) =>
      Effect.map(
        sql<{ readonly refunds: string }>`SELECT refunds FROM ${table} WHERE imp_uid = ${impUid}`,
        ([row]) => Option.fromUndefinedOr(row?.refunds)
      ),
    write: ({ after, before, impUid }) =>
      Effect.map(
        Option.isNone(before)
          ? sql`INSERT INTO ${table} (imp_uid, refunds) VALUES (${impUid}, ${
            Option.getOrThrow(after)
          }) ON CONFLICT DO NOTHING RETURNING imp_uid`
          : Option.isNone(after)
          ? sql`DELETE FROM ${table} WHERE imp_uid = ${impUid} AND refunds = ${before.value} RETURNING imp_uid`
          : sql`UPDATE ${table} SET refunds = ${after.value} WHERE imp_uid = ${impUid} AND refunds = ${before.value} RETURNING imp_uid`,
        (rows) => rows.length === 1
      )
  }
}
