/**
 * A look-up that answers about something else.
 */
import { findRefund, RefundLedger, refundOnce, RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Redacted } from "effect"
import { nothing, ok, scripted } from "./scripted.ts"
import { short, TAG_SECRET } from "./shop.ts"

const payment = {
  imp_uid: "imp_1",
  merchant_uid: "order-1",
  status: "paid",
  amount: 10_000,
  cancel_amount: 0,
  currency: "KRW",
  pg_provider: "html5_inicis",
  pay_method: "card"
}

/** A provider that gives these answers to look-ups, the last one for ever, and loses cancels. */
const provider = (lookUps: ReadonlyArray<object>, confirmed?: object) => {
  const { live, world } = scripted({
    lookUp: (_, nth) => ok(lookUps[Math.min(nth, lookUps.length) - 1]),
    cancel: () => confirmed === undefined ? nothing : ok(confirmed)
  })
  const done = refundOnce({ impUid: "imp_1", key: "k", amount: 3000 }, { timers: short, sends: 1 }).pipe(
    Effect.provide(live)
  )
  return { cancels: () => world.arrived.length, done, found: Effect.provide(findRefund("imp_1", "k"), live) }
}

describe("a look-up that answers about something else", () => {
  for (const other of [{ imp_uid: "imp_2" }, { merchant_uid: "order-2" }, { currency: "USD" }]) {
    it.live(`is not believed once the payment is known: ${JSON.stringify(other)}`, () =>
      Effect.gen(function*() {
        const { cancels, done } = provider([payment, { ...payment, ...other, amount: 500 }])
        const reported = yield* done

        assert.deepStrictEqual([reported._tag, cancels()], ["Undetermined", 1])
        if (reported._tag === "Undetermined") assert.match(reported.evidence, /left and 0 cancels; .*LookupFailed/)
        assert.match(Option.getOrThrow(reported.lastError).message, /AnswerForAnotherPayment/)
      }))
  }

  it.live("is not a cancel's own answer without a currency, which does not affect the next look-up", () =>
    Effect.gen(function*() {
      const dollars = { ...payment, currency: "USD" }
      const { tag } = yield* Effect.flatMap(RefundTag.RefundTag, (tags) => tags.of("imp_1", "k")).pipe(
        Effect.provide(RefundTag.layer(Redacted.make(TAG_SECRET)))
      )
      const after = { cancel_amount: 3000, cancel_history: [{ amount: 3000, reason: `[${tag}]` }] }
      const { currency: _, ...bare } = dollars
      const { cancels, done } = provider([dollars, { ...dollars, ...after }], bare)
      const reported = yield* done

      assert.deepStrictEqual([reported._tag, cancels()], ["Succeeded", 1])
    }))

  for (const currency of ["₩", "원", "KRW원"]) {
    it.live(`does not count amounts in ${currency}, and leaves nothing of it in the ledger`, () =>
      Effect.gen(function*() {
        const { live, world } = scripted({
          lookUp: (_, nth) => ok({ ...payment, ...(nth === 1 ? { currency } : {}) }),
          cancel: () => ok({ ...payment, cancel_amount: 3000, cancel_history: [{ amount: 3000 }] })
        })
        const once = refundOnce({ impUid: "imp_1", key: "k", amount: 3000 }, { timers: short, patience: 0 })
        const [first, second] = yield* Effect.provide(Effect.all([once, once]), [live, RefundLedger.layerMemory()])

        assert.deepStrictEqual([first.next, first.sends], ["call-again", 0])
        assert.match(Option.getOrThrow(first.lastError).message, /no readable currency/)
        assert.deepStrictEqual([second._tag, world.arrived.length], ["Succeeded", 1])
      }))

    it.live(`is not what findRefund knows of a refund in ${currency}`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(provider([{ ...payment, currency }]).found)
        assert.match(error.message, /no readable currency/)
      }))
  }

  it.live("sends nothing when it is the first", () =>
    Effect.gen(function*() {
      const { cancels, done } = provider([{ ...payment, imp_uid: "imp_2" }])
      const reported = yield* done

      assert.deepStrictEqual([reported._tag, cancels()], ["Undetermined", 0])
    }))

  it.live("is not what findRefund knows of a refund", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(provider([{ ...payment, imp_uid: "imp_2" }]).found)

      assert.strictEqual(error._tag === "LookupFailed" ? error.reason : error._tag, "AnswerForAnotherPayment")
    }))
})
