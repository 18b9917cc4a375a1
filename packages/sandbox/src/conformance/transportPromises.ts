import { Transport } from "@effect-portone/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { answer, closedPort, cutShort, hangUp, type Reply, reset, type Stub } from "./stub.ts"
import { ANSWER, BODY, revealsNothing, TOKEN } from "./transportLeaks.ts"

type Check = Effect.Effect<void, unknown, Transport.Transport | Scope.Scope>

/**
 * A promise, the server of its case, and its check. A check fails with what it observed.
 */
export interface Promised {
  readonly name: string
  readonly reply: Reply
  /** The address for the adapter, when it is not the server's. */
  readonly url?: Effect.Effect<string> | undefined
  readonly check: (server: Stub) => Check
}

const cancel: Transport.TransportRequest = {
  method: "POST",
  path: "/payments/cancel",
  authorization: Redacted.make(TOKEN),
  body: Redacted.make(BODY)
}

const send = (request: Transport.TransportRequest = cancel) =>
  Effect.flatMap(Transport.Transport, (transport) => transport.send(request))

const fails = (expected: "NotSent" | "OutcomeUnknown", request = cancel) =>
  Effect.flatMap(
    Effect.result(send(request)),
    (result) =>
      same("outcome", Result.isSuccess(result) ? `HTTP ${result.success.status}` : result.failure._tag, expected)
  )

const same = <A>(what: string, seen: A, expected: A): Effect.Effect<void, string> =>
  seen === expected ? Effect.void : Effect.fail(`${what} ${seen}, not ${expected}`)

const arrivals = (server: Stub, expected: number) => same("requests on the wire", server.arrived.length, expected)

// A complete response is returned with any status, and no second request is sent.
const statuses: ReadonlyArray<Promised> = [200, 400, 401, 403, 404, 408, 409, 421, 422, 425, 429, 500, 502, 503, 504]
  .map(
    (status) => ({
      name: `brings back HTTP ${status} as an answer, after one request`,
      reply: answer(status, ANSWER, { "retry-after": "0" }),
      check: (server) => answered(server, status)
    })
  )

const redirects: ReadonlyArray<Promised> = [301, 302, 303, 307, 308].map((status) => ({
  name: `brings back HTTP ${status} as an answer, and does not go where it points`,
  reply: answer(status, ANSWER, { location: "/elsewhere" }),
  check: (server) => answered(server, status)
}))

const answered = Effect.fnUntraced(function*(server: Stub, status: number) {
  const response = yield* send()
  yield* same("status", response.status, status)
  yield* same("body", Redacted.value(response.body), ANSWER)
  yield* arrivals(server, 1)
})

const losses: ReadonlyArray<Promised> = Object.entries({
  "the connection is reset after the request": reset,
  "the connection is closed after the request": hangUp,
  "the answer is cut short": cutShort
}).map(([event, reply]) => ({
  name: `fails with OutcomeUnknown after one request when ${event}`,
  reply,
  check: Effect.fnUntraced(function*(server: Stub) {
    yield* fails("OutcomeUnknown")
    yield* arrivals(server, 1)
  })
}))

/**
 * The promises of the port, one by one.
 */
export const promises: ReadonlyArray<Promised> = [
  {
    name: "carries method, path, query and body as they are",
    reply: answer(200, ANSWER),
    check: Effect.fnUntraced(function*(server) {
      yield* send({ ...cancel, path: "/payments/find/%EC%A3%BC%EB%AC%B8%2F7/?include_sandbox=true&page=1" })
      const seen = yield* server.firstArrival
      yield* same("method", seen.method, "POST")
      yield* same("path", seen.path, "/payments/find/%EC%A3%BC%EB%AC%B8%2F7/?include_sandbox=true&page=1")
      yield* same("body", seen.body, BODY)
    })
  },
  {
    name: "sends a GET without a body",
    reply: answer(200, ANSWER),
    check: Effect.fnUntraced(function*(server) {
      yield* send({ method: "GET", path: "/payments/imp_1", authorization: Redacted.make(TOKEN) })
      const seen = yield* server.firstArrival
      yield* same("method", seen.method, "GET")
      yield* same("body", seen.body, "")
    })
  },
  {
    name: "sends the token, the tier, and JSON as JSON with its length",
    reply: answer(200, ANSWER),
    check: Effect.fnUntraced(function*(server) {
      yield* send({ ...cancel, tier: "A1B" })
      const { headers } = yield* server.firstArrival
      yield* same("authorization", headers.authorization?.replace(/^Bearer /, ""), TOKEN)
      yield* same("tier", headers["tier"], "A1B")
      yield* same("content-type", headers["content-type"]?.split(";")[0], "application/json")
      yield* same("content-length", headers["content-length"], `${new TextEncoder().encode(BODY).length}`)
    })
  },
  {
    name: "sends neither token nor tier when it was given none",
    reply: answer(200, ANSWER),
    check: Effect.fnUntraced(function*(server) {
      yield* send({ method: "POST", path: "/users/getToken", body: Redacted.make("{}") })
      const { headers } = yield* server.firstArrival
      yield* same("authorization", headers.authorization, undefined)
      yield* same("tier", headers["tier"], undefined)
    })
  },
  {
    name: "sends no trace of the caller's spans",
    reply: answer(200, ANSWER),
    check: Effect.fnUntraced(function*(server) {
      yield* Effect.withSpan(send(), "caller")
      const { headers } = yield* server.firstArrival
      for (const name of ["traceparent", "tracestate", "b3", "baggage"]) yield* same(name, headers[name], undefined)
    })
  },
  {
    name: "puts nothing on the wire for a token or tier that would start another header",
    reply: answer(200, ANSWER),
    check: Effect.fnUntraced(function*(server) {
      const poison = "x\r\nx-injected: 1"
      yield* fails("NotSent", { ...cancel, authorization: Redacted.make(poison) })
      yield* fails("NotSent", { ...cancel, tier: poison })
      yield* arrivals(server, 0)
    })
  },
  {
    name: "brings Korean back unharmed, and bytes that are no UTF-8 as replacement characters",
    reply: answer(200, Buffer.from([...Buffer.from("\"환불 "), 0xc3, 0xeb, 0x22])),
    check: Effect.fnUntraced(function*() {
      const response = yield* send()
      yield* same("body", Redacted.value(response.body), "\"환불 \uFFFD\uFFFD\"")
    })
  },
  ...statuses,
  ...redirects,
  {
    name: "brings back an answer without a body",
    reply: (_, response) => void response.writeHead(204).end(),
    check: Effect.fnUntraced(function*() {
      const response = yield* send()
      yield* same("status", response.status, 204)
      yield* same("body", Redacted.value(response.body), "")
    })
  },
  {
    name: "fails with NotSent when the port is closed",
    reply: answer(200, ANSWER),
    url: closedPort,
    check: () => fails("NotSent")
  },
  ...losses,
  {
    name: "sends once when a connection it kept turns out to be dead",
    // Answers the first request of a connection and resets on the second.
    reply: ((seen) => (request, response) => {
      if (response.socket === null || seen.has(response.socket)) return reset(request, response)
      seen.add(response.socket)
      answer(200, ANSWER)(request, response)
    })(new WeakSet<object>()),
    check: Effect.fnUntraced(function*(server) {
      for (const _ of [1, 2, 3]) yield* Effect.exit(send())
      yield* arrivals(server, 3)
    })
  },
  {
    name: "makes 50 requests of 50 sends at once, and gives each its own answer",
    reply: (request, response) => answer(200, request.body)(request, response),
    check: Effect.fnUntraced(function*(server) {
      const bodies = Array.from({ length: 50 }, (_, index) => `{"n":${index}}`)
      const echoes = yield* Effect.forEach(bodies, (body) => send({ ...cancel, body: Redacted.make(body) }), {
        concurrency: "unbounded"
      })
      yield* same("answers", echoes.map(({ body }) => Redacted.value(body)).join(), bodies.join())
      yield* arrivals(server, 50)
    })
  },
  {
    name: "closes the connection when the caller is interrupted",
    reply: () => {},
    check: Effect.fnUntraced(function*(server) {
      const fiber = yield* Effect.forkChild(send())
      yield* server.firstArrival
      yield* Fiber.interrupt(fiber)
      yield* server.firstHangUp
      yield* arrivals(server, 1)
    })
  },
  ...Object.entries({ "the port is closed": closedPort, "the connection is lost": undefined }).map((
    [event, url]
  ): Promised => ({
    name: `tells nothing of token or body when ${event}`,
    reply: reset,
    url,
    check: () => revealsNothing(Effect.flip(Effect.sandbox(send())))
  })),
  {
    name: "tells nothing of token, body or answer when all is well",
    reply: answer(500, ANSWER),
    check: () => revealsNothing(send())
  }
]
