/**
 * SPEC.md, tables "General", "Answer", "Contradictions" and "Assumed": what each row becomes.
 */
import { Amount, cancel, Cancelled, CancelRequest, Payment } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Option, Redacted, Schema } from "effect"
import { inspect } from "node:util"
import { decodePayment } from "../src/internal/wire/decodePayment.ts"
import { epochSeconds } from "../src/internal/wire/epochSeconds.ts"
import * as Provider from "./provider.ts"

const decode = (fields: Record<string, unknown> = {}): Payment.Payment => {
  const result = decodePayment(Provider.wirePayment(fields))
  assert.strictEqual(result._tag, "Success")
  return (result as typeof result & { readonly success: Payment.Payment }).success
}

const answer = (reply: Provider.Reply, request: CancelRequest.CancelRequest = asked) =>
  Effect.result(cancel(request)).pipe(Effect.provide(Provider.live(Provider.make({ cancel: reply }))))

const asked = CancelRequest.partial({ impUid: "imp_1", amount: 3000, checksum: 10000 })
const seconds = (instant: Option.Option<DateTime.Utc>) =>
  Option.getOrUndefined(Option.map(instant, (at) => DateTime.toEpochMillis(at) / 1000))

/** The plain value of a field, without its Option or Redacted. */
const plain = (value: unknown): unknown => {
  const inner = Option.isOption(value) ? Option.getOrUndefined(value) : value
  return Redacted.isRedacted(inner) ? Redacted.value(inner) : inner
}

describe("texts", () => {
  const texts: ReadonlyArray<
    | readonly [string, string, keyof Payment.Payment, "open"]
    | readonly [string, string, keyof Payment.PersonalData, "private"]
  > = [
    ["P3", "pay_method", "payMethod", "open"],
    ["P4", "channel", "channel", "open"],
    ["P5", "pg_provider", "pgProvider", "open"],
    ["P6", "emb_pg_provider", "embPgProvider", "open"],
    ["P7", "pg_tid", "pgTid", "open"],
    ["P8", "pg_id", "pgId", "open"],
    ["P10", "apply_num", "applyNum", "open"],
    ["P11", "bank_code", "bankCode", "open"],
    ["P12", "bank_name", "bankName", "open"],
    ["P13", "card_code", "cardCode", "open"],
    ["P14", "card_name", "cardName", "open"],
    ["P16", "card_number", "cardNumber", "private"],
    ["P18", "vbank_code", "vbankCode", "open"],
    ["P19", "vbank_name", "vbankName", "open"],
    ["P20", "vbank_holder", "vbankHolder", "private"],
    ["P23", "name", "name", "open"],
    ["P26", "currency", "currency", "open"],
    ["P27", "buyer_name", "buyerName", "private"],
    ["P28", "buyer_email", "buyerEmail", "private"],
    ["P29", "buyer_tel", "buyerTel", "private"],
    ["P30", "buyer_addr", "buyerAddr", "private"],
    ["P31", "buyer_postcode", "buyerPostcode", "private"],
    ["P32", "custom_data", "customData", "private"],
    ["P33", "user_agent", "userAgent", "private"],
    ["P39", "fail_reason", "failReason", "open"],
    ["P40", "cancel_reason", "cancelReason", "open"],
    ["P41", "receipt_url", "receiptUrl", "open"],
    ["P43", "customer_uid", "customerUid", "private"],
    ["P44", "customer_uid_usage", "customerUidUsage", "open"],
    ["P46", "vbank_num", "vbankNum", "private"],
    ["P49", "card_issuer_code", "cardIssuerCode", "open"],
    ["P50", "card_issuer_name", "cardIssuerName", "open"],
    ["P51", "card_publisher_code", "cardPublisherCode", "open"],
    ["P52", "card_publisher_name", "cardPublisherName", "open"]
  ]
  const read = (payment: Payment.Payment, field: keyof Payment.Payment | keyof Payment.PersonalData) =>
    plain({ ...payment, ...Redacted.value(payment.personal) }[field])

  for (const [id, wire, field, kind] of texts) {
    it(`${id} ${wire} is ${field}: kept as it came, absent when null, and no wrong type stops the rest`, () => {
      assert.strictEqual(read(decode({ [wire]: "한글 값 123" }), field), "한글 값 123")
      // An empty currency is none, and `PaymentJson.test.ts` has its other spellings.
      assert.strictEqual(read(decode({ [wire]: "" }), field), field === "currency" ? undefined : "")
      assert.strictEqual(read(decode({ [wire]: 10005 }), field), "10005")
      assert.isUndefined(read(decode({ [wire]: null }), field))
      assert.isUndefined(read(decode(), field === "currency" ? "payMethod" : field))

      const odd = decode({ [wire]: { deep: ["한글"] } })
      assert.isUndefined(read(odd, field))
      assert.deepStrictEqual(odd.unreadFields, [wire])
    })

    if (kind === "private") {
      it(`${id} ${wire} is private: it prints as <redacted>`, () => {
        const payment = decode({ [wire]: "personal-data" })
        for (const printed of [JSON.stringify(payment), inspect(payment, { depth: 9 }), String(payment.personal)]) {
          assert.include(printed, "<redacted>")
          assert.notInclude(printed, "personal-data")
        }
      })
    }
  }
})

describe("the four fields a payment needs", () => {
  const needed = [["P1", "imp_uid"], ["P2", "merchant_uid"], ["P34", "status"], ["P24", "amount"]] as const
  for (const [id, wire] of needed) {
    for (const [what, value] of [["absent", undefined], ["null", null], ["an object", {}]] as const) {
      it.effect(`${id} ${wire} ${what}: the confirmed cancel is done, but unreadable`, () =>
        Effect.gen(function*() {
          const result = yield* answer(Provider.ok(Provider.wirePayment({ [wire]: value })))

          assert.strictEqual(result._tag, "Success")
          const done = (result as typeof result & { readonly success: Cancelled.Cancelled }).success
          assert.strictEqual(done._tag, "CancelConfirmedUnreadable")
          if (done._tag !== "CancelConfirmedUnreadable") return
          assert.deepStrictEqual(done.problems, [wire])
          assert.deepStrictEqual(done.facts.cancellationIds, ["01HV0000000000000001"])
          assert.strictEqual(plain(done.facts.cancelAmount), 3000)
          assert.isTrue(Option.isNone(Cancelled.balanceLeft(done)))
        }))
    }
  }

  it("P1 P2 P34 P24 are enough", () => {
    const result = decodePayment({ imp_uid: "imp_1", merchant_uid: "m", status: "paid", amount: 100 })
    assert.strictEqual(result._tag, "Success")
  })
})

describe("times", () => {
  const times = [
    ["P21", "vbank_date", "vbankDate"],
    ["P22", "vbank_issued_at", "vbankIssuedAt"],
    ["P35", "started_at", "startedAt"],
    ["P36", "paid_at", "paidAt"],
    ["P37", "failed_at", "failedAt"],
    ["P38", "cancelled_at", "cancelledAt"]
  ] as const
  for (const [id, wire, field] of times) {
    it(`${id} C4 ${wire} is seconds as number or string, and 0, "0", "", null and absent did not happen`, () => {
      assert.strictEqual(seconds(decode({ [wire]: 1712634724 })[field]), 1712634724)
      assert.strictEqual(seconds(decode({ [wire]: "1712634724" })[field]), 1712634724)
      for (const nothing of [0, "0", "", " ", null, undefined, "soon", -1, Number.NaN, {}, [], true]) {
        assert.isUndefined(seconds(decode({ [wire]: nothing })[field]), `for ${String(nothing)}`)
      }
    })
  }

  it("C4 a time beyond what a date can hold did not happen, rather than throwing", () => {
    assert.isTrue(Option.isNone(epochSeconds(1e300)))
    assert.isTrue(Option.isNone(epochSeconds(Infinity)))
    assert.isTrue(Option.isSome(epochSeconds(8_640_000_000_000)))
  })
})

describe("amounts", () => {
  it("P24 P25 are exact, and what is left is their difference", () => {
    const payment = decode({ amount: 10000, cancel_amount: 3000 })
    assert.strictEqual(payment.amount, 10000)
    assert.strictEqual(payment.cancelAmount, 3000)
    assert.strictEqual(Payment.cancellableBalance(payment), 7000)
  })

  it("P25 absent or null is the sum of the history, because PortOne's reference does not require it", () => {
    const cancel_history = [{ amount: 10.1 }, { amount: 3.3 }]
    for (const cancel_amount of [null, undefined]) {
      assert.strictEqual(decode({ amount: 20, cancel_amount, cancel_history }).cancelAmount, 13.4)
      assert.strictEqual(decode({ cancel_amount, cancel_history: null }).cancelAmount, 0)
    }
  })

  it("P25 is not guessed from a history that cannot be read in full", () => {
    const result = decodePayment(Provider.wirePayment({ cancel_amount: null, cancel_history: [{ amount: "many" }] }))
    assert.deepStrictEqual(result._tag === "Failure" ? result.failure : [], ["cancel_amount"])
  })

  it("C10 decimals of other currencies do not drift", () => {
    assert.strictEqual(Payment.cancellableBalance(decode({ amount: 0.3, cancel_amount: 0.1, currency: "USD" })), 0.2)
    assert.strictEqual(Amount.subtract(0.3, 0.1), 0.2)
    assert.strictEqual(Amount.subtract(1e12, 0.01), 999999999999.99)
    assert.strictEqual(Amount.sum([0.1, 0.2, 0.3]), 0.6)
    assert.strictEqual(Amount.sum([]), 0)
  })

  it("C10 an amount written as text is read, because a form-minded server writes one", () => {
    assert.strictEqual(decode({ amount: "10000" }).amount, 10000)
    assert.strictEqual(decode({ amount: "10.10" }).amount, 10.1)
  })

  for (const amount of ["1e3", "-1", "0x10", " 10", "10 ", "", -5, 2 ** 53, Number.NaN, true, [10000]]) {
    it(`P24 ${JSON.stringify(amount)} is no amount`, () => {
      assert.strictEqual(decodePayment(Provider.wirePayment({ amount }))._tag, "Failure")
    })
  }
})

describe("other kinds of fields", () => {
  for (
    const [id, wire, field] of [
      ["P9", "escrow", "escrow"],
      ["P42", "cash_receipt_issued", "cashReceiptIssued"],
      ["P48", "sandbox", "sandbox"]
    ] as const
  ) {
    it(`${id} ${wire} is a boolean, also when it is written as text`, () => {
      assert.strictEqual(plain(decode({ [wire]: true })[field]), true)
      assert.strictEqual(plain(decode({ [wire]: false })[field]), false)
      assert.strictEqual(plain(decode({ [wire]: "false" })[field]), false)
      assert.isUndefined(plain(decode({ [wire]: null })[field]))
      assert.deepStrictEqual(decode({ [wire]: 1 }).unreadFields, [wire])
    })
  }

  it("P15 card_quota is months, and 0 is a lump sum, not an absence", () => {
    assert.strictEqual(plain(decode({ card_quota: 0 }).cardQuota), 0)
    assert.strictEqual(plain(decode({ card_quota: 12 }).cardQuota), 12)
    assert.strictEqual(plain(decode({ card_quota: "3" }).cardQuota), 3)
    assert.deepStrictEqual(decode({ card_quota: "three" }).unreadFields, ["card_quota"])
  })

  it("P17 C5 card_type may be a number, text, \"null\" or null", () => {
    assert.strictEqual(plain(decode({ card_type: 0 }).cardType), "0")
    assert.strictEqual(plain(decode({ card_type: 1 }).cardType), "1")
    assert.strictEqual(plain(decode({ card_type: "1" }).cardType), "1")
    assert.isUndefined(plain(decode({ card_type: "null" }).cardType))
    assert.isUndefined(plain(decode({ card_type: null }).cardType))
  })

  it("P13 card codes of overseas brands have five characters, where PortOne's reference has three", () => {
    assert.strictEqual(plain(decode({ card_code: "10005" }).cardCode), "10005")
  })

  it("P47 C7 cancel_receipt_urls is a list; null and absent are empty", () => {
    assert.deepStrictEqual(decode({ cancel_receipt_urls: ["https://a", "https://b"] }).cancelReceiptUrls, [
      "https://a",
      "https://b"
    ])
    assert.deepStrictEqual(decode({ cancel_receipt_urls: null }).cancelReceiptUrls, [])
    assert.deepStrictEqual(decode({ cancel_receipt_urls: {} }).unreadFields, ["cancel_receipt_urls"])
  })

  it("P53 deposit_history is read, its depositor redacted", () => {
    const deposit_history = [{ pg_tid: "t", amount: 5000, depositor_name: "김고객", deposited_at: 1712634724 }]
    const [entry] = decode({ deposit_history }).depositHistory
    assert.strictEqual(entry?.amount, 5000)
    assert.strictEqual(plain(entry?.depositorName), "김고객")
    assert.notInclude(JSON.stringify(entry), "김고객")
    assert.deepStrictEqual(decode({ deposit_history: [7] }).unreadFields, ["deposit_history"])
  })

  it("P54 promotion is read", () => {
    const promotion = Option.getOrThrow(decode({ promotion: { id: "spring", discount: 1000 } }).promotion)
    assert.strictEqual(plain(promotion.id), "spring")
    assert.strictEqual(plain(promotion.discount), 1000)
  })

  it("P55 extension is kept and redacted", () => {
    const payment = decode({ extension: { private: "thing" } })
    assert.deepStrictEqual(plain(Redacted.value(payment.personal).extension), { private: "thing" })
    assert.notInclude(JSON.stringify(payment), "thing")
  })
})

describe("P45 cancel_history — 취소/부분취소 내역", () => {
  const entry = {
    pg_tid: "tid-1",
    amount: 3000,
    cancelled_at: "1712634724",
    reason: "변심",
    receipt_url: "https://receipt",
    cancellation_id: "01HV0000000000000001"
  }

  it("P45 null and absent are an empty history", () => {
    for (const cancel_history of [null, undefined, []]) {
      assert.deepStrictEqual(decode({ cancel_history }).cancelHistory, [])
    }
  })

  it("P45 keeps the order the provider gave", () => {
    const cancel_history = [{ amount: 2 }, { amount: 1 }, { amount: 3 }]
    assert.deepStrictEqual(decode({ cancel_history }).cancelHistory.map((entry) => entry.amount), [2, 1, 3])
  })

  it("P45 with an unreadable member counts as unread as a whole, so that no sum is ever made of a part of it", () => {
    const payment = decode({ cancel_history: [entry, { amount: "many" }] })
    assert.deepStrictEqual(payment.cancelHistory, [])
    assert.deepStrictEqual(payment.unreadFields, ["cancel_history"])
  })

  const one = (fields: Record<string, unknown> = {}) => {
    const [read] = decode({ cancel_history: [{ ...entry, ...fields }] }).cancelHistory
    assert.isDefined(read)
    return read as Payment.CancelEntry
  }

  it("H1 pg_tid is read", () => assert.strictEqual(plain(one().pgTid), "tid-1"))
  it("H2 amount is read, zero included", () => {
    assert.strictEqual(one().amount, 3000)
    assert.strictEqual(one({ amount: 0 }).amount, 0)
  })
  it("H3 cancelled_at is read from text and number", () => {
    assert.strictEqual(seconds(one().cancelledAt), 1712634724)
    assert.strictEqual(seconds(one({ cancelled_at: 1712634724 }).cancelledAt), 1712634724)
  })
  it("H4 reason is read", () => assert.strictEqual(plain(one().reason), "변심"))
  it("H5 C8 receipt_url may be missing, though PortOne's reference marks it required", () => {
    assert.strictEqual(plain(one().receiptUrl), "https://receipt")
    assert.isUndefined(plain(one({ receipt_url: null }).receiptUrl))
    assert.isUndefined(plain(one({ receipt_url: undefined }).receiptUrl))
  })
  it("H6 cancellation_id is optional, because older answers lack it", () => {
    assert.strictEqual(plain(one().cancellationId), "01HV0000000000000001")
    assert.isUndefined(plain(one({ cancellation_id: undefined }).cancellationId))
  })
})

describe("C11 what is unknown", () => {
  it("C11 unknown fields survive under their wire names, redacted", () => {
    const payment = decode({ brand_new: { a: 1 }, another: "값" })
    assert.deepStrictEqual(Redacted.value(payment.personal).unknownFields, { brand_new: { a: 1 }, another: "값" })
    assert.notInclude(JSON.stringify(payment), "값")
  })

  it("C11 a field named __proto__ is a field like any other", () => {
    const wire = JSON.parse(`{"imp_uid":"i","merchant_uid":"m","status":"paid","amount":1,"__proto__":{"amount":9}}`)
    const result = decodePayment(wire)
    assert.strictEqual(result._tag, "Success")
    assert.isUndefined(({} as Record<string, unknown>)["amount"])
  })

  it("C11 unknown statuses, PGs and methods are kept", () => {
    const payment = decode({
      status: "half-cancelled",
      pg_provider: "newpg",
      pay_method: "telepathy",
      channel: "fridge"
    })
    assert.strictEqual(payment.status, "half-cancelled")
    assert.strictEqual(plain(payment.pgProvider), "newpg")
    assert.strictEqual(plain(payment.payMethod), "telepathy")
    assert.strictEqual(plain(payment.channel), "fridge")
  })

  it("C11 every decoded payment fits the public schema, so the mapper and the model cannot part ways", () => {
    const is = Schema.is(Payment.Payment)
    assert.isTrue(is(decode()))
    assert.isTrue(is(decode({ deposit_history: [{ amount: 1 }], promotion: {}, extension: {}, vbank_num: "1", x: 1 })))
  })
})

describe("C12 status says nothing about full or partial", () => {
  for (const status of ["cancelled", "paid"]) {
    it(`C12 a partial cancel with status ${status} is not a full one`, () => {
      assert.isFalse(Payment.isFullyCancelled(decode({ status, amount: 10000, cancel_amount: 3000 })))
      assert.isTrue(Payment.isFullyCancelled(decode({ status, amount: 10000, cancel_amount: 10000 })))
    })
  }

  it("C12 a revoked virtual account with nothing cancelled is not a refund", () => {
    const revoked = decode({ status: "cancelled", cancel_amount: 0, cancel_history: [{ amount: 0 }] })
    assert.isFalse(Payment.isFullyCancelled(revoked))
  })
})

describe("C6 response is one payment", () => {
  it.effect("C6 a paged response is done, but unreadable, because the sample of PortOne's reference is not paged", () =>
    Effect.gen(function*() {
      const result = yield* answer(Provider.ok({ total: 1, previous: 0, next: 0, list: [Provider.wirePayment()] }))
      assert.strictEqual(result._tag === "Success" ? result.success._tag : "", "CancelConfirmedUnreadable")
    }))
})

describe("G1 any method, any PG, full and partial", () => {
  for (const pay_method of ["card", "trans", "phone", "vbank", "kakaopay", "a-method-of-tomorrow"]) {
    it.effect(`G1 a ${pay_method} payment is cancelled through the same call`, () =>
      Effect.gen(function*() {
        const result = yield* answer(Provider.ok(Provider.wirePayment({ pay_method })))
        assert.strictEqual(result._tag === "Success" ? result.success._tag : "", "CancelConfirmed")
      }))
  }
})

describe("E1 E2 E3 the envelope", () => {
  it.effect("E1 code 0 is a confirmed cancel, with any message", () =>
    Effect.gen(function*() {
      const odd = { status: 200, body: { code: 0, message: "이상한 말", response: Provider.wirePayment() } }
      const result = yield* answer(odd)
      assert.strictEqual(result._tag, "Success")
    }))

  for (const response of [null, undefined, [], "ok", 7, { paid: true }]) {
    it.effect(`E3 code 0 with response ${JSON.stringify(response)} is done, but unreadable; never a failure`, () =>
      Effect.gen(function*() {
        const result = yield* answer({ status: 200, body: { code: 0, message: null, response } })
        assert.strictEqual(result._tag === "Success" ? result.success._tag : "", "CancelConfirmedUnreadable")
      }))
  }

  it.effect("E2 keeps the provider's words", () =>
    Effect.gen(function*() {
      const result = yield* answer(Provider.refusal(-1, "결제취소에 실패하였습니다. [8178] 상계가능 정산금액 부족"))
      assert.strictEqual(result._tag, "Failure")
      const error = result._tag === "Failure" ? result.failure : undefined
      assert.include(String(error?.message), "상계가능 정산금액 부족")
    }))

  it.effect("E2 a message that is no text counts as no words", () =>
    Effect.gen(function*() {
      const result = yield* answer({ status: 200, body: { code: 1, message: { a: 1 }, response: null } })
      const error = result._tag === "Failure" ? result.failure : undefined
      assert.strictEqual(error?._tag, "CancelRejected")
      assert.include(String(error?.message), "no message")
    }))
})
