import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, String as Str } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { DatabaseSync } from "node:sqlite"
import { inspect } from "node:util"
import { vi } from "vitest"
import { file, open, refunds } from "./database.ts"

describe("a statement", () => {
  it.effect("gives rows, arrays or what was changed", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()

      assert.deepStrictEqual(yield* sql`INSERT INTO refunds (key, amount) VALUES ('a', 3000)`, [])
      assert.deepStrictEqual(yield* sql`INSERT INTO refunds (key, amount) VALUES ('b', 1)`.raw, {
        changes: 1,
        lastInsertRowid: 2
      })
      assert.deepStrictEqual(yield* sql`SELECT * FROM refunds`, [
        { id: 1, key: "a", amount: 3000 },
        { id: 2, key: "b", amount: 1 }
      ])
      assert.deepStrictEqual(yield* sql`SELECT key, amount FROM refunds`.values, [["a", 3000], ["b", 1]])
      assert.deepStrictEqual(yield* sql`SELECT key FROM refunds`.valuesUnprepared, [["a"], ["b"]])
      assert.deepStrictEqual(yield* sql`SELECT key FROM refunds WHERE id = 1`.unprepared, [{ key: "a" }])
      assert.deepStrictEqual(yield* sql`SELECT key FROM refunds WHERE id = 1`.raw, [{ key: "a" }])
    }))

  it.effect("gives rows after arrays of the same text, because it is prepared once for both", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const one = sql`SELECT 1 AS n`

      assert.deepStrictEqual([yield* one, yield* one.values, yield* one, yield* one.raw], [
        [{ n: 1 }],
        [[1]],
        [{ n: 1 }],
        [{ n: 1 }]
      ])
    }))

  it.effect("inserts several rows and returns them, decoded", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const insert = SqlSchema.findAll({
        Request: Schema.NonEmptyArray(Schema.Struct({ key: Schema.String, amount: Schema.Int })),
        Result: Schema.Struct({ id: Schema.Int, key: Schema.String }),
        execute: (rows) => sql`INSERT INTO refunds ${sql.insert(rows)} RETURNING id, key`
      })

      const made = yield* insert([{ key: "a", amount: 1 }, { key: "b", amount: 2 }])

      assert.deepStrictEqual(made, [{ id: 1, key: "a" }, { id: 2, key: "b" }])
    }))

  it.effect("runs again after the table it missed is made, because a failure is not kept", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const count = sql<{ n: number }>`SELECT count(*) AS n FROM later`
      const before = yield* Effect.flip(count)
      yield* sql`CREATE TABLE later (id INTEGER)`

      assert.include(before.message, "no such table: later")
      assert.deepStrictEqual(yield* count, [{ n: 0 }])
    }))

  it.effect("sees a column that is added after it was prepared", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`INSERT INTO refunds (key, amount) VALUES ('a', 3000)`
      const all = sql`SELECT * FROM refunds`
      yield* all
      yield* sql`ALTER TABLE refunds ADD COLUMN state TEXT DEFAULT 'open'`

      assert.deepStrictEqual(yield* all, [{ id: 1, key: "a", amount: 3000, state: "open" }])
    }))

  it.effect("is prepared once while it is in use, and again after many others", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const prepare = vi.spyOn(DatabaseSync.prototype, "prepare")
      // Another database of this thread may be in use.
      const count = () =>
        prepare.mock.contexts.filter((database) => (database as DatabaseSync).location() === sql.config.filename).length
      const often = sql`SELECT 'often'`
      const others = Array.from({ length: 300 }, (_, n) => sql<{ n: number }>`SELECT ${sql.literal(String(n))} AS n`)

      const rows = yield* Effect.forEach(others, (other) => Effect.andThen(often, other))
      const prepared = [count()]
      yield* Effect.andThen(often, others[299] ?? often)
      prepared.push(count())
      yield* others[0] ?? often
      prepared.push(count())
      prepare.mockRestore()

      assert.deepStrictEqual(rows.map(([row]) => row?.n), [...others.keys()])
      assert.deepStrictEqual(prepared, [301, 301, 302])
    }))

  it.effect("fails if there are two, because the second would be ignored", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const two = sql.unsafe("INSERT INTO refunds (amount) VALUES (1); INSERT INTO refunds (amount) VALUES (2)")

      assert.include((yield* Effect.flip(two)).message, "more than one statement")
      assert.include((yield* Effect.flip(two.unprepared)).message, "more than one statement")
      assert.deepStrictEqual(yield* sql`SELECT count(*) AS n FROM refunds`, [{ n: 0 }])
      assert.deepStrictEqual(yield* sql.unsafe("SELECT 1 AS n ; -- one; only\n /* ; */ ;"), [{ n: 1 }])
    }))
})

describe("a value", () => {
  it.effect("is read as it was written", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`CREATE TABLE kept (v ANY) STRICT`
      const values = [
        0,
        3000,
        -1,
        0.1,
        Number.MAX_SAFE_INTEGER,
        Infinity,
        1e300,
        "",
        "환불 3,000원",
        "a\0b",
        "'; DROP TABLE kept --",
        null,
        new Uint8Array([0, 255, 1]),
        new Uint8Array(0)
      ]

      yield* Effect.forEach(values, (v) => sql`INSERT INTO kept ${sql.insert({ v })}`)

      assert.deepStrictEqual((yield* sql`SELECT v FROM kept ORDER BY rowid`.values).flat(), values)
    }))

  it.effect("that is an amount is stored as an integer, also in a column of text or JSON", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`CREATE TABLE texts (amount TEXT)`
      yield* sql`INSERT INTO texts ${sql.insert({ amount: 3000 })}`

      const rows = yield* sql`SELECT amount, typeof(${3000}) AS type, json_object('a', ${3000}) AS json FROM texts`

      assert.deepStrictEqual(rows, [{ amount: "3000", type: "integer", json: "{\"a\":3000}" }])
    }))

  it.effect("that is true, a date or missing is stored as 1, as text or as NULL", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()

      const rows = yield* sql`SELECT ${true} AS yes, ${false} AS no, ${new Date(0)} AS day, ${undefined} AS gone`

      assert.deepStrictEqual(rows, [{ yes: 1, no: 0, day: "1970-01-01T00:00:00.000Z", gone: null }])
    }))

  it.effect("that SQLite would store as another one is rejected and not quoted", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const rejected = [NaN, { holder: "홍길동" }, ["홍길동"], new Date(NaN), Symbol("홍길동"), 2n ** 64n]

      for (const value of rejected) {
        for (const params of [[value], ["홍길동", value]]) {
          const error = yield* Effect.flip(sql.unsafe(`SELECT ${params.map(() => "?").join(", ")}`, params))
          assert.strictEqual(error._tag, "SqlError")
          assert.notInclude(inspect(error, { depth: 9 }) + JSON.stringify(error), "홍길동")
        }
      }
    }))

  it.effect("beyond 2^53 is a bigint where SafeIntegers asks for it, and never rounded", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const id = 2n ** 62n + 1n
      const safely = Effect.provideService(SqlClient.SafeIntegers, true)
      yield* sql`INSERT INTO refunds ${sql.insert({ id, key: "a", amount: 3000 })}`
      const read = sql`SELECT id, amount FROM refunds`

      assert.deepStrictEqual(yield* safely(read), [{ id, amount: 3000n }])
      const error = yield* Effect.flip(read)
      assert.include(error.message, "beyond 2^53")
      assert.notInclude(inspect(error, { depth: 9 }), String(id))
      assert.deepStrictEqual(yield* sql`SELECT amount FROM refunds`, [{ amount: 3000 }])
    }))

  it.effect("that is the id of a new row may be of any size, because the row is written already", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const id = 2n ** 62n + 1n

      assert.deepStrictEqual(yield* sql`INSERT INTO refunds ${sql.insert({ id, amount: 1 })}`, [])
      assert.deepStrictEqual(yield* sql`INSERT INTO refunds ${sql.insert({ id: id + 1n, amount: 1 })}`.raw, {
        changes: 1,
        lastInsertRowid: id + 1n
      })
    }))
})

describe("names", () => {
  it.effect("are converted in statements and in rows", () =>
    Effect.gen(function*() {
      const sql = yield* open({
        filename: yield* file,
        transformQueryNames: Str.camelToSnake,
        transformResultNames: Str.snakeToCamel
      })
      yield* sql`CREATE TABLE refunds (imp_uid TEXT)`
      const inserted = yield* sql`INSERT INTO refunds ${sql.insert({ impUid: "imp_1" })} RETURNING imp_uid`
      const plain = sql.withoutTransforms()

      assert.deepStrictEqual(inserted, [{ impUid: "imp_1" }])
      assert.deepStrictEqual(yield* sql`SELECT ${sql("impUid")} FROM refunds`, [{ impUid: "imp_1" }])
      assert.deepStrictEqual(yield* plain`SELECT ${plain("imp_uid")} FROM refunds`, [{ imp_uid: "imp_1" }])
    }))
})

describe("an error", () => {
  const reasons = (filename: string) =>
    [
      ["UniqueViolation", "UNIQUE constraint failed: refunds.key", `INSERT INTO refunds (key, amount) VALUES ('a', 2)`],
      ["ConstraintError", "NOT NULL constraint failed: refunds.amount", `INSERT INTO refunds (key) VALUES ('b')`],
      ["ConstraintError", "FOREIGN KEY constraint failed", `INSERT INTO lines VALUES (9)`],
      ["ConnectionError", "unable to open database", `ATTACH '${filename}/none/other.db' AS other`],
      ["UnknownError", "syntax error", `SELEC 1`],
      ["UnknownError", "no such column: \"a\"", `SELECT "a"`]
    ] as const

  it.effect("has SQLite's words and a reason for its kind", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`INSERT INTO refunds (key, amount) VALUES ('a', 1)`
      yield* sql`CREATE TABLE lines (refund INTEGER REFERENCES refunds (id))`

      for (const [tag, message, statement] of reasons(sql.config.filename)) {
        const error = yield* Effect.flip(sql.unsafe(statement))
        assert.strictEqual(error.reason._tag, tag, statement)
        assert.include(error.message, message)
      }
      const { reason } = yield* Effect.flip(sql.unsafe(`INSERT INTO refunds (key, amount) VALUES ('a', 2)`))
      if (reason._tag === "UniqueViolation") assert.strictEqual(reason.constraint, "refunds.key")
    }))
})
