import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { database, isServer } from "../../../packages/token-store/test/servers.ts"
import { hashOf, type StoredEvent } from "../src/events/eventHash.ts"
import * as Events from "../src/events/Events.ts"
import { Settings } from "../src/Settings.ts"
import { layer as shop } from "./shop.ts"

type Services = SqlClient.SqlClient | Settings

const server = await database()
let tables = 0

const fill = Effect.gen(function*() {
  const events = yield* Events.Events
  for (const n of [1, 2, 3, 4, 5]) {
    yield* events.append({
      action: "hold",
      person: "minji",
      because: `카드사 장애 ${n}`,
      key: `refund-${n}`,
      detail: { pg: "kcp", n }
    })
  }
  return events
})

/** Changes rows as a person with the database's password can. */
const unguarded = Effect.fnUntraced(
  function*(statement: (sql: SqlClient.SqlClient) => Effect.Effect<unknown, unknown>) {
    const sql = yield* SqlClient.SqlClient
    yield* sql.onDialectOrElse({
      pg: () => sql.unsafe("SET session_replication_role = replica"),
      orElse: () =>
        sql.unsafe("DROP TRIGGER refund_event_no_UPDATE").pipe(
          Effect.andThen(sql.unsafe("DROP TRIGGER refund_event_no_DELETE")),
          Effect.andThen(sql.unsafe("DROP TRIGGER refund_event_text_no_UPDATE")),
          Effect.andThen(sql.unsafe("DROP TRIGGER refund_event_no_REPLACE")),
          Effect.andThen(sql.unsafe("DROP TRIGGER refund_event_text_no_REPLACE"))
        )
    })
    yield* statement(sql)
  },
  // `session_replication_role` belongs to one connection.
  (effect) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(effect))
)

const rowOf = Effect.fnUntraced(function*(seq: number) {
  const sql = yield* SqlClient.SqlClient
  const { merchant } = yield* Settings
  const [row] = yield* sql<StoredEvent & { hash: string }>`SELECT * FROM refund_event
    WHERE seq = ${seq} AND merchant = ${merchant}`
  return { ...row!, seq: Number(row!.seq), at: Number(row!.at) }
})

const tests = (layer: () => ReturnType<typeof shop>) => () => {
  it.live("returns what was appended, by refund, person and action, from either end", () =>
    Effect.gen(function*() {
      const events = yield* fill
      yield* events.append({ action: "outcome", key: "refund-1", detail: { sends: 1 } })

      const [first, last] = yield* events.read({ key: "refund-1" })
      assert.deepInclude(first, {
        seq: 1,
        action: "hold",
        person: "minji",
        because: "카드사 장애 1",
        detail: { pg: "kcp", n: 1 },
        isErased: false
      })
      assert.deepInclude(last, { seq: 6, person: undefined, because: undefined, isErased: false })
      const newest = yield* events.read({ person: "minji", action: "hold", first: "newest", most: 2 })
      assert.deepStrictEqual(newest.map(({ seq }) => seq), [5, 4])
      assert.deepStrictEqual((yield* events.read({ after: 4 })).map(({ seq }) => seq), [5, 6])
      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 6 })
    }).pipe(Effect.provide(layer())))

  it.live("lets the database reject every change of an event", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const events = yield* fill

      for (
        const change of [
          sql`UPDATE refund_event SET person = 'seongsu'`,
          sql`DELETE FROM refund_event WHERE seq = 5`,
          sql`UPDATE refund_event_text SET text = 'x'`,
          ...sql.onDialectOrElse({
            pg: () => [],
            orElse: () => [
              sql`INSERT OR REPLACE INTO refund_event SELECT merchant, seq, at, action, 'seongsu', because, key, detail,
                previous, hash FROM refund_event WHERE seq = 2`,
              sql`INSERT OR REPLACE INTO refund_event_text SELECT merchant, seq, salt, 'x' FROM refund_event_text`
            ]
          })
        ]
      ) {
        yield* Effect.flip(change)
      }

      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 5 })
    }).pipe(Effect.provide(layer())))

  const attacks: ReadonlyArray<
    readonly [
      name: string,
      attack: (sql: SqlClient.SqlClient, mine: Statement.Fragment) => Effect.Effect<unknown, unknown, Services>,
      broken: { readonly seq: number; readonly what: string }
    ]
  > = [
    ...(["at", "action", "person", "because", "key", "detail", "previous", "hash"] as const).map((column) =>
      [
        `a changed ${column}`,
        (sql: SqlClient.SqlClient, mine: Statement.Fragment) =>
          sql`UPDATE refund_event SET ${sql(column)} = ${column === "at" ? 1 : "{}"} WHERE seq = 3 AND ${mine}`,
        { seq: 3, what: "changed" }
      ] as const
    ),
    [
      "a changed event whose hash was computed again",
      (sql, mine) =>
        Effect.gen(function*() {
          const { hash: _, ...row } = yield* rowOf(3)
          const person = "seongsu"
          yield* sql`UPDATE refund_event SET person = ${person}, hash = ${
            hashOf({ ...row, person })
          } WHERE seq = 3 AND ${mine}`
        }),
      { seq: 3, what: "changed" }
    ],
    [
      "the last event changed with its hash",
      (sql, mine) =>
        Effect.gen(function*() {
          const { hash: _, ...row } = yield* rowOf(5)
          yield* sql`UPDATE refund_event SET key = 'x', hash = ${
            hashOf({ ...row, key: "x" })
          } WHERE seq = 5 AND ${mine}`
        }),
      { seq: 5, what: "changed" }
    ],
    ["the first event removed", (sql, mine) => sql`DELETE FROM refund_event WHERE seq = 1 AND ${mine}`, {
      seq: 1,
      what: "removed"
    }],
    ["an event removed", (sql, mine) => sql`DELETE FROM refund_event WHERE seq = 3 AND ${mine}`, {
      seq: 3,
      what: "removed"
    }],
    ["the last event removed", (sql, mine) => sql`DELETE FROM refund_event WHERE seq = 5 AND ${mine}`, {
      seq: 5,
      what: "removed"
    }],
    [
      "an event removed and the gap closed",
      (sql, mine) =>
        Effect.gen(function*() {
          yield* sql`DELETE FROM refund_event WHERE seq = 3 AND ${mine}`
          yield* sql`DELETE FROM refund_event_text WHERE seq = 3 AND ${mine}`
          for (const seq of [4, 5]) {
            yield* sql`UPDATE refund_event SET seq = ${seq - 1} WHERE seq = ${seq} AND ${mine}`
            yield* sql`UPDATE refund_event_text SET seq = ${seq - 1} WHERE seq = ${seq} AND ${mine}`
          }
        }),
      { seq: 3, what: "removed" }
    ],
    [
      "an event inserted at the end",
      (sql) =>
        Effect.gen(function*() {
          const { hash: previous, ...row } = yield* rowOf(5)
          const event = { ...row, seq: 6, because: null, previous }
          yield* sql`INSERT INTO refund_event ${sql.insert({ ...event, hash: hashOf(event) })}`
        }),
      { seq: 6, what: "inserted" }
    ],
    [
      "an event inserted between two",
      (sql, mine) =>
        Effect.gen(function*() {
          for (const seq of [5, 4, 3]) {
            yield* sql`UPDATE refund_event SET seq = ${seq + 1} WHERE seq = ${seq} AND ${mine}`
            yield* sql`UPDATE refund_event_text SET seq = ${seq + 1} WHERE seq = ${seq} AND ${mine}`
          }
          const { hash: previous, ...row } = yield* rowOf(2)
          const event = { ...row, seq: 3, because: null, previous }
          yield* sql`INSERT INTO refund_event ${sql.insert({ ...event, hash: hashOf(event) })}`
        }),
      { seq: 3, what: "inserted" }
    ],
    [
      "a changed text",
      (sql, mine) => sql`UPDATE refund_event_text SET text = 'x' WHERE seq = 2 AND ${mine}`,
      { seq: 2, what: "text changed" }
    ],
    [
      "a text removed without an event",
      (sql, mine) => sql`DELETE FROM refund_event_text WHERE seq = 2 AND ${mine}`,
      { seq: 2, what: "text removed" }
    ]
  ]

  for (const [name, attack, broken] of attacks) {
    it.live(`names the event: ${name}`, () =>
      Effect.gen(function*() {
        const events = yield* fill
        const context = yield* Effect.context<Services>()
        const { merchant } = yield* Settings

        yield* unguarded((sql) => Effect.provideContext(attack(sql, sql`merchant = ${merchant}`), context))

        assert.deepStrictEqual(yield* events.verify, { _tag: "Broken", ...broken } as never)
      }).pipe(Effect.provide(layer())))
  }

  it.live("erases texts of a refund, and the chain stays whole", () =>
    Effect.gen(function*() {
      const events = yield* fill
      const by = { person: "seongsu", because: "retention" }

      assert.strictEqual(yield* events.eraseTexts({ key: "refund-2" }, by), 1)
      assert.strictEqual(yield* events.eraseTexts({ key: "refund-2" }, by), 0)

      const [second] = yield* events.read({ key: "refund-2" })
      assert.deepInclude(second, { because: undefined, isErased: true })
      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 6 })
      assert.strictEqual(yield* events.eraseTexts({ before: Number.MAX_SAFE_INTEGER }, by), 5)
      const sql = yield* SqlClient.SqlClient
      const { merchant } = yield* Settings
      const texts = yield* sql<{ text: string }>`SELECT text FROM refund_event_text WHERE merchant = ${merchant}`
      assert.deepStrictEqual(texts.map(({ text }) => text), ["retention"])
      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 7 })
    }).pipe(Effect.provide(layer())))

  it.live("keeps an event only if the transaction of the caller is kept", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const events = yield* fill

      yield* Effect.flip(sql.withTransaction(Effect.andThen(
        events.append({ action: "lost", detail: {} }),
        Effect.fail("no")
      )))

      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 5 })
    }).pipe(Effect.provide(layer())))

  it.live("has one order for events that are appended at the same time, and verifies while they are", () =>
    Effect.gen(function*() {
      const events = yield* Events.Events
      const append = (n: number) => events.append({ action: "a", detail: { n } }, { action: "b", detail: { n } })

      const [, ...checks] = yield* Effect.all([
        Effect.forEach(Array.from({ length: 40 }, (_, n) => n), append, { concurrency: "unbounded" }),
        events.verify,
        events.verify
      ], { concurrency: "unbounded" })

      for (const check of checks) assert.strictEqual(check._tag, "Verified")
      const all = yield* events.read()
      assert.deepStrictEqual(all.map(({ seq }) => seq), Array.from({ length: 80 }, (_, n) => n + 1))
      for (let n = 0; n < 80; n += 2) assert.strictEqual(all[n]?.detail["n"], all[n + 1]?.detail["n"])
      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 80 })
    }).pipe(Effect.provide(layer())))
}

describe("events on SQLite", () => {
  tests(() => shop())()

  it.live("have one order, also if two processes append", () =>
    Effect.gen(function*() {
      const { file } = yield* Settings
      const append = (name: string) =>
        Effect.promise(() =>
          promisify(execFile)(process.execPath, [fileURLToPath(new URL("appendEvents.ts", import.meta.url)), name], {
            env: { ...process.env, WORKER_DATABASE_FILE: file }
          })
        )

      yield* Effect.all([append("one"), append("two")], { concurrency: "unbounded" })

      const events = yield* Events.Events
      assert.deepInclude(yield* events.verify, { _tag: "Verified", events: 100 })
      for (const action of ["one", "two"]) {
        assert.deepStrictEqual(
          (yield* events.read({ action })).map(({ detail }) => detail["n"]),
          Array.from({ length: 50 }, (_, n) => n)
        )
      }
    }).pipe(Effect.provide(shop({ WORKER_MERCHANT: "two processes" }))))
})

if (isServer(server)) {
  afterAll(server.stop)
  describe("events on PostgreSQL", () => {
    tests(() => shop({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `events ${tables++}` }))()
  })
} else it.skip(server)
