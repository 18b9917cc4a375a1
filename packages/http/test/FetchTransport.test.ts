import { Transport } from "@effect-portone/core"
import { HttpTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { transport } from "@effect-portone/sandbox/conformance"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Redacted, Result } from "effect"
import { FetchHttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { existsSync, readFileSync } from "node:fs"
import * as net from "node:net"
import { inspect } from "node:util"
import { faults } from "./faults.ts"
import * as FaultServer from "./faultServer.ts"
import { type MakeTransport, outcome, send as sendTo, stage } from "./faultStage.ts"
import { listen } from "./listen.ts"
import { nodeFetch } from "./nodeFetch.ts"

describe("FetchTransport", () => {
  for (const { name, run } of transport((baseUrl) => FetchTransport.layer({ baseUrl }))) it.effect(name, () => run)
})

describe("421", () => {
  it.effect("is a response although the port is closed by then, because sending again would report that as NotSent", () =>
    Effect.gen(function*() {
      const arrived: Array<string> = []
      const server = net.createServer((socket) => {
        socket.on("data", (chunk) => {
          arrived.push(chunk.toString("latin1"))
          server.close()
          socket.end("HTTP/1.1 421 Misdirected Request\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}")
        })
      })
      const port = yield* listen(server)

      const response = yield* send().pipe(through({ baseUrl: `http://127.0.0.1:${port}` }))

      assert.strictEqual(response.status, 421)
      assert.strictEqual(arrived.join("").split("POST /payments/cancel").length, 2)
    }))
})

describe("421 over an HTTP client of Effect's that is fetch", () => {
  it.effect("is OutcomeUnknown, although the port was closed the second time", () =>
    Effect.gen(function*() {
      const server = net.createServer((socket) => {
        socket.on("data", () => {
          server.close()
          socket.end("HTTP/1.1 421 Misdirected Request\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}")
        })
      })
      const port = yield* listen(server)
      const overFetch = HttpTransport.layer({ baseUrl: `http://127.0.0.1:${port}` }).pipe(
        Layer.provide(FetchHttpClient.layer)
      )

      const lost = yield* Effect.flip(Effect.provide(send(), overFetch))

      assert.include(lost, { _tag: "OutcomeUnknown", detail: "ECONNREFUSED" })
    }))
})

describe.concurrent("HttpTransport over the same fetch", () => {
  const overFetch: MakeTransport = ({ baseUrl, ...options }) =>
    HttpTransport.layer({ baseUrl }).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, nodeFetch(options)))
    )
  const alone: MakeTransport = ({ baseUrl, ...options }) => FetchTransport.layer({ baseUrl, fetch: nodeFetch(options) })

  for (const fault of faults.filter(({ through }) => through?.includes("FetchTransport") !== false)) {
    it.effect(`returns the same, field by field: ${fault.name}`, () =>
      Effect.gen(function*() {
        const ending = (make: MakeTransport) =>
          Effect.gen(function*() {
            const { server, transport } = yield* stage(fault, make)
            const result = yield* outcome(fault, server, Effect.provide(sendTo(fault), Layer.orDie(transport)))
            return Result.isFailure(result)
              ? { ...result.failure }
              : { status: result.success.status, body: Redacted.value(result.success.body) }
          })

        const [one, other] = yield* Effect.all([ending(overFetch), ending(alone)], {
          // The rows that wait move the clock, so they run one after the other.
          concurrency: fault.wait === undefined ? 2 : 1
        })

        // The failure that fetch reports for a body of text may be that of a second request, so
        // over an HTTP client it proves nothing.
        const proves = (ended: object) => "_tag" in ended && ended._tag === "NotSent"
        if (proves(other) && !proves(one)) assert.include(one, { _tag: "OutcomeUnknown" })
        else assert.deepStrictEqual(other, one)
      }))
  }
})

// A fetch of the test: what is tested is how it is called and how its response is read, not what a
// socket does.
const fake = (reply: () => Response | Promise<Response> = () => new Response("{}")) => {
  const seen: Array<{ readonly url: unknown; readonly init: RequestInit }> = []
  const fetch: typeof globalThis.fetch = (url, init = {}) => {
    seen.push({ url, init })
    return Promise.resolve(reply())
  }
  return { seen, fetch }
}

const send = (request: Partial<Transport.TransportRequest> = {}) =>
  Effect.flatMap(
    Transport.Transport,
    (transport) => transport.send({ method: "POST", path: "/payments/cancel", body: Redacted.make("{}"), ...request })
  )
const through = (options: FetchTransport.Options) => Effect.provide(Layer.orDie(FetchTransport.layer(options)))
const summary = (error: { readonly _tag: string; readonly reason: string }) => `${error._tag} ${error.reason}`

describe("fetch", () => {
  it.effect("is called to follow no redirect, keep nothing, and send the request and no more", () =>
    Effect.gen(function*() {
      const { fetch, seen } = fake()

      yield* send({ authorization: Redacted.make("token"), tier: "A1B" }).pipe(through({ fetch }))

      const [{ init: { body, signal, ...init }, url } = assert.fail()] = seen
      assert.strictEqual(yield* Effect.promise(() => new Response(body ?? null).text()), "{}")
      assert.strictEqual(url, "https://api.iamport.kr/payments/cancel")
      assert.isFalse(signal?.aborted)
      assert.deepStrictEqual(init, {
        cache: "no-store",
        credentials: "omit",
        duplex: "half",
        headers: {
          accept: "application/json",
          "accept-encoding": "identity",
          authorization: "Bearer token",
          "content-length": "2",
          "content-type": "application/json",
          tier: "A1B",
          "user-agent": "effect-portone"
        },
        method: "POST",
        redirect: "manual",
        referrerPolicy: "no-referrer"
      })
    }))

  const without = (name: keyof Request) => {
    const property = Object.getOwnPropertyDescriptor(Request.prototype, name) ?? assert.fail()
    return Effect.acquireRelease(
      Effect.sync(() => Reflect.deleteProperty(Request.prototype, name)),
      () => Effect.sync(() => Object.defineProperty(Request.prototype, name, property))
    )
  }

  it.effect("gets no option that the runtime does not know, because some versions of Cloudflare's throw on it", () =>
    Effect.gen(function*() {
      const { fetch, seen } = fake()
      yield* without("credentials")

      yield* send().pipe(through({ fetch }))

      assert.notProperty(seen[0]?.init, "credentials")
      assert.strictEqual(seen[0]?.init.cache, "no-store")
    }))

  it.effect("gets text and a connection of its own where a stream cannot be a body, because Deno sends text again", () =>
    Effect.gen(function*() {
      const { fetch, seen } = fake()
      yield* without("duplex")

      yield* send({ body: Redacted.make("{\"reason\":\"변심\"}") }).pipe(through({ fetch }))

      const { body, headers } = seen[0]?.init ?? assert.fail()
      assert.strictEqual(body, "{\"reason\":\"변심\"}")
      assert.strictEqual(new Headers(headers).get("content-type"), "application/json")
      assert.strictEqual(new Headers(headers).get("connection"), "close")
      assert.notProperty(seen[0]?.init, "duplex")
    }))

  it.effect("is not called for a request that cannot be encoded as URL and headers", () =>
    Effect.gen(function*() {
      const { fetch, seen } = fake()

      const path = yield* Effect.flip(send({ path: "@evil.example/" })).pipe(through({ fetch }))
      const token = yield* Effect.flip(send({ authorization: Redacted.make("a\r\nb: c") })).pipe(through({ fetch }))

      assert.strictEqual(summary(path), "NotSent InvalidUrl")
      assert.strictEqual(`${summary(token)} ${token.detail}`, "NotSent Other authorization")
      assert.isEmpty(seen)
    }))

  it.effect("may be the one the runtime has when the layer is built", () =>
    Effect.gen(function*() {
      const { fetch, seen } = fake()
      const original = globalThis.fetch
      yield* Effect.acquireRelease(
        Effect.sync(() => void (globalThis.fetch = fetch)),
        () => Effect.sync(() => void (globalThis.fetch = original))
      )

      yield* send().pipe(through({}))

      assert.strictEqual(seen.length, 1)
    }))

  const secret = "Headers.append: \"Bearer hunter2\" is an invalid header value"
  for (
    const [how, reply] of [
      ["throws", () => {
        throw new TypeError(secret)
      }],
      ["rejects", () => Promise.reject(Object.assign(new TypeError(secret), { code: "hunter2" }))],
      ["rejects with a cause", () => Promise.reject(new TypeError("fetch failed", { cause: new Error(secret) }))],
      ["resolves with something that is not a Response", () => ({ status: 200, body: {} }) as unknown as Response],
      ["loses the body", () => new Response(new ReadableStream({ pull: () => Promise.reject(new Error(secret)) }))]
    ] as const
  ) {
    it.effect(`that ${how} proves nothing, and its message is not passed on`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(send()).pipe(through({ fetch: fake(reply).fetch }))

        assert.strictEqual(summary(error), "OutcomeUnknown Other")
        assert.notInclude(`${error}${JSON.stringify(error)}${inspect(error, { showHidden: true })}`, "hunter2")
      }))
  }

  it.effect("that reports a refused connection while the body is read has lost the response, and proves nothing", () =>
    Effect.gen(function*() {
      const refused = Object.assign(new Error(), { code: "ECONNREFUSED", syscall: "connect" })
      const body = new ReadableStream({ pull: () => Promise.reject(refused) })

      const error = yield* Effect.flip(send()).pipe(through({ fetch: fake(() => new Response(body)).fetch }))

      assert.strictEqual(summary(error), "OutcomeUnknown ConnectionLost")
      assert.strictEqual(error._tag === "OutcomeUnknown" && error.status, 200)
    }))
})

describe("a response", () => {
  const sized = (bytes: number, maxResponseBytes: number) =>
    send().pipe(through({ maxResponseBytes, fetch: fake(() => new Response("x".repeat(bytes))).fetch }))

  it.effect("may be as long as the cap", () =>
    Effect.gen(function*() {
      const response = yield* sized(100, 100)

      assert.strictEqual(Redacted.value(response.body).length, 100)
    }))

  for (const cap of [99, 1]) {
    it.effect(`may not be above a cap of ${cap}, and the status is kept`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(sized(100, cap))

        assert.strictEqual(summary(error), "OutcomeUnknown AnswerTooLarge")
        assert.strictEqual(error._tag === "OutcomeUnknown" && error.status, 200)
      }))
  }

  it.effect("is not read beyond the cap, so that an endless body ends", () =>
    Effect.gen(function*() {
      let pulled = 0
      const body = new ReadableStream({
        pull: (controller) => {
          pulled++
          controller.enqueue(new Uint8Array(1024))
        }
      })
      const { fetch, seen } = fake(() => new Response(body))

      yield* Effect.flip(send()).pipe(through({ fetch, maxResponseBytes: 4096 }))

      assert.isBelow(pulled, 20)
      assert.isTrue(seen[0]?.init.signal?.aborted)
    }))

  it.effect("is read whole when a character is split, because chunks end anywhere", () =>
    Effect.gen(function*() {
      const bytes = new TextEncoder().encode("환불 😢")
      const body = ReadableStream.from(Array.from(bytes, (byte) => Uint8Array.of(byte)))

      const response = yield* send().pipe(through({ fetch: fake(() => new Response(body)).fetch }))

      assert.strictEqual(Redacted.value(response.body), "환불 😢")
    }))
})

describe("a response that ends within a character", () => {
  it.effect("shows U+FFFD, because something was cut off", () =>
    Effect.gen(function*() {
      const body = new TextEncoder().encode("환불").subarray(0, -1)

      const response = yield* send().pipe(through({ fetch: fake(() => new Response(body)).fetch }))

      assert.strictEqual(Redacted.value(response.body), "환\uFFFD")
    }))
})

describe("time", () => {
  it.effect("is up after 65 seconds without a response, and the signal aborts", () =>
    Effect.gen(function*() {
      const { fetch, seen } = fake(() => new Promise(() => {}))
      const fiber = yield* Effect.forkChild(Effect.flip(send()).pipe(through({ fetch })))
      yield* TestClock.adjust("64 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      assert.isFalse(seen[0]?.init.signal?.aborted)
      yield* TestClock.adjust("1 second")

      const error = yield* Fiber.join(fiber)

      assert.strictEqual(summary(error), "OutcomeUnknown Timeout")
      assert.isTrue(seen[0]?.init.signal?.aborted)
    }))

  it.effect("also counts while the body is read, because a few bytes are not a response", () =>
    Effect.gen(function*() {
      const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })
      const options = { timeout: "3 seconds", fetch: fake(() => new Response(body)).fetch } as const
      const fiber = yield* Effect.forkChild(Effect.flip(send()).pipe(through(options)))
      yield* TestClock.adjust("3 seconds")

      const error = yield* Fiber.join(fiber)

      assert.strictEqual(summary(error), "OutcomeUnknown Timeout")
    }))
})

describe("a send", () => {
  it.effect("that is interrupted is aborted, and one that succeeded is not", () =>
    Effect.gen(function*() {
      const answered = fake()
      const waiting = fake(() => new Promise(() => {}))
      yield* send().pipe(through(answered))
      const fiber = yield* Effect.forkChild(send().pipe(through(waiting)), { startImmediately: true })
      yield* Effect.yieldNow.pipe(Effect.repeat({ until: () => waiting.seen.length > 0 }))

      yield* Fiber.interrupt(fiber)

      assert.isFalse(answered.seen[0]?.init.signal?.aborted)
      assert.isTrue(waiting.seen[0]?.init.signal?.aborted)
      assert.strictEqual(waiting.seen.length, 1)
    }))

  const halfAnAnswer = FaultServer.serve({
    listen: "tcp",
    cancel: ({ socket }) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"),
    token: () => {}
  })

  for (
    const [why, options, wait] of [
      ["the time it takes", {}, "65 seconds"],
      ["the size of its answer", { maxResponseBytes: 1 }, "0 seconds"]
    ] as const
  ) {
    it.effect(`that is given up for ${why} loses its connection`, () =>
      Effect.gen(function*() {
        const server = yield* halfAnAnswer
        const baseUrl = `http://127.0.0.1:${server.port}`
        const fiber = yield* Effect.forkChild(Effect.flip(send()).pipe(through({ ...options, baseUrl })))
        yield* Deferred.await(server.reached)
        yield* TestClock.adjust(wait)

        const error = yield* Fiber.join(fiber)

        yield* Deferred.await(server.hungUp)
        assert.strictEqual(error._tag, "OutcomeUnknown")
        assert.strictEqual(server.counted.cancels, 1)
      }))
  }
})

describe("configuration", () => {
  const env = (env: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromEnv({ env }))

  it.effect("has base URL, timeout and size as for every transport", () =>
    Effect.gen(function*() {
      const server = yield* FaultServer.serve({
        listen: "tcp",
        cancel: ({ write }) => write("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n0123456789 "),
        token: () => {}
      })
      const configured = FetchTransport.layerConfig.pipe(Layer.provide(env({
        PORTONE_BASE_URL: `http://127.0.0.1:${server.port}`,
        PORTONE_TIMEOUT: "5 seconds",
        PORTONE_MAX_RESPONSE_BYTES: "10"
      })))

      const error = yield* Effect.flip(send()).pipe(Effect.provide(configured))

      assert.strictEqual(error.reason, "AnswerTooLarge")
      assert.strictEqual(FetchTransport.config, HttpTransport.config)
    }))

  it.effect("fails the layer on a base URL in the clear, with the error of every transport", () =>
    Effect.gen(function*() {
      const layer = FetchTransport.layerConfig.pipe(Layer.provide(env({ PORTONE_BASE_URL: "http://api.iamport.kr" })))

      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))

      assert.instanceOf(error, HttpTransport.InvalidBaseUrl)
      assert.strictEqual(FetchTransport.InvalidBaseUrl, HttpTransport.InvalidBaseUrl)
    }))
})

describe("the module", () => {
  it("loads nothing of Effect's HTTP client, because that keeps bundles small", () => {
    const loaded = new Set([new URL("../src/FetchTransport.ts", import.meta.url).href])
    const foreign = new Set<string>()
    for (const file of loaded) {
      assert.isTrue(existsSync(new URL(file)))
      for (
        const [, from = ""] of readFileSync(new URL(file), "utf8").matchAll(
          /^(?:im|ex)port (?!type)[^"]*? from "(.*)"$/gm
        )
      ) {
        if (from.startsWith(".")) loaded.add(new URL(from, file).href)
        else foreign.add(from)
      }
    }

    assert.isAtLeast(loaded.size, 5)
    assert.include([...foreign], "effect/Effect")
    assert.deepStrictEqual([...foreign].filter((name) => /effect\/http|platform|core$/.test(name)), [])
  })
})
