/**
 * Real answers, mutated field by field and byte by byte. Nothing may throw, no verdict may become
 * more confident, and a confirmed cancel stays confirmed.
 */
import { CancelRequest, Payment, PaymentJson, RefundAccount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Redacted, Result, Schema } from "effect"
import { inspect } from "node:util"
import { decodePayment } from "../src/internal/wire/decodePayment.ts"
import { encodeCancel } from "../src/internal/wire/encodeCancel.ts"
import { interpret } from "../src/internal/wire/interpret.ts"
import * as Provider from "./provider.ts"

/** A generator that gives the same numbers for the same seed, so that a failure is reproducible. */
const random = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const odd: ReadonlyArray<unknown> = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  -0,
  0.1,
  2 ** 53,
  "",
  "null",
  "0",
  "NaN",
  "한글",
  "\uD83C",
  "'; DROP TABLE payments; --",
  "\u0000",
  [],
  {},
  [[[]]],
  { __proto__: null, toString: 1 },
  [{ amount: "x" }],
  "9".repeat(400)
]

/** A payment with a few of its fields replaced, dropped or added. */
const mutated = (next: () => number): Record<string, unknown> => {
  const wire: Record<string, unknown> = Provider.wirePayment({
    pg_provider: "html5_inicis",
    pay_method: "card",
    paid_at: 1712634724,
    buyer_name: "김고객",
    vbank_num: "12345678901234",
    custom_data: "{\"a\":1}",
    deposit_history: [],
    promotion: { id: "p", discount: 100 }
  })
  const names = [...Object.keys(wire), "brand_new", "constructor", "__proto__", "length"]
  for (let change = Math.floor(next() * 6); change >= 0; change--) {
    const name = names[Math.floor(next() * names.length)] ?? "amount"
    const value = odd[Math.floor(next() * odd.length)]
    if (next() < 0.2) delete wire[name]
    else Object.defineProperty(wire, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return wire
}

const asked = CancelRequest.partial({
  impUid: "imp_1",
  amount: 3000,
  checksum: 10000,
  refundAccount: RefundAccount.make({ holder: "홍길동", bank: "88", account: "110123456789" })
})

const judge = (status: number, body: string) =>
  interpret(asked, {
    response: { status, body: Redacted.make(body) },
    attempts: 1,
    secrets: [Redacted.make("t".repeat(40))]
  })

describe("mutated payments", () => {
  it("never throw, and decode to something the public schema takes or to the names of what is missing", () => {
    const next = random(1)
    const is = Schema.is(Payment.Payment)
    for (let round = 0; round < 4000; round++) {
      const wire = mutated(next)
      const result = decodePayment(wire)
      if (Result.isSuccess(result)) assert.isTrue(is(result.success), inspect(wire))
      else assert.isNotEmpty(result.failure)
    }
  })

  it("never leave a balance that is not a number", () => {
    const next = random(2)
    for (let round = 0; round < 4000; round++) {
      const result = decodePayment(mutated(next))
      if (Result.isFailure(result)) continue
      const balance = Payment.cancellableBalance(result.success)
      assert.isTrue(Number.isFinite(balance), String(balance))
    }
  })

  it("stay confirmed under code 0, with any payment", () => {
    const next = random(3)
    for (let round = 0; round < 4000; round++) {
      const response = { ...mutated(next), imp_uid: "imp_1" }
      const result = judge(200, JSON.stringify({ code: 0, message: null, response }))
      assert.isTrue(Result.isSuccess(result), inspect(response))
    }
  })

  it("never print what is private", () => {
    const next = random(4)
    for (let round = 0; round < 1000; round++) {
      const result = decodePayment({ ...mutated(next), buyer_name: "김고객", vbank_num: "12345678901234" })
      const printed = JSON.stringify(result) + inspect(result, { depth: null, showHidden: true })
      assert.notInclude(printed, "김고객")
      assert.notInclude(printed, "12345678901234")
    }
  })

  it("are never changed by decoding", () => {
    const next = random(5)
    for (let round = 0; round < 500; round++) {
      const wire = mutated(next)
      const before = JSON.stringify(wire)
      decodePayment(wire)
      assert.strictEqual(JSON.stringify(wire), before)
    }
  })
})

describe("cut answers", () => {
  const whole = JSON.stringify(Provider.ok(Provider.wirePayment()).body)

  it("are confirmed at no length but the whole one", () => {
    for (let length = 0; length < whole.length; length++) {
      const result = judge(200, whole.slice(0, length))
      assert.isTrue(Result.isFailure(result) && result.failure._tag === "MalformedResponse", `cut at ${length}`)
    }
    assert.isTrue(Result.isSuccess(judge(200, whole)))
  })

  it("are never a proof that no money moved, for a rejection either", () => {
    const refusal = JSON.stringify(Provider.refusal(1, "이미 전액취소된 주문입니다.").body)
    for (let length = 0; length < refusal.length; length++) {
      const result = judge(200, refusal.slice(0, length))
      assert.strictEqual(Result.isFailure(result) ? result.failure.moneyMoved : "moved", "unknown", `cut at ${length}`)
    }
  })

  it("with one byte changed never become a success that was none", () => {
    const refusal = JSON.stringify(Provider.refusal(1, "이미 전액취소된 주문입니다.").body)
    const next = random(6)
    for (let round = 0; round < 2000; round++) {
      const at = Math.floor(next() * refusal.length)
      const changed = refusal.slice(0, at) + String.fromCharCode(32 + Math.floor(next() * 95)) + refusal.slice(at + 1)
      const result = judge(200, changed)
      // Code 1 turned into code 0 is the one change that says something else.
      if (Result.isSuccess(result)) assert.include(changed.replace(/\s/g, ""), "\"code\":0")
    }
  })
})

describe("mutated requests", () => {
  const Anything = Schema.Unknown

  it("either say how much or are a full cancel by name; nothing else reaches the wire", () => {
    const next = random(7)
    const names = [
      "_tag",
      "impUid",
      "merchantUid",
      "amount",
      "checksum",
      "reason",
      "taxFree",
      "currency",
      "tier",
      "refundAccount",
      "checkSum"
    ]
    for (let round = 0; round < 8000; round++) {
      const request: Record<string, unknown> = {
        _tag: next() < 0.5 ? "Full" : "Partial",
        impUid: "imp_1",
        checksum: 10000
      }
      if (request["_tag"] === "Partial") request["amount"] = 3000
      for (let change = Math.floor(next() * 4); change >= 0; change--) {
        const name = names[Math.floor(next() * names.length)] ?? "amount"
        if (next() < 0.3) delete request[name]
        else request[name] = odd[Math.floor(next() * odd.length)]
      }
      const encoded = encodeCancel(request as never)
      if (Result.isFailure(encoded)) continue
      const body = JSON.parse(Redacted.value(encoded.success.body)) as Record<string, unknown>
      if (request["_tag"] === "Full") assert.notProperty(body, "amount")
      else assert.isTrue(Number.isSafeInteger(body["amount"]) && Number(body["amount"]) > 0, JSON.stringify(body))
      if ("checksum" in body) assert.isAbove(Number(body["checksum"]), 0)
      else assert.strictEqual(request["checksum"], CancelRequest.unchecked)
    }
  })

  it.effect("of any shape at all are rejected or sound, and never throw", () =>
    Effect.gen(function*() {
      const samples = yield* Arbitrary.sampleEffect(Arbitrary.schema(Anything), { count: 500 })
      for (const sample of samples) assert.isTrue(Result.isFailure(encodeCancel(sample as never)))
    }))
})

describe("PaymentJson", () => {
  it("reads what an earlier program stored, mutated or not, without throwing", () => {
    const next = random(8)
    for (let round = 0; round < 1000; round++) {
      const wire = mutated(next)
      const direct = decodePayment(wire)
      const stored = PaymentJson.decode(JSON.parse(JSON.stringify(wire)))
      assert.strictEqual(Result.isSuccess(stored), Result.isSuccess(direct))
    }
  })
})
