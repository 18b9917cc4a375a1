import { SqliteClient } from "@effect-portone/sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Duration, Effect } from "effect"
import { SqlClient } from "effect/sql"
import { once } from "node:events"
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { dirname, join } from "node:path"
import { getuid } from "node:process"
import { DatabaseSync } from "node:sqlite"
import { Worker } from "node:worker_threads"
import { directory, file, open, refunds } from "./database.ts"

const pragma = (sql: SqlClient.SqlClient, name: string) =>
  Effect.map(sql.unsafe(`PRAGMA ${name}`).values, ([row]) => row?.[0])

describe("opening a file", () => {
  it.effect("keeps each commit through a power loss: WAL, synchronous FULL, and foreign keys are checked", () =>
    Effect.gen(function*() {
      const sql = yield* open({ filename: yield* file })
      const settings = ["journal_mode", "synchronous", "fullfsync", "foreign_keys", "busy_timeout"]

      assert.deepStrictEqual(yield* Effect.forEach(settings, (name) => pragma(sql, name)), ["wal", 2, 1, 1, 5000])
    }))

  it.effect("follows the options", () =>
    Effect.gen(function*() {
      const sql = yield* open({ filename: yield* file, synchronous: "NORMAL", busyTimeout: "1 second" })
      const patient = yield* open({ filename: yield* file, busyTimeout: Duration.infinity })

      assert.deepStrictEqual([yield* pragma(sql, "synchronous"), yield* pragma(sql, "busy_timeout")], [1, 1000])
      assert.strictEqual(yield* pragma(patient, "busy_timeout"), 2 ** 31 - 1)
      assert.deepStrictEqual([sql.driver, sql.config.synchronous], ["sqlite-node", "NORMAL"])
    }))

  it.effect("finds what was committed before, and leaves one file behind", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const first = SqliteClient.layer({ filename })
      const write = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE TABLE kept AS SELECT 3000 AS amount`)
      const read = Effect.flatMap(SqliteClient.SqliteClient, (sql) => sql`SELECT * FROM kept`)

      yield* Effect.provide(write, first)
      assert.deepStrictEqual(readdirSync(dirname(filename)), ["shop.db"])
      assert.deepStrictEqual(yield* Effect.provide(read, SqliteClient.layer({ filename, readonly: true })), [
        { amount: 3000 }
      ])
    }))

  it.effect("takes its options from configuration", () =>
    Effect.gen(function*() {
      const layer = SqliteClient.layerConfig({
        filename: Config.String("SHOP_DB"),
        busyTimeout: Config.Duration("SHOP_DB_WAIT").pipe(Config.withDefault(Duration.seconds(2)))
      })
      const read = Effect.flatMap(SqlClient.SqlClient, (sql) => pragma(sql, "busy_timeout"))
      const provider = ConfigProvider.fromUnknown({ SHOP_DB: yield* file })

      assert.strictEqual(yield* Effect.provide(read, layer).pipe(Effect.provide(ConfigProvider.layer(provider))), 2000)
      const missing = yield* Effect.flip(
        Effect.provide(read, layer).pipe(Effect.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({}))))
      )
      assert.strictEqual(missing._tag, "ConfigError")
    }))

  it.effect("ends with its scope, and a later statement fails with that reason", () =>
    Effect.gen(function*() {
      const sql = yield* Effect.scoped(refunds())

      assert.include((yield* Effect.flip(sql`SELECT 1`)).message, "database is not open")
    }))
})

describe("a file that cannot be opened", () => {
  const says = Effect.fnUntraced(function*(options: SqliteClient.Options, message: string) {
    const error = yield* Effect.flip(Effect.scoped(open(options)))
    assert.deepStrictEqual([error._tag, error.reason._tag], ["SqlError", "ConnectionError"])
    assert.include(error.message, `SQLite could not open ${JSON.stringify(options.filename)}: `)
    assert.include(error.message, message)
  })

  it.effect("fails with its name: missing, a directory, no database, cut off, no write-ahead log", () =>
    Effect.gen(function*() {
      const path = yield* directory
      const at = (name: string) => join(path, name)
      mkdirSync(at("directory"))
      writeFileSync(at("text"), "order;amount\n7;3000\n".repeat(100))
      const sql = yield* Effect.scoped(Effect.gen(function*() {
        const sql = yield* open({ filename: at("cut") })
        yield* sql`CREATE TABLE a (b)`
        yield* sql`CREATE TABLE c (d)`
        return sql
      }))
      truncateSync(sql.config.filename, 5000)

      yield* says({ filename: at("none/shop.db") }, "unable to open database file")
      yield* says({ filename: at("missing"), readonly: true }, "unable to open database file")
      yield* says({ filename: at("directory") }, "unable to open database file")
      yield* says({ filename: at("text") }, "file is not a database")
      yield* says({ filename: at("text"), readonly: true }, "file is not a database")
      yield* says({ filename: at("cut") }, "malformed")
      yield* says({ filename: `file:${at("unlocked")}?nolock=1` }, "keeps no write-ahead log")
      yield* says({ filename: "a\0b" }, "null bytes")
      assert.isFalse(existsSync(at("missing")))
      assert.match(readFileSync(at("text"), "utf8"), /^order;amount/)
    }))

  const ADVICE = "; name a file, or \":memory:\" for a database that ends with the client."

  it.effect("fails if its name is empty, has only blanks or is not text", () =>
    Effect.gen(function*() {
      for (const readonly of [false, true]) {
        yield* says({ filename: "", readonly }, `the name is empty, so no other process would see its rows${ADVICE}`)
        for (const filename of [" ", "\t \n", "\u3000"]) {
          yield* says({ filename, readonly }, `the name has only blanks${ADVICE}`)
          assert.isFalse(existsSync(filename))
        }
      }
      for (const value of [undefined, null, 5, 5n, {}, new Uint8Array(), new URL("file:///")]) {
        const error = yield* Effect.flip(Effect.scoped(open({ filename: value as unknown as string })))

        assert.strictEqual(error.reason._tag, "ConnectionError")
        assert.strictEqual(error.message, `SQLite could not open the database: the name is not text${ADVICE}`)
      }
    }))

  it.effect("fails if busyTimeout is no duration of 0 or more", () =>
    Effect.gen(function*() {
      const filename = yield* file
      for (const value of ["5", "5s", "", "1 minute 5 seconds", Number.NaN, -1, "-1 seconds", null, true]) {
        const error = yield* Effect.flip(Effect.scoped(open({ filename, busyTimeout: value as never })))

        assert.strictEqual(error.reason._tag, "ConnectionError", String(value))
        assert.include(error.message, "busyTimeout is not a duration of 0 or more", String(value))
      }
      assert.isFalse(existsSync(filename))
    }))

  it.effect("fails if SQLite keeps no file for its name, also if it is only read", () =>
    Effect.gen(function*() {
      const names = [
        "file:",
        "file:?cache=private",
        "file:%00",
        "file::memory:",
        "file:%3Amemory%3A",
        "file::memory:?cache=shared",
        "file:x?mode=memory",
        "file:/x?vfs=memdb"
      ]
      for (const filename of names) {
        for (const readonly of [false, true]) {
          yield* says({ filename, readonly }, `it has no file, so no other process would see its rows${ADVICE}`)
        }
      }
    }))

  it.effect(
    "fails with its name when the directory may not be written",
    () =>
      Effect.gen(function*() {
        const own = yield* directory
        chmodSync(own, 0o500)
        // Permissions do not stop root, but root cannot create a file in /proc either.
        const path = getuid?.() === 0 ? "/proc" : own

        yield* says({ filename: join(path, "shop.db") }, "unable to open database file")
      })
  )

  it.effect("fails for a table with a damaged page, and the other tables can be read", () =>
    Effect.gen(function*() {
      const filename = yield* file
      yield* Effect.scoped(Effect.gen(function*() {
        const sql = yield* open({ filename })
        yield* sql`CREATE TABLE whole (b)`
        yield* sql`CREATE TABLE damaged (d)`
        yield* sql`INSERT INTO damaged VALUES ('환불')`
      }))
      const handle = openSync(filename, "r+")
      writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, 2 * 4096)
      closeSync(handle)
      const sql = yield* open({ filename })

      assert.include((yield* Effect.flip(sql`SELECT * FROM damaged`)).message, "malformed")
      assert.deepStrictEqual(yield* sql`SELECT * FROM whole`, [])
    }))
})

describe("a name that is a URI", () => {
  it.effect("opens its file", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const sql = yield* open({ filename: `file:${filename}?mode=rwc` })
      yield* sql`CREATE TABLE kept AS SELECT 3000 AS amount`

      const other = yield* open({ filename, readonly: true })
      assert.deepStrictEqual(yield* other`SELECT * FROM kept`, [{ amount: 3000 }])
    }))
})

describe("a read-only database", () => {
  it.effect("is read without a change, also if it keeps no write-ahead log", () =>
    Effect.gen(function*() {
      const filename = yield* file
      new DatabaseSync(filename).exec("CREATE TABLE kept AS SELECT 3000 AS amount")
      const reader = yield* open({ filename, readonly: true })

      assert.deepStrictEqual(yield* reader`SELECT * FROM kept`, [{ amount: 3000 }])
      assert.strictEqual(yield* pragma(reader, "journal_mode"), "delete")
    }))

  it.effect("rejects a write", () =>
    Effect.gen(function*() {
      const sql = yield* refunds()
      const reader = yield* open({ filename: sql.config.filename, readonly: true })

      const error = yield* Effect.flip(reader`INSERT INTO refunds (amount) VALUES (1)`)

      assert.include(error.message, "attempt to write a readonly database")
      assert.deepStrictEqual(yield* sql`SELECT * FROM refunds`, [])
    }))
})

// Writes for a while, on a thread of its own, because waiting for it blocks this one.
const writing = `
  const { parentPort, workerData } = require("node:worker_threads")
  const { DatabaseSync } = require("node:sqlite")
  const database = new DatabaseSync(workerData.filename)
  database.exec(workerData.begin + "; CREATE TABLE refunds AS SELECT 3000 AS amount")
  parentPort.postMessage("writing")
  setTimeout(() => {
    database.exec("COMMIT")
    database.close()
  }, 200)
`

describe("a database that another process is writing", () => {
  const begins = { "is locked for readers": "BEGIN EXCLUSIVE", "keeps no write-ahead log yet": "BEGIN IMMEDIATE" }

  for (const [state, begin] of Object.entries(begins)) {
    it.effect(`is not opened while it ${state}, and can be opened later`, () =>
      Effect.gen(function*() {
        const filename = yield* file
        const other = new DatabaseSync(filename)
        other.exec(`${begin}; CREATE TABLE refunds (amount INTEGER)`)

        const error = yield* Effect.flip(open({ filename, busyTimeout: 1 }))
        other.exec("COMMIT")
        other.close()
        const sql = yield* open({ filename, busyTimeout: 1 })

        assert.deepStrictEqual([error.reason._tag, error.isRetryable], ["LockTimeoutError", true])
        assert.deepStrictEqual(yield* sql`SELECT * FROM refunds`, [])
      }))

    it.live(`is opened once that is over, if it ${state}`, () =>
      Effect.gen(function*() {
        const filename = yield* file
        const other = new Worker(writing, { eval: true, workerData: { filename, begin } })
        const ended = once(other, "exit")
        yield* Effect.promise(() => once(other, "message"))

        const sql = yield* open({ filename, busyTimeout: "2 minutes" })

        assert.deepStrictEqual(yield* sql`SELECT * FROM refunds`, [{ amount: 3000 }])
        assert.strictEqual(yield* pragma(sql, "journal_mode"), "wal")
        yield* Effect.promise(() => ended)
      }), 600_000)
  }

  it.effect("is read at once, and written after the other process or not at all", () =>
    Effect.gen(function*() {
      const filename = (yield* refunds()).config.filename
      const sql = yield* open({ filename, busyTimeout: 1 })
      const other = new DatabaseSync(filename)
      other.exec("BEGIN IMMEDIATE; INSERT INTO refunds (amount) VALUES (1)")
      const add = sql`INSERT INTO refunds (amount) VALUES (2)`

      const errors = [yield* Effect.flip(add), yield* Effect.flip(sql.withTransaction(Effect.die("never runs")))]
      assert.deepStrictEqual(errors.map(({ isRetryable, reason }) => [reason._tag, isRetryable]), [
        ["LockTimeoutError", true],
        ["LockTimeoutError", true]
      ])
      assert.include(errors[0]?.message, "database is locked")
      assert.deepStrictEqual(yield* sql`SELECT amount FROM refunds`, [])
      other.exec("COMMIT")
      other.close()
      yield* sql.withTransaction(add)
      assert.deepStrictEqual(yield* sql`SELECT amount FROM refunds`.values, [[1], [2]])
    }))
})
