/**
 * Carries requests over any HTTP client of Effect. On Node, prefer `NodeTransport`: it can prove
 * more often that nothing was sent.
 */
import * as CancelError from "@effect-portone/core/CancelError"
import { fromConfigError, type InvalidSettings } from "@effect-portone/core/Settings"
import * as Transport from "@effect-portone/core/Transport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { askedToWait } from "./internal/askedToWait.ts"
import { classify } from "./internal/classify.ts"
import { checkEnvironment, type Options as Environment } from "./internal/insecureEnvironment.ts"
import { readBody } from "./internal/readBody.ts"
import { config, type Options as Shared, settle } from "./internal/settings.ts"
import { toHttp } from "./internal/toHttp.ts"
import type { InsecureEnvironment, InvalidBaseUrl, InvalidOption } from "./SetupError.ts"

export { config } from "./internal/settings.ts"
export { InsecureEnvironment, InvalidBaseUrl, InvalidOption } from "./SetupError.ts"

/**
 * Where requests go and how long they may take.
 */
export interface Options extends Shared, Environment {}

/**
 * Requests over the HTTP client in the context. What that client does on its own is outside the
 * control of this transport: do not give it one that retries or follows redirects. Node's own
 * `fetch` sends a request again when the response is 421, as the Fetch standard requires;
 * `NodeTransport` does not.
 *
 * The clients of Effect follow the environment of the process, so building the layer fails while
 * the environment turns the certificate check off or names a proxy; `allowInsecureEnvironment`
 * accepts either.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 * - `InvalidOption`: `timeout` or `maxResponseBytes` is not a value that can be used, such as 0.
 * - `InsecureEnvironment`: `NODE_TLS_REJECT_UNAUTHORIZED=0` is set, or the runtime follows proxy
 *   variables.
 *
 * Over undici, for an application that uses Effect's client everywhere:
 *
 * ```ts
 * import { HttpTransport } from "@effect-portone/http"
 * import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
 * import { Layer } from "effect"
 *
 * const transport = HttpTransport.layer({ timeout: "30 seconds" }).pipe(
 *   Layer.provide(NodeHttpClient.layerUndici)
 * )
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (
  options: Options = {}
): Layer.Layer<Transport.Transport, InsecureEnvironment | InvalidBaseUrl | InvalidOption, HttpClient.HttpClient> =>
  Layer.effect(Transport.Transport, make(options))

/**
 * Requests over the HTTP client in the context, set up by `config`.
 */
export const layerConfig: Layer.Layer<
  Transport.Transport,
  InsecureEnvironment | InvalidBaseUrl | InvalidOption | InvalidSettings,
  HttpClient.HttpClient
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
  InsecureEnvironment | InvalidBaseUrl | InvalidOption,
  HttpClient.HttpClient
> {
  const { base, maxResponseBytes, timeout } = yield* Effect.fromResult(settle(options))
  yield* Effect.fromResult(checkEnvironment(options))
  const client = HttpClient.withScope(inScopeOfClient(yield* HttpClient.HttpClient))
  const fetchOptions = yield* Effect.serviceOption(FetchHttpClient.RequestInit)

  // A span of the client would hold the headers, and a `traceparent` header would show our trace
  // ids to PortOne. A client over `fetch` must also be configured not to follow redirects.
  const quiet = Context.make(HttpClient.TracerDisabledWhen, () => true).pipe(
    Context.add(HttpClient.TracerPropagationEnabled, false),
    Context.add(FetchHttpClient.RequestInit, { ...Option.getOrUndefined(fetchOptions), redirect: "manual" })
  )

  const exchange = Effect.fnUntraced(function*(request: Transport.TransportRequest) {
    const http = yield* Effect.fromResult(toHttp(base, request))
    const response = yield* client.execute(http).pipe(
      Effect.catch((error) =>
        // A client that takes some statuses for failures has a response all the same.
        error.reason._tag === "StatusCodeError" ? Effect.succeed(error.reason.response) : Effect.fail(classify(error))
      )
    )
    const body = yield* readBody(response, maxResponseBytes)
    const waits = askedToWait(response.status, (name) => response.headers[name])
    return { status: response.status, body: Redacted.make(body), ...waits } satisfies Transport.TransportResponse
  })

  const send = (request: Transport.TransportRequest) =>
    Effect.suspend(() => {
      const abort = Scope.makeUnsafe()
      const ofClient = Scope.makeUnsafe()
      return exchange(request).pipe(
        Effect.catchDefect(() => new CancelError.OutcomeUnknown({ reason: "Other", detail: "HttpClientDefect" })),
        Effect.timeoutOrElse({
          duration: timeout,
          orElse: () => new CancelError.OutcomeUnknown({ reason: "Timeout" })
        }),
        Effect.onExit((exit) =>
          // The scope of `withScope` aborts the exchange. After a success there is nothing to
          // abort, and doing so anyway costs as much as the exchange.
          Exit.isSuccess(exit) ? close(ofClient, exit) : Effect.andThen(close(abort, exit), close(ofClient, exit))
        ),
        Effect.provideContext(Context.add(Context.add(quiet, Scope.Scope, abort), ScopeOfClient, ofClient))
      )
    })

  return { send }
})

// The scope for finalizers that the client itself adds to a request. They run after every exchange.
const ScopeOfClient = /* @__PURE__ */ Context.Reference<Scope.Scope>(
  "@effect-portone/http/HttpTransport/ScopeOfClient",
  { defaultValue: () => Scope.makeUnsafe() }
)

// A finalizer that fails does not change how the exchange ended.
const close = (scope: Scope.Closeable, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> => {
  const closing = Scope.closeUnsafe(scope, exit)
  return closing === undefined ? Effect.void : Effect.asVoid(Effect.exit(closing))
}

const inScopeOfClient = (client: HttpClient.HttpClient): HttpClient.HttpClient =>
  HttpClient.transform(
    client,
    (effect) => Effect.flatMap(ScopeOfClient, (scope) => Effect.provideService(effect, Scope.Scope, scope))
  )
