import { Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Redacted, Result } from "effect"
import * as net from "node:net"
import * as tls from "node:tls"
import * as FaultServer from "./faultServer.ts"
import { listen } from "./listen.ts"
import { selfSigned } from "./selfSigned.ts"

const send = (body = "{}") =>
  Effect.flatMap(
    Transport.Transport,
    (transport) => transport.send({ method: "POST", path: "/payments/cancel", body: Redacted.make(body) })
  )

// Longer than any test, so that a busy machine does not close a connection that is to be kept.
const LONG = "10 minutes"

const done = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"

// Records each body byte for byte, and calls `onRequest` for each request of a connection.
const recorder = Effect.fnUntraced(function*(onRequest: (socket: net.Socket, nth: number) => void) {
  const bodies: Array<string> = []
  const heads: Array<string> = []
  let connections = 0
  const server = net.createServer({ noDelay: true }, (socket) => {
    connections++
    let bytes = ""
    let nth = 0
    socket.on("error", () => {})
    socket.on("data", (chunk) => {
      bytes += chunk.toString("latin1")
      const match = /^(.*?\r\n)\r\n(\{[^}]*\})/s.exec(bytes)
      if (match === null) return
      bytes = bytes.slice(match[0].length)
      heads.push(match[1]!)
      bodies.push(match[2]!)
      onRequest(socket, ++nth)
    })
  })
  const port = yield* listen(server)
  return { baseUrl: `http://127.0.0.1:${port}`, bodies, heads, connections: () => connections }
})

describe("connections", () => {
  it.effect("are used once and closed, so that no request is sent on a connection that died while idle", () =>
    Effect.gen(function*() {
      const server = yield* recorder((socket) => socket.write(done))

      yield* Effect.repeat(send(), { times: 2 }).pipe(Effect.provide(NodeTransport.layer(server)))

      assert.strictEqual(server.connections(), 3)
      assert.isTrue(server.heads.every((head) => head.includes("\r\nconnection: close\r\n")))
    }))

  it.effect("are used again when they are kept", () =>
    Effect.gen(function*() {
      const server = yield* recorder((socket) => socket.write(done))

      yield* Effect.repeat(send(), { times: 9 }).pipe(
        Effect.provide(NodeTransport.layer({ ...server, keepAlive: LONG }))
      )

      // undici leaves a connection idle for one turn of the event loop, so two of them alternate.
      assert.isAtMost(server.connections(), 2)
    }))

  // The server ends or resets its side now and then: with the answer, right after it, or when the
  // next request is on its way.
  const unreliable = (socket: net.Socket, nth: number) => {
    socket.write(done, () => {
      const kill = () => nth % 2 === 0 ? socket.resetAndDestroy() : socket.end()
      if (nth % 3 === 0) kill()
      else if (nth % 3 === 1) setImmediate(() => setImmediate(kill))
    })
  }

  for (const keepAlive of [LONG, undefined] as const) {
    it.effect(`carry a request at most once when the server drops idle ones, ${keepAlive ? "kept" : "not kept"}`, () =>
      Effect.gen(function*() {
        const server = yield* recorder(unreliable)

        const results = yield* Effect.forEach(
          Array.from({ length: 200 }, (_, index) => index),
          (index) => Effect.result(send(`{"id":${index}}`))
        ).pipe(Effect.provide(NodeTransport.layer({ ...server, keepAlive })))

        const answered = results.filter(Result.isSuccess).length
        assert.strictEqual(new Set(server.bodies).size, server.bodies.length)
        assert.isAtMost(answered, server.bodies.length)
        assert.isTrue(results.every((result) => Result.isSuccess(result) || result.failure._tag === "OutcomeUnknown"))
        if (keepAlive === undefined) assert.strictEqual(answered, 200)
      }))
  }

  it.effect("that are kept and die during a request lose it, and do not repeat it", () =>
    Effect.gen(function*() {
      const server = yield* recorder((socket, nth) => nth === 1 ? socket.write(done) : socket.resetAndDestroy())
      const sent = Array.from({ length: 6 }, (_, index) => `{"id":${index}}`)

      const results = yield* Effect.forEach(sent, (body) => Effect.result(send(body))).pipe(
        Effect.provide(Layer.orDie(NodeTransport.layer({ ...server, keepAlive: LONG })))
      )

      const lost = results.flatMap((result) => Result.isFailure(result) ? [result.failure] : [])
      assert.isNotEmpty(lost)
      assert.isTrue(lost.every(({ _tag, reason }) => `${_tag} ${reason}` === "OutcomeUnknown ConnectionLost"))
      assert.deepStrictEqual(server.bodies, sent)
    }))

  it.effect("reset on accept are NotSent or OutcomeUnknown, and never claim more than that", () =>
    Effect.gen(function*() {
      const server = net.createServer((socket) => void socket.resetAndDestroy())
      const port = yield* listen(server)

      const errors = yield* Effect.all(Array.from({ length: 50 }, () => Effect.flip(send())), { concurrency: 10 })
        .pipe(
          Effect.provide(NodeTransport.layer({ baseUrl: `http://127.0.0.1:${port}` }))
        )

      for (const { _tag, reason } of errors) {
        assert.include(["NotSent ConnectionRefused", "OutcomeUnknown ConnectionLost"], `${_tag} ${reason}`)
      }
    }))
})

describe("an answer above the cap", () => {
  it.effect("is cut off at the socket", () =>
    Effect.gen(function*() {
      const server = yield* FaultServer.serve({
        listen: "tcp",
        cancel: ({ socket }) => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n")
          const more = () => void (socket.destroyed || socket.write("x".repeat(65536), more))
          more()
        },
        token: () => {}
      })

      const error = yield* Effect.flip(send()).pipe(
        Effect.provide(NodeTransport.layer({ baseUrl: `http://127.0.0.1:${server.port}` }))
      )

      assert.strictEqual(error.reason, "AnswerTooLarge")
      yield* Deferred.await(server.hungUp)
    }))
})

describe("an interrupted send", () => {
  it.effect("that has no connection yet sends nothing", () =>
    Effect.gen(function*() {
      const server = yield* FaultServer.serve({
        listen: "tcp",
        gone: "backlog full",
        cancel: () => {},
        token: () => {}
      })
      const fiber = yield* Effect.forkChild(
        send().pipe(Effect.provide(NodeTransport.layer({ baseUrl: `http://127.0.0.1:${server.port}` }))),
        { startImmediately: true }
      )

      yield* Fiber.interrupt(fiber)

      assert.strictEqual(server.counted.cancels, 0)
    }))
})

describe("TLS", () => {
  const secure = Effect.fnUntraced(function*(options: tls.TlsOptions) {
    const { cert, key } = selfSigned()
    const protocols: Array<string | false | null> = []
    const server = tls.createServer({ ...options, cert, key }, (socket) => {
      protocols.push(socket.alpnProtocol, socket.getProtocol())
      socket.on("error", () => {})
      socket.on("data", () => void socket.write(done))
    })
    server.on("tlsClientError", () => {})
    const port = yield* listen(server)
    return { baseUrl: `https://localhost:${port}`, cert, protocols }
  })

  it.effect("is not used for HTTP/2, because undici replays streams that a server did not process", () =>
    Effect.gen(function*() {
      const { baseUrl, cert, protocols } = yield* secure({ ALPNProtocols: ["h2", "http/1.1"] })

      yield* Effect.provide(send(), NodeTransport.layer({ baseUrl, ca: cert }))

      assert.deepStrictEqual(protocols, ["http/1.1", "TLSv1.3"])
    }))

  it.effect("of a version that is out of date is rejected", () =>
    Effect.gen(function*() {
      const old = { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const
      const { baseUrl, cert } = yield* secure(old)

      const error = yield* Effect.flip(
        Effect.provide(send(), Layer.orDie(NodeTransport.layer({ baseUrl, ca: cert })))
      )

      assert.strictEqual(`${error._tag} ${error.reason}`, "NotSent TlsFailed")
    }))
})

describe("configuration", () => {
  it.effect("names base URL, times and size", () =>
    Effect.gen(function*() {
      const server = yield* recorder((socket) => socket.write(done))
      const env = {
        PORTONE_BASE_URL: server.baseUrl,
        PORTONE_TIMEOUT: "5 seconds",
        PORTONE_CONNECT_TIMEOUT: "30 seconds",
        PORTONE_KEEP_ALIVE: LONG,
        PORTONE_MAX_RESPONSE_BYTES: "2"
      }

      yield* Effect.repeat(send(), { times: 9 }).pipe(
        Effect.provide(NodeTransport.layerConfig),
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
      )

      assert.isAtMost(server.connections(), 2)
    }))

  it.effect("fails the layer on a time or a size with which no request could end", () =>
    Effect.gen(function*() {
      const env = {
        PORTONE_TIMEOUT: "0 seconds",
        PORTONE_CONNECT_TIMEOUT: "-5 seconds",
        PORTONE_MAX_RESPONSE_BYTES: "0"
      }
      const error = yield* Effect.scoped(Layer.build(NodeTransport.layerConfig)).pipe(
        Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
        Effect.flip
      )

      assert.strictEqual(
        error.message.split("\n").slice(0, 3).join("\n"),
        "PORTONE_TIMEOUT is not above 0.\n" +
          "PORTONE_MAX_RESPONSE_BYTES is not a whole number in the allowed range.\n" +
          "PORTONE_CONNECT_TIMEOUT is not above 0."
      )
      assert.include(error.messageKo, "PORTONE_TIMEOUT: 0보다 커야 합니다.")
    }))

  it.effect("fails the layer on a base URL in the clear", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(
        Effect.scoped(Layer.build(NodeTransport.layer({ baseUrl: "http://example.com" })))
      )

      assert.strictEqual(error._tag, "InvalidBaseUrl")
    }))
})
