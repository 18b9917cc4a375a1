/**
 * Carries requests from Node, over undici, which `@effect/platform-node` brings along.
 */
import type { Transport } from "@effect-portone/core"
import * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as HttpTransport from "./HttpTransport.ts"
import { whenRead } from "./internal/settings.ts"
import { connections } from "./internal/undiciConnections.ts"

/**
 * Where requests go, how long they may take, and what becomes of connections.
 */
export interface Options extends HttpTransport.Options {
  /** Name, TCP and TLS together; what fails by then was not sent. Default 5 seconds. Units: undici counts in half seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /**
   * Keep an idle connection this long for the next request. Default: not at all, every request has a connection of its own.
   *
   * A kept connection may be closed by the other side at the very moment it is used again. The request is then not repeated, and nobody can say whether
   * it arrived: an `OutcomeUnknown` for nothing. A refund is rare and takes a PG longer than a handshake, so the default spends the handshake. For
   * thousands of refunds in a row set a time well below what the server keeps, such as `"2 seconds"`.
   */
  readonly keepAlive?: Duration.Input | undefined
  /** PEM certificates to trust instead of the platform's, for a test server of your own. */
  readonly ca?: string | undefined
}

/**
 * Requests over undici: HTTP/1.1, TLS 1.2 or later with the certificate always checked, no proxy, at most one request at a time on a connection.
 *
 * undici writes a request again in three cases, and none can happen here. HTTP/2 replays streams a server turned away: HTTP/2 is off. A pipelined request
 * behind one that failed is sent again: nothing is pipelined. A request caught by undici's own idle timer would be queued again: the timer stops before a
 * request is written. A request whose connection dies fails.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 *
 * ```ts
 * import { NodeTransport } from "@effect-portone/http"
 * import { Layer } from "effect"
 *
 * const transport = NodeTransport.layer({ baseUrl: "http://127.0.0.1:4010", timeout: "10 seconds" })
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Transport.Transport, HttpTransport.InvalidBaseUrl> =>
  HttpTransport.layer(options).pipe(Layer.provide(client(options)))

/**
 * The options as configuration: those of `HttpTransport.config`, `PORTONE_CONNECT_TIMEOUT` and `PORTONE_KEEP_ALIVE`. All may be absent.
 */
export const config: Config.Config<Options> = /* @__PURE__ */ Config.flatMap(whenRead, () =>
  Config.all({
    shared: HttpTransport.config,
    connectTimeout: Config.option(Config.Duration("PORTONE_CONNECT_TIMEOUT")),
    keepAlive: Config.option(Config.Duration("PORTONE_KEEP_ALIVE"))
  }).pipe(Config.map(({ connectTimeout, keepAlive, shared }) =>
    Object.assign({}, shared, {
      connectTimeout: Option.getOrUndefined(connectTimeout),
      keepAlive: Option.getOrUndefined(keepAlive)
    })
  )))

/**
 * Requests over undici, set up by `config`.
 */
export const layerConfig: Layer.Layer<Transport.Transport, Config.ConfigError | HttpTransport.InvalidBaseUrl> = Layer
  .unwrap(
    Effect.map(config, layer)
  )

// internal

// Loaded when it is built: the package is an optional peer, and whoever uses HttpTransport alone need not have it.
const client = (options: Options): Layer.Layer<HttpClient.HttpClient> =>
  Layer.unwrap(
    Effect.promise(() =>
      Promise.all([import("@effect/platform-node/NodeHttpClient"), import("@effect/platform-node/Undici")])
    )
      .pipe(Effect.map(([NodeHttpClient, Undici]) =>
        NodeHttpClient.layerUndiciNoDispatcher.pipe(
          Layer.provide(NodeHttpClient.layerDispatcherOptions(connections(Undici.buildConnector, options)))
        )
      ))
  )
