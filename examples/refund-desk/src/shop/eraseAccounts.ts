/**
 * Removes the refund accounts of orders whose buyer is removed. A refund that is open keeps its
 * account until its end, because it may be sent again.
 */
import { Effect, Schema } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import type { Keys } from "./Keys.ts"
import { RefundState } from "./RefundRecord.ts"
import { SEALED } from "./refundRows.ts"
import { withoutBuyer } from "./vault.ts"

/** `where`: narrows the table of orders. */
export const makeEraseAccounts = (sql: SqlClient.SqlClient, keys: Keys) =>
  Effect.fnUntraced(function*(where: Statement.Fragment) {
    const rows = yield* Effect.flatMap(
      sql`SELECT key, state, sealed FROM refunds
      WHERE sealed IS NOT NULL AND order_id IN (SELECT id FROM orders WHERE ${where})`,
      decodeSealed
    )
    for (const { key, sealed, state } of rows) {
      const left = withoutBuyer(keys, key, sealed, SEALED.has(state))
      if (left !== sealed) yield* sql`UPDATE refunds SET sealed = ${left} WHERE key = ${key}`
    }
  })

// internal

const decodeSealed = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ key: Schema.String, state: RefundState, sealed: Schema.String }))
)
