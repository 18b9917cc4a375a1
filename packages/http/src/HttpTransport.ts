/**
 * Carries requests over any HTTP client of Effect's. On Node, prefer `NodeTransport`: it can prove more often that nothing was sent.
 */
import { CancelError, Transport } from "@effect-portone/core"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { checkBaseUrl } from "./internal/baseUrl.ts"
import { classify } from "./internal/classify.ts"
import { readBody } from "./internal/readBody.ts"
import { toHttp } from "./internal/toHttp.ts"

/**
 * Where requests go and how long they may take.
 */
export interface Options {
  /** Default `https://api.iamport.kr`. Plain `http` only for this machine: `localhost`, `127.0.0.0/8`, `[::1]`. A path in it is kept as a prefix. */
  readonly baseUrl?: string | undefined
  /** The whole exchange, from connecting to the last byte of the answer. Default 65 seconds: longer than the 60 PortOne asks callers to wait. */
  readonly timeout?: Duration.Input | undefined
  /** Units: bytes of the answer's body. Default 1 MiB; reading stops there. */
  readonly maxResponseBytes?: number | undefined
}

/**
 * The base URL is one to which credentials must not be sent.
 *
 * Cause: `baseUrl: "http://api.iamport.kr"`, `baseUrl: "api.iamport.kr"`, a user name, query or fragment in it.
 */
export class InvalidBaseUrl extends Schema.TaggedError<InvalidBaseUrl>()("InvalidBaseUrl", { problem: Schema.String }) {
  override get message() {
    return `The base URL ${this.problem}. Nothing was sent, no money moved. Use https://api.iamport.kr, or http on localhost for a sandbox.`
  }
}

const DEFAULT_BASE_URL = "https://api.iamport.kr"
const DEFAULT_MAX_RESPONSE_BYTES = 1024 * 1024

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  Transport.Transport["Service"],
  InvalidBaseUrl,
  HttpClient.HttpClient
> {
  const base = checkBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL)
  if (Result.isFailure(base)) return yield* new InvalidBaseUrl({ problem: base.failure })
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)
  const fetchOptions = yield* Effect.serviceOption(FetchHttpClient.RequestInit)
  const maxResponseBytes = options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES
  const duration = options.timeout ?? "65 seconds"

  // A span of the client would carry headers, and a `traceparent` is nobody's business but ours. A fetch-based client also has to be told to
  // leave redirects alone.
  const quiet = Context.make(HttpClient.TracerDisabledWhen, () => true).pipe(
    Context.add(HttpClient.TracerPropagationEnabled, false),
    Context.add(FetchHttpClient.RequestInit, { ...Option.getOrUndefined(fetchOptions), redirect: "manual" })
  )

  const exchange = Effect.fnUntraced(function*(request: Transport.TransportRequest) {
    const http = yield* Effect.fromResult(toHttp(base.success, request))
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
      Effect.timeoutOrElse({ duration, orElse: () => new CancelError.OutcomeUnknown({ reason: "Timeout" }) }),
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
 * The options as configuration: `PORTONE_BASE_URL`, `PORTONE_TIMEOUT` (such as `65 seconds`), `PORTONE_MAX_RESPONSE_BYTES`. All may be absent.
 */
export const config: Config.Config<Options> = Config.all({
  baseUrl: Config.option(Config.String("PORTONE_BASE_URL")),
  timeout: Config.option(Config.Duration("PORTONE_TIMEOUT")),
  maxResponseBytes: Config.option(Config.Int("PORTONE_MAX_RESPONSE_BYTES"))
}).pipe(Config.map(({ baseUrl, maxResponseBytes, timeout }) => ({
  baseUrl: Option.getOrUndefined(baseUrl),
  timeout: Option.getOrUndefined(timeout),
  maxResponseBytes: Option.getOrUndefined(maxResponseBytes)
})))

/**
 * Requests over the HTTP client in the context, set up by `config`.
 */
export const layerConfig: Layer.Layer<Transport.Transport, Config.ConfigError | InvalidBaseUrl, HttpClient.HttpClient> =
  Layer
    .effect(Transport.Transport, Effect.flatMap(config, make))
