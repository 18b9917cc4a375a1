import { TokenStore } from "@effect-portone/core"
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { KeyValueStore } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { join } from "node:path"
import { afterAll } from "vitest"
import { conforms, tokenStore } from "./conforms.ts"
import * as Servers from "./servers.ts"
import { account, entry, plain, sealed, temporaryDirectory, token, view } from "./stores.ts"

describe("over a SQLite file", () => {
  const inSqlite = Layer.unwrap(
    Effect.map(
      temporaryDirectory,
      (directory) =>
        KeyValueStore.layerSql().pipe(
          Layer.provide(SqliteClient.layer({ filename: join(directory, "tokens.db") }))
        )
    )
  )

  describe("encrypted", () => conforms(tokenStore(sealed(inSqlite), view)))
  describe("in plain text", () => conforms(tokenStore(plain(inSqlite), view)))
})

const postgres = await Servers.database()

if (Servers.isServer(postgres)) {
  afterAll(postgres.stop)

  describe("over PostgreSQL", () => {
    const database = PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 4 })
    const inPostgres = KeyValueStore.layerSql().pipe(Layer.provideMerge(database))

    describe("encrypted", () => conforms(tokenStore(sealed(inPostgres), view)))
    describe("in plain text", () => conforms(tokenStore(plain(inPostgres), view)))

    it.effect("puts neither token nor account in the table", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const { set } = yield* TokenStore.TokenStore
        yield* set(account, { token, expiresAt: 1 })

        const rows = yield* sql<{ id: string; text: string }>`
          SELECT id, encode(value, 'escape') AS text FROM effect_key_value_store`

        assert.isAbove(rows.length, 0)
        assert.notInclude(JSON.stringify(rows), Redacted.value(token))
        assert.notInclude(JSON.stringify(rows), Redacted.value(account))
      }).pipe(Effect.provide(sealed(inPostgres))))

    const ofShop = KeyValueStore.layerSql({ table: "tokens_of_shop" }).pipe(Layer.provideMerge(database))

    it.effect("leaves a transaction of the shop alone when it fails in it", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const store = yield* TokenStore.TokenStore
        yield* sql`CREATE TABLE refunded (id INT)`
        yield* sql`DROP TABLE tokens_of_shop`
        yield* sql.withTransaction(Effect.gen(function*() {
          for (const operation of [store.get(account), store.set(account, entry), store.clear(account, token)]) {
            assert.strictEqual((yield* Effect.flip(operation))._tag, "TokenStoreFailed")
          }
          yield* sql`INSERT INTO refunded VALUES (1)`
        }))

        assert.lengthOf(yield* sql`SELECT id FROM refunded`, 1)
      }).pipe(Effect.provide(sealed(ofShop))))

    it.effect("keeps a token when a transaction of the shop is rolled back", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const store = yield* TokenStore.TokenStore
        yield* Effect.exit(sql.withTransaction(Effect.andThen(store.set(account, entry), Effect.fail("rolled back"))))

        assert.isTrue(Option.isSome(yield* store.get(account)))
      }).pipe(Effect.provide(sealed(ofShop))))
  })
} else {
  it.skip(postgres)
}
