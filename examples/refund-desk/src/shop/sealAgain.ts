/**
 * Seals everything in the database under the secret of now, after it was replaced.
 */
import { Effect, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { buyerColumns, openBuyer } from "../find/buyer.ts"
import type { Keys } from "./Keys.ts"
import { purposeOf } from "./sealedOutcome.ts"
import { openText, sealText } from "./vault.ts"

/**
 * All or nothing. A seal that opens with none of the secrets was altered, and stays as it is.
 * `mark`: of the secret of now, which is stored with it.
 */
export const sealAgain = Effect.fnUntraced(function*(keys: Keys, mark: string) {
  const sql = yield* SqlClient.SqlClient
  const again = (purpose: string, sealed: string | null) =>
    sealed === null
      ? null
      : Option.match(openText(keys, purpose, sealed), {
        onNone: () => sealed,
        onSome: (text) => sealText(keys, purpose, text)
      })

  yield* Effect.gen(function*() {
    const orders = yield* Effect.flatMap(sql`SELECT id, buyer FROM orders WHERE buyer IS NOT NULL`, decodeOrders)
    for (const { buyer, id } of orders) {
      const known = openBuyer(keys, id, buyer)
      if (Option.isNone(known)) continue
      yield* sql`UPDATE orders SET ${sql.update(buyerColumns(keys, id, known.value))} WHERE id = ${id}`
    }
    const refunds = yield* Effect.flatMap(
      sql`SELECT key, sealed, outcome FROM refunds WHERE sealed IS NOT NULL OR outcome IS NOT NULL`,
      decodeRefunds
    )
    for (const { key, outcome, sealed } of refunds) {
      yield* sql`UPDATE refunds SET ${
        sql.update({
          sealed: again(key, sealed),
          // Plain JSON of an earlier version is sealed afterwards.
          outcome: again(purposeOf(key), outcome)
        })
      } WHERE key = ${key}`
    }
    // Those before stay: what was made under them needs them.
    yield* sql`DELETE FROM secret WHERE mark = ${mark}`
    yield* sql`INSERT INTO secret ${sql.insert({ mark })}`
  }).pipe(sql.withTransaction)
  // Otherwise pages that are not used any more keep what the secret before has sealed.
  yield* sql`VACUUM`
})

// internal

const decodeOrders = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ id: Schema.String, buyer: Schema.String }))
)
const decodeRefunds = Schema.decodeUnknownEffect(
  Schema.Array(
    Schema.Struct({
      key: Schema.String,
      sealed: Schema.NullOr(Schema.String),
      outcome: Schema.NullOr(Schema.String)
    })
  )
)
