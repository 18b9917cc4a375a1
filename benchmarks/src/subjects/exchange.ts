/**
 * One POST without the rest of this library: through a transport, or through Effect's own client.
 */
import { Transport } from "@effect-portone/core"
import { Effect, type Layer, ManagedRuntime, Redacted } from "effect"
import { HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import { inFibersOf } from "./fibers.ts"
import { part, type Subject } from "./Subject.ts"
import { tokenFrom } from "./token.ts"

const bodyFor = (imp_uid: string) => JSON.stringify({ imp_uid, ...part })
const amountIn = (text: string): unknown => JSON.parse(text).response.cancel_amount

/** A transport of `@effect-portone/http`, with nothing of core. */
export const throughTransport = async (
  url: string,
  layer: Layer.Layer<Transport.Transport, unknown>
): Promise<Subject> => {
  const authorization = Redacted.make(await tokenFrom(url))
  return inFibersOf(
    ManagedRuntime.make(layer),
    (impUid) =>
      Effect.flatMap(Transport.Transport, ({ send }) =>
        Effect.map(
          send({ method: "POST", path: "/payments/cancel", authorization, body: Redacted.make(bodyFor(impUid)) }),
          ({ body }) => amountIn(Redacted.value(body))
        ))
  )
}

/** Effect's client, with nothing of this library: no cap, no time-out, no typed failures. */
export const throughClient = async (
  url: string,
  layer: Layer.Layer<HttpClient.HttpClient, unknown>
): Promise<Subject> => {
  const headers = { authorization: `Bearer ${await tokenFrom(url)}` }
  return inFibersOf(
    ManagedRuntime.make(layer),
    (impUid) =>
      Effect.flatMap(
        HttpClient.HttpClient,
        (client) =>
          HttpClientRequest.post(`${url}/payments/cancel`, { headers }).pipe(
            HttpClientRequest.setBody(HttpBody.text(bodyFor(impUid), "application/json")),
            client.execute,
            Effect.flatMap((response) => response.text),
            Effect.map(amountIn)
          )
      )
  )
}
