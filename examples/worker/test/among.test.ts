import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { database, isServer } from "../../../packages/token-store/test/servers.ts"
import { Events } from "../src/events/Events.ts"
import { waitForJobs } from "../src/import/waitForJobs.ts"
import { Holds } from "../src/jobs/Holds.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import { layer as shop } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 60_000

/** SQLite allows 32,766 variables in a statement, and PostgreSQL 65,535. */
const many = (prefix: string) => Array.from({ length: 70_000 }, (_, n) => `${prefix}${n}`)

/** Text that JSON, SQL or `LIKE` could read as something else than text. */
const KEYS = [
  "\"",
  "'",
  "\\",
  "\\u0041",
  "\\\"",
  "a'); --",
  "$1",
  "?",
  "%",
  "_",
  "1",
  "1.0",
  "01",
  "null",
  "true",
  "{\"a\":1}",
  "[\"b\"]",
  "{b}",
  "환불 1",
  "😀",
  "👨‍👩‍👧",
  "e\u0301",
  "é"
]

const adding = Effect.fnUntraced(function*() {
  const store = yield* JobStore
  yield* store.add(KEYS.map((key, n) => ({ key, impUid: `imp_${n}`, amount: 1 + n })), "test")
  return store
})

const server = await database()
let merchants = 0
const tests = (layer: () => ReturnType<typeof shop>) => () => {
  it.live("finds the job of a key and no other, whatever text the key is", () =>
    Effect.gen(function*() {
      const store = yield* adding()

      for (const key of KEYS) {
        assert.deepStrictEqual((yield* store.get([key])).map((job) => job.key), [key])
        assert.strictEqual(yield* store.total({ keys: [key] }), 1, key)
      }
      assert.deepStrictEqual(yield* store.get(["A", "a", "b", "", "2"]), [])
      const claimed = yield* store.claim("me", 100, { except: KEYS.slice(1) })
      assert.deepStrictEqual(claimed.map(({ key }) => key), KEYS.slice(0, 1))
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live("reads, counts and claims jobs of more keys than a statement has variables", () =>
    Effect.gen(function*() {
      const store = yield* adding()
      const keys = [...many("none-"), ...KEYS]
      const payments = [...many("imp_none_"), "imp_0"]

      assert.lengthOf(yield* store.get(keys), KEYS.length)
      assert.deepStrictEqual((yield* store.ofPayments(payments)).map(({ key }) => key), KEYS.slice(0, 1))
      assert.strictEqual((yield* store.refundsOf(payments)).size, 1)
      assert.strictEqual(yield* store.total({ keys }), KEYS.length)
      assert.strictEqual(yield* store.open({ keys }), KEYS.length)
      assert.strictEqual(yield* store.open({ source: "none", keys }, true), KEYS.length)
      assert.deepStrictEqual(yield* store.claim("me", 1, { except: keys }), [])
      assert.lengthOf(yield* store.claim("me", 100, { of: { keys } }), KEYS.length)
      assert.strictEqual(yield* store.makeOrphansDue([...many("runner-"), "me"]), 0)
      assert.strictEqual(yield* store.makeOrphansDue(many("runner-")), KEYS.length)
    }).pipe(Effect.provide(layer())), LIMIT)

  it.live(
    "waits for more refunds than a statement has variables, as retry does after it made them due",
    () =>
      Effect.gen(function*() {
        const store = yield* adding()
        yield* (yield* Holds).put({ what: "merchant" })

        // All of them are on hold, so there is nothing to wait for.
        yield* waitForJobs({ keys: [...many("none-"), ...KEYS] }, "return")

        assert.strictEqual(yield* store.total({ keys: KEYS }), KEYS.length)
      }).pipe(Effect.provide(layer())),
    LIMIT
  )

  it.live("finds the events of a person under every spelling of the name", () =>
    Effect.gen(function*() {
      const events = yield* Events
      for (const person of ["minji", "Minji", "MINJI", "seongsu"]) {
        yield* events.append({ action: "hold", person, detail: {} })
      }

      const found = yield* events.read({ person: "minjI" })

      assert.deepStrictEqual(found.map(({ person }) => person), ["minji", "Minji", "MINJI"])
    }).pipe(Effect.provide(layer())), LIMIT)
}

describe("lists of keys on SQLite", tests(shop))

if (isServer(server)) {
  afterAll(server.stop)
  describe(
    "lists of keys on PostgreSQL",
    tests(() => shop({ WORKER_DATABASE_URL: server.url, WORKER_MERCHANT: `among ${merchants++}` }))
  )
} else it.skip(server)
