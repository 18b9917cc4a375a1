/**
 * A provider without a socket, for tests that count and compare what is sent.
 */
import { AccessToken, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { Effect, Layer, Redacted } from "effect"

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface Seen {
  readonly path: string
  readonly body: Record<string, unknown>
}

export const ok = (response: unknown): Answer => ({ status: 200, body: { code: 0, message: null, response } })

export const rejection = (code: number, message: string): Answer => ({
  status: 200,
  body: { code, message, response: null }
})

export const wirePayment = (fields: Record<string, unknown> = {}) => ({
  imp_uid: "imp_1",
  merchant_uid: "order-1",
  status: "cancelled",
  amount: 10000,
  cancel_amount: 3000,
  currency: "KRW",
  cancel_history: [{
    pg_tid: "tid-1",
    amount: 3000,
    cancelled_at: 1712634724,
    reason: "변심",
    cancellation_id: "01HV0000000000000001"
  }],
  ...fields
})

const token = ok({ access_token: "token-1", now: 1_712_634_724, expired_at: 1_712_634_724 + 1800 })

/**
 * Everything `cancel` needs. `seen` records what is sent; a cancel is answered with `answer`.
 */
export const make = (answer: Answer) => {
  const seen: Array<Seen> = []
  const transport = Layer.succeed(Transport.Transport, {
    send: (request) =>
      Effect.sync(() => {
        seen.push({
          path: request.path,
          body: request.body === undefined ? {} : JSON.parse(Redacted.value(request.body))
        })
        const { body, status } = request.path === "/users/getToken" ? token : answer
        return { status, body: Redacted.make(typeof body === "string" ? body : JSON.stringify(body)) }
      })
  })
  const live = AccessToken.layer().pipe(
    Layer.provide([
      Credentials.layer({ impKey: Redacted.make("7812345678901234"), impSecret: Redacted.make("s3cr3t-of-the-shop") }),
      TokenStore.layerMemory
    ]),
    Layer.provideMerge(transport)
  )
  return { seen, live }
}
