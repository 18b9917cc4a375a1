/**
 * A small provider for tests of timing and counting. Tests that need a socket use the sandbox.
 */
import { AccessToken, type CancelError, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { Effect, Layer, Redacted } from "effect"

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface Seen {
  readonly path: string
  readonly token: string | undefined
  readonly tier: string | undefined
  readonly body: Record<string, unknown>
}

export type Reply = Answer | CancelError.NotSent | CancelError.OutcomeUnknown | Effect.Effect<Answer>

export const ok = (response: unknown): Answer => ({ status: 200, body: { code: 0, message: null, response } })

export const refusal = (code: number, message: string, status = 200): Answer => ({
  status,
  body: { code, message, response: null }
})

export const unauthorized: Answer = refusal(-1, "Unauthorized", 401)

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

export const tokenAnswer = (token: string, life = 1800, now = 1_712_634_724): Answer =>
  ok({ access_token: token, now, expired_at: now + life })

/**
 * Records what is sent and answers with `cancel` and `token`. The members of a list are used in
 * order; the last one repeats.
 */
export const make = (replies: {
  readonly cancel?: Reply | ReadonlyArray<Reply>
  readonly token?: Reply | ReadonlyArray<Reply>
  readonly get?: Reply | ReadonlyArray<Reply>
}) => {
  const seen: Array<Seen> = []
  const script = (reply: Reply | ReadonlyArray<Reply> | undefined, fallback: Reply) => {
    const list = reply === undefined
      ? [fallback]
      : Array.isArray(reply)
      ? reply as ReadonlyArray<Reply>
      : [reply as Reply]
    let next = 0
    return () => list[Math.min(next++, list.length - 1)] ?? fallback
  }
  const cancels = script(replies.cancel, ok(wirePayment()))
  const gets = script(replies.get, ok(wirePayment()))
  let issued = 0
  const tokens = replies.token === undefined
    ? () => tokenAnswer(`token-${++issued}`)
    : script(replies.token, tokenAnswer("token"))

  const transport = Layer.succeed(Transport.Transport, {
    send: (request) =>
      Effect.suspend(() => {
        seen.push({
          path: request.path,
          token: request.authorization && Redacted.value(request.authorization),
          tier: request.tier,
          body: request.body === undefined ? {} : JSON.parse(Redacted.value(request.body))
        })
        const reply = request.path === "/users/getToken" ? tokens() : request.method === "GET" ? gets() : cancels()
        const answer: Effect.Effect<Answer, CancelError.NotSent | CancelError.OutcomeUnknown> = "_tag" in reply
          ? Effect.fail(reply)
          : "status" in reply
          ? Effect.succeed(reply)
          : reply
        return Effect.map(answer, ({ body, status }) => ({
          status,
          body: Redacted.make(typeof body === "string" ? body : JSON.stringify(body))
        }))
      })
  })
  const sent = (path: string) => seen.filter((request) => request.path === path)
  return { seen, transport, cancels: () => sent("/payments/cancel"), tokens: () => sent("/users/getToken") }
}

export const impKey = "7812345678901234"
export const impSecret = "s3cr3t-of-the-shop"

export const credentials = (tier?: string) =>
  Credentials.layer({ impKey: Redacted.make(impKey), impSecret: Redacted.make(impSecret), tier })

/**
 * Everything `cancel` needs, on the given provider.
 */
export const live = (
  provider: { readonly transport: Layer.Layer<Transport.Transport> },
  options: { readonly tier?: string; readonly store?: Layer.Layer<TokenStore.TokenStore> } & AccessToken.Options = {}
) =>
  AccessToken.layer(options).pipe(
    Layer.provide([credentials(options.tier), options.store ?? TokenStore.layerMemory]),
    Layer.provideMerge(provider.transport)
  )
