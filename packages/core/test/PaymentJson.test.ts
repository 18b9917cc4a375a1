import { findPayment, Payment, PaymentJson } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as Provider from "./provider.ts"

describe("a payment from stored JSON", () => {
  it.effect("is the payment that a look-up of the same JSON gives", () =>
    Effect.gen(function*() {
      const wire = Provider.wirePayment({ pg_provider: "kcp", buyer_name: "홍길동", a_field_of_tomorrow: 1 })
      const provider = Provider.make({ get: Provider.ok(wire) })
      const looked = yield* findPayment({ impUid: "imp_1" }).pipe(Effect.provide(Provider.live(provider)))

      assert.deepStrictEqual(Result.getOrThrow(PaymentJson.decode(wire)), looked)
    }))

  it("hides the buyer at once", () => {
    const payment = Result.getOrThrow(
      PaymentJson.decode(Provider.wirePayment({ buyer_name: "홍길동", new_field: "홍길동" }))
    )
    assert.notInclude(JSON.stringify(payment), "홍길동")
    assert.strictEqual(Payment.cancellableBalance(payment), 7000)
  })

  it("names what it could not do without, and no value", () => {
    for (
      const [json, missing] of [[null, ["response"]], [{}, ["imp_uid", "merchant_uid", "status", "amount"]]] as const
    ) {
      const decoded = PaymentJson.decode(json)
      assert.deepStrictEqual(Result.isFailure(decoded) ? decoded.failure : [], missing)
    }
  })
})
