/**
 * A shop that refunds over real HTTP against the sandbox, with pauses short enough for a test.
 */
import { AccessToken, Credentials, TokenStore } from "@effect-portone/core"
import { NodeTransport } from "@effect-portone/http"
import { type Refund, RefundTag } from "@effect-portone/refunds"
import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { Effect, Layer, Logger, Redacted } from "effect"

export const TAG_SECRET = "a-tag-secret-of-more-than-32-characters"

/** For a request that is never answered. */
export const impatient: NodeTransport.Options = { timeout: "300 millis" }

/**
 * A client of the sandbox. Each call makes another one, with a token of its own, as another process
 * would have. By default it waits long enough for every answer, however busy the machine is.
 */
export const client = (
  options: NodeTransport.Options = { timeout: "5 minutes" },
  tags: ReturnType<typeof RefundTag.layer> = RefundTag.layer(Redacted.make(TAG_SECRET))
) =>
  Layer.unwrap(Effect.map(Sandbox, ({ key, secret, url }) =>
    Layer.mergeAll(
      AccessToken.layer().pipe(
        Layer.provide([
          Credentials.layer({ impKey: Redacted.make(key), impSecret: Redacted.make(secret) }),
          TokenStore.layerMemory
        ]),
        Layer.provideMerge(NodeTransport.layer({ baseUrl: url, ...options }))
      ),
      tags,
      Logger.layer([])
    )))

export const short: Partial<Refund.Timers> = {
  read: ["5 millis"],
  quiet: ["5 millis", "5 millis"],
  confirm: "5 millis"
}

export const seed = Effect.fnUntraced(function*(fields: Record<string, unknown> = {}) {
  const sandbox = yield* Sandbox
  return (yield* sandbox.seed({ kind: "card", amount: 10000, ...fields })).imp_uid
})

/** A call of the control API that `Sandbox` has no name for. */
export const control = Effect.fnUntraced(function*(path: string, body?: object) {
  const { url } = yield* Sandbox
  return yield* Effect.promise((): Promise<Record<string, unknown>> =>
    fetch(`${url}/_sandbox/${path}`, {
      method: body === undefined ? "DELETE" : "POST",
      headers: { connection: "close", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    }).then((answer) => answer.json() as Promise<Record<string, unknown>>)
  )
})

/** What came to the sandbox since it was last reset. */
export const received = Effect.gen(function*() {
  const requests = yield* (yield* Sandbox).requests
  return { find: requests["find"]?.received ?? 0, cancel: requests["cancel"]?.received ?? 0 }
})

/** What this shop's own cancels took, in the order of the ledger. */
export const taken = Effect.fnUntraced(function*(impUid: string) {
  const lines = yield* (yield* Sandbox).ledger(impUid)
  return lines.filter((line) => (line as { by?: string }).by === "api").map(({ amount }) => amount)
})
