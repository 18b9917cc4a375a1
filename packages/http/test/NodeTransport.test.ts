import { Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Deferred, Effect, Exit, Fiber, Layer, Redacted, Result, Scope } from "effect"
import { TestClock } from "effect/testing"
import * as net from "node:net"
import * as FaultServer from "./faultServer.ts"
import { lateServer } from "./lateServer.ts"
import { listen } from "./listen.ts"

const send = (body = "{}") =>
  Effect.flatMap(
    Transport.Transport,
    (transport) => transport.send({ method: "POST", path: "/payments/cancel", body: Redacted.make(body) })
  )

describe("a send that has no connection yet", () => {
  it.effect("is NotSent when the time is up, and is not sent when the connection opens later", () =>
    Effect.gen(function*() {
      const server = yield* lateServer
      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(Effect.flip(send()))
        yield* Deferred.await(server.accepted)
        yield* TestClock.adjust("65 seconds")

        const error = yield* Fiber.join(fiber)
        yield* server.release
        yield* Deferred.await(server.closed)

        assert.strictEqual(`${error._tag} ${error.reason}`, "NotSent ConnectTimeout")
        assert.deepStrictEqual(server.read, [])
      }).pipe(Effect.provide(NodeTransport.layer(server.options)))
    }))

  it.effect("is not sent after it was interrupted, although the connection opens later", () =>
    Effect.gen(function*() {
      const server = yield* lateServer
      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(send())
        yield* Deferred.await(server.accepted)

        yield* Fiber.interrupt(fiber)
        yield* server.release
        yield* Deferred.await(server.closed)

        assert.deepStrictEqual(server.read, [])
      }).pipe(Effect.provide(NodeTransport.layer(server.options)))
    }))

  it.effect("is NotSent when the layer is closed", () =>
    Effect.gen(function*() {
      const server = yield* lateServer
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(NodeTransport.layer(server.options), scope)
      const fiber = yield* Effect.forkChild(Effect.provide(Effect.flip(send()), context))
      yield* Deferred.await(server.accepted)

      yield* Scope.close(scope, Exit.void)
      const error = yield* Fiber.join(fiber)
      yield* server.release

      assert.strictEqual(`${error._tag} ${error.reason}`, "NotSent Other")
      assert.deepStrictEqual(server.read, [])
    }))
})

describe("a request that was written", () => {
  it.effect("is OutcomeUnknown when the layer is closed", () =>
    Effect.gen(function*() {
      const server = yield* lateServer
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(NodeTransport.layer(server.options), scope)
      const fiber = yield* Effect.forkChild(Effect.provide(Effect.flip(send()), context))
      yield* Deferred.await(server.accepted)
      yield* server.release
      yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => server.read.length > 0 }))

      yield* Scope.close(scope, Exit.void)
      const error = yield* Fiber.join(fiber)

      assert.strictEqual(`${error._tag} ${error.reason}`, "OutcomeUnknown ConnectionLost")
      assert.include(server.read.join(""), "POST /payments/cancel HTTP/1.1\r\n")
    }))
})

describe("a request that is given up", () => {
  const attempt = Effect.fnUntraced(function*(play: FaultServer.Play, options: NodeTransport.Options = {}) {
    const server = yield* FaultServer.serve({ listen: "tcp", cancel: play, token: () => {} })
    const fiber = yield* Effect.forkChild(Effect.flip(send())).pipe(
      // The layer stays open, so that closing it is not what closes the connection.
      Effect.provide(
        yield* Layer.build(NodeTransport.layer({ ...options, baseUrl: `http://127.0.0.1:${server.port}` }))
      )
    )
    return { server, error: Fiber.join(fiber) }
  })

  it.effect("for the size of its response loses its connection", () =>
    Effect.gen(function*() {
      const { error, server } = yield* attempt(
        ({ socket }) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"),
        { maxResponseBytes: 1 }
      )

      const { _tag, reason } = yield* error

      yield* Deferred.await(server.hungUp)
      assert.strictEqual(`${_tag} ${reason}`, "OutcomeUnknown AnswerTooLarge")
    }))

  it.effect("for the time it takes loses its connection", () =>
    Effect.gen(function*() {
      const { error, server } = yield* attempt(
        ({ socket }) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{")
      )
      yield* Deferred.await(server.reached)
      yield* TestClock.adjust("65 seconds")

      const lost = yield* error

      yield* Deferred.await(server.hungUp)
      assert.strictEqual(`${lost._tag} ${lost.reason}`, "OutcomeUnknown Timeout")
    }))

  it.effect("after 102 Processing alone has no status, because 102 comes before the response", () =>
    Effect.gen(function*() {
      const { error } = yield* attempt(({ socket }) => void socket.end("HTTP/1.1 102 Processing\r\n\r\n"))

      const lost = yield* error

      assert.strictEqual(lost._tag === "OutcomeUnknown" && lost.status, undefined)
      assert.strictEqual(`${lost._tag} ${lost.reason}`, "OutcomeUnknown ConnectionLost")
    }))
})

describe("the timer", () => {
  it.effect("of a send stops when the send ends in any way, so that it keeps no process alive", () =>
    Effect.gen(function*() {
      let running = 0
      const clock: Clock.Clock = {
        ...yield* Clock.Clock,
        sleep: () =>
          Effect.acquireUseRelease(Effect.sync(() => running++), () => Effect.never, () => Effect.sync(() => running--))
      }
      const server = yield* FaultServer.serve({
        listen: "tcp",
        cancel: (wire) => wire.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
        token: () => {}
      })
      const transport = NodeTransport.layer({ baseUrl: `http://127.0.0.1:${server.port}` })

      yield* Effect.gen(function*() {
        const fiber = yield* Effect.forkChild(send(), { startImmediately: true })
        const during = running
        yield* Fiber.join(fiber)
        const answered = running
        const interrupted = yield* Effect.forkChild(send(), { startImmediately: true })
        yield* Fiber.interrupt(interrupted)

        assert.deepStrictEqual([during, answered, running], [1, 0, 0])
      }).pipe(Effect.provide(transport), Effect.provideService(Clock.Clock, clock))
    }))
})

describe("NotSent", () => {
  // Time is counted in turns of the event loop, so that a fast or a busy machine changes nothing.
  const clockOfTurns = (turns: number) =>
    Effect.map(Clock.Clock, (clock): Clock.Clock => ({
      ...clock,
      sleep: () =>
        Effect.callback((resume) => {
          const wait = (left: number) => left === 0 ? resume(Effect.void) : void setImmediate(wait, left - 1)
          wait(turns)
        })
    }))

  it.effect("is returned for no request that arrived, at any moment at which the time is up", () =>
    Effect.gen(function*() {
      const arrived = new Set<string>()
      const server = net.createServer((socket) => {
        socket.on("error", () => {})
        socket.on("data", (chunk) => {
          for (const [id] of chunk.toString("latin1").matchAll(/\{"id":\d+\}/g)) arrived.add(id)
          setImmediate(() => socket.destroyed || socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"))
        })
      })
      const port = yield* listen(server)
      const results = yield* Effect.forEach(
        [0, 1, 2, 3, 4, 6, 8, 12, 16, 1000],
        (turns) =>
          Effect.forEach(
            Array.from({ length: 20 }, (_, index) => `{"id":${turns * 1000 + index}}`),
            (body) => Effect.map(Effect.result(send(body)), (result) => ({ body, result })),
            { concurrency: 10 }
          ).pipe(
            Effect.provide(NodeTransport.layer({
              baseUrl: `http://127.0.0.1:${port}`,
              keepAlive: turns % 4 === 0 ? "1 millis" : undefined
            })),
            Effect.provideServiceEffect(Clock.Clock, clockOfTurns(turns))
          )
      )

      const notSent = results.flat().filter(({ result }) =>
        Result.isFailure(result) && result.failure._tag === "NotSent"
      )
      const answered = results.flat().filter(({ result }) => Result.isSuccess(result))
      assert.isNotEmpty(notSent)
      assert.deepStrictEqual(notSent.filter(({ body }) => arrived.has(body)), [])
      assert.deepStrictEqual(answered.filter(({ body }) => !arrived.has(body)), [])
    }))
})
