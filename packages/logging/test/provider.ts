/**
 * The provider of a scenario, in two forms: a `Transport` of a few lines, and an HTTP server for
 * the real transport.
 */
import { CancelError, Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type Answer, issued, type Scenario } from "./scenarios.ts"
import type { Witness } from "./witness.ts"

/** Answers in order, and signals a request that is not for a token. */
const script = (scenario: Scenario, arrived: () => void) => {
  const answers = [...scenario.answers ?? []]
  return (path: string): Answer => {
    if (path === "/users/getToken") return scenario.token ?? issued
    arrived()
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? "hangs"
  }
}

export const stub = (scenario: Scenario, witness: Witness, arrived: () => void): Layer.Layer<Transport.Transport> => {
  const next = script(scenario, arrived)
  return Layer.succeed(Transport.Transport, {
    send: (request) =>
      Effect.suspend((): Effect.Effect<
        Transport.TransportResponse,
        CancelError.NotSent | CancelError.OutcomeUnknown
      > => {
        witness.look("TransportRequest", request)
        const answer = next(request.path)
        if (scenario.transportDies === true && request.path !== "/users/getToken") throw new TypeError("a bug")
        if (answer === "hangs") return Effect.never
        if (answer === "unreachable") return Effect.fail(new CancelError.NotSent({ reason: "ConnectionRefused" }))
        if (answer === "hangs up") return Effect.fail(new CancelError.OutcomeUnknown({ reason: "ConnectionLost" }))
        const response = { status: answer.status, body: Redacted.make(answer.body) }
        witness.look("TransportResponse", response)
        return Effect.succeed(response)
      })
  })
}

export const overHttp = (scenario: Scenario, arrived: () => void): Layer.Layer<Transport.Transport> =>
  Layer.unwrap(Effect.gen(function*() {
    const next = script(scenario, arrived)
    const server = createServer((request, response) => {
      request.resume().on("end", () => {
        const answer = next(request.url ?? "")
        if (answer === "hangs") return
        if (answer === "unreachable" || answer === "hangs up") return void request.socket.destroy()
        response.writeHead(answer.status, { "content-type": "application/json", "x-echo": "1" }).end(answer.body)
      })
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const { port } = server.address() as AddressInfo
    return Layer.orDie(NodeTransport.layer({ baseUrl: `http://127.0.0.1:${port}` }))
  }))
