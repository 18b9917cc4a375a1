import { CancelError, Transport } from "@effect-portone/core"
import { HttpTransport, NodeTransport } from "@effect-portone/http"
import { transport } from "@effect-portone/sandbox/conformance"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result } from "effect"
import { FetchHttpClient } from "effect/http"
import { overUndici } from "./overUndici.ts"

describe("NodeTransport", () => {
  for (const { name, run } of transport((baseUrl) => NodeTransport.layer({ baseUrl }))) it.effect(name, () => run)
})

describe("NodeTransport with keepAlive", () => {
  const cases = transport((baseUrl) => NodeTransport.layer({ baseUrl, keepAlive: "2 seconds" }))
  for (const { name, run } of cases) it.effect(name, () => run)
})

describe("HttpTransport over node:http", () => {
  const cases = transport((baseUrl) =>
    HttpTransport.layer({ baseUrl }).pipe(Layer.provide(NodeHttpClient.layerNodeHttp))
  )
  for (const { name, run } of cases) it.effect(name, () => run)
})

describe("HttpTransport over undici", () => {
  for (const { name, run } of transport((baseUrl) => overUndici({ baseUrl }))) it.effect(name, () => run)
})

describe("HttpTransport over undici with connections kept", () => {
  const cases = transport((baseUrl) => HttpTransport.layer({ baseUrl }).pipe(Layer.provide(NodeHttpClient.layerUndici)))
  for (const { name, run } of cases) it.effect(name, () => run)
})

describe("HttpTransport over fetch", () => {
  const cases = transport((baseUrl) => HttpTransport.layer({ baseUrl }).pipe(Layer.provide(FetchHttpClient.layer)), {
    deviations: {
      "brings back HTTP 421 as an answer, after one request": "the Fetch standard sends again on a new connection",
      "fails with NotSent when the port is closed": "that may be the failure of a second request, so it proves nothing"
    }
  })
  for (const { name, run } of cases) it.effect(name, () => run)
})

describe("a transport that breaks the guarantees", () => {
  const leaky = (baseUrl: string) =>
    Layer.succeed(Transport.Transport, {
      send: (request) => {
        const attempt = (url: string) =>
          Effect.tryPromise({
            try: async (signal) => {
              const response = await fetch(url, {
                method: request.method,
                body: request.body === undefined ? null : Redacted.value(request.body),
                headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
                signal
              })
              if (response.status >= 429) throw new Error("try again")
              return { status: response.status, body: Redacted.make(await response.text()) }
            },
            catch: () =>
              new CancelError.NotSent({ reason: "Other", detail: request.body && Redacted.value(request.body) })
          })
        return Effect.retry(attempt(baseUrl + request.path), { times: 1 })
      }
    })
  const failures = Effect.forEach(
    transport(leaky),
    ({ name, run }) => Effect.map(Effect.result(run), (result) => Result.isFailure(result) ? [name] : [])
  ).pipe(Effect.map((names) => names.flat()))

  it.effect("fails every case about sending once, about proof, and about secrets", () =>
    Effect.gen(function*() {
      const failed = yield* failures

      assert.includeMembers(failed, [
        "sends the token, the tier, and JSON as JSON with its length",
        "sends no trace of the caller's spans",
        "puts nothing on the wire for a token or tier that would start another header",
        "brings back HTTP 421 as an answer, after one request",
        "brings back HTTP 429 as an answer, after one request",
        "brings back HTTP 503 as an answer, after one request",
        "brings back HTTP 302 as an answer, and does not go where it points",
        "brings back HTTP 307 as an answer, and does not go where it points",
        "fails with OutcomeUnknown after one request when the connection is reset after the request",
        "fails with OutcomeUnknown after one request when the answer is cut short",
        "tells nothing of token or body when the port is closed"
      ])
    }))

  it.effect("passes the cases it keeps, so a failure means something", () =>
    Effect.gen(function*() {
      const failed = yield* failures

      for (
        const kept of [
          "carries method, path, query and body as they are",
          "brings back HTTP 401 as an answer, after one request",
          "fails with NotSent when the port is closed",
          "closes the connection when the caller is interrupted"
        ]
      ) assert.notInclude(failed, kept)
    }))
})

describe("a list of deviations", () => {
  const suite = (deviations: Record<string, string>) =>
    transport((baseUrl) => NodeTransport.layer({ baseUrl }), { deviations })

  it.effect("fails when a deviation no longer occurs, so that the list stays true", () =>
    Effect.gen(function*() {
      const [first] = suite({ "carries method, path, query and body as they are": "it does not" })

      const failure = yield* Effect.flip(first!.run)

      assert.include(failure.message, "take it off the list")
    }))

  it.effect("fails when it names a promise that does not exist", () =>
    Effect.gen(function*() {
      const last = suite({ "sends twice": "a typing error" }).at(-1)

      const failure = yield* Effect.flip(last!.run)

      assert.include(failure.message, "sends twice")
    }))
})
