import { Transport } from "@effect-portone/core"
import { HttpTransport } from "@effect-portone/http"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Option, Redacted, Scope, Stream, Tracer } from "effect"
import { FetchHttpClient, HttpClient, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"

// An HTTP client of the test: what is tested is how the transport uses it, not what a socket does.
const client = (reply: (request: HttpClientRequest.HttpClientRequest) => Response | Effect.Effect<Response>) => {
  const seen: Array<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }> = []
  const http = HttpClient.make((request, url) =>
    Effect.suspend(() => {
      seen.push({ url: url.href, headers: { ...request.headers } })
      const response = reply(request)
      return Effect.map(
        Effect.isEffect(response) ? response : Effect.succeed(response),
        (response) => HttpClientResponse.fromWeb(request, response)
      )
    })
  )
  return { seen, http, layer: Layer.succeed(HttpClient.HttpClient, http) }
}

const ok = () => new Response("{}")
const send = (request: Partial<Transport.TransportRequest> = {}) =>
  Effect.flatMap(
    Transport.Transport,
    (transport) => transport.send({ method: "POST", path: "/payments/cancel", body: Redacted.make("{}"), ...request })
  )

describe("the base URL", () => {
  const build = (baseUrl: string) =>
    Effect.scoped(Layer.build(HttpTransport.layer({ baseUrl }))).pipe(Effect.provide(client(ok).layer))

  for (
    const [baseUrl, problem] of [
      ["http://api.iamport.kr", "without encryption"],
      ["http://127.0.0.1.example.com", "without encryption"],
      ["http://localhost.example.com", "without encryption"],
      ["http://[::2]", "without encryption"],
      ["http://128.0.0.1", "without encryption"],
      ["http://0.0.0.0:4010", "without encryption"],
      ["api.iamport.kr", "not an absolute URL"],
      ["", "not an absolute URL"],
      ["file:///etc/passwd", "not https:"],
      ["https://user:hunter2@api.iamport.kr", "user name or password"],
      ["https://api.iamport.kr/?a=1", "query or fragment"],
      ["https://api.iamport.kr/#a", "query or fragment"]
    ] as const
  ) {
    it.effect(`rejects ${JSON.stringify(baseUrl)}, because it ${problem}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(build(baseUrl))

        assert.strictEqual(error._tag, "InvalidBaseUrl")
        assert.include(error.message, problem)
        assert.notInclude(error.message, "hunter2")
      }))
  }

  for (
    const [baseUrl, url] of [
      [undefined, "https://api.iamport.kr/payments/cancel"],
      ["https://static-api.iamport.kr/", "https://static-api.iamport.kr/payments/cancel"],
      ["https://gateway.example/portone/", "https://gateway.example/portone/payments/cancel"],
      ["http://localhost:4010", "http://localhost:4010/payments/cancel"],
      ["http://127.0.0.1:4010", "http://127.0.0.1:4010/payments/cancel"],
      ["http://127.1:4010", "http://127.0.0.1:4010/payments/cancel"],
      ["http://[::1]:4010", "http://[::1]:4010/payments/cancel"]
    ] as const
  ) {
    it.effect(`sends to ${url} for ${baseUrl ?? "no base URL"}`, () => {
      const { layer, seen } = client(ok)
      return Effect.gen(function*() {
        yield* send()

        assert.strictEqual(seen[0]?.url, url)
      }).pipe(Effect.provide(HttpTransport.layer({ baseUrl }).pipe(Layer.provide(layer))))
    })
  }
})

describe("a request", () => {
  it.effect("accepts JSON without compression, so that the cap counts the bytes on the wire", () => {
    const { layer, seen } = client(ok)
    return Effect.gen(function*() {
      yield* send({ authorization: Redacted.make("token"), tier: "A1B" })

      assert.deepStrictEqual(seen[0]?.headers, {
        accept: "application/json",
        "accept-encoding": "identity",
        authorization: "Bearer token",
        "content-length": "2",
        "content-type": "application/json",
        tier: "A1B",
        "user-agent": "effect-portone"
      })
    }).pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(layer))))
  })

  for (
    const path of [
      "payments",
      "@evil.example/",
      "/a b",
      "/결제",
      "/../x",
      "/payments/%2e%2e/x",
      "/a#b",
      "/a\r\nb",
      "\\\\evil"
    ]
  ) {
    it.effect(`is not sent to ${JSON.stringify(path)}, because it would reach another path or host`, () => {
      const { layer, seen } = client(ok)
      return Effect.gen(function*() {
        const error = yield* Effect.flip(send({ path }))

        assert.strictEqual(`${error._tag} ${error.reason}`, "NotSent InvalidUrl")
        assert.strictEqual(seen.length, 0)
      }).pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(layer))))
    })
  }

  it.effect("stays with its host when its path begins with two slashes", () => {
    const { layer, seen } = client(ok)
    return Effect.gen(function*() {
      yield* send({ path: "//evil.example/x" })

      assert.strictEqual(seen[0]?.url, "https://api.iamport.kr//evil.example/x")
    }).pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(layer))))
  })

  for (const value of ["", "a b", "a\r\nb: c", "a\u0000", "토큰", "a\u007f"]) {
    it.effect(`is not sent with the token ${JSON.stringify(value)}, which no header can carry, and does not quote it`, () => {
      const { layer, seen } = client(ok)
      return Effect.gen(function*() {
        const error = yield* Effect.flip(send({ authorization: Redacted.make(value) }))

        assert.strictEqual(error._tag, "NotSent")
        assert.strictEqual(error.detail, "authorization")
        assert.strictEqual(seen.length, 0)
      }).pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(layer))))
    })
  }
})

describe("a trace", () => {
  it.effect("gets no span of the HTTP client, because such a span holds headers", () => {
    const names: Array<string> = []
    const tracer = Tracer.make({
      span: (options) => {
        names.push(options.name)
        return new Tracer.NativeSpan(options)
      }
    })
    return Effect.gen(function*() {
      yield* Effect.withSpan(send(), "caller").pipe(Effect.provideService(Tracer.Tracer, tracer))

      assert.deepStrictEqual(names, ["caller"])
    }).pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(client(ok).layer))))
  })
})

describe("time", () => {
  it.effect("is up after 65 seconds without a response", () => {
    const { layer } = client(() => Effect.never)
    return Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(Effect.flip(send()))
      yield* TestClock.adjust("64 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")

      const error = yield* Fiber.join(fiber)

      assert.strictEqual(`${error._tag} ${error.reason}`, "OutcomeUnknown Timeout")
    }).pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(layer))))
  })

  it.effect("also counts while the body is read, because a few bytes are not a response", () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) })
    const { layer } = client(() => new Response(body))
    return Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(Effect.flip(send()))
      yield* TestClock.adjust("3 seconds")

      const error = yield* Fiber.join(fiber)

      assert.strictEqual(`${error._tag} ${error.reason}`, "OutcomeUnknown Timeout")
    }).pipe(Effect.provide(HttpTransport.layer({ timeout: "3 seconds" }).pipe(Layer.provide(layer))))
  })
})

describe("the size of a response", () => {
  const sized = (bytes: number, maxResponseBytes: number) => {
    const { layer } = client(() => new Response("x".repeat(bytes)))
    return send().pipe(
      Effect.provide(Layer.orDie(HttpTransport.layer({ maxResponseBytes }).pipe(Layer.provide(layer))))
    )
  }

  it.effect("may be the cap itself", () =>
    Effect.gen(function*() {
      const response = yield* sized(100, 100)

      assert.strictEqual(Redacted.value(response.body).length, 100)
    }))

  for (const cap of [99, 1]) {
    it.effect(`may not be above a cap of ${cap}, and the status is kept`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(sized(100, cap))

        assert.strictEqual(`${error._tag} ${error.reason}`, "OutcomeUnknown AnswerTooLarge")
        assert.strictEqual(error._tag === "OutcomeUnknown" && error.status, 200)
      }))
  }

  it.effect("is not read beyond the cap, so that an endless body ends", () => {
    let pulled = 0
    let cancelled = false
    const body = new ReadableStream({
      pull: (controller) => {
        pulled++
        controller.enqueue(new Uint8Array(1024))
      },
      cancel: () => void (cancelled = true)
    })
    return Effect.gen(function*() {
      yield* Effect.flip(send())

      assert.isBelow(pulled, 20)
      assert.isTrue(cancelled)
    }).pipe(
      Effect.provide(
        HttpTransport.layer({ maxResponseBytes: 4096 }).pipe(Layer.provide(client(() => new Response(body)).layer))
      )
    )
  })
})

describe("the HTTP client", () => {
  it.effect("may take a status for a failure: the response is returned all the same", () =>
    Effect.gen(function*() {
      const { http } = client(() => new Response("{\"code\":-1}", { status: 503 }))
      const strict = Layer.succeed(HttpClient.HttpClient, HttpClient.filterStatusOk(http))

      const response = yield* Effect.provide(send(), HttpTransport.layer().pipe(Layer.provide(strict)))

      assert.strictEqual(response.status, 503)
      assert.strictEqual(Redacted.value(response.body), "{\"code\":-1}")
    }))

  it.effect("may die: its defect is not passed on, and the send is OutcomeUnknown", () =>
    Effect.gen(function*() {
      const broken = client(() => Effect.die(new Error("Bearer token"))).layer

      const error = yield* Effect.flip(Effect.provide(send(), HttpTransport.layer().pipe(Layer.provide(broken))))

      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.notInclude(JSON.stringify(error), "Bearer")
    }))

  it.effect("does not follow redirects over fetch, and keeps the other options of fetch", () =>
    Effect.gen(function*() {
      let seen: RequestInit | undefined
      const fake: typeof fetch = (_, init) => {
        seen = init
        return Promise.resolve(new Response("{}"))
      }

      yield* Effect.provide(
        send(),
        HttpTransport.layer().pipe(
          Layer.provide([
            FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fake))),
            Layer.succeed(FetchHttpClient.RequestInit, { cache: "no-store", redirect: "follow" })
          ])
        )
      )

      assert.strictEqual(seen?.redirect, "manual")
      assert.strictEqual(seen?.cache, "no-store")
    }))
})

describe("the scope of a request", () => {
  // A client that adds a finalizer of its own to the scope in which it is executed.
  const withFinalizer = (
    finalizers: Array<string>,
    { reply = ok, fails = false }: {
      readonly reply?: () => Response | Effect.Effect<Response>
      readonly fails?: boolean
    } = {}
  ) => {
    const { http } = client(reply)
    const wrapped = HttpClient.transform(
      http,
      (effect) =>
        Effect.flatMap(Effect.serviceOption(Scope.Scope), (scope) =>
          Effect.andThen(
            Scope.addFinalizerExit(Option.getOrThrow(scope), (exit) =>
              Effect.suspend(() => {
                finalizers.push(exit._tag)
                return fails ? Effect.die(new Error("broken")) : Effect.void
              })),
            effect
          ))
    )
    return HttpTransport.layer({ timeout: "3 seconds" }).pipe(
      Layer.provide(Layer.succeed(HttpClient.HttpClient, wrapped)),
      Layer.orDie
    )
  }

  it.effect("closes after a success, so that the finalizers of the client run", () =>
    Effect.gen(function*() {
      const finalizers: Array<string> = []

      yield* send().pipe(Effect.repeat({ times: 1 }), Effect.provide(withFinalizer(finalizers)))

      assert.deepStrictEqual(finalizers, ["Success", "Success"])
    }))

  it.effect("closes after a timeout and after an interruption", () =>
    Effect.gen(function*() {
      const finalizers: Array<string> = []
      const layer = withFinalizer(finalizers, { reply: () => Effect.never })

      const late = yield* Effect.forkChild(Effect.flip(send()).pipe(Effect.provide(layer)))
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(late)
      const interrupted = yield* Effect.forkChild(send().pipe(Effect.provide(layer)), { startImmediately: true })
      yield* Fiber.interrupt(interrupted)

      assert.deepStrictEqual(finalizers, ["Failure", "Failure"])
    }))

  it.effect("does not turn a response into a failure when a finalizer fails, because the cancel may be confirmed", () =>
    Effect.gen(function*() {
      const finalizers: Array<string> = []

      const { status } = yield* Effect.provide(send(), withFinalizer(finalizers, { fails: true }))

      assert.strictEqual(status, 200)
      assert.deepStrictEqual(finalizers, ["Success"])
    }))

  it.effect("aborts an exchange that failed before the caller continues, and no other", () =>
    Effect.gen(function*() {
      const signals: Array<AbortSignal> = []
      const replies = [() => Effect.succeed(new Response("{}")), () => Effect.never]
      const http = HttpClient.make((request, _, signal) => {
        signals.push(signal)
        return Effect.map(replies.shift()!(), (response) => HttpClientResponse.fromWeb(request, response))
      })
      const layer = HttpTransport.layer({ timeout: "3 seconds" }).pipe(
        Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
      )

      const fiber = yield* Effect.forkChild(
        Effect.all([send(), Effect.flip(send())]).pipe(
          Effect.andThen(Effect.sync(() => signals.map(({ aborted }) => aborted))),
          Effect.provide(layer)
        )
      )
      yield* TestClock.adjust("3 seconds")

      assert.deepStrictEqual(yield* Fiber.join(fiber), [false, true])
    }))

  it.effect("cancels a body that is still read when the send is interrupted", () =>
    Effect.gen(function*() {
      const reading = yield* Deferred.make<void>()
      let isCancelled = false
      const body = new ReadableStream({
        pull: () => {
          Deferred.doneUnsafe(reading, Effect.void)
          return new Promise<void>(() => {})
        },
        cancel: () => void (isCancelled = true)
      }, { highWaterMark: 0 })
      const { layer } = client(() => new Response(body))
      const fiber = yield* Effect.forkChild(
        send().pipe(Effect.provide(HttpTransport.layer().pipe(Layer.provide(layer)))),
        { startImmediately: true }
      )
      yield* Deferred.await(reading)

      yield* Fiber.interrupt(fiber)

      assert.isTrue(isCancelled)
    }))
})

describe("configuration", () => {
  const configured = (env: Record<string, string>, layer: Layer.Layer<HttpClient.HttpClient>) =>
    HttpTransport.layerConfig.pipe(Layer.provide([layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env }))]))

  it.effect("has base URL, timeout and size", () => {
    const { layer, seen } = client(() => new Response(Stream.toReadableStream(Stream.make(new Uint8Array(11)))))
    const env = {
      PORTONE_BASE_URL: "http://localhost:4010",
      PORTONE_TIMEOUT: "5 seconds",
      PORTONE_MAX_RESPONSE_BYTES: "10"
    }
    return Effect.gen(function*() {
      const error = yield* Effect.flip(send())

      assert.strictEqual(seen[0]?.url, "http://localhost:4010/payments/cancel")
      assert.strictEqual(error.reason, "AnswerTooLarge")
    }).pipe(Effect.provide(configured(env, layer)))
  })

  it.effect("may be absent", () => {
    const { layer, seen } = client(ok)
    return Effect.gen(function*() {
      yield* send()

      assert.strictEqual(seen[0]?.url, "https://api.iamport.kr/payments/cancel")
    }).pipe(Effect.provide(configured({}, layer)))
  })

  it.effect("fails the layer on a base URL in the clear", () =>
    Effect.gen(function*() {
      const layer = configured({ PORTONE_BASE_URL: "http://api.iamport.kr" }, client(ok).layer)

      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))

      assert.strictEqual(error._tag, "InvalidBaseUrl")
    }))
})

describe("a connection", () => {
  const headersOf = (request: Partial<Transport.TransportRequest>) =>
    Effect.gen(function*() {
      const { layer, seen } = client(ok)
      yield* send(request).pipe(Effect.provide(Layer.provide(HttpTransport.layer(), layer)))
      return seen[0]?.headers ?? {}
    })

  it.effect("is the client's, on Node", () =>
    Effect.gen(function*() {
      assert.notProperty(yield* headersOf({}), "connection")
    }))

  it.effect("is closed after a POST where a stream cannot be a body, because Deno sends text again", () =>
    Effect.gen(function*() {
      const property = Object.getOwnPropertyDescriptor(Request.prototype, "duplex") ?? assert.fail()
      yield* Effect.acquireRelease(
        Effect.sync(() => Reflect.deleteProperty(Request.prototype, "duplex")),
        () => Effect.sync(() => Object.defineProperty(Request.prototype, "duplex", property))
      )

      assert.strictEqual((yield* headersOf({}))["connection"], "close")
      assert.notProperty(yield* headersOf({ method: "GET", body: undefined }), "connection")
    }))
})
