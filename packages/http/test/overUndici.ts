import { HttpTransport, type NodeTransport } from "@effect-portone/http"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Duration, Layer } from "effect"

/**
 * `HttpTransport` over Effect's client for undici, with the options of `NodeTransport` as far as
 * its dispatcher has them.
 */
export const overUndici = ({ ca, connectTimeout, keepAlive, ...options }: NodeTransport.Options) =>
  HttpTransport.layer(options).pipe(
    Layer.provide(NodeHttpClient.layerUndiciNoDispatcher),
    Layer.provide(NodeHttpClient.layerDispatcherOptions({
      connect: {
        ...(ca === undefined ? undefined : { ca }),
        ...(connectTimeout === undefined ? undefined : { timeout: millis(connectTimeout) })
      },
      ...(keepAlive === undefined
        ? { pipelining: 0 }
        : { keepAliveTimeout: millis(keepAlive), keepAliveMaxTimeout: millis(keepAlive) })
    }))
  )

const millis = (duration: Duration.Input) => Duration.toMillis(Duration.fromInputUnsafe(duration))
