import { AccessToken, cancel, CancelRequest, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted, Result } from "effect"
import { TestClock } from "effect/testing"
import { readFileSync } from "node:fs"
import { type Fault, faults, issuesToken } from "./faults.ts"
import * as FaultServer from "./faultServer.ts"

const account = Redacted.make("key")

// The server of a row, and the transport that talks to it.
const stage = Effect.fnUntraced(function*(fault: Fault) {
  const play = fault.play ?? (() => {})
  const server = yield* FaultServer.serve({
    listen: fault.listen ?? "tcp",
    gone: fault.gone,
    cancel: play,
    token: fault.onToken ? play : issuesToken
  })
  const own = fault.listen === undefined ? `http://127.0.0.1:${server.port}` : `https://localhost:${server.port}`
  const transport = NodeTransport.layer({
    baseUrl: fault.url?.(server.port) ?? own,
    connectTimeout: fault.gone === "backlog full" || fault.gone === "mute" ? "100 millis" : undefined,
    ca: fault.trusted ? server.cert : undefined
  })
  return { server, transport }
})

// A caller who waits as long as the row says; the clock is the test's, the sockets are real.
const outcome = Effect.fnUntraced(function*<A, E extends { readonly _tag: string }>(
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

const named = (error: { readonly _tag: string; readonly reason?: string; readonly family?: string }) =>
  [error._tag, error.reason ?? error.family].filter((word) => word !== undefined).join(" ")

describe("what the transport says", () => {
  for (const fault of faults) {
    it.effect(`${fault.name}: ${fault.transport}`, () =>
      Effect.gen(function*() {
        const { server, transport } = yield* stage(fault)

        const result = yield* outcome(
          fault,
          server,
          Effect.flatMap(Transport.Transport, (transport) =>
            transport.send({
              method: "POST",
              path: fault.onToken ? "/users/getToken" : "/payments/cancel",
              authorization: Redacted.make("first-token"),
              body: Redacted.make("{\"imp_uid\":\"imp_448280090638\"}")
            })).pipe(Effect.provide(Layer.orDie(transport)))
        )

        assert.strictEqual(
          Result.isSuccess(result) ? `${result.success.status}` : named(result.failure),
          fault.transport
        )
        assert.isAtMost(server.counted.cancels, 1)
        assert.isAtMost(server.counted.connections, 1)
      }))
  }
})

describe("what cancel makes of it", () => {
  for (const fault of faults) {
    it.effect(`${fault.name}: ${fault.cancel}, money moved: ${fault.moneyMoved}`, () =>
      Effect.gen(function*() {
        const { server, transport } = yield* stage(fault)
        const layer = AccessToken.layer().pipe(
          Layer.provide([
            Credentials.layer({ impKey: account, impSecret: Redacted.make("secret") }),
            Layer.effectDiscard(
              Effect.flatMap(
                TokenStore.TokenStore,
                (store) =>
                  fault.onToken
                    ? Effect.void
                    : store.set(account, { token: Redacted.make("first-token"), expiresAt: 30 * 60_000 })
              )
            ).pipe(Layer.provideMerge(TokenStore.layerMemory))
          ]),
          Layer.provideMerge(transport)
        )

        const result = yield* outcome(
          fault,
          server,
          cancel(CancelRequest.partial({
            impUid: "imp_448280090638",
            amount: 3000,
            checksum: fault.unchecked ? CancelRequest.unchecked : 10000
          })).pipe(Effect.provide(Layer.orDie(layer)))
        )

        assert.deepStrictEqual<Pick<Fault, "cancel" | "moneyMoved" | "resend">>(
          Result.isSuccess(result)
            ? { cancel: result.success._tag, moneyMoved: "yes", resend: "done" }
            : { cancel: named(result.failure), moneyMoved: result.failure.moneyMoved, resend: result.failure.resend },
          { cancel: fault.cancel, moneyMoved: fault.moneyMoved, resend: fault.resend }
        )
        assert.strictEqual(server.counted.cancels, fault.posts)
        assert.strictEqual(server.counted.applied, fault.applied)
      }))
  }
})

describe("the table", () => {
  it("is the one in the README", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    const rows = readme.split("\n").filter((line) => line.startsWith("|")).map((line) =>
      line.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("`", ""))
    )
    const start = rows.findIndex(([first]) => first === "what happens")

    assert.deepStrictEqual(
      rows.slice(start + 2, start + 2 + faults.length + 1),
      faults.map((fault) => [
        fault.name,
        fault.transport,
        fault.cancel,
        fault.moneyMoved,
        fault.resend,
        `${fault.posts}`,
        fault.applied ? "yes" : "no"
      ])
    )
  })

  it("never calls a cancel undone that the server did, nor safe to send again", () => {
    for (const fault of faults) {
      if (fault.applied) assert.notStrictEqual(fault.moneyMoved, "no", fault.name)
      if (fault.posts > 0) assert.notStrictEqual(fault.resend, "safe", fault.name)
      if (!fault.applied) assert.notStrictEqual(fault.moneyMoved, "yes", fault.name)
    }
  })
})
