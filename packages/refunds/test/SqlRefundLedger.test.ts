/**
 * What a ledger promises: in memory, in a SQLite file and in PostgreSQL.
 */
import { forgetRefund, RefundLedger, RefundTag } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll } from "vitest"
import * as Servers from "../../token-store/test/servers.ts"

const directory = mkdtempSync(join(tmpdir(), "portone-ledger-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const filename = join(directory, "ledger.db")
const sqlite = SqliteClient.layer({ filename })

const postgres = await Servers.database()
if (Servers.isServer(postgres)) afterAll(postgres.stop)

const tags = RefundTag.layer(Redacted.make("a-tag-secret-of-more-than-32-characters"))

const remove = (impUid: string) =>
  Effect.flatMap(RefundLedger.RefundLedger, (ledger) => ledger.change(impUid, () => [undefined, Option.none()]))

/** The promises of a ledger. Two layers of it are two processes. */
const keeps = (name: string, one: Layer.Layer<never, unknown>, another = one) => {
  describe(`a ledger ${name}`, () => {
    const count = (impUid: string) =>
      Effect.flatMap(RefundLedger.RefundLedger, (ledger) =>
        ledger.change(impUid, (before) => {
          const next = Number(Option.getOrElse(before, () => "0")) + 1
          return [next, Option.some(String(next))]
        }))

    it.effect("keeps a text per payment, and deletes it on request", () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* count("imp_1"), 1)
        assert.strictEqual(yield* count("imp_1"), 2)
        assert.strictEqual(yield* count("imp_2"), 1)
        yield* remove("imp_1")
        assert.strictEqual(yield* count("imp_1"), 1)
        yield* remove("imp_3")
      }).pipe(Effect.provide(one)))

    it.effect("forgets no text that this version cannot read, because it may hold final outcomes", () =>
      Effect.gen(function*() {
        const { change } = yield* RefundLedger.RefundLedger
        for (const text of ["{\"version\":3,\"refunds\":{}}", "{", ""]) {
          yield* change("imp_later", () => [undefined, Option.some(text)])
          const error = yield* Effect.flip(forgetRefund("imp_later", "k"))
          assert.deepInclude(error, { _tag: "LedgerFailed", moneyMoved: "unknown" })
          assert.match(error.message, /cannot read its text/)
          assert.deepStrictEqual(yield* change("imp_later", (stored) => [stored, stored]), Option.some(text))
        }
        yield* forgetRefund("imp_unknown", "k")
        yield* remove("imp_later")
      }).pipe(Effect.provide([one, tags])))

    it.effect("loses no change when many are made at once", () =>
      Effect.gen(function*() {
        const context = yield* Layer.build(one)
        const other = one === another ? context : yield* Layer.build(another)
        const changes = Array.from(
          { length: 20 },
          (_, index) => Effect.provideContext(count("imp_many"), index % 2 === 0 ? context : other)
        )
        const seen = yield* Effect.all(changes, { concurrency: "unbounded" })
        assert.deepStrictEqual(seen.toSorted((a, b) => a - b), changes.map((_, index) => index + 1))
      }).pipe(Effect.scoped))
  })
}

keeps("in memory", RefundLedger.layerMemory())
keeps(
  "in a SQLite file",
  Layer.provide(SqlRefundLedger.layer(), sqlite),
  Layer.provide(SqlRefundLedger.layer(), Layer.fresh(sqlite))
)
if (Servers.isServer(postgres)) {
  const database = PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 4 })
  keeps(
    "in PostgreSQL",
    Layer.provide(SqlRefundLedger.layer(), database),
    Layer.provide(SqlRefundLedger.layer(), Layer.fresh(database))
  )
} else it.skip(`a ledger in PostgreSQL: ${postgres}`, () => {})

describe("a ledger in SQL", () => {
  it.effect("rejects being used inside a transaction, because that could take back what it keeps", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const error = yield* Effect.flip(sql.withTransaction(forgetRefund("imp_1", "k")))
      assert.strictEqual(error._tag, "LedgerFailed")
      assert.match(error.message, /inside a transaction.*moved money is not known/)
    }).pipe(Effect.provide([tags, Layer.provideMerge(SqlRefundLedger.layer({ table: "other" }), sqlite)])))

  it.effect("says so when its table is gone", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql`DROP TABLE gone`
      const error = yield* Effect.flip(forgetRefund("imp_1", "k"))
      assert.match(
        error.message,
        /^The refund ledger failed for imp_1: the database says \w+\. Whether a call of the key moved money/
      )
    }).pipe(Effect.provide([tags, Layer.provideMerge(SqlRefundLedger.layer({ table: "gone" }), sqlite)])))
})

describe("a change that overlaps with a person's forgetting", () => {
  it.effect("does not overwrite what was written anew since", () =>
    Effect.gen(function*() {
      const ledger = yield* RefundLedger.RefundLedger
      yield* ledger.change("imp_1", () => [undefined, Option.some("old")])
      let runs = 0
      const seen = yield* ledger.change("imp_1", (before) => {
        if (runs++ === 0) {
          // between this change's reading and its writing, in another process:
          const other = new DatabaseSync(filename)
          other.exec("DELETE FROM portone_refund_ledger WHERE imp_uid = 'imp_1'")
          other.exec("INSERT INTO portone_refund_ledger VALUES ('imp_1', 'a cancel is under way')")
          other.close()
        }
        return [Option.getOrNull(before), Option.map(before, (text) => `${text}+`)]
      })
      assert.strictEqual(seen, "a cancel is under way")
    }).pipe(Effect.provide(Layer.provide(SqlRefundLedger.layer(), sqlite))))
})

if (Servers.isServer(postgres)) {
  describe("a ledger in PostgreSQL", () => {
    const count = Effect.flatMap(RefundLedger.RefundLedger, (ledger) =>
      ledger.change("imp_many", (before) => {
        const next = Number(Option.getOrElse(before, () => "0")) + 1
        return [next, Option.some(String(next))]
      }))
    for (const level of ["read committed", "repeatable read", "serializable"]) {
      it.live(`loses and fails no change where the database defaults to ${level}`, () => {
        const database = PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 8 })
        return Effect.gen(function*() {
          const sql = yield* SqlClient.SqlClient
          const [row] = yield* sql<{ name: string }>`SELECT current_database() AS name`
          yield* sql`ALTER DATABASE ${sql(row!.name)} SET default_transaction_isolation = ${sql.literal(`'${level}'`)}`
          const seen = yield* Effect.gen(function*() {
            yield* remove("imp_many")
            return yield* Effect.all(Array.from({ length: 30 }, () => Effect.result(count)), {
              concurrency: "unbounded"
            })
          }).pipe(Effect.provide(Layer.provide(SqlRefundLedger.layer(), Layer.fresh(database))))
          const failed = seen.flatMap((one) => one._tag === "Failure" ? [one.failure.problem] : [])
          assert.deepStrictEqual(failed, [])
        }).pipe(Effect.provide(database)) as Effect.Effect<void, any>
      })
    }

    it.live("creates its table once, however many begin at the same time", () => {
      const one = PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 1 })
      return Effect.gen(function*() {
        const bad: Array<string> = []
        for (let table = 0; table < 5; table++) {
          const all = yield* Effect.all(
            Array.from({ length: 12 }, () =>
              Effect.exit(
                Effect.scoped(
                  Layer.build(Layer.provide(SqlRefundLedger.layer({ table: `race_${table}` }), Layer.fresh(one)))
                )
              )),
            { concurrency: "unbounded" }
          )
          for (const e of all) if (e._tag === "Failure") bad.push(String(e.cause))
        }
        assert.deepStrictEqual(bad, [])
      }) as Effect.Effect<void, any>
    }, 600_000)
    it.live("lies in a schema, gives texts back letter by letter, and notices a transaction", () => {
      const one = PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 2 })
      return Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        yield* sql`CREATE SCHEMA app`
        yield* Effect.gen(function*() {
          const ledger = yield* RefundLedger.RefundLedger
          const text = "{\"r\":\"환불 \\u0000 💳\"}"
          yield* ledger.change("imp_1", () => [0, Option.some(text)])
          assert.strictEqual(yield* ledger.change("imp_1", (b) => [Option.getOrNull(b), b]), text)
          const e = yield* Effect.flip(sql.withTransaction(ledger.change("imp_1", (b) => [0, b])))
          assert.strictEqual(e._tag, "LedgerFailed")
        }).pipe(Effect.provide(SqlRefundLedger.layer({ table: "app.ledger" })))
      }).pipe(Effect.provide(one)) as Effect.Effect<void, any>
    })
  })
}
