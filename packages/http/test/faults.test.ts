import { AccessToken, cancel, CancelRequest, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import * as FetchTransport from "@effect-portone/http/FetchTransport"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result } from "effect"
import { readFileSync } from "node:fs"
import { type Fault, faults, type Through } from "./faults.ts"
import { type MakeTransport, outcome, send, stage } from "./faultStage.ts"
import { nodeFetch } from "./nodeFetch.ts"
import { overUndici } from "./overUndici.ts"

const account = Redacted.make("key")

const transports: Readonly<Record<Through, MakeTransport>> = {
  NodeTransport: NodeTransport.layer,
  FetchTransport: ({ baseUrl, ...options }) => FetchTransport.layer({ baseUrl, fetch: nodeFetch(options) }),
  "HttpTransport over undici": overUndici
}

const named = (error: { readonly _tag: string; readonly reason?: string | undefined; readonly family?: string }) =>
  [error._tag, error.reason ?? error.family].filter((word) => word !== undefined).join(" ")

const rowsOf = (through: Through) => faults.filter((fault) => fault.through?.includes(through) !== false)

for (const through of ["NodeTransport", "FetchTransport", "HttpTransport over undici"] as const) {
  describe.concurrent(`what ${through} returns`, () => {
    for (const fault of rowsOf(through)) {
      it.effect(`${fault.name}: ${fault.transport}`, () =>
        Effect.gen(function*() {
          const { server, transport } = yield* stage(fault, transports[through])

          const result = yield* outcome(
            fault,
            server,
            Effect.provide(send(fault), Layer.orDie(transport))
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

  describe.concurrent(`what cancel returns through ${through}`, () => {
    for (const fault of rowsOf(through)) {
      it.effect(`${fault.name}: ${fault.cancel}, money moved: ${fault.moneyMoved}`, () =>
        Effect.gen(function*() {
          const { server, transport } = yield* stage(fault, transports[through])
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
}

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
