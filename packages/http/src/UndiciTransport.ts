/**
 * Carries requests from Node straight over undici's dispatcher, which tells whether a request was written.
 */
import { Transport } from "@effect-portone/core"
import Undici from "@effect/platform-node/Undici"
import type * as Config from "effect/Config"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { InvalidBaseUrl } from "./HttpTransport.ts"
import { checkBaseUrl } from "./internal/baseUrl.ts"
import { timer } from "./internal/timer.ts"
import { toWire } from "./internal/toWire.ts"
import { connections } from "./internal/undiciConnections.ts"
import { type Outcome, UndiciExchange } from "./internal/undiciExchange.ts"
import * as NodeTransport from "./NodeTransport.ts"

/**
 * Where requests go, how long they may take, and what becomes of connections. The same as for `NodeTransport`.
 */
export interface Options extends NodeTransport.Options {}

/**
 * Requests over undici's dispatcher: what `NodeTransport` promises, with less work for each request and one thing known better.
 *
 * undici tells the moment before it writes a request. Whatever goes wrong earlier is `NotSent`: also a request that still waited for its connection when
 * all time was up, or when the layer was closed. Whatever goes wrong later is `OutcomeUnknown`. A request comes to that moment once; should undici bring
 * it there again, it is stopped.
 *
 * Not in the package's index, because it loads `@effect/platform-node` at once, and that is an optional peer: import it by its own name.
 *
 * Fails with:
 * - `InvalidBaseUrl`: when the layer is built, so before anything could be sent.
 *
 * ```ts
 * import * as UndiciTransport from "@effect-portone/http/UndiciTransport"
 * import { Layer } from "effect"
 *
 * const transport = UndiciTransport.layer({ baseUrl: "http://127.0.0.1:4010", keepAlive: "2 seconds" })
 * Layer.isLayer(transport) // => true
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<Transport.Transport, InvalidBaseUrl> =>
  Layer.effect(Transport.Transport, make(options))

/**
 * Requests over undici's dispatcher, set up by `NodeTransport.config`: the same names mean the same.
 */
export const layerConfig: Layer.Layer<Transport.Transport, Config.ConfigError | InvalidBaseUrl> = /* @__PURE__ */ Layer
  .unwrap(/* @__PURE__ */ Effect.map(NodeTransport.config, layer))

// internal

const make = Effect.fnUntraced(function*(options: Options): Effect.fn.Return<
  Transport.Transport["Service"],
  InvalidBaseUrl,
  Scope.Scope
> {
  const base = checkBaseUrl(options.baseUrl ?? "https://api.iamport.kr")
  if (Result.isFailure(base)) return yield* new InvalidBaseUrl({ problem: base.failure })
  const { origin } = new URL(base.success)
  const maxResponseBytes = options.maxResponseBytes ?? 1024 * 1024
  const timeUp = timer(options.timeout ?? "65 seconds")
  const pool = yield* Effect.acquireRelease(
    Effect.sync(() => new Undici.Pool(origin, { ...connections(Undici.buildConnector, options), ...settings })),
    (pool) => Effect.promise(() => pool.destroy())
  )

  const send = (request: Transport.TransportRequest) =>
    Effect.contextWith((context: Context.Context<never>): Outcome => {
      const wire = toWire(base.success, request)
      if (Result.isFailure(wire)) return wire.failure
      const { body, headers, method, url } = wire.success
      if (body !== undefined) headers["content-type"] = "application/json"

      return Effect.callback((resume) => {
        const exchange = new UndiciExchange(maxResponseBytes, (outcome) => {
          stop()
          resume(outcome)
        })
        const stop = timeUp(context, () => exchange.expire())
        pool.dispatch({
          method,
          path: url.slice(origin.length),
          headers,
          body: body ?? null
        }, exchange)
        return Effect.sync(() => {
          stop()
          exchange.drop()
        })
      })
    })

  return { send }
})

// Our own timer is the only one, and nothing outside this file sets a limit or chooses another parser.
const settings: Undici.Pool.Options = { headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: 16 * 1024, useMilo: false }
