import { findPayment, Payment, PaymentJson } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Result, Schema } from "effect"
import * as Provider from "./provider.ts"

describe("the currency of a payment", () => {
  it("is its code, whatever the case and the blanks around it are", () => {
    const wire = { imp_uid: "imp_1", merchant_uid: "order-1", status: "paid", amount: 10 }
    const rows: ReadonlyArray<readonly [unknown, string | undefined]> = [
      ["KRW", "KRW"],
      ["krw", "KRW"],
      ["KRW ", "KRW"],
      [" Usd\n", "USD"],
      ["", undefined],
      ["  ", undefined],
      [null, undefined],
      // Not KRW, so that nothing is counted in its units.
      ["원", "원"],
      ["KRWX", "KRWX"]
    ]
    for (const [currency, expected] of rows) {
      const payment = Result.getOrThrow(PaymentJson.decode({ ...wire, currency }))
      assert.strictEqual(Option.getOrUndefined(payment.currency), expected, JSON.stringify(currency))
      assert.deepStrictEqual(payment.unreadFields, [])
    }
    const odd = Result.getOrThrow(PaymentJson.decode({ ...wire, currency: { code: "KRW" } }))
    assert.deepStrictEqual(odd.unreadFields, ["currency"])
  })
})

describe("a payment from stored JSON", () => {
  it.effect("is the payment that a look-up of the same JSON gives", () =>
    Effect.gen(function*() {
      const wire = Provider.wirePayment({ pg_provider: "kcp", buyer_name: "홍길동", a_field_of_tomorrow: 1 })
      const provider = Provider.make({ get: Provider.ok(wire) })
      const found = yield* findPayment({ impUid: "imp_1" }).pipe(Effect.provide(Provider.live(provider)))

      assert.deepStrictEqual(Result.getOrThrow(PaymentJson.decode(wire)), found)
    }))

  it("hides the buyer at once", () => {
    const payment = Result.getOrThrow(
      PaymentJson.decode(Provider.wirePayment({ buyer_name: "홍길동", new_field: "홍길동" }))
    )
    assert.notInclude(JSON.stringify(payment), "홍길동")
    assert.strictEqual(Payment.cancellableBalance(payment), 7000)
  })

  it("names the required fields that are missing, and no value", () => {
    for (
      const [json, missing] of [[null, ["response"]], [{}, ["imp_uid", "merchant_uid", "status", "amount"]]] as const
    ) {
      const decoded = PaymentJson.decode(json)
      assert.deepStrictEqual(Result.isFailure(decoded) ? decoded.failure : [], missing)
    }
  })
})

describe("the codec", () => {
  const decode = Schema.decodeUnknownResult(PaymentJson.PaymentJson)

  it("decodes what decode decodes", () => {
    const wire = Provider.wirePayment({ buyer_name: "홍길동", card_quota: "three" })
    assert.deepStrictEqual(Result.getOrThrow(decode(wire)), Result.getOrThrow(PaymentJson.decode(wire)))
  })

  it("decodes inside other schemas", () => {
    const Stored = Schema.fromJsonString(Schema.Struct({ payments: Schema.Array(PaymentJson.PaymentJson) }))
    const { payments } = Schema.decodeUnknownSync(Stored)(JSON.stringify({ payments: [Provider.wirePayment()] }))
    assert.deepStrictEqual(payments.map(({ impUid }) => impUid), ["imp_1"])
  })

  it("fails with the names of the required fields, and quotes no value", () => {
    const decoded = decode({ imp_uid: "imp_1", amount: "홍길동", buyer_name: "홍길동" })
    const message = Result.isFailure(decoded) ? decoded.failure.message : ""
    assert.include(message, "no readable merchant_uid, status, amount")
    assert.notInclude(message, "홍길동")
  })

  it("does not encode, because PortOne's JSON has personal data that is not redacted", () => {
    const payment = Result.getOrThrow(PaymentJson.decode(Provider.wirePayment({ buyer_name: "홍길동" })))
    const encoded = Schema.encodeUnknownResult(PaymentJson.PaymentJson)(payment)
    assert.isTrue(Result.isFailure(encoded))
    assert.notInclude(String(Result.isFailure(encoded) ? encoded.failure.message : ""), "홍길동")
  })
})
