/**
 * Carries requests from Node over undici, which `@effect/platform-node` brings along. It reports
 * the moment before a request is written, so this transport proves most often that nothing was
 * sent.
 */
import * as Settings from "@effect-portone/core/Settings"
import * as Transport from "@effect-portone/core/Transport"
import type * as Undici from "@effect/platform-node/Undici"
import * as Config from "effect/Config"
import type * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { Send } from "./internal/outcome.ts"
import { config as shared, type Options as Shared, settle, settleConnections, whenRead } from "./internal/settings.ts"
import { timer } from "./internal/timer.ts"
import { toWire } from "./internal/toWire.ts"
import { connections } from "./internal/undici/connections.ts"
import { UndiciExchange } from "./internal/undici/exchange.ts"
import { loadUndici } from "./internal/undici/load.ts"
import type { NodeTransportUnavailable } from "./internal/undici/unavailable.ts"
import type { InvalidBaseUrl, InvalidOption } from "./SetupError.ts"

export { NodeTransportUnavailable } from "./internal/undici/unavailable.ts"
export { InvalidBaseUrl, InvalidOption } from "./SetupError.ts"

/**
 * Where requests go, how long they may take, and how connections are used.
 */
export interface Options extends Shared {
  /**
   * Name look-up, TCP and TLS together; a failure before it is `NotSent`. Default 5 seconds. Units:
   * undici's resolution is 0.5 s. Above 0 and at most 24 days.
   */
  readonly connectTimeout?: Duration.Input | undefined
  /**
   * Keep an idle connection this long for the next request, at most 24 days. Default: 0, so every
   * request opens a connection.
   *
   * The server may close a kept connection at the moment it is used again. The request is then not
   * repeated, and whether it arrived is unknown: an avoidable `OutcomeUnknown`. A refund is rare
   * and takes a PG longer than a handshake, so by default each request opens its own connection.
   * For thousands of refunds in a row set a time well below the server's own, such as
   * `"2 seconds"`.
   */
  readonly keepAlive?: Duration.Input | undefined
  /** PEM certificates to trust instead of the platform's, for a test server of your own. */
  readonly ca?: string | undefined
}

/**
 * Requests over undici's dispatcher: HTTP/1.1, TLS 1.2 or later with the certificate always
 * checked, no proxy, at most one request at a time on a connection. `NODE_TLS_REJECT_UNAUTHORIZED`,
 * proxy variables and undici's global dispatcher have no effect.
 *
 * A failure before undici writes the request is `NotSent`: also a request that still waited for its
 * connection when its time was up or when the layer was closed. A later failure is
 * `OutcomeUnknown`.
 *
 * undici writes a request again in three cases, and none can happen here. HTTP/2 replays streams
 * that a server did not process: HTTP/2 is off. A pipelined request behind one that failed is sent
 * again: nothing is pipelined. A request caught by undici's own idle timer would be queued again:
 * the timer stops before a request is written. A request that reaches undici's queue a second time
 * is aborted.
 *
 * undici is loaded when the layer is built, because `@effect/platform-node` is an optional peer.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 * - `InvalidOption`: a duration or `maxResponseBytes` is not a value that can be used.
 * - `NodeTransportUnavailable`: Node is older than 22.19, or this is Bun, or
 *   `@effect/platform-node` is not installed. Use `FetchTransport` there.
 *
 * ```ts
 * import { NodeTransport } from "@effect-portone/http"
 * import { Layer } from "effect"
 *
 * const transport = NodeTransport.layer({ keepAlive: "2 seconds" })
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (
  options: Options = {}
): Layer.Layer<Transport.Transport, InvalidBaseUrl | InvalidOption | NodeTransportUnavailable> =>
  Layer.effect(Transport.Transport, make(options))

/**
 * The options as configuration: those of `HttpTransport.config`, `PORTONE_CONNECT_TIMEOUT` and
 * `PORTONE_KEEP_ALIVE`. All may be absent. `layer` checks the rest, such as an infinite duration.
 */
export const config: Config.Config<Options> = /* @__PURE__ */ Config.flatMap(whenRead, () =>
  Settings.all({
    shared,
    connectTimeout: Config.option(Settings.timeLimit("PORTONE_CONNECT_TIMEOUT")),
    keepAlive: Config.option(Config.Duration("PORTONE_KEEP_ALIVE"))
  }).pipe(Config.map(({ connectTimeout, keepAlive, shared }) =>
    Object.assign({}, shared, {
      connectTimeout: Option.getOrUndefined(connectTimeout),
      keepAlive: Option.getOrUndefined(keepAlive)
    })
  )))

/**
 * Requests over undici's dispatcher, set up by `config`.
 */
export const layerConfig: Layer.Layer<
  Transport.Transport,
  InvalidBaseUrl | InvalidOption | NodeTransportUnavailable | Settings.InvalidSettings
> = /* @__PURE__ */ Layer.unwrap(
  /* @__PURE__ */ Effect.map(/* @__PURE__ */ Effect.mapError(config, Settings.fromConfigError), layer)
)

// internal

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  Transport.Transport["Service"],
  InvalidBaseUrl | InvalidOption | NodeTransportUnavailable,
  Scope.Scope
> {
  const { base, maxResponseBytes, timeout } = yield* Effect.fromResult(settle(options))
  const kept = yield* Effect.fromResult(settleConnections(options))
  const { buildConnector, Pool } = yield* loadUndici()
  const { origin } = new URL(base)
  const timeUp = timer(timeout)
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => new Pool(origin, { ...connections(buildConnector, { ...kept, ca: options.ca }), ...settings })),
    (pool) => Effect.promise(() => pool.destroy())
  )

  const send = (request: Transport.TransportRequest) =>
    Effect.contextWith((context: Context.Context<never>): Send => {
      const wire = toWire(base, request)
      if (Result.isFailure(wire)) return wire.failure
      const { body, headers, method, url } = wire.success
      if (body !== undefined) headers["content-type"] = "application/json"

      return Effect.callback((resume) => {
        const exchange = new UndiciExchange(maxResponseBytes, (outcome) => {
          stop()
          resume(outcome)
        })
        const stop = timeUp(context, () => exchange.expire())
        pool.dispatch({ method, path: url.slice(origin.length), headers, body: body ?? null }, exchange)
        return Effect.sync(() => {
          stop()
          exchange.drop()
        })
      })
    })

  return { send }
})

// Our own timer is the only one, and nothing outside this file sets a limit or chooses another
// parser.
const settings: Undici.Pool.Options = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 16 * 1024, useMilo: false }
