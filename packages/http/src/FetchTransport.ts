/**
 * Carries requests over `fetch` alone: for bundles that must stay small, and for runtimes that are
 * not Node. On Node, prefer `NodeTransport`.
 */
import * as CancelError from "@effect-portone/core/CancelError"
import { fromConfigError, type InvalidSettings } from "@effect-portone/core/Settings"
import * as Transport from "@effect-portone/core/Transport"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { askedToWait } from "./internal/askedToWait.ts"
import { drain } from "./internal/body.ts"
import { classifyCause, classifyResponse } from "./internal/classify.ts"
import { checkEnvironment, type Options as Environment } from "./internal/insecureEnvironment.ts"
import type { Outcome, Send } from "./internal/outcome.ts"
import { config, type Options as Shared, settle } from "./internal/settings.ts"
import { timer } from "./internal/timer.ts"
import { toWire } from "./internal/toWire.ts"
import type { InsecureEnvironment, InvalidBaseUrl, InvalidOption } from "./SetupError.ts"

export { config } from "./internal/settings.ts"
export { InsecureEnvironment, InvalidBaseUrl, InvalidOption } from "./SetupError.ts"

/**
 * Where requests go, how long they may take, and what carries them.
 */
export interface Options extends Shared, Environment {
  /**
   * Default: the `fetch` that the runtime has when the layer is built. One of your own must follow
   * the signal, and must neither retry nor follow redirects.
   */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/**
 * Requests over `fetch`: no redirect followed, no cache, no cookie, no referrer, the body of the
 * response read up to the cap. The runtime decides whether a connection is used again.
 *
 * Node's `fetch` sends a request again when the response is 421, as the Fetch standard requires. It
 * cannot do that with a stream, so a body is sent as one, with its length; only a GET may be sent
 * again. Where a `Request` has no `duplex` (Bun, Deno, Cloudflare), a body is sent as text over a
 * connection of its own, because Deno sends a POST again when a kept connection is closed.
 *
 * `NotSent` is returned for the failures in which Node's `fetch` proves it. Other runtimes report
 * different codes, and there even a refused connection may be `OutcomeUnknown`.
 *
 * `fetch` follows the environment of the process, so building the layer fails while the environment
 * turns the certificate check off or names a proxy; `allowInsecureEnvironment` accepts either.
 *
 * Not in the package's index: imported from its own entry, it loads nothing of Effect's HTTP
 * client.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 * - `InvalidOption`: `timeout` or `maxResponseBytes` is not a value that can be used, such as 0.
 * - `InsecureEnvironment`: `NODE_TLS_REJECT_UNAUTHORIZED=0` is set, or the runtime follows proxy
 *   variables.
 *
 * ```ts
 * import * as FetchTransport from "@effect-portone/http/FetchTransport"
 * import { Layer } from "effect"
 *
 * const transport = FetchTransport.layer({ baseUrl: "http://127.0.0.1:4010" })
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (
  options: Options = {}
): Layer.Layer<Transport.Transport, InsecureEnvironment | InvalidBaseUrl | InvalidOption> =>
  Layer.effect(Transport.Transport, make(options))

/**
 * Requests over the runtime's `fetch`, set up by `config`.
 */
export const layerConfig: Layer.Layer<
  Transport.Transport,
  InsecureEnvironment | InvalidBaseUrl | InvalidOption | InvalidSettings
> = /* @__PURE__ */ Layer.effect(
  Transport.Transport,
  /* @__PURE__ */ Effect.flatMap(
    /* @__PURE__ */ Effect.mapError(config, fromConfigError),
    (options) => make(options)
  )
)

// internal

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  Transport.Transport["Service"],
  InsecureEnvironment | InvalidBaseUrl | InvalidOption
> {
  const { base, maxResponseBytes, timeout } = yield* Effect.fromResult(settle(options))
  yield* Effect.fromResult(checkEnvironment(options))
  const { fetch = globalThis.fetch } = options
  const discreet = known({ cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" })
  const timeUp = timer(timeout)

  const send = (request: Transport.TransportRequest) =>
    Effect.contextWith((context: Context.Context<never>): Send => {
      const wire = toWire(base, request)
      if (Result.isFailure(wire)) return wire.failure
      const { body, headers, method, url } = wire.success
      const payload = body === undefined ? undefined : payloadOf(body)
      return Effect.callback((resume) => {
        const controller = new AbortController()
        const init = {
          ...discreet,
          ...payload?.init,
          redirect: "manual",
          method,
          headers: { ...headers, ...payload?.headers },
          signal: controller.signal
        } as const

        // An unfinished exchange loses its connection before the caller continues.
        const end = (outcome: Outcome) => {
          stop()
          if (Exit.isFailure(outcome)) controller.abort()
          resume(outcome)
        }
        let stop = () => {}
        exchange(fetch, url, init, maxResponseBytes).then(end, (cause) => end(Exit.fail(classifyCause(cause))))
        stop = timeUp(context, () => end(Exit.fail(new CancelError.OutcomeUnknown({ reason: "Timeout" }))))
        return Effect.sync(() => {
          stop()
          controller.abort()
        })
      })
    })

  return { send }
})

// Some versions of Cloudflare's runtime throw on an option they do not know, and their `Request`
// has no property of that name.
const known = <A extends RequestInit>(init: A): Partial<A> =>
  Object.fromEntries(Object.entries(init).filter(([name]) => name in Request.prototype)) as Partial<A>

// Text would be sent again after a 421, and if that failed, `fetch` would report only the second
// failure: a refused connection would then prove nothing. Deno sends text again, and executes a
// cancel twice, when a connection that was used before is closed without a response.
const payloadOf = (body: string) => {
  const type = { "content-type": "application/json" }
  if (!("duplex" in Request.prototype)) return { init: { body }, headers: { ...type, connection: "close" } }
  const bytes = new TextEncoder().encode(body)
  const headers = { ...type, "content-length": `${bytes.byteLength}` }
  return { init: { body: streamOf(bytes), duplex: "half" as const }, headers }
}

// The stream of a `Blob` does the same and costs more than the rest of a request.
const streamOf = (bytes: Uint8Array<ArrayBuffer>) =>
  new ReadableStream({
    type: "bytes",
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    }
  })

// One promise from the request to the last byte, because a fiber and an Effect for each step cost
// more than the exchange. It rejects for a failure before the response.
const exchange = async (
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
  maxBytes: number
): Promise<Outcome> => {
  const { body, headers, status } = await fetch(url, init)
  return drain(body?.getReader(), maxBytes).then(
    (text) =>
      text === undefined
        ? Exit.fail(new CancelError.OutcomeUnknown({ reason: "AnswerTooLarge", status }))
        : Exit.succeed({
          status,
          body: Redacted.make(text),
          ...askedToWait(status, (name) => headers.get(name))
        }),
    (cause) => Exit.fail(classifyResponse(cause, status))
  )
}
