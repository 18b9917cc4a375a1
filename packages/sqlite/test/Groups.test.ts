/**
 * Statements outside transactions that wait at the same time share a commit.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { SqlClient } from "effect/sql"
import { DatabaseSync, StatementSync } from "node:sqlite"
import { vi } from "vitest"
import { open, refunds } from "./database.ts"

type Client = Effect.Success<ReturnType<typeof refunds>>

const add = (sql: SqlClient.SqlClient, amount: number, key?: string) =>
  sql`INSERT INTO refunds ${sql.insert({ amount, key })}`
const amounts = (sql: Client) => {
  const database = new DatabaseSync(sql.config.filename, { readOnly: true })
  const rows = database.prepare("SELECT amount FROM refunds ORDER BY id").all()
  database.close()
  return rows.map(({ amount }) => amount)
}
const together = <A, E>(effects: ReadonlyArray<Effect.Effect<A, E>>) =>
  Effect.all(effects.map(Effect.exit), { concurrency: "unbounded" })
const tags = (exits: ReadonlyArray<Exit.Exit<unknown, unknown>>) => exits.map(({ _tag }) => _tag)
const message = (exit: Exit.Exit<unknown, { readonly message: string }> | undefined) =>
  exit !== undefined && Exit.isFailure(exit) ? String(exit.cause) : ""

/** Counts the commits of `effect`, or lets them fail. */
const onControl = <A, E, R>(effect: Effect.Effect<A, E, R>, on: (sql: string) => void) =>
  Effect.acquireUseRelease(
    Effect.sync(() => {
      const all = StatementSync.prototype.all
      return vi.spyOn(StatementSync.prototype, "all").mockImplementation(function(this: StatementSync, ...values) {
        on(this.sourceSQL)
        return all.apply(this, values as Parameters<typeof all>)
      })
    }),
    () => effect,
    (spy) => Effect.sync(() => spy.mockRestore())
  )

describe("statements at the same time", () => {
  it.effect("share one commit, and each call returns after it", () =>
    Effect.gen(function*() {
      const sql = yield* refunds({ synchronous: "FULL" })
      const other = new DatabaseSync(sql.config.filename, { readOnly: true })
      const find = other.prepare("SELECT count(*) AS n FROM refunds WHERE amount = ?")
      let commits = 0
      const seen = yield* onControl(
        Effect.all(
          Array.from({ length: 200 }, (_, n) => Effect.map(add(sql, n), () => find.get(n)?.["n"])),
          { concurrency: "unbounded" }
        ),
        (sql) => sql === "COMMIT" && commits++
      )
      other.close()

      assert.deepStrictEqual([...new Set(seen)], [1])
      assert.strictEqual(commits, 1)
      assert.deepStrictEqual(amounts(sql), [...Array(200).keys()])
    }))

  it.effect("are of every kind, and each gets what it asked for", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const big = 2n ** 60n
      const results = yield* Effect.all([
        sql`INSERT INTO refunds (amount) VALUES (1) RETURNING amount`,
        sql`INSERT INTO refunds (id, amount) VALUES (${big}, 2)`.raw,
        Effect.provideService(sql`SELECT id FROM refunds WHERE amount = 2`, SqlClient.SafeIntegers, true),
        sql`UPDATE refunds SET amount = 3 WHERE amount = 2 RETURNING amount`.values,
        sql`WITH n AS (SELECT 7 AS i) SELECT i FROM n`.unprepared
      ] as ReadonlyArray<Effect.Effect<unknown, unknown>>, { concurrency: "unbounded" })

      assert.deepStrictEqual(results, [
        [{ amount: 1 }],
        { changes: 1, lastInsertRowid: big },
        [{ id: big }],
        [[3]],
        [{ i: 7 }]
      ])
    }))

  it.effect("run in order with those that cannot share: schema, pragma, vacuum", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const exits = yield* together<unknown, unknown>([
        add(sql, 1),
        sql`CREATE TABLE later (n INTEGER)`,
        sql`INSERT INTO later VALUES (1)`,
        sql`INSERT INTO later VALUES (2)`,
        sql`VACUUM`,
        sql`PRAGMA foreign_keys = OFF`,
        sql`DROP TABLE later`,
        sql`INSERT INTO later VALUES (3)`,
        add(sql, 2)
      ])

      assert.deepStrictEqual(tags(exits).map((tag) => tag === "Success"), [...Array(7).fill(true), false, true])
      assert.deepStrictEqual(yield* sql`PRAGMA foreign_keys`, [{ foreign_keys: 0 }])
      assert.deepStrictEqual(amounts(sql), [1, 2])
    }))

  it.effect("in greater number than one group holds all run, in order", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* Effect.all(Array.from({ length: 1234 }, (_, n) => add(sql, n)), { concurrency: "unbounded" })

      assert.deepStrictEqual(amounts(sql), [...Array(1234).keys()])
    }))

  it.effect("keep their order with transactions", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* Effect.all([
        add(sql, 1),
        add(sql, 2),
        sql.withTransaction(Effect.andThen(add(sql, 3), Effect.andThen(Effect.yieldNow, add(sql, 4)))),
        add(sql, 5),
        add(sql, 6),
        Effect.ignore(sql.withTransaction(Effect.andThen(add(sql, 0), Effect.fail("no")))),
        add(sql, 7),
        sql.withTransaction(add(sql, 8))
      ] as ReadonlyArray<Effect.Effect<unknown, unknown>>, { concurrency: "unbounded" })

      assert.deepStrictEqual(amounts(sql), [1, 2, 3, 4, 5, 6, 7, 8])
    }))

  for (const begin of ["BEGIN", "BEGIN IMMEDIATE", "SAVEPOINT mine", " /* now */ begin exclusive"]) {
    it.effect(`are on the disk when they return, also after ${begin} outside withTransaction`, () =>
      Effect.gen(function*() {
        const sql = yield* refunds()
        const [, begun, second] = yield* together<unknown, { readonly message: string }>([
          add(sql, 1),
          sql.unsafe(begin),
          add(sql, 2)
        ])
        yield* add(sql, 3)

        assert.include(message(begun), "Use withTransaction.")
        assert.strictEqual(second?._tag, "Success")
        assert.deepStrictEqual(amounts(sql), [1, 2, 3])
        yield* sql.withTransaction(add(sql, 4))
        assert.deepStrictEqual(amounts(sql), [1, 2, 3, 4])
      }))
  }
})

describe("a statement that fails", () => {
  it.effect("for a reason of its own leaves the others alone", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const exits = yield* together<unknown, { readonly message: string }>([
        add(sql, 1, "a"),
        add(sql, 2, "a"),
        add(sql, NaN),
        sql`INSERT INTO missing VALUES (1)`,
        sql`INSERT INTO refunds (id, amount) VALUES (${2n ** 60n}, 3) RETURNING id`,
        add(sql, 4, "b")
      ])

      assert.deepStrictEqual(tags(exits), ["Success", "Failure", "Failure", "Failure", "Failure", "Success"])
      assert.include(message(exits[1]), "UNIQUE constraint failed")
      assert.include(message(exits[3]), "no such table")
      assert.deepStrictEqual(amounts(sql).filter((amount) => amount !== 3), [1, 4])
    }))

  it.effect("of several rows keeps none of them", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const exits = yield* together([
        add(sql, 1, "a"),
        sql`INSERT INTO refunds ${sql.insert([{ amount: 2, key: "b" }, { amount: 3, key: "a" }])}`,
        add(sql, 4, "c")
      ])

      assert.deepStrictEqual(tags(exits), ["Success", "Failure", "Success"])
      assert.deepStrictEqual(amounts(sql), [1, 4])
    }))

  it.effect("with a rollback of its own takes nobody along", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`CREATE TRIGGER no BEFORE INSERT ON refunds WHEN NEW.amount = 13 BEGIN SELECT RAISE(ROLLBACK, 'no'); END`
      const exits = yield* together([
        add(sql, 1, "a"),
        sql`INSERT OR ROLLBACK INTO refunds (key, amount) VALUES ('a', 2)`,
        add(sql, 3),
        add(sql, 13),
        add(sql, 4)
      ])

      assert.deepStrictEqual(tags(exits), ["Success", "Failure", "Success", "Failure", "Success"])
      assert.deepStrictEqual(amounts(sql), [1, 3, 4])
    }))

  it.effect("only when it is committed takes nobody along", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      yield* sql`CREATE TABLE lines (refund INTEGER REFERENCES refunds (id) DEFERRABLE INITIALLY DEFERRED)`
      const exits = yield* together([add(sql, 1), sql`INSERT INTO lines VALUES (9)`, add(sql, 2)])

      assert.deepStrictEqual(tags(exits), ["Success", "Failure", "Success"])
      assert.include(message(exits[1] as Exit.Exit<unknown, Error>), "FOREIGN KEY")
      assert.deepStrictEqual(amounts(sql), [1, 2])
    }))
})

describe("a group that fails", () => {
  const full = Effect.fnUntraced(function*() {
    const sql = yield* refunds()
    yield* sql`CREATE TABLE big (bytes BLOB)`
    yield* sql`PRAGMA max_page_count = 8`
    return { sql, fill: sql`INSERT INTO big VALUES (zeroblob(1000000))` }
  })

  it.effect("because the disk is full fails as a whole, and what only reads is answered", () =>
    Effect.gen(function*() {
      const { fill, sql } = yield* full()
      const exits = yield* together<unknown, { readonly message: string }>([
        add(sql, 1),
        sql`SELECT count(*) AS n FROM refunds`,
        fill,
        add(sql, 2)
      ])

      assert.deepStrictEqual(tags(exits), ["Failure", "Success", "Failure", "Failure"])
      for (const index of [0, 2, 3]) assert.include(message(exits[index]), "database or disk is full")
      assert.deepStrictEqual(exits[1], Exit.succeed([{ n: 0 }]))
      assert.deepStrictEqual(amounts(sql), [])
      yield* Effect.all([add(sql, 3), add(sql, 4)], { concurrency: "unbounded" })
      assert.deepStrictEqual(amounts(sql), [3, 4])
    }))

  it.effect("because its COMMIT fails is undone as a whole", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const exits = yield* onControl(
        together([add(sql, 1), add(sql, 2), sql`SELECT count(*) AS n FROM refunds`]),
        (sql) => {
          if (sql === "COMMIT") throw Object.assign(new Error("disk I/O error"), { errcode: 1034 })
        }
      )

      assert.deepStrictEqual(tags(exits), ["Failure", "Failure", "Success"])
      assert.include(message(exits[0] as Exit.Exit<unknown, Error>), "disk I/O error")
      assert.deepStrictEqual(exits[2], Exit.succeed([{ n: 0 }]) as never)
      assert.deepStrictEqual(amounts(sql), [])
      yield* Effect.all([add(sql, 3), add(sql, 4)], { concurrency: "unbounded" })
      assert.deepStrictEqual(amounts(sql), [3, 4])
    }))

  it.effect("to be rolled back after its COMMIT failed lets no later statement commit a part of it", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      let broken = 3
      const exits = yield* onControl(
        Effect.gen(function*() {
          const first = yield* together([add(sql, 1), add(sql, 2)])
          const second = yield* together([add(sql, 3), add(sql, 4)])
          return [...first, ...second, ...yield* together([add(sql, 5), sql.withTransaction(add(sql, 6))])]
        }),
        (sql) => {
          if (broken > 0 && (sql === "COMMIT" || sql === "ROLLBACK")) {
            broken--
            throw Object.assign(new Error("disk I/O error"), { errcode: 10 })
          }
        }
      )

      assert.deepStrictEqual(tags(exits), ["Failure", "Failure", "Failure", "Failure", "Success", "Success"])
      assert.deepStrictEqual(amounts(sql), [5, 6])
    }))

  it.effect("because another process writes waits once, and what only reads is answered", () =>
    Effect.gen(function*() {
      const sql = yield* refunds({ busyTimeout: 1 })
      const other = new DatabaseSync(sql.config.filename)
      other.exec("BEGIN IMMEDIATE")
      const exits = yield* together([add(sql, 1), sql`SELECT count(*) AS n FROM refunds`, add(sql, 2)])
      other.exec("ROLLBACK")
      other.close()

      assert.deepStrictEqual(tags(exits), ["Failure", "Success", "Failure"])
      assert.include(message(exits[0] as Exit.Exit<unknown, Error>), "database is locked")
      assert.deepStrictEqual(amounts(sql), [])
    }))

  it.effect("because the database is closed fails as a whole", () =>
    Effect.gen(function*() {
      const sql = yield* Effect.scoped(refunds())
      const exits = yield* together([add(sql, 1), add(sql, 2), sql`SELECT 1`])

      for (const exit of exits) assert.include(message(exit as Exit.Exit<unknown, Error>), "database is not open")
    }))
})

describe("a statement that is interrupted", () => {
  it.effect("before its group begins does not run, and the others do, also those behind the first", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const go = yield* Deferred.make<void>()
      const begun = yield* Deferred.make<void>()
      const holds = yield* Effect.forkChild(
        sql.withTransaction(Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(go)))
      )
      yield* Deferred.await(begun)
      const [first, second, third] = yield* Effect.forEach(
        [1, 2, 3],
        (n) => Effect.forkChild(add(sql, n), { startImmediately: true })
      )
      yield* Fiber.interrupt(first as Fiber.Fiber<unknown>)
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(holds)
      yield* Effect.all([Fiber.join(second as Fiber.Fiber<unknown>), Fiber.join(third as Fiber.Fiber<unknown>)])

      assert.deepStrictEqual(amounts(sql), [2, 3])
    }))

  it.effect("leaves nothing waiting when all of a group are interrupted", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const fibers = yield* Effect.forEach([1, 2, 3], (n) => Effect.forkChild(add(sql, n), { startImmediately: true }))
      yield* Effect.forEach(fibers, Fiber.interrupt)
      yield* sql.withTransaction(add(sql, 4))

      assert.deepStrictEqual(amounts(sql), [4])
    }))
})

describe("a database in memory", () => {
  it.effect("shares commits as well", () =>
    Effect.gen(function*() {
      const sql = yield* open({ filename: ":memory:" })
      yield* sql`CREATE TABLE refunds (key TEXT, amount INTEGER)`
      yield* Effect.all([add(sql, 1), add(sql, 2), sql.withTransaction(add(sql, 3))] as ReadonlyArray<
        Effect.Effect<unknown, unknown>
      >, { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* sql`SELECT sum(amount) AS total FROM refunds`, [{ total: 6 }])
    }))
})
