/**
 * A look-up that answers about something else.
 */
import { AccessToken, Credentials, TokenStore, Transport } from "@effect-portone/core"
import { findRefund, refundOnce, RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { short } from "./shop.ts"

const payment = {
  imp_uid: "imp_1",
  merchant_uid: "order-1",
  status: "paid",
  amount: 10_000,
  cancel_amount: 0,
  currency: "KRW"
}

/** A provider that gives these answers to look-ups, the last one for ever, and counts cancels. */
const provider = (lookUps: ReadonlyArray<object>, confirmed?: object) => {
  const seen = { lookUps: 0, cancels: 0 }
  const answer = (response: unknown) =>
    Effect.succeed({ status: 200, body: Redacted.make(JSON.stringify({ code: 0, message: null, response })) })
  const transport = Layer.succeed(Transport.Transport, {
    send: ({ method, path }) => {
      if (path === "/users/getToken") return answer({ access_token: "t", now: 0, expired_at: 1800 })
      if (method === "GET") return answer(lookUps[Math.min(seen.lookUps++, lookUps.length - 1)])
      seen.cancels++
      return confirmed === undefined ? Effect.succeed({ status: 500, body: Redacted.make("") }) : answer(confirmed)
    }
  })
  const live = Layer.mergeAll(
    AccessToken.layer().pipe(
      Layer.provide([
        Credentials.layer({ impKey: Redacted.make("key"), impSecret: Redacted.make("secret") }),
        TokenStore.layerMemory
      ]),
      Layer.provideMerge(transport)
    ),
    RefundTag.layer(Redacted.make("a-tag-secret-of-more-than-32-characters"))
  )
  const done = refundOnce({ impUid: "imp_1", key: "k", amount: 3000 }, { timers: short, sends: 1 }).pipe(
    Effect.provide(live)
  )
  return { done, seen, found: Effect.provide(findRefund("imp_1", "k"), live) }
}

describe("a look-up that answers about something else", () => {
  for (const other of [{ imp_uid: "imp_2" }, { merchant_uid: "order-2" }, { currency: "USD" }]) {
    it.live(`is not believed once the payment is known: ${JSON.stringify(other)}`, () =>
      Effect.gen(function*() {
        const { done, seen } = provider([payment, { ...payment, ...other, amount: 500 }])
        const reported = yield* done

        assert.deepStrictEqual([reported._tag, seen.cancels], ["Undetermined", 1])
        if (reported._tag === "Undetermined") assert.match(reported.evidence, /left and 0 cancels; .*LookupFailed/)
        assert.match(Option.getOrThrow(reported.lastError).message, /AnswerForAnotherPayment/)
      }))
  }

  it.live("is not a cancel's own answer without a currency, which does not affect the next look-up", () =>
    Effect.gen(function*() {
      const dollars = { ...payment, currency: "USD" }
      const { tag } = yield* Effect.flatMap(RefundTag.RefundTag, (tags) => tags.of("imp_1", "k")).pipe(
        Effect.provide(RefundTag.layer(Redacted.make("a-tag-secret-of-more-than-32-characters")))
      )
      const after = { cancel_amount: 3000, cancel_history: [{ amount: 3000, reason: `[${tag}]` }] }
      const { currency: _, ...bare } = dollars
      const { done, seen } = provider([dollars, { ...dollars, ...after }], bare)
      const reported = yield* done

      assert.deepStrictEqual([reported._tag, seen.cancels], ["Succeeded", 1])
    }))

  it.live("sends nothing when it is the first", () =>
    Effect.gen(function*() {
      const { done, seen } = provider([{ ...payment, imp_uid: "imp_2" }])
      const reported = yield* done

      assert.deepStrictEqual([reported._tag, seen.cancels], ["Undetermined", 0])
    }))

  it.live("is not what findRefund knows of a refund", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(provider([{ ...payment, imp_uid: "imp_2" }]).found)

      assert.strictEqual(error._tag === "LookupFailed" ? error.reason : error._tag, "AnswerForAnotherPayment")
    }))
})
