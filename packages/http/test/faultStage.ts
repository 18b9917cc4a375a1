import { Transport } from "@effect-portone/core"
import type { NodeTransport } from "@effect-portone/http"
import type { SetupError } from "@effect-portone/http/SetupError"
import { Deferred, Effect, Fiber, type Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { type Fault, issuesToken } from "./faults.ts"
import * as FaultServer from "./faultServer.ts"

export type MakeTransport = (options: NodeTransport.Options) => Layer.Layer<Transport.Transport, SetupError>

/**
 * The server of a row, and the transport that sends to it.
 */
export const stage = Effect.fnUntraced(function*(fault: Fault, make: MakeTransport) {
  const play = fault.play ?? (() => {})
  const server = yield* FaultServer.serve({
    listen: fault.listen ?? "tcp",
    gone: fault.gone,
    cancel: play,
    token: fault.onToken ? play : issuesToken
  })
  const own = fault.listen === undefined ? `http://127.0.0.1:${server.port}` : `https://localhost:${server.port}`
  const slow = fault.gone === "backlog full" || fault.gone === "mute"
  const transport = make({
    baseUrl: fault.url?.(server.port) ?? own,
    connectTimeout: slow && fault.wait === undefined ? "100 millis" : undefined,
    ca: fault.trusted ? server.cert : undefined
  })
  return { server, transport }
})

/**
 * The request that meets the fault.
 */
export const send = (fault: Fault) =>
  Effect.flatMap(Transport.Transport, (transport) =>
    transport.send({
      method: "POST",
      path: fault.onToken ? "/users/getToken" : "/payments/cancel",
      authorization: Redacted.make("first-token"),
      body: Redacted.make("{\"imp_uid\":\"imp_448280090638\"}")
    }))

/**
 * How an attempt ends after the time that the row names. The clock is the test's, the sockets are
 * real.
 */
export const outcome = Effect.fnUntraced(function*<A, E extends { readonly _tag: string }>(
  fault: Fault,
  server: Effect.Success<ReturnType<typeof FaultServer.serve>>,
  attempt: Effect.Effect<A, E>
) {
  const fiber = yield* Effect.forkChild(Effect.result(attempt))
  if (fault.wait !== undefined) {
    yield* Deferred.await(server.reached)
    yield* TestClock.adjust(fault.wait)
    server.release()
  }
  return yield* Fiber.join(fiber)
})
