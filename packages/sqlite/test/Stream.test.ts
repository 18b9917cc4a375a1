import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream, String as Str } from "effect"
import { SqlClient } from "effect/sql"
import { file, open, refunds } from "./database.ts"

/** A table of 300 refunds of 1, more rows than are read at once. */
const many = Effect.fnUntraced(function*() {
  const sql = yield* refunds()
  yield* sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
    INSERT INTO refunds (amount) SELECT 1 FROM n`
  return sql
})

const all = (sql: SqlClient.SqlClient) =>
  sql<{ id: number; amount: number }>`SELECT id, amount FROM refunds ORDER BY id`

describe("a stream", () => {
  it.effect("returns every row, in order", () =>
    Effect.gen(function*() {
      const sql = yield* many()

      const ids = yield* Stream.runCollect(Stream.map(all(sql).stream, ({ id }) => id))

      assert.deepStrictEqual(ids, Array.from({ length: 300 }, (_, i) => i + 1))
    }))

  it.effect("can be read while each row is updated, because it has a connection of its own", () =>
    Effect.gen(function*() {
      const sql = yield* many()

      yield* Stream.runForEach(all(sql).stream, ({ id }) => sql`UPDATE refunds SET amount = 2 WHERE id = ${id}`)

      assert.deepStrictEqual(yield* sql`SELECT sum(amount) AS total FROM refunds`, [{ total: 600 }])
    }))

  it.effect("shows the database as it was when the stream began", () =>
    Effect.gen(function*() {
      const sql = yield* many()

      const total = yield* all(sql).stream.pipe(
        Stream.tap(({ id }) => Effect.when(sql`UPDATE refunds SET amount = 2`, Effect.succeed(id === 1))),
        Stream.runFold(() => 0, (total, { amount }) => total + amount)
      )

      assert.strictEqual(total, 300)
    }))

  it.effect("in a transaction sees what the transaction wrote, also while the same text runs again", () =>
    Effect.gen(function*() {
      const sql = yield* many()

      const rows = yield* sql`UPDATE refunds SET amount = 2`.pipe(
        Effect.andThen(Stream.runCollect(Stream.mapEffect(all(sql).stream, (row) => Effect.as(all(sql), row)))),
        sql.withTransaction
      )

      assert.deepStrictEqual([rows.length, rows[299]], [300, { id: 300, amount: 2 }])
    }))

  it.effect("reads only as many rows as it is asked for", () =>
    Effect.gen(function*() {
      const sql = yield* many()
      const numbers = sql<
        { i: number }
      >`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`

      const taken = yield* Stream.runCollect(Stream.take(numbers.stream, 200))

      assert.deepStrictEqual(taken.at(-1), { i: 200 })
    }))

  it.effect("that ends early releases its connection", () =>
    Effect.gen(function*() {
      const sql = yield* many()
      const first = Stream.runHead(all(sql).stream)

      yield* Effect.replicateEffect(first, 20)
      yield* sql.withTransaction(Effect.andThen(first, sql`DROP TABLE refunds`))

      assert.include((yield* Effect.flip(first)).message, "no such table")
    }))

  it.effect("converts names and does not round integers", () =>
    Effect.gen(function*() {
      const sql = yield* open({ filename: yield* file, transformResultNames: Str.snakeToCamel })
      const rows = Stream.runCollect(sql`SELECT ${2n ** 60n} AS row_id`.stream)

      assert.deepStrictEqual(yield* Effect.provideService(rows, SqlClient.SafeIntegers, true), [{ rowId: 2n ** 60n }])
      assert.include((yield* Effect.flip(rows)).message, "beyond 2^53")
    }))

  it.effect("fails as a statement does", () =>
    Effect.gen(function*() {
      const sql = yield* many()
      const late = sql`SELECT json(CASE id WHEN 200 THEN '{' ELSE '{}' END) AS j FROM refunds ORDER BY id`

      assert.include((yield* Effect.flip(Stream.runDrain(sql`SELECT * FROM missing`.stream))).message, "no such table")
      assert.include((yield* Effect.flip(Stream.runDrain(late.stream))).message, "malformed JSON")
    }))

  it.effect("of a database in memory reads the same database", () =>
    Effect.gen(function*() {
      const sql = yield* open({ filename: ":memory:" })
      yield* sql`CREATE TABLE refunds (id INTEGER, amount INTEGER)`
      yield* sql`INSERT INTO refunds VALUES (1, 3000)`

      assert.deepStrictEqual(yield* Stream.runCollect(all(sql).stream), [{ id: 1, amount: 3000 }])
    }))
})
