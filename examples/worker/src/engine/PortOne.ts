/**
 * The API that makes the refunds: PortOne, or a sandbox in this process if no PortOne setting is
 * set.
 */
import { AccessToken, Credentials, Settings as Environment, TokenStore, type Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import type { SetupError } from "@effect-portone/http/SetupError"
import { RefundTag } from "@effect-portone/refunds"
import type { SandboxFailed } from "@effect-portone/sandbox/Sandbox"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import { Effect, Layer, Redacted } from "effect"
import { Settings } from "../Settings.ts"
import { ofBilingual, orStartupError, type StartupError } from "../StartupError.ts"

export type PortOne = AccessToken.AccessToken | RefundTag.RefundTag | Transport.Transport

export const layer: Layer.Layer<PortOne, StartupError, Settings> = Layer.unwrap(
  Effect.map(Settings, ({ embedded }): Layer.Layer<PortOne, Problem> => embedded ? sandbox : real)
).pipe(
  orStartupError((error: Problem) => ofBilingual(error))
)

// internal

type Problem = Environment.InvalidSettings | SetupError | RefundTag.UnusableTagSecret | SandboxFailed

const transport = Layer.unwrap(
  Effect.map(Effect.mapError(NodeTransport.config, Environment.fromConfigError), (options) =>
    // Many refunds follow one another. An idle connection is closed long before the server does it.
    NodeTransport.layer({ ...options, keepAlive: options.keepAlive ?? "2 seconds" }))
)

const real = Layer.merge(
  Layer.provideMerge(AccessToken.layerConfig, transport),
  // Web Crypto takes a sixth of the worker's CPU.
  Layer.provide(RefundTag.layerConfig, NodeCrypto.layerMac)
)

/**
 * Starts with the payments `imp_sandbox_01` to `imp_sandbox_20` of ₩10,000 each, without any
 * cancel.
 */
const sandbox = Layer.unwrap(Effect.gen(function*() {
  // A worker that makes real refunds does not load the sandbox.
  const Embedded = yield* Effect.promise(() => import("@effect-portone/sandbox/Sandbox"))
  const paid = Effect.gen(function*() {
    const { key, secret, seed, url } = yield* Embedded.Sandbox
    for (let n = 1; n <= 20; n++) {
      yield* seed({ kind: "card", imp_uid: `imp_sandbox_${String(n).padStart(2, "0")}`, amount: 10_000 })
    }
    const credentials = Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) })
    return Layer.merge(
      AccessToken.layer().pipe(
        Layer.provide([credentials, TokenStore.layerMemory]),
        Layer.provideMerge(NodeTransport.layer({ baseUrl: url, timeout: "10 seconds" }))
      ),
      RefundTag.layer(Redacted.make("this secret is only for the sandbox"))
    )
  })
  return Layer.provide(Layer.unwrap(paid), Embedded.layer())
}))
