import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Fiber, Option } from "effect"
import { open, refunds } from "./database.ts"

const amounts = (sql: Effect.Success<ReturnType<typeof refunds>>) =>
  Effect.map(
    sql<{ amount: number }>`SELECT amount FROM refunds ORDER BY amount`,
    (rows) => rows.map(({ amount }) => amount)
  )

describe("a transaction", () => {
  it.effect("keeps all of it when it succeeds", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const add = (amount: number) => sql`INSERT INTO refunds ${sql.insert({ amount })}`

      yield* sql.withTransaction(Effect.andThen(add(1), add(2)))

      assert.deepStrictEqual(yield* amounts(sql), [1, 2])
    }))

  it.effect("keeps nothing of it when it fails, dies or is interrupted", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const add = sql`INSERT INTO refunds ${sql.insert({ amount: 1 })}`

      for (const end of [Effect.fail("no"), Effect.die("no"), Effect.interrupt]) {
        const exit = yield* Effect.exit(sql.withTransaction(Effect.andThen(add, end)))
        assert.isTrue(Exit.isFailure(exit))
        assert.deepStrictEqual(yield* amounts(sql), [])
      }
    }))

  it.effect("is undone when its fiber is interrupted in the middle, and the next one can begin", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const inserted = yield* Deferred.make<void>()
      const fiber = yield* sql`INSERT INTO refunds ${sql.insert({ amount: 1 })}`.pipe(
        Effect.andThen(Deferred.succeed(inserted, undefined)),
        Effect.andThen(Effect.never),
        sql.withTransaction,
        Effect.forkChild
      )
      yield* Deferred.await(inserted)

      yield* Fiber.interrupt(fiber)
      yield* sql.withTransaction(sql`INSERT INTO refunds ${sql.insert({ amount: 2 })}`)

      assert.deepStrictEqual(yield* amounts(sql), [2])
    }))

  it.effect("that waits for its turn can be interrupted, and takes no turn", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const go = yield* Deferred.make<void>()
      const begun = yield* Deferred.make<void>()
      const first = yield* Deferred.succeed(begun, undefined).pipe(
        Effect.andThen(Deferred.await(go)),
        sql.withTransaction,
        Effect.forkChild
      )
      yield* Deferred.await(begun)
      const second = yield* Effect.forkChild(sql.withTransaction(sql`INSERT INTO refunds ${sql.insert({ amount: 2 })}`))
      yield* Effect.yieldNow

      yield* Fiber.interrupt(second)
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(first)

      assert.deepStrictEqual(yield* amounts(sql), [])
    }))

  it.effect("within another is undone alone, and the outer one keeps the rest", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const add = (amount: number) => sql`INSERT INTO refunds ${sql.insert({ amount })}`
      const undone = (amount: number) =>
        Effect.ignore(sql.withTransaction(Effect.andThen(add(amount), Effect.fail("no"))))

      yield* sql.withTransaction(Effect.gen(function*() {
        yield* add(1)
        yield* undone(2)
        yield* sql.withTransaction(Effect.andThen(add(3), undone(4)))
        yield* add(5)
      }))
      yield* Effect.ignore(sql.withTransaction(Effect.andThen(sql.withTransaction(add(6)), Effect.fail("no"))))

      assert.deepStrictEqual(yield* amounts(sql), [1, 3, 5])
    }))

  it.effect("within another releases its savepoint, so that a long one does not grow", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const inner = sql.withTransaction(sql`INSERT INTO refunds ${sql.insert({ amount: 1 })}`)

      const error = yield* Effect.flip(
        sql.withTransaction(Effect.andThen(inner, sql`ROLLBACK TO SAVEPOINT effect_sql_1`))
      )

      assert.include(error.message, "no such savepoint")
    }))

  it.effect("is not visible to others before it is committed", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const other = yield* open({ filename: sql.config.filename, readonly: true })
      const count = other<{ n: number }>`SELECT count(*) AS n FROM refunds`

      const [within] = yield* sql.withTransaction(
        Effect.andThen(sql`INSERT INTO refunds ${sql.insert({ amount: 1 })}`, count)
      )
      const [after] = yield* count

      assert.deepStrictEqual([within?.n, after?.n], [0, 1])
    }))

  it.effect("of each of fifty fibers adds one, because no other statement comes between", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`INSERT INTO refunds ${sql.insert({ id: 1, amount: 0 })}`
      const increment = sql.withTransaction(Effect.gen(function*() {
        const [row] = yield* sql<{ amount: number }>`SELECT amount FROM refunds WHERE id = 1`
        yield* Effect.yieldNow
        yield* sql`UPDATE refunds SET amount = ${(row?.amount ?? 0) + 1} WHERE id = 1`
      }))

      yield* Effect.all(Array.from({ length: 50 }, () => increment), { concurrency: "unbounded" })

      assert.deepStrictEqual(yield* amounts(sql), [50])
    }))

  it.effect("that only reads may be done on a read-only database", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const reader = yield* open({ filename: sql.config.filename, readonly: true })

      assert.deepStrictEqual(yield* reader.withTransaction(reader`SELECT * FROM refunds`), [])
    }))

  it.effect("that fails when it commits is undone, and the next one can begin", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`CREATE TABLE lines (refund INTEGER REFERENCES refunds (id) DEFERRABLE INITIALLY DEFERRED)`

      const error = yield* Effect.flip(sql.withTransaction(sql`INSERT INTO lines VALUES (9)`))
      yield* sql.withTransaction(sql`INSERT INTO refunds ${sql.insert({ amount: 1 })}`)

      assert.include(error.message, "FOREIGN KEY constraint failed")
      assert.deepStrictEqual(yield* sql`SELECT * FROM lines`, [])
      assert.deepStrictEqual(yield* amounts(sql), [1])
    }))

  it.effect("rolls an insert back whose result cannot be read", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const insert = sql`INSERT INTO refunds ${sql.insert({ id: 2n ** 60n, amount: 1 })} RETURNING id`

      const error = yield* Effect.flip(sql.withTransaction(insert))

      assert.include(error.message, "beyond 2^53")
      assert.deepStrictEqual(yield* amounts(sql), [])
    }))
})

describe("a transaction that SQLite itself rolls back", () => {
  const full = Effect.fnUntraced(function*() {
    const sql = yield* refunds()
    yield* sql`PRAGMA max_page_count = 8`
    yield* sql`CREATE TABLE big (bytes BLOB)`
    return {
      sql,
      fill: sql`INSERT INTO big VALUES (zeroblob(1000000))`,
      add: sql`INSERT INTO refunds (amount) VALUES (1)`
    }
  })
  const rolledBack = (exit: Exit.Exit<unknown, { readonly message: string }>) => {
    assert.isTrue(Exit.isFailure(exit) && !Cause.hasDies(exit.cause), "fails, and is no defect")
    return Option.getOrThrow(Exit.findErrorOption(exit)).message
  }

  it.effect("fails after a conflict with ON CONFLICT ROLLBACK", () =>
    Effect.gen(function*() {
      const { sql } = yield* full()
      yield* sql`INSERT INTO refunds (key, amount) VALUES ('a', 1)`
      const again = sql`INSERT OR ROLLBACK INTO refunds (key, amount) VALUES ('a', 2)`

      const exit = yield* sql`INSERT INTO refunds (amount) VALUES (2)`.pipe(
        Effect.andThen(Effect.ignore(again)),
        Effect.andThen(sql`INSERT INTO refunds (amount) VALUES (3)`),
        sql.withTransaction,
        Effect.exit
      )

      assert.include(rolledBack(exit), "rolled this transaction back")
      assert.deepStrictEqual(yield* amounts(sql), [1])
    }))

  it.effect("fails at its end, although the program caught the error and ran nothing else", () =>
    Effect.gen(function*() {
      const { sql } = yield* full()
      yield* sql`CREATE TRIGGER no BEFORE INSERT ON big BEGIN SELECT RAISE(ROLLBACK, 'no'); END`
      const tried = Effect.ignore(sql`INSERT INTO big VALUES (1)`)
      const add = sql`INSERT INTO refunds (amount) VALUES (2)`

      assert.include(
        rolledBack(yield* Effect.exit(sql.withTransaction(Effect.andThen(add, tried)))),
        "rolled this transaction back"
      )
      // In a nested transaction.
      assert.include(
        rolledBack(yield* Effect.exit(sql.withTransaction(Effect.andThen(add, sql.withTransaction(tried))))),
        "rolled this transaction back"
      )
      assert.include(
        rolledBack(
          yield* Effect.exit(
            sql.withTransaction(Effect.andThen(add, Effect.ignore(sql.withTransaction(Effect.andThen(tried, add)))))
          )
        ),
        "rolled this transaction back"
      )
      assert.deepStrictEqual(yield* amounts(sql), [])
    }))

  it.effect("does not affect the next one", () =>
    Effect.gen(function*() {
      const { add, fill, sql } = yield* full()

      const exit = yield* Effect.exit(sql.withTransaction(Effect.andThen(add, fill)))
      assert.include(rolledBack(exit), "database or disk is full")
      yield* sql.withTransaction(add)

      assert.deepStrictEqual(yield* amounts(sql), [1])
    }))
})
