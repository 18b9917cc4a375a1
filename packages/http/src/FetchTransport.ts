/**
 * Carries requests over `fetch` alone: for bundles that must stay small, and for runtimes that are not Node. On Node, prefer `NodeTransport`.
 */
import * as CancelError from "@effect-portone/core/CancelError"
import * as Transport from "@effect-portone/core/Transport"
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { classifyCause } from "./internal/classify.ts"
import { config, type InvalidBaseUrl, type Options as Shared, settle } from "./internal/settings.ts"
import { toWire } from "./internal/toWire.ts"

export { config, InvalidBaseUrl } from "./internal/settings.ts"

/**
 * Where requests go, how long they may take, and what carries them.
 */
export interface Options extends Shared {
  /** Default: the `fetch` the runtime has when the layer is built. One of your own must heed the signal, and neither retry nor follow redirects. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Requests over `fetch`: no redirect followed, no cache, no cookie, no referrer, the answer's body read up to the cap. Whether a connection is used again is
 * the runtime's choice.
 *
 * Node's `fetch` sends a request again when the answer is 421, as the Fetch standard has it. It cannot do that with a stream, so a body is sent as one, with
 * its length; only a GET may be sent again. Where a `Request` does not know `duplex` (Bun, Deno, Cloudflare), a body is sent as text.
 *
 * `NotSent` is said for the failures in which Node's `fetch` proves it. Other runtimes name theirs differently, and there even a refused connection may be
 * `OutcomeUnknown`.
 *
 * Not in the package's index: import it by its own name, and nothing of Effect's HTTP client is loaded.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 *
 * ```ts
 * import * as FetchTransport from "@effect-portone/http/FetchTransport"
 * import { Layer } from "effect"
 *
 * const transport = FetchTransport.layer({ baseUrl: "http://127.0.0.1:4010", timeout: "10 seconds" })
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Transport.Transport, InvalidBaseUrl> =>
  Layer.effect(Transport.Transport, make(options))

/**
 * Requests over the runtime's `fetch`, set up by `config`.
 */
export const layerConfig: Layer.Layer<Transport.Transport, Config.ConfigError | InvalidBaseUrl> = /* @__PURE__ */ Layer
  .effect(Transport.Transport, /* @__PURE__ */ Effect.flatMap(config, (options) => make(options)))

// internal

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  Transport.Transport["Service"],
  InvalidBaseUrl
> {
  const { base, maxResponseBytes, timeout } = yield* Effect.fromResult(settle(options))
  const { fetch = globalThis.fetch } = options
  const discreet = known({ cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" })

  const send = (request: Transport.TransportRequest) =>
    Effect.suspend(() => {
      const wire = toWire(base, request)
      if (Result.isFailure(wire)) return wire.failure
      const { body, headers, method, url } = wire.success
      const payload = body === undefined ? undefined : written(body)
      const controller = new AbortController()
      const { signal } = controller

      return Effect.tryPromise({
        try: () =>
          fetch(url, {
            ...discreet,
            ...payload?.init,
            redirect: "manual",
            method,
            headers: { ...headers, ...payload?.headers },
            signal
          }),
        catch: classifyCause
      }).pipe(
        Effect.flatMap((response) => readAnswer(response, maxResponseBytes)),
        Effect.catchDefect(() => new CancelError.OutcomeUnknown({ reason: "Other", detail: "fetch broke" })),
        Effect.timeoutOrElse({
          duration: timeout,
          orElse: () => new CancelError.OutcomeUnknown({ reason: "Timeout" })
        }),
        // Whatever is unfinished loses its connection.
        Effect.onError(() => Effect.sync(() => controller.abort()))
      )
    })

  return { send }
})

// Some versions of Cloudflare's runtime throw on a word they do not know, and their `Request` has no property of that name.
const known = <A extends RequestInit>(init: A): Partial<A> =>
  Object.fromEntries(Object.entries(init).filter(([name]) => name in Request.prototype)) as Partial<A>

// Text would be sent again after a 421, and if that failed, only the second failure would be named: a refused connection would prove nothing.
const written = (body: string) => {
  const type = { "content-type": "application/json" }
  if (!("duplex" in Request.prototype)) return { init: { body }, headers: type }
  const bytes = new TextEncoder().encode(body)
  const headers = { ...type, "content-length": `${bytes.byteLength}` }
  return { init: { body: streamOf(bytes), duplex: "half" as const }, headers }
}

// A Blob's own stream does the same and costs more than everything else in a request.
const streamOf = (bytes: Uint8Array<ArrayBuffer>) =>
  new ReadableStream({
    type: "bytes",
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    }
  })

// Bytes that are no UTF-8 become U+FFFD: an answer in another charset is an unreadable answer and not a lost one.
const readAnswer = Effect.fnUntraced(function*(
  { body, status }: Response,
  maxBytes: number
): Effect.fn.Return<Transport.TransportResponse, CancelError.OutcomeUnknown> {
  if (body === null) return { status, body: Redacted.make("") }
  const reader = body.getReader()
  const read = Effect.tryPromise({ try: () => reader.read(), catch: (cause) => lost(cause, status) })
  const decoder = new TextDecoder()
  let size = 0
  let text = ""
  for (let chunk = yield* read; !chunk.done; chunk = yield* read) {
    size += chunk.value.byteLength
    // Said this way round, a cap that is no number lets nothing through.
    if (!(size <= maxBytes)) return yield* new CancelError.OutcomeUnknown({ reason: "AnswerTooLarge", status })
    text += decoder.decode(chunk.value, { stream: true })
  }
  return { status, body: Redacted.make(text + decoder.decode()) }
})

// A code that would prove something before the answer proves nothing after its first line.
const lost = (cause: unknown, status: number) => {
  const { _tag, detail, reason } = classifyCause(cause)
  return new CancelError.OutcomeUnknown({ reason: _tag === "NotSent" ? "ConnectionLost" : reason, detail, status })
}
