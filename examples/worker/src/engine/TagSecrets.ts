/**
 * The table keeps the fingerprints of the tag secrets of its refunds. A process with another secret
 * does not recognise their tags, so it must not start.
 */
import { RefundTag } from "@effect-portone/refunds"
import { Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { Settings } from "../Settings.ts"
import { ofBilingual, ofDatabase, type StartupError } from "../StartupError.ts"

/** Which secrets the table knows, by their fingerprints, and which of them this process lacks. */
export const compare = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const { fingerprints } = yield* RefundTag.RefundTag
  const rows = yield* sql<{ readonly fingerprint: string }>`
    SELECT fingerprint FROM refund_secret WHERE merchant = ${merchant} ORDER BY fingerprint`
  const known = rows.map(({ fingerprint }) => fingerprint)
  return { known, own: fingerprints, missing: known.filter((fingerprint) => !fingerprints.includes(fingerprint)) }
})

/** Fails unless this process has every secret that the table knows. */
export const checkOnly = Effect.gen(function*() {
  const { missing, own } = yield* compare
  if (missing.length > 0) {
    return yield* ofBilingual({
      message:
        `The database has refunds with the tag secret ${missing.join(", ")} (fingerprint), and this process has ${
          own.join(", ")
        }. Nothing was sent. Set the same PORTONE_REFUND_TAG_SECRET everywhere, without blanks or line breaks at its ` +
        "ends. After a rotation, keep the secret before it in PORTONE_REFUND_TAG_PREVIOUS_SECRETS.",
      messageKo:
        `데이터베이스에 태그 비밀 값 ${missing.join(", ")}(지문)로 처리한 환불이 있는데, 이 프로세스의 비밀 값은 ${
          own.join(", ")
        }입니다. 아무것도 보내지 않았습니다. 모든 프로세스에 같은 PORTONE_REFUND_TAG_SECRET을 앞뒤 공백이나 줄바꿈 없이 ` +
        "설정하세요. 교체한 뒤에는 이전 값을 PORTONE_REFUND_TAG_PREVIOUS_SECRETS에 유지하세요."
    })
  }
  return own
})

/** The same, and then adds the secrets of this process. */
export const check = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  // One process at a time: the first one decides which secret the table has.
  yield* sql.onDialectOrElse({
    pg: () => sql`SELECT pg_advisory_xact_lock(7265667566)`,
    orElse: () => Effect.void
  })
  for (const fingerprint of yield* checkOnly) {
    yield* sql`INSERT INTO refund_secret ${sql.insert({ merchant, fingerprint })} ON CONFLICT DO NOTHING`
  }
}).pipe((check) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(check)))

/** For a process that sends. */
export const layer = layerOf(check)

/** For a process that only looks up. */
export const layerReadOnly = layerOf(checkOnly)

// internal

function layerOf<R>(check: Effect.Effect<void, SqlError.SqlError | StartupError, R>) {
  return Layer.effectDiscard(
    Effect.mapError(check, (error) => error._tag === "StartupError" ? error : ofDatabase(error))
  )
}
