/**
 * Carries requests over any HTTP client of Effect's. On Node, prefer `NodeTransport`: it can prove more often that nothing was sent.
 */
import * as CancelError from "@effect-portone/core/CancelError"
import * as Transport from "@effect-portone/core/Transport"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { classify } from "./internal/classify.ts"
import { readBody } from "./internal/readBody.ts"
import { config, type InvalidBaseUrl, type Options, settle } from "./internal/settings.ts"
import { toHttp } from "./internal/toHttp.ts"

export { config, InvalidBaseUrl, type Options } from "./internal/settings.ts"

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  Transport.Transport["Service"],
  InvalidBaseUrl,
  HttpClient.HttpClient
> {
  const { base, maxResponseBytes, timeout } = yield* Effect.fromResult(settle(options))
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)
  const fetchOptions = yield* Effect.serviceOption(FetchHttpClient.RequestInit)

  // A span of the client would carry headers, and a `traceparent` is nobody's business but ours. A fetch-based client also has to be told to
  // leave redirects alone.
  const quiet = Context.make(HttpClient.TracerDisabledWhen, () => true).pipe(
    Context.add(HttpClient.TracerPropagationEnabled, false),
    Context.add(FetchHttpClient.RequestInit, { ...Option.getOrUndefined(fetchOptions), redirect: "manual" })
  )

  const exchange = Effect.fnUntraced(function*(request: Transport.TransportRequest) {
    const http = yield* Effect.fromResult(toHttp(base, request))
    const response = yield* client.execute(http).pipe(
      Effect.catch((error) =>
        // A client that was told to treat some statuses as failures has an answer all the same.
        error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(classify(error))
      )
    )
    const body = yield* readBody(response, maxResponseBytes)
    return { status: response.status, body: Redacted.make(body) } satisfies Transport.TransportResponse
  })

  const send = (request: Transport.TransportRequest) =>
    // The scope ends with the exchange, however it ends, and takes the connection of an unfinished one with it.
    Effect.scoped(exchange(request)).pipe(
      Effect.catchDefect(() => new CancelError.OutcomeUnknown({ reason: "Other", detail: "the HTTP client broke" })),
      Effect.timeoutOrElse({ duration: timeout, orElse: () => new CancelError.OutcomeUnknown({ reason: "Timeout" }) }),
      Effect.provideContext(quiet)
    )

  return { send }
})

/**
 * Requests over the HTTP client in the context. What it cannot keep that client from doing itself is the client's: do not give it one that retries or
 * follows redirects. Node's own `fetch` sends a request again when the answer is 421, as the Fetch standard has it; `NodeTransport` does not.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 *
 * ```ts
 * import { HttpTransport } from "@effect-portone/http"
 * import { Layer } from "effect"
 * import { FetchHttpClient } from "effect/http"
 *
 * const transport = HttpTransport.layer({ timeout: "30 seconds" }).pipe(Layer.provide(FetchHttpClient.layer))
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Transport.Transport, InvalidBaseUrl, HttpClient.HttpClient> =>
  Layer.effect(Transport.Transport, make(options))

/**
 * Requests over the HTTP client in the context, set up by `config`.
 */
export const layerConfig: Layer.Layer<Transport.Transport, Config.ConfigError | InvalidBaseUrl, HttpClient.HttpClient> =
  /* @__PURE__ */ Layer.effect(Transport.Transport, /* @__PURE__ */ Effect.flatMap(config, make))
