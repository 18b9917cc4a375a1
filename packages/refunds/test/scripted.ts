/**
 * A provider of one payment whose every answer a test can replace, and which counts what it has
 * really carried out.
 */
import { AccessToken, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { RefundTag } from "@effect-portone/refunds"
import { Effect, Layer, Redacted } from "effect"
import { TAG_SECRET } from "./shop.ts"

interface Wire {
  readonly [name: string]: unknown
}

export interface Script {
  /** What was paid. Units: major units. */
  readonly paid?: number
  /** Fields of the payment that are not its history. */
  readonly fields?: Wire
  /** The history shows the reasons of its cancels. Default true. */
  readonly showsReason?: boolean
  /** Replaces the answer to the n-th look-up, from 1. */
  readonly lookUp?: (world: World, nth: number) => Answer | undefined
  /** Replaces what becomes of a cancel; by default it is carried out if its checksum fits. */
  readonly cancel?: (world: World, request: Wire) => Answer | undefined
}

export interface Answer {
  readonly status: number
  readonly body: string
}

export interface World {
  fields: Wire
  /** The entries of the history. */
  readonly entries: Array<Wire>
  /** What the provider has carried out. */
  readonly carriedOut: Array<number>
  /** Every cancel that arrived. */
  readonly arrived: Array<Wire>
  /** The payment as it is, with other fields in the place of its own. */
  readonly payment: (other?: Wire) => Wire
  /** Carries a cancel out, perhaps with another amount. */
  readonly carryOut: (request: Wire, amount?: number) => void
}

export const ok = (response: unknown): Answer => ({
  status: 200,
  body: JSON.stringify({ code: 0, message: null, response })
})

export const rejection = (message: unknown, response: unknown = null): Answer => ({
  status: 200,
  body: JSON.stringify({ code: 1, message, response })
})

/** An answer that says nothing about the cancel. */
export const nothing: Answer = { status: 500, body: "" }

export const scripted = (script: Script = {}) => {
  const { cancel, fields = {}, lookUp, paid = 10_000, showsReason = true } = script
  const world: World = {
    fields,
    entries: [],
    carriedOut: [],
    arrived: [],
    payment: (other = {}) => {
      const cancelled = world.entries.reduce((sum, { amount }) => sum + Number(amount), 0)
      return {
        imp_uid: "imp_1",
        merchant_uid: "order-1",
        status: cancelled > 0 ? "cancelled" : "paid",
        amount: paid,
        cancel_amount: cancelled,
        currency: "KRW",
        pg_provider: "html5_inicis",
        pay_method: "card",
        cancel_history: world.entries,
        ...world.fields,
        ...other
      }
    },
    carryOut: ({ amount: asked, reason }, amount = Number(asked)) => {
      const nth = world.carriedOut.push(amount)
      world.entries.push({
        cancellation_id: `c${nth}`,
        amount,
        cancelled_at: 1_700_000_000 + nth,
        reason: showsReason ? reason : null
      })
    }
  }
  let lookUps = 0
  const answered = (request: Wire): Answer => {
    world.arrived.push(request)
    const given = cancel?.(world, request)
    if (given !== undefined) return given
    const { amount, cancel_amount } = world.payment() as { amount: number; cancel_amount: number }
    if (request["checksum"] !== amount - cancel_amount) {
      return rejection("취소 가능 잔액이 다릅니다. checksum을 확인하세요.")
    }
    world.carryOut(request)
    return ok(world.payment())
  }
  const answer = ({ body, method, path }: Parameters<Transport.Transport["Service"]["send"]>[0]): Answer => {
    if (path === "/users/getToken") return ok({ access_token: "token-1", now: 0, expired_at: 1800 })
    if (method === "GET") return lookUp?.(world, ++lookUps) ?? ok(world.payment())
    return answered(JSON.parse(Redacted.value(body ?? Redacted.make("{}"))))
  }
  const live = Layer.mergeAll(
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make("key"), impSecret: Redacted.make("secret") }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(Layer.succeed(Transport.Transport, {
        send: (request) =>
          Effect.sync(() => {
            const { body, status } = answer(request)
            return { status, body: Redacted.make(body) }
          })
      }))
    ),
    RefundTag.layer(Redacted.make(TAG_SECRET))
  )
  return { live, world }
}
