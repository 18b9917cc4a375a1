import { Payment, PaymentJson } from "@effect-portone/core"
import { assert, it } from "@effect/vitest"
import { Redacted, Result } from "effect"

it("knows every field of the model by its wire name, so that none is taken for a field nobody knows", () => {
  const { personal: _, unreadFields: __, ...open } = Payment.Payment.fields
  const { unknownFields: ___, ...personal } = Payment.PersonalData.fields
  const names = Object.keys({ ...open, ...personal }).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  )
  const wire = { ...Object.fromEntries(names.map((name) => [name, "1"])), cancel_history: [], nobody_knows: 1 }

  const payment = Result.getOrThrow(PaymentJson.decode(wire))

  assert.deepStrictEqual(Redacted.value(payment.personal).unknownFields, { nobody_knows: 1 })
})
