/**
 * A ledger in PostgreSQL whose payments share statements, and the guesses that save statements.
 */
import { RefundLedger } from "@effect-portone/refunds"
import * as SqlRefundLedger from "@effect-portone/refunds/SqlRefundLedger"
import { SqliteClient } from "@effect-portone/sqlite"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Option, Redacted } from "effect"
import { SqlClient, Statement } from "effect/sql"
import { TestClock } from "effect/testing"
import { afterAll } from "vitest"
import * as Servers from "../../token-store/test/servers.ts"
import { makeRecent } from "../src/internal/recent.ts"
import { makeTurns } from "../src/internal/sqlLedger/turns.ts"

const postgres = await Servers.database()
if (Servers.isServer(postgres)) afterAll(postgres.stop)

type Ledger = RefundLedger.RefundLedger

const set = (ledger: Ledger, impUid: string, text: string) =>
  ledger.change(impUid, (before) => [Option.getOrUndefined(before), Option.some(text)])
const get = (ledger: Ledger, impUid: string) =>
  ledger.change(impUid, (before) => [Option.getOrUndefined(before), before])
const count = (ledger: Ledger, impUid: string) =>
  ledger.change(impUid, (before) => {
    const next = Number(Option.getOrElse(before, () => "0")) + 1
    return [next, Option.some(String(next))]
  })
const all = <A, E>(effects: ReadonlyArray<Effect.Effect<A, E>>) => Effect.all(effects, { concurrency: "unbounded" })
const uids = (prefix: string, length: number) => Array.from({ length }, (_, n) => `imp_${prefix}_${n}`)

/** A ledger as another process has it, and the statements that it runs. */
const build = Effect.fnUntraced(function*<E>(
  database: Layer.Layer<SqlClient.SqlClient, E>,
  options: SqlRefundLedger.Options = {}
) {
  const statements: Array<string> = []
  const counting: Statement.Transformer = (statement) =>
    Effect.sync(() => {
      statements.push(statement.compile()[0].trim().split(/\s/)[0] ?? "")
      return statement
    })
  const seen = Layer.succeed(Statement.CurrentTransformer, counting)
  const context = yield* Layer.build(
    SqlRefundLedger.layer(options).pipe(Layer.provideMerge(Layer.fresh(database)), Layer.provideMerge(seen))
  )
  statements.length = 0
  return {
    ledger: Context.get(context, RefundLedger.RefundLedger),
    sql: Context.get(context, SqlClient.SqlClient),
    statements,
    counting
  }
})

describe("a guess", () => {
  const sqlite = SqliteClient.layer({ filename: ":memory:" })

  it.effect("makes an ordinary refund two statements", () =>
    Effect.gen(function*() {
      const { counting, ledger, statements } = yield* build(sqlite)
      yield* Effect.gen(function*() {
        yield* set(ledger, "imp_1", "armed")
        yield* set(ledger, "imp_1", "done")
        assert.deepStrictEqual(statements, ["INSERT", "UPDATE"])
        assert.strictEqual(yield* get(ledger, "imp_1"), "done")
        assert.deepStrictEqual(statements, ["INSERT", "UPDATE", "SELECT"])
      }).pipe(Effect.provideService(Statement.CurrentTransformer, counting))
    }).pipe(Effect.scoped))

  it.effect("that is wrong is found out, also by a change that changes nothing", () =>
    Effect.gen(function*() {
      const { ledger, sql } = yield* build(sqlite)
      yield* set(ledger, "imp_1", "mine")
      yield* sql`UPDATE portone_refund_ledger SET refunds = 'of another process'`
      assert.strictEqual(yield* get(ledger, "imp_1"), "of another process")
      assert.strictEqual(yield* get(ledger, "imp_1"), "of another process")

      yield* set(ledger, "imp_2", "mine")
      yield* sql`DELETE FROM portone_refund_ledger WHERE imp_uid = 'imp_2'`
      assert.strictEqual(yield* get(ledger, "imp_2"), undefined)
      yield* sql`INSERT INTO portone_refund_ledger VALUES ('imp_2', 'of another process')`
      assert.strictEqual(yield* set(ledger, "imp_2", "mine again"), "of another process")
      yield* ledger.change("imp_2", () => [undefined, Option.none()])
      assert.deepStrictEqual(yield* sql`SELECT imp_uid FROM portone_refund_ledger`, [{ imp_uid: "imp_1" }])
    }).pipe(Effect.scoped))

  it.effect("that a change rejects by throwing is replaced by the stored text", () =>
    Effect.gen(function*() {
      const { ledger, sql } = yield* build(sqlite)
      yield* sql`INSERT INTO portone_refund_ledger VALUES ('imp_1', 'stored')`
      assert.strictEqual(yield* ledger.change("imp_1", (before) => [Option.getOrThrow(before), before]), "stored")
      const exit = yield* Effect.exit(ledger.change("imp_2", (before) => [Option.getOrThrow(before), before]))
      assert.isTrue(Exit.hasDies(exit))
      assert.strictEqual(yield* count(ledger, "imp_2"), 1, "the payment is not blocked")
    }).pipe(Effect.scoped))

  it("is dropped at its use, and by a thousand newer ones", () => {
    const recent = makeRecent<string>()
    for (let n = 0; n < 5000; n++) recent.keep(`imp_${n}`, "text", 4)
    assert.strictEqual(recent.take("imp_3999"), undefined)
    assert.deepStrictEqual([recent.take("imp_4000"), recent.take("imp_4000")], ["text", undefined])
    recent.keep("imp_long", "x", 20_001)
    assert.strictEqual(recent.take("imp_long"), undefined)
  })
})

describe("changes of one payment", () => {
  it.effect("run in the order in which they were asked for, and an interrupted one blocks no other", () =>
    Effect.gen(function*() {
      const inTurn = makeTurns()
      const order: Array<number> = []
      const go = yield* Deferred.make<void>()
      const fibers = yield* Effect.forEach([1, 2, 3, 4], (n) =>
        Effect.forkChild(
          inTurn("imp_1", Effect.andThen(Deferred.await(go), Effect.sync(() => order.push(n)))),
          { startImmediately: true }
        ))
      yield* Fiber.interrupt(fibers[0]!)
      yield* Fiber.interrupt(fibers[2]!)
      yield* Deferred.succeed(go, undefined)
      yield* Effect.forEach(fibers, Fiber.await)
      assert.deepStrictEqual(order, [2, 4])
    }))
})

if (!Servers.isServer(postgres)) it.skip(`a ledger in batches: ${postgres}`, () => {})
else {
  const database = (maxConnections = 4, applicationName = "ledger") =>
    PgClient.layer({ url: Redacted.make(postgres.url), maxConnections, applicationName })

  describe("a ledger in batches", () => {
    it.live("changes 200 payments at once in a few statements, and stores every text", () =>
      Effect.gen(function*() {
        const { ledger, sql, statements } = yield* build(database())
        const payments = uids("many", 200)
        yield* all(payments.map((impUid) => set(ledger, impUid, `armed ${impUid}`)))
        yield* all(payments.map((impUid) => set(ledger, impUid, `done ${impUid} "환불" \\u0000 💳`)))
        assert.sameMembers([...new Set(statements)], ["INSERT", "UPDATE"])
        assert.isBelow(statements.length, 40)
        const rows = yield* sql<{ imp_uid: string; refunds: string }>`SELECT * FROM portone_refund_ledger
          WHERE imp_uid LIKE 'imp_many_%'`
        assert.deepStrictEqual(
          rows.map((row) => row.refunds).toSorted(),
          payments.map((impUid) => `done ${impUid} "환불" \\u0000 💳`).toSorted()
        )
        assert.deepStrictEqual(
          yield* all(payments.map((impUid) => get(ledger, impUid))),
          payments.map((impUid) => `done ${impUid} "환불" \\u0000 💳`)
        )
      }).pipe(Effect.scoped))

    it.live("has one statement for each payment where it is switched off", () =>
      Effect.gen(function*() {
        const { ledger } = yield* build(database(), { batch: false })
        const payments = uids("off", 30)
        yield* all(payments.map((impUid) => set(ledger, impUid, "armed")))
        assert.deepStrictEqual([...new Set(yield* all(payments.map((impUid) => get(ledger, impUid))))], ["armed"])
      }).pipe(Effect.scoped))

    it.live("loses no change of a payment that two processes change 100 times each", () =>
      Effect.gen(function*() {
        const one = yield* build(database())
        const two = yield* build(database())
        const seen = yield* all(
          Array.from({ length: 200 }, (_, n) => count((n % 2 === 0 ? one : two).ledger, "imp_race"))
        )
        assert.deepStrictEqual(seen.toSorted((a, b) => a - b), Array.from({ length: 200 }, (_, n) => n + 1))
      }).pipe(Effect.scoped))

    it.live("neither fails nor loses changes where two processes change the same payments in opposite orders", () =>
      Effect.gen(function*() {
        const one = yield* build(database())
        const two = yield* build(database())
        const payments = uids("overlap", 40)
        for (let round = 0; round < 10; round++) {
          yield* all([
            ...payments.map((impUid) => count(one.ledger, impUid)),
            ...payments.toReversed().map((impUid) => count(two.ledger, impUid))
          ])
        }
        assert.deepStrictEqual([...new Set(yield* all(payments.map((impUid) => get(one.ledger, impUid))))], ["20"])
      }).pipe(Effect.scoped))

    it.live("keeps the order of changes of one payment", () =>
      Effect.gen(function*() {
        const { ledger } = yield* build(database())
        const seen = yield* all(Array.from({ length: 60 }, () => count(ledger, "imp_order")))
        assert.deepStrictEqual(seen, Array.from({ length: 60 }, (_, n) => n + 1))
      }).pipe(Effect.scoped))

    it.live("fails a row that cannot be stored, and no other of its batch", () =>
      Effect.gen(function*() {
        const { ledger } = yield* build(database())
        const payments = uids("bad", 20)
        const bad = [set(ledger, "x".repeat(300), "too long"), set(ledger, "imp_bad_nul", "a\0b")]
        const exits = yield* all([...payments.map((impUid) => set(ledger, impUid, "armed")), ...bad].map(Effect.exit))
        assert.deepStrictEqual(exits.map(Exit.isSuccess), [...payments.map(() => true), false, false])
        for (const exit of exits.slice(-2)) {
          assert.strictEqual(Option.getOrThrow(Exit.findErrorOption(exit))._tag, "LedgerFailed")
        }
        assert.deepStrictEqual([...new Set(yield* all(payments.map((impUid) => get(ledger, impUid))))], ["armed"])
        // The same for texts that replace others.
        const again = yield* all(
          payments.map((impUid, n) => Effect.exit(set(ledger, impUid, n === 7 ? "a\0b" : "done")))
        )
        assert.deepStrictEqual(again.map(Exit.isSuccess), payments.map((_, n) => n !== 7))
        assert.strictEqual(yield* get(ledger, "imp_bad_7"), "armed")
      }).pipe(Effect.scoped))

    it.live("goes on for the others when the caller that came first is interrupted", () =>
      Effect.gen(function*() {
        const { ledger } = yield* build(database())
        const payments = uids("interrupted", 10)
        const fibers = yield* Effect.forEach(payments, (impUid) =>
          Effect.forkChild(set(ledger, impUid, "armed"), { startImmediately: true }))
        yield* Fiber.interrupt(fibers[0]!)
        yield* Effect.forEach(fibers.slice(1), Fiber.join)
        const texts = yield* all(payments.map((impUid) =>
          get(ledger, impUid)
        ))
        assert.deepStrictEqual([...new Set(texts.slice(1))], ["armed"])
        assert.strictEqual(yield* count(ledger, "imp_interrupted_new"), 1)
      }).pipe(Effect.scoped))

    /** A row that another program has locked, and the ledger's statement that waits for it. */
    const locked = Effect.fnUntraced(function*(sql: SqlClient.SqlClient, impUid: string) {
      const release = yield* Deferred.make<void>()
      const holds = yield* Deferred.make<void>()
      const fiber = yield* sql`SELECT 1 FROM portone_refund_ledger WHERE imp_uid = ${impUid} FOR UPDATE`.pipe(
        Effect.andThen(Deferred.succeed(holds, undefined)),
        Effect.andThen(Deferred.await(release)),
        sql.withTransaction,
        Effect.forkChild
      )
      yield* Deferred.await(holds)
      const blocked = sql<{ pid: number }>`SELECT pid FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND application_name = 'blocked' AND datname = current_database()`.pipe(
        Effect.repeat({ until: (rows) => rows.length > 0 })
      )
      return { release: Effect.andThen(Deferred.succeed(release, undefined), Fiber.join(fiber)), blocked }
    })

    it.live("reports a connection that is killed to every caller of the batch, and then goes on", () =>
      Effect.gen(function*() {
        const admin = yield* build(database(2, "admin"))
        const { ledger } = yield* build(database(3, "blocked"))
        const payments = uids("killed", 10)
        yield* all(payments.map((impUid) => set(ledger, impUid, "armed")))
        const { blocked, release } = yield* locked(admin.sql, "imp_killed_4")
        const changes = yield* Effect.forkChild(all(payments.map((impUid) => Effect.exit(set(ledger, impUid, "done")))))
        const [row] = yield* blocked
        yield* admin.sql`SELECT pg_terminate_backend(${row!.pid})`
        const exits = yield* Fiber.join(changes)
        yield* release

        for (const exit of exits) {
          assert.strictEqual(Option.getOrThrow(Exit.findErrorOption(exit))._tag, "LedgerFailed")
        }
        assert.deepStrictEqual([...new Set(yield* all(payments.map((impUid) => get(ledger, impUid))))], ["armed"])
        yield* all(payments.map((impUid) => set(ledger, impUid, "done")))
        assert.deepStrictEqual([...new Set(yield* all(payments.map((impUid) => get(admin.ledger, impUid))))], ["done"])
      }).pipe(Effect.scoped))

    it.effect("does not hold up other payments for a row that someone has locked", () =>
      Effect.gen(function*() {
        const admin = yield* build(database(2, "admin"))
        const { ledger } = yield* build(database(3, "blocked"))
        yield* set(ledger, "imp_locked", "armed")
        const { blocked, release } = yield* locked(admin.sql, "imp_locked")
        const waits = yield* Effect.forkChild(set(ledger, "imp_locked", "done"), { startImmediately: true })
        yield* blocked
        const others = yield* Effect.forkChild(
          all(uids("free", 10).map((impUid) => set(ledger, impUid, "armed"))),
          { startImmediately: true }
        )
        yield* TestClock.adjust("1 second")
        yield* Fiber.join(others)
        yield* release
        yield* Fiber.join(waits)
        assert.strictEqual(yield* get(ledger, "imp_locked"), "done")
      }).pipe(Effect.scoped))
  })
}
