import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { SqlClient } from "effect/sql"
import { request } from "node:http"
import { newJob } from "../src/jobs/Job.ts"
import { JobStore } from "../src/jobs/JobStore.ts"
import * as Intake from "../src/serve/Intake.ts"
import * as Worker from "../src/Worker.ts"
import { freePort } from "./process.ts"
import { ended, gone, layer, seed } from "./shop.ts"

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000
const TOKEN = "open sesame"

interface Asked {
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request with any `Host`, which `fetch` does not allow. */
const ask = (port: number, path: string, { body, headers }: Asked = {}) =>
  Effect.promise(() =>
    new Promise<{ status: number; text: string; location: string | undefined }>((resolve, reject) => {
      const sent = request({
        port,
        path,
        method: body === undefined ? "GET" : "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${TOKEN}`,
          connection: "close",
          ...headers
        }
      }, (answer) => {
        const parts: Array<Buffer> = []
        answer.on("data", (part: Buffer) => parts.push(part)).on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            text: Buffer.concat(parts).toString(),
            location: answer.headers.location
          }))
      })
      sent.on("error", reject).end(body)
    })
  )

const serving = <A, E, R>(
  test: (port: number) => Effect.Effect<A, E, R>,
  settings: Readonly<Record<string, string>> = {}
) =>
  Effect.gen(function*() {
    const port = yield* Effect.promise(freePort)
    return yield* test(port).pipe(
      Effect.provide(
        Intake.layer.pipe(
          Layer.provide(Worker.refunds),
          Layer.provideMerge(layer({ WORKER_PORT: String(port), WORKER_TOKEN: TOKEN, ...settings }))
        )
      )
    )
  })

const order = (fields: object) => ({ body: JSON.stringify({ key: "r", imp_uid: "imp_1", amount: 100, ...fields }) })

const invalid = (fields: object) => {
  const found = newJob({ key: "r", imp_uid: "imp_1", amount: 100, ...fields })
  assert.isTrue(Result.isFailure(found), JSON.stringify(fields))
  const { english, korean } = Result.getOrThrow(Result.flip(found))
  assert.match(korean, /[가-힣]/)
  return english
}

describe("the one check of every door", () => {
  it("E1.3 rejects keys that look like another key, and names character and place", () => {
    assert.strictEqual(invalid({ key: "R-1001 " }), "key ends with a blank (U+0020, character 7).")
    for (
      const key of [
        "",
        " a",
        "a  b",
        "환불-1".normalize("NFD"),
        "\ud800",
        "a\u200b",
        "a\u00a0b",
        "a\n",
        "a\ufffd",
        ".",
        "..",
        "가".repeat(201)
      ]
    ) assert.match(invalid({ key }), /^key /)
  })

  it("E1.4 rejects an apostrophe in front of a key or an id, which only marks text in a CSV", () => {
    for (const text of ["'R1", "'=R1", "''", "'"]) {
      for (const name of ["key", "imp_uid"]) {
        assert.match(invalid({ [name]: text }), new RegExp(`^${name} begins with an apostrophe`))
      }
    }
    assert.strictEqual(Result.getOrThrow(newJob({ key: "R'1", imp_uid: "imp_1", amount: 1 })).key, "R'1")
  })

  it("E1.7 rejects ids that PortOne does not have, amounts out of range, and reasons with hidden text", () => {
    for (const imp_uid of ["", "..", "imp_1\n", "imp 1", `imp_${"1".repeat(30)}`, "결제"]) {
      assert.match(invalid({ imp_uid }), /^imp_uid /)
    }
    for (const amount of [0, -1, 1e13, 0.0001]) assert.match(invalid({ amount }), /^amount /)
    for (const reason of ["줄\n바꿈", "a\u202eb", "\ud800", "\ufffd\ufffd", "a\u0000", "가".repeat(236)]) {
      assert.match(invalid({ reason }), /^reason /)
    }
    const decoded = Result.getOrThrow(newJob({
      key: "r",
      imp_uid: "imp_1",
      amount: 0.5,
      reason: " 단순  변심 ❤️ 👨‍👩‍👧"
    }))
    assert.strictEqual(decoded.reason, " 단순  변심 ❤️ 👨‍👩‍👧")
  })

  it.live(
    "E1.6 answers 400 to a body that is not UTF-8, and names byte and encoding",
    () =>
      serving((port) =>
        Effect.gen(function*() {
          yield* seed("imp_1")
          const before = Buffer.from("{\"imp_uid\":\"imp_1\",\"amount\":100,\"key\":\"")
          const bodies = [[0xb0, 0xa1], [0xb3, 0xaa], [0xff]].map((key) =>
            Buffer.concat([before, Buffer.from(key), Buffer.from("\"}")])
          )
          for (const [index, body] of bodies.entries()) {
            const { status, text } = yield* ask(port, "/refunds", { body })
            assert.strictEqual(status, 400)
            assert.include(text, `byte ${before.length + 1} is 0x${["B0", "B3", "FF"][index]}`)
            assert.strictEqual(text.includes("CP949"), index < 2)
          }
          const utf16 = yield* ask(port, "/refunds", { body: Buffer.from(`\ufeff${order({}).body}`, "utf16le") })
          assert.deepStrictEqual([utf16.status, utf16.text.includes("UTF-16")], [400, true])
          const charset = { "content-type": "application/json; charset=euc-kr" }
          assert.strictEqual((yield* ask(port, "/refunds", { ...order({}), headers: charset })).status, 415)
          assert.deepStrictEqual(yield* (yield* JobStore).count, {})
          assert.deepStrictEqual(yield* gone, [])
        })
      ),
    LIMIT
  )

  it.live(
    "E5.8 has one rule for keys, and the Location of each accepted one is found",
    () =>
      serving((port) =>
        Effect.gen(function*() {
          const keys = [
            "a".repeat(101),
            "가".repeat(200),
            "😀".repeat(200),
            "a/b",
            "a%41",
            "?#",
            "...",
            "%",
            "a:b;c",
            "+"
          ]
          for (const [n, key] of keys.entries()) {
            const taken = yield* ask(port, "/refunds", order({ key, amount: 100 + n }))
            assert.strictEqual(taken.status, 202, key)
            const found = yield* ask(port, taken.location ?? "")
            assert.deepStrictEqual([found.status, JSON.parse(found.text).key], [200, key])
          }
          for (const key of [".", "..", "a".repeat(201)]) {
            assert.strictEqual((yield* ask(port, "/refunds", order({ key }))).status, 400)
          }
        })
      ),
    LIMIT
  )
})

describe("serve", () => {
  it.live(
    "S1 answers only under loopback and configured names, with the token",
    () =>
      serving((port) =>
        Effect.gen(function*() {
          yield* seed("imp_1")
          for (
            const host of [
              "evil.example",
              `evil.example:${port}`,
              "127.evil.example",
              "127.0.0.1.evil.example",
              "0x7f.1"
            ]
          ) {
            const { status } = yield* ask(port, "/refunds", { ...order({}), headers: { host } })
            assert.strictEqual(status, 421, host)
          }
          assert.deepStrictEqual(yield* (yield* JobStore).count, {})
          for (const host of ["localhost", `127.0.0.1:${port}`, `[::1]:${port}`, "Refunds.Example.com:8080"]) {
            assert.strictEqual((yield* ask(port, "/refunds/none", { headers: { host } })).status, 404, host)
          }
          assert.strictEqual((yield* ask(port, "/refunds", order({}))).status, 202)
          yield* ended("r")
        }), { WORKER_HOST_NAMES: "refunds.example.com, other.example.com" }),
    LIMIT
  )

  it.live(
    "S1 does not start without a token where money could move, nor with one that is easy to guess",
    () =>
      Effect.gen(function*() {
        const start = (settings: Readonly<Record<string, string>>) =>
          Effect.flip(Effect.provide(
            Effect.void,
            Intake.layer.pipe(Layer.provide(Worker.refunds), Layer.provideMerge(layer(settings)))
          ))
        assert.include((yield* start({})).message, "Set WORKER_TOKEN")
        assert.include((yield* start({ WORKER_TOKEN: "sesame" })).message, "fewer than 8 characters")
        assert.include((yield* start({ WORKER_TOKEN: "open sesame\n" })).message, "has a line break")
      }),
    LIMIT
  )

  it.live(
    "says of a database that cannot be used what is true of the request: a question changes nothing",
    () =>
      serving((port) =>
        Effect.gen(function*() {
          const sql = yield* SqlClient.SqlClient
          yield* sql`ALTER TABLE refund_job RENAME TO away`
          const asked = yield* ask(port, "/refunds/r")
          const ordered = yield* ask(port, "/refunds", order({}))
          yield* sql`ALTER TABLE away RENAME TO refund_job`

          assert.deepStrictEqual([asked.status, ordered.status], [503, 503])
          assert.include(JSON.parse(asked.text).detail, "The refund could not be read")
          assert.include(JSON.parse(asked.text).detail, "This request changed nothing.")
          assert.include(JSON.parse(asked.text).detailKo, "아무것도 바꾸지 않았습니다")
          assert.include(JSON.parse(ordered.text).detail, "It is not known whether the refund was added.")
        })
      ),
    LIMIT
  )

  it.live(
    "S16 needs the token for metrics and readiness, and is not ready while nothing can be written",
    () =>
      serving((port) =>
        Effect.gen(function*() {
          const none = { headers: { authorization: "" } }
          assert.strictEqual((yield* ask(port, "/metrics", none)).status, 401)
          assert.strictEqual((yield* ask(port, "/readyz", none)).status, 401)
          assert.strictEqual((yield* ask(port, "/healthz", none)).status, 200)
          assert.strictEqual((yield* ask(port, "/readyz")).status, 200)
          const sql = yield* SqlClient.SqlClient
          yield* sql`CREATE TRIGGER full BEFORE UPDATE ON refund_probe BEGIN SELECT RAISE(ABORT, 'full'); END`
          const full = yield* ask(port, "/readyz")
          assert.strictEqual(full.status, 503)
          assert.include(full.text, "the database cannot be written")
          yield* sql`DROP TRIGGER full`
          assert.strictEqual((yield* ask(port, "/readyz")).status, 200)
        })
      ),
    LIMIT
  )
})
