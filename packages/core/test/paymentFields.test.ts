/**
 * The tables of payment fields: what the schema, the codec and the decoder have in common.
 */
import { Payment, PaymentJson } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Option, Redacted, Result, Schema } from "effect"
import {
  cancelEntryFields,
  depositEntryFields,
  paymentFields,
  personalFields,
  promotionFields
} from "../src/internal/wire/paymentFields.ts"

const tables = { paymentFields, personalFields, cancelEntryFields, depositEntryFields, promotionFields }
const all = Object.entries({ ...paymentFields, ...personalFields })

describe("the tables", () => {
  it("have the wire name that belongs to each name", () => {
    for (const [table, fields] of Object.entries(tables)) {
      for (const [name, { wire }] of Object.entries(fields)) {
        assert.strictEqual(wire, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), `${table} ${name}`)
      }
    }
  })

  it("have each wire name of a payment once", () => {
    assert.strictEqual(new Set(all.map(([, { wire }]) => wire)).size, all.length)
  })

  it("are the fields of the schemas, in the same order", () => {
    assert.deepStrictEqual(Object.keys(Payment.Payment.fields), [
      ...Object.keys(paymentFields),
      "personal",
      "unreadFields"
    ])
    assert.deepStrictEqual(Object.keys(Payment.PersonalData.fields), [...Object.keys(personalFields), "unknownFields"])
    assert.deepStrictEqual(Object.keys(Payment.CancelEntry.fields), Object.keys(cancelEntryFields))
    assert.deepStrictEqual(Object.keys(Payment.DepositEntry.fields), Object.keys(depositEntryFields))
  })

  it("name every field that is read of an entry of the history, which is read without the table", () => {
    const values = Object.values(cancelEntryFields).map(({ wire }, index) => [wire, index + 1])
    const wire = { imp_uid: "imp_1", merchant_uid: "order-1", status: "paid", amount: 10000, cancel_amount: 0 }
    const history = [Object.fromEntries(values), { amount: "3", reason: null, pg_tid: {} }]

    const [entry, other] = Result.getOrThrow(PaymentJson.decode({ ...wire, cancel_history: history })).cancelHistory

    const expected = Object.entries(cancelEntryFields).map(([name, { kind }], index) => [
      name,
      kind === "moneyNeeded"
        ? index + 1
        : Option.some(kind === "instant" ? DateTime.makeUnsafe((index + 1) * 1000) : String(index + 1))
    ])
    assert.deepStrictEqual(Object.entries(entry ?? {}), expected)
    assert.deepStrictEqual(
      Object.entries(other ?? {}),
      expected.map(([name]) => [name, name === "amount" ? 3 : Option.none()])
    )
  })

  it("decide which fields of a response are unknown", () => {
    const wire = {
      ...Object.fromEntries(all.map(([, { wire }]) => [wire, "1"])),
      cancel_history: [],
      not_in_the_table: 1
    }

    const payment = Result.getOrThrow(PaymentJson.decode(wire))

    assert.deepStrictEqual(Redacted.value(payment.personal).unknownFields, { not_in_the_table: 1 })
  })
})

describe("a kind", () => {
  const needed = { imp_uid: "imp_1", merchant_uid: "order-1", status: "paid", amount: 10000, cancel_amount: 0 }
  const fits = Schema.is(Payment.Payment)
  const values = {
    textNeeded: ["x", 7],
    moneyNeeded: [0, 10, "10", "10.5"],
    text: ["x", "", 7],
    currency: ["KRW", "krw", ""],
    cardType: ["0", "null", 1],
    money: [0, 3, "3"],
    flag: [true, false, "true", "false"],
    instant: [0, "0", "", 1712634724, "1712634724", "soon", -1],
    texts: [[], ["a", "b"], [1]],
    object: [{}, { a: 1 }],
    cancelHistory: [[], [{ amount: 1 }], [{ amount: "1", cancelled_at: 1, reason: "r" }]],
    depositHistory: [[], [{ amount: 1, depositor_name: "홍길동" }]],
    promotion: [{}, { id: "p", discount: 100 }, { id: [], discount: "x" }]
  } as const

  for (const [name, { kind, wire }] of all) {
    it(`${kind} of ${name} reads what the schema accepts`, () => {
      for (const value of values[kind as keyof typeof values]) {
        const payment = Result.getOrThrow(PaymentJson.decode({ ...needed, [wire]: value }))
        assert.isTrue(fits(payment), `${wire} ${JSON.stringify(value)}`)
        assert.deepStrictEqual(payment.unreadFields, [], `${wire} ${JSON.stringify(value)}`)
      }
    })

    it(`${kind} of ${name} has a value of its own when it is absent, null or unreadable`, () => {
      if (kind === "textNeeded" || kind === "moneyNeeded") return
      const [absent, isNull, unreadable] = [{}, { [wire]: null }, { [wire]: Number.NaN }].map((fields) => {
        const payment = Result.getOrThrow(PaymentJson.decode({ ...needed, ...fields }))
        const personal = Redacted.value(payment.personal)
        return name in payment ? payment[name as "name"] : personal[name as "buyerName"]
      })
      assert.deepStrictEqual(isNull, absent)
      // NaN is a number, and a number is a readable text.
      if (!["text", "currency", "cardType"].includes(kind)) assert.deepStrictEqual(unreadable, absent)
      assert.isTrue(Array.isArray(absent) || Option.isNone(absent as Option.Option<string>))
    })
  }

  it("that is unreadable is listed by its wire name, unless it is an instant", () => {
    for (const [, { kind, wire }] of all) {
      if (kind === "textNeeded" || kind === "moneyNeeded" || kind === "instant") continue
      const payment = Result.getOrThrow(PaymentJson.decode({ ...needed, [wire]: Symbol("unreadable") }))
      assert.deepStrictEqual(payment.unreadFields, [wire])
    }
  })

  it("that is needed and unreadable fails with its wire name", () => {
    for (const [, { kind, wire }] of all) {
      if (kind !== "textNeeded" && kind !== "moneyNeeded") continue
      const decoded = PaymentJson.decode({ ...needed, [wire]: [] })
      assert.deepStrictEqual(Result.isFailure(decoded) ? decoded.failure : [], [wire])
    }
  })
})
