/**
 * The outcome in the row of a refund, sealed: the words of PortOne and the PG in it may have a
 * name, a phone number or an account.
 */
import { Effect, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Keys } from "./Keys.ts"
import { Ending } from "./RefundRecord.ts"
import { openText, sealText } from "./vault.ts"

/** What the seal of an outcome is for. */
export const purposeOf = (refundKey: string): string => `outcome|${refundKey}`

/** The text of an outcome, for the row of this refund only. Without what is not read again. */
export const sealOutcome = (keys: Keys, refundKey: string, ending: Ending): Effect.Effect<string, Schema.SchemaError> =>
  Effect.map(
    encode(ending._tag === "Invalid" ? ending : { ...ending, lastError: Option.none() }),
    (text) => sealText(keys, purposeOf(refundKey), text)
  )

/** None: it is altered, of another row, or in a form that an earlier version stored. */
export const openOutcome = (keys: Keys, refundKey: string, sealed: string): Option.Option<Ending> =>
  Option.flatMap(openText(keys, purposeOf(refundKey), sealed), decode)

/** Seals those that an earlier version has stored as plain JSON, and clears the file of them. */
export const sealPlainOutcomes = Effect.fnUntraced(function*(keys: Keys) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* Effect.flatMap(sql`SELECT key, outcome FROM refunds WHERE outcome LIKE '{%'`, decodePlain)
  if (rows.length === 0) return
  yield* Effect.forEach(
    rows,
    ({ key, outcome }) =>
      sql`UPDATE refunds SET outcome = ${sealText(keys, purposeOf(key), outcome)} WHERE key = ${key}`
  ).pipe(sql.withTransaction)
  // Otherwise pages that are not used any more keep the text.
  yield* sql`VACUUM`
})

// internal

const EndingJson = Schema.fromJsonString(Schema.toCodecJson(Ending))
const encode = Schema.encodeEffect(EndingJson)
const decode = Schema.decodeOption(EndingJson)
const decodePlain = Schema.decodeUnknownEffect(
  Schema.Array(Schema.Struct({ key: Schema.String, outcome: Schema.String }))
)
