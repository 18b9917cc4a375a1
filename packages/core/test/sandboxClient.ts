/**
 * The client of a sandbox over sockets.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer, Logger, Redacted } from "effect"

export const sandboxClient = (options: NodeTransport.Options = {}) =>
  Layer.unwrap(Effect.map(Sandbox, ({ key, secret, url }) =>
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(NodeTransport.layer({ baseUrl: url, ...options })),
      Layer.provideMerge(Logger.layer([]))
    )))
