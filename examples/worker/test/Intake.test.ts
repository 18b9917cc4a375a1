import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { type AddressInfo, createServer, type Server } from "node:net"
import { Events } from "../src/events/Events.ts"
import * as Intake from "../src/serve/Intake.ts"
import * as Worker from "../src/Worker.ts"
import { freePort } from "./process.ts"
import { ended, gone, layer, seed } from "./shop.ts"

const running = (settings: Readonly<Record<string, string>>) =>
  Intake.layer.pipe(Layer.provide(Worker.refunds), Layer.provideMerge(layer(settings)))

const TOKEN = "open sesame"

const ask = (port: number, path: string, body?: string, headers: Readonly<Record<string, string>> = {}) =>
  Effect.promise(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...(body === undefined ? {} : { method: "POST", body }),
      headers: {
        connection: "close",
        "content-type": "application/json",
        authorization: `Bearer ${TOKEN}`,
        ...headers
      }
    })
    const text = await answer.text()
    return {
      status: answer.status,
      type: answer.headers.get("content-type"),
      location: answer.headers.get("location"),
      text
    }
  })

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

describe("the HTTP API", () => {
  it.live("adds refunds once, rejects invalid ones, and reports their outcomes", () =>
    Effect.gen(function*() {
      const port = yield* Effect.promise(freePort)
      yield* Effect.gen(function*() {
        yield* seed("imp_1")
        const order = JSON.stringify({ key: "환불 1", imp_uid: "imp_1", amount: 3000, reason: "변심" })
        const post = (body: string, headers?: Record<string, string>) => ask(port, "/refunds", body, headers)

        const taken = yield* post(order)
        assert.strictEqual(taken.status, 202)
        assert.strictEqual(taken.location, `/refunds/${encodeURIComponent("환불 1")}`)
        yield* ended("환불 1")
        const again = yield* post(order)
        assert.strictEqual(again.status, 200)
        assert.deepInclude(JSON.parse(again.text), { key: "환불 1", state: "done", sends: 1, outcome: "Succeeded" })
        assert.deepStrictEqual(JSON.parse((yield* ask(port, taken.location ?? "")).text), JSON.parse(again.text))
        assert.deepStrictEqual(yield* gone, ["3000 of imp_1"])
        const requests = yield* (yield* Events).read({ action: "request" })
        assert.deepStrictEqual(
          requests.map(({ detail, key, person }) => ({ detail, key, person })),
          [{ key: "환불 1", person: undefined, detail: { payment: "imp_1", amount: 3000 } }]
        )

        const other = yield* post(order.replace("3000", "2000"))
        assert.strictEqual(other.status, 409)
        assert.strictEqual(other.type, "application/problem+json")
        assert.include(JSON.parse(other.text).detail, "already in use for 3000 of imp_1")
        const wrong = [
          order.replace("{", "{\"allow_same_payment_and_amount\":\"yes\","),
          order.replace("3000", "0"),
          order.replace("3000", "\"3000\""),
          order.replace("3000", "null"),
          order.replace("\"amount\":3000,", ""),
          order.replace("reason", "refund_account"),
          order.replace("변심", "변심".repeat(10_000)),
          order.replace("{", "{\"amount\":100,"),
          order.replace("{", "{\"am\\u006funt\":100,"),
          order.replace("환불 1", "환불 1 "),
          order.replace("imp_1", "imp 1"),
          order.replace("변심", "변\\n심"),
          order.replace("{", "{\"__proto__\":1,"),
          "{",
          "[]",
          "null"
        ]
        const answers = yield* Effect.forEach(wrong, (body) => post(body))
        assert.deepStrictEqual(answers.map(({ status }) => status), wrong.map(() => 400))
        for (const [n, { text }] of answers.entries()) {
          const { detail, detailKo } = JSON.parse(text)
          assert.match(detail, /Nothing was added and no money moved\./, wrong[n])
          assert.match(detailKo, /[가-힣].*등록하지 않았고 환불된 금액도 없습니다\./, wrong[n])
        }
        assert.include(JSON.parse(answers[1]?.text ?? "").detail, "amount must be above 0.")
        assert.include(JSON.parse(answers[4]?.text ?? "").detailKo, "amount: 값이 없습니다.")
        assert.include(JSON.parse(other.text).detailKo, "이미 결제 imp_1의 3000 환불에 쓰였습니다")
        assert.strictEqual((yield* post(order, { "content-type": "text/plain" })).status, 415)
        assert.strictEqual((yield* ask(port, "/refunds/unknown")).status, 404)

        assert.strictEqual((yield* ask(port, "/healthz")).status, 200)
        assert.strictEqual((yield* ask(port, "/readyz")).status, 200)
        const metrics = (yield* ask(port, "/metrics")).text
        assert.match(metrics, /worker_refunds_total\{.*state="done".*\} 1/)
        assert.match(metrics, /worker_sends_total(\{.*\})? 1/)
      }).pipe(Effect.provide(running({ WORKER_PORT: String(port), WORKER_TOKEN: TOKEN })))
    }), LIMIT)

  it.live(
    "E1.4 makes a known payment and amount under another key only as a further refund that is asked for by name",
    () =>
      Effect.gen(function*() {
        const port = yield* Effect.promise(freePort)
        yield* Effect.gen(function*() {
          yield* seed("imp_1")
          const post = (key: string, more: object = {}) =>
            ask(port, "/refunds", JSON.stringify({ key, imp_uid: "imp_1", amount: 3000, ...more }))
          assert.strictEqual((yield* post("000123")).status, 202)
          yield* ended("000123")

          for (const more of [{}, { allow_same_payment_and_amount: false }]) {
            const { status, text, type } = yield* post("123", more)
            assert.deepStrictEqual([status, type], [409, "application/problem+json"])
            const { detail, detailKo, ...rest } = JSON.parse(text)
            assert.deepStrictEqual(rest, { type: "SamePaymentAndAmount", status: 409, otherKey: "000123" })
            assert.include(detail, "no money moved: 3000 of imp_1 is key 000123 already (done).")
            assert.include(detailKo, "결제 imp_1의 3000 환불은 이미 키 000123로 있습니다(done).")
          }
          assert.lengthOf(yield* gone, 1)

          assert.strictEqual((yield* post("123", { allow_same_payment_and_amount: true })).status, 202)
          yield* ended("123")
          assert.deepStrictEqual([(yield* post("123")).status, (yield* post("000123")).status], [200, 200])
          assert.lengthOf(yield* gone, 2)
          const requests = yield* (yield* Events).read({ action: "request" })
          assert.deepStrictEqual(requests.map(({ detail }) => detail["allowedSame"]), [undefined, "000123"])
        }).pipe(Effect.provide(running({ WORKER_PORT: String(port), WORKER_TOKEN: TOKEN })))
      }),
    LIMIT
  )

  it.live("requires its token, and does not listen for other machines without one", () =>
    Effect.gen(function*() {
      const port = yield* Effect.promise(freePort)
      const settings = { WORKER_PORT: String(port), WORKER_TOKEN: TOKEN }
      yield* Effect.gen(function*() {
        const statuses = yield* Effect.forEach([{ authorization: "" }, { authorization: "Bearer wrong" }, {
          authorization: "Bearer open sesame"
        }], (headers) => ask(port, "/refunds/unknown", undefined, headers))
        assert.deepStrictEqual(statuses.map(({ status }) => status), [401, 401, 404])
      }).pipe(Effect.provide(running(settings)))

      const { message } = yield* Effect.flip(Effect.provide(Effect.void, running({ WORKER_HOST: "0.0.0.0" })))
      assert.include(message, "Set WORKER_TOKEN")
    }), LIMIT)

  it.live("reports that its port is in use", () =>
    Effect.gen(function*() {
      const port = yield* Effect.acquireRelease(
        Effect.promise(() =>
          new Promise<Server>((resolve) => {
            const server = createServer().listen(0, "127.0.0.1", () => resolve(server))
          })
        ),
        (server) => Effect.promise(() => new Promise((resolve) => server.close(resolve)))
      ).pipe(Effect.map((server) => (server.address() as AddressInfo).port))

      const { message } = yield* Effect.flip(
        Effect.provide(Effect.void, running({ WORKER_PORT: String(port), WORKER_TOKEN: TOKEN }))
      )

      assert.strictEqual(
        message,
        `Port ${port} of 127.0.0.1 cannot be opened (EADDRINUSE). Choose another one with WORKER_PORT.\n` +
          `127.0.0.1의 ${port} 포트를 열 수 없습니다(EADDRINUSE). WORKER_PORT로 다른 포트를 지정하세요.`
      )
    }).pipe(Effect.scoped), LIMIT)
})
