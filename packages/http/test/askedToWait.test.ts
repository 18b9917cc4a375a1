import { Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import * as HttpTransport from "@effect-portone/http/HttpTransport"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { createServer, type OutgoingHttpHeaders } from "node:http"
import { readRetryAfter } from "../src/internal/askedToWait.ts"
import { listen } from "./listen.ts"
import { overUndici } from "./overUndici.ts"

const NOON = "Sun, 06 Nov 1994 12:00:00 GMT"

describe("Retry-After", () => {
  it("is a number of seconds, or a date after the response's own", () => {
    assert.strictEqual(readRetryAfter("120", undefined), 120_000)
    assert.strictEqual(readRetryAfter("0", undefined), 0)
    assert.strictEqual(readRetryAfter("Sun, 06 Nov 1994 12:01:30 GMT", NOON), 90_000)
  })

  it("is ignored where it is anything else", () => {
    for (const header of [undefined, null, "", "soon", "-1", "1.5", "1e3", "12345678901", ["1", "2"], "0x10", " "]) {
      assert.isUndefined(readRetryAfter(header, NOON), String(header))
    }
    for (
      const date of [
        NOON,
        "Sun, 06 Nov 1994 11:59:59 GMT",
        "Sunday, 06-Nov-94 12:01:00 GMT",
        "1994-11-06T12:01:00Z",
        "Sun, 66 Nov 1994 12:01:00 GMT"
      ]
    ) assert.isUndefined(readRetryAfter(date, NOON), date)
    for (const own of [undefined, "today", "1994-11-06"]) assert.isUndefined(readRetryAfter(NOON, own), own)
  })

  const transports: Record<string, (baseUrl: string) => Layer.Layer<Transport.Transport, unknown>> = {
    NodeTransport: (baseUrl: string) => NodeTransport.layer({ baseUrl }),
    FetchTransport: (baseUrl: string) => FetchTransport.layer({ baseUrl }),
    "HttpTransport over fetch": (baseUrl: string) =>
      Layer.provide(HttpTransport.layer({ baseUrl }), FetchHttpClient.layer),
    "HttpTransport over undici": (baseUrl: string) => overUndici({ baseUrl })
  }
  for (const [name, transport] of Object.entries(transports)) {
    it.live(`is in the response of ${name}, unless the status is 200 or it cannot be read`, () =>
      Effect.gen(function*() {
        const answers = [
          [429, { "retry-after": "7" }],
          [503, { "retry-after": "Sun, 06 Nov 1994 13:00:00 GMT", date: NOON }],
          [503, {}],
          [503, { "retry-after": "later" }],
          [200, { "retry-after": "7" }]
        ] satisfies ReadonlyArray<readonly [number, OutgoingHttpHeaders]>
        const server = createServer((request, response) => {
          const [status = 500, headers] = answers[Number(request.url?.slice(1))] ?? []
          response.writeHead(status, { ...headers, connection: "close" }).end("{}")
        })
        const port = yield* listen(server)
        const waits = yield* Effect.gen(function*() {
          const { send } = yield* Transport.Transport
          return yield* Effect.forEach(
            answers,
            (_, index) => Effect.map(send({ method: "GET", path: `/${index}` }), ({ retryAfter }) => retryAfter)
          )
        }).pipe(Effect.provide(transport(`http://127.0.0.1:${port}`)))

        assert.deepStrictEqual(waits, [7000, 3_600_000, undefined, undefined, undefined])
      }))
  }
})
