/**
 * SPEC.md, table "Request": what goes over the wire for each row, and what does not.
 */
import { cancel, type CancelError, CancelRequest, PaymentKey, RefundAccount } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import * as Provider from "./provider.ts"

const partial = { impUid: "imp_1", amount: 3000, checksum: 10000 }
const account = { holder: "홍길동", bank: "88", account: "110123456789" }

/** The body PortOne would see, or the error that kept it from leaving. */
const send = (request: CancelRequest.CancelRequest) => {
  const provider = Provider.make({ cancel: Provider.refusal(1, "무엇이든") })
  return Effect.gen(function*() {
    const result = yield* Effect.result(cancel(request))
    const sent = provider.cancels()[0]
    if (sent !== undefined) return { sent, refused: undefined }
    assert.deepStrictEqual(provider.seen, [], "a refused request asks for no token either")
    return { sent: undefined, refused: Result.isFailure(result) ? result.failure : undefined }
  }).pipe(Effect.provide(Provider.live(provider)))
}

const body = (request: CancelRequest.CancelRequest) => Effect.map(send(request), ({ sent }) => sent?.body)

const refusedFor = (request: unknown, field: string, problem: RegExp) =>
  Effect.map(send(request as CancelRequest.CancelRequest), ({ refused, sent }) => {
    assert.isUndefined(sent, "nothing is sent")
    assert.strictEqual(refused?._tag, "InvalidRequest")
    const error = refused as CancelError.InvalidRequest
    assert.strictEqual(error.field, field)
    assert.match(error.problem, problem)
    assert.strictEqual(error.moneyMoved, "no")
    assert.strictEqual(error.resend, "never")
  })

describe("R1 imp_uid — 차이포트 거래고유번호", () => {
  it.effect("R1 travels as imp_uid", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* body(CancelRequest.partial(partial)))?.["imp_uid"], "imp_1")
    }))

  it.effect("R1 takes 32 characters and rejects 33", () =>
    Effect.gen(function*() {
      assert.isDefined(yield* body(CancelRequest.partial({ ...partial, impUid: "x".repeat(32) })))
      yield* refusedFor(
        CancelRequest.partial({ ...partial, impUid: "x".repeat(33) }),
        "impUid",
        /at most 32 characters, has 33/
      )
    }))

  const impossible: ReadonlyArray<readonly [name: string, impUid: string, problem: RegExp]> = [
    ["a line break at its end", "imp_1\n", /visible ASCII characters; character 6 is U\+000A/],
    ["a blank at its start", " imp_1", /character 1 is U\+0020/],
    ["a blank inside", "imp 1", /character 4 is U\+0020/],
    ["a zero character", "imp_1\0", /character 6 is U\+0000/],
    ["a zero-width space", "imp\u200b_1", /character 4 is U\+200B/],
    ["a full-width digit", "imp_１", /character 5 is U\+FF11/],
    ["Korean", "결제_1", /character 1 is U\+ACB0/],
    ["an emoji", "imp_😀", /character 5 is U\+1F600/],
    ["half an emoji", "imp_\ud83d", /character 5 is U\+D83D/],
    ["DEL", "imp_1\x7f", /character 6 is U\+007F/],
    ["one dot", ".", /dots alone/],
    ["two dots", "..", /dots alone/],
    ["32 dots", ".".repeat(32), /dots alone/]
  ]
  for (const [name, impUid, problem] of impossible) {
    it.effect(`R1 A13 E1.7 rejects an imp_uid that PortOne cannot have: ${name}`, () =>
      Effect.gen(function*() {
        yield* refusedFor(CancelRequest.partial({ ...partial, impUid }), "impUid", problem)
        assert.match(PaymentKey.impUidProblem(impUid)?.korean ?? "", /[가-힣]/)
        assert.isFalse(Schema.is(PaymentKey.ImpUid)(impUid))
      }))
  }

  it.effect("R1 A13 takes every visible ASCII character, because PortOne documents none", () =>
    Effect.gen(function*() {
      const all = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index))
      for (const one of all) {
        assert.isDefined(yield* body(CancelRequest.partial({ ...partial, impUid: `imp_${one}` })), one)
      }
    }))

  it.effect("R1 rejects an empty imp_uid, because the provider would fall back to nothing", () =>
    refusedFor(CancelRequest.partial({ ...partial, impUid: "" }), "impUid", /must not be empty/))
})

describe("R2 merchant_uid — 주문번호 (imp_uid 누락시 필수)", () => {
  it.effect("R2 travels alone when there is no imp_uid", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.full({ merchantUid: "주문/7?", checksum: 10000 }))
      assert.strictEqual(sent?.["merchant_uid"], "주문/7?")
      assert.notProperty(sent, "imp_uid")
    }))

  it.effect("R2 travels with imp_uid, and PortOne looks at imp_uid", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.full({ impUid: "imp_1", merchantUid: "order-1", checksum: 10000 }))
      assert.deepInclude(sent, { imp_uid: "imp_1", merchant_uid: "order-1" })
    }))

  it.effect("R2 counts characters, not UTF-16 units: 40 emoji fit, 41 do not", () =>
    Effect.gen(function*() {
      assert.isDefined(yield* body(CancelRequest.full({ merchantUid: "🎫".repeat(40), checksum: 1 })))
      yield* refusedFor(
        CancelRequest.full({ merchantUid: "🎫".repeat(41), checksum: 1 }),
        "merchantUid",
        /at most 40 characters, has 41/
      )
    }))
})

describe("C1 one of the two is needed", () => {
  it.effect("C1 rejects a request with neither, which is a type error first", () =>
    // @ts-expect-error neither id is given
    refusedFor(CancelRequest.full({ checksum: 10000 }), "impUid", /or merchantUid is needed/))

  it.effect("C1 rejects both given as undefined", () =>
    refusedFor({ _tag: "Full", impUid: undefined, merchantUid: undefined, checksum: 1 }, "impUid", /is needed/))
})

describe("R3 amount — 취소 요청금액 (누락시 전액취소)", () => {
  it.effect("R3 a full cancel leaves amount out, because that is how PortOne spells \"all\"", () =>
    Effect.gen(function*() {
      assert.notProperty(yield* body(CancelRequest.full({ impUid: "imp_1", checksum: 10000 })), "amount")
    }))

  it.effect("R3 a partial cancel always says how much", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* body(CancelRequest.partial(partial)))?.["amount"], 3000)
    }))

  const never: ReadonlyArray<readonly [string, unknown, RegExp]> = [
    ["0, because the provider reads it as everything", 0, /above 0/],
    ["-0, which JSON writes as 0", -0, /above 0/],
    ["a negative amount", -1, /above 0/],
    ["NaN, which JSON writes as null", Number.NaN, /finite/],
    ["Infinity, which JSON writes as null", Number.POSITIVE_INFINITY, /finite/],
    ["a fraction of a won", 1000.5, /more decimals than KRW/],
    ["an amount above 2^53, where numbers stop being exact", 2 ** 53, /above 900719925474,/],
    ["an amount of which not every minor unit is exact", 900_719_925_475, /above 900719925474,/],
    ["the smallest number there is", Number.MIN_VALUE, /more decimals/],
    ["undefined", undefined, /number/],
    ["null", null, /number/],
    ["text", "3000", /number/],
    ["an object that turns into a number", { valueOf: () => 3000 }, /number/],
    ["a bigint, which JSON cannot write", 3000n, /number/]
  ]
  for (const [what, amount, problem] of never) {
    it.effect(`R3 never sends ${what}`, () =>
      refusedFor({ _tag: "Partial", impUid: "imp_1", checksum: CancelRequest.unchecked, amount }, "amount", problem))
  }

  it.effect("R3 never sends a partial cancel whose amount is missing", () =>
    refusedFor({ _tag: "Partial", impUid: "imp_1", checksum: 10000 }, "amount", /is missing/))

  it.effect("R3 rejects an amount on a full cancel, because dropping it would give back everything", () =>
    refusedFor({ _tag: "Full", impUid: "imp_1", checksum: 10000, amount: 3000 }, "amount", /not a field/))

  it.effect("R3 rejects an amount above the checksum, because more than that is not left", () =>
    refusedFor(CancelRequest.partial({ ...partial, amount: 10001 }), "amount", /above the checksum/))

  it.effect("R3 sends the whole balance as an explicit part", () =>
    Effect.gen(function*() {
      assert.deepInclude(yield* body(CancelRequest.partial({ ...partial, amount: 10000 })), {
        amount: 10000,
        checksum: 10000
      })
    }))

  for (const request of [null, undefined, 42, "imp_1", [], {}, { _tag: "Everything", impUid: "imp_1" }]) {
    it.effect(`R3 sends nothing for ${JSON.stringify(request)}, which is no cancel request`, () =>
      refusedFor(request, "request", /CancelRequest.full or CancelRequest.partial/))
  }

  it.effect("C2 a foreign currency may have as many decimals as it has", () =>
    Effect.gen(function*() {
      const dollars = { impUid: "imp_1", amount: 10.1, checksum: 20.55, currency: "USD" }
      assert.deepInclude(yield* body(CancelRequest.partial(dollars)), { amount: 10.1, checksum: 20.55 })
      yield* refusedFor(CancelRequest.partial({ ...dollars, amount: 10.123 }), "amount", /more decimals than USD/)
      yield* refusedFor(CancelRequest.partial({ ...dollars, currency: "JPY" }), "amount", /more decimals than JPY/)
    }))

  it.effect("C2 does not send the currency, which only decides the decimals", () =>
    Effect.gen(function*() {
      assert.notProperty(yield* body(CancelRequest.partial({ ...partial, currency: "KRW" })), "currency")
      yield* refusedFor(CancelRequest.partial({ ...partial, currency: "won" }), "currency", /3 upper-case letters/)
    }))
})

describe("R4 tax_free, R11 vat_amount", () => {
  for (const [id, field, wire] of [["R4", "taxFree", "tax_free"], ["R11", "vatAmount", "vat_amount"]] as const) {
    it.effect(`${id} ${field} travels as ${wire}, 0 included, and stays away when not given`, () =>
      Effect.gen(function*() {
        assert.strictEqual((yield* body(CancelRequest.partial({ ...partial, [field]: 500 })))?.[wire], 500)
        assert.strictEqual((yield* body(CancelRequest.partial({ ...partial, [field]: 0 })))?.[wire], 0)
        assert.notProperty(yield* body(CancelRequest.partial(partial)), wire)
        assert.notProperty(yield* body(CancelRequest.partial({ ...partial, [field]: undefined })), wire)
      }))

    for (const amount of [-1, Number.NaN, 0.5]) {
      it.effect(`${id} rejects ${field} ${amount}`, () =>
        refusedFor(CancelRequest.partial({ ...partial, [field]: amount }), field, /./))
    }
  }
})

describe("R5 checksum — 현재시점의 취소 가능한 잔액", () => {
  it.effect("R5 travels as a number", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* body(CancelRequest.partial(partial)))?.["checksum"], 10000)
    }))

  it.effect("R5 is left out only by name", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.partial({ ...partial, checksum: CancelRequest.unchecked }))
      assert.notProperty(sent, "checksum")
    }))

  it.effect("R5 is asked for: leaving it out in silence is a type error and an InvalidRequest", () =>
    // @ts-expect-error checksum is missing
    refusedFor(CancelRequest.full({ impUid: "imp_1" }), "checksum", /is missing/))

  for (const checksum of [0, null, undefined, Number.NaN, -1, 10000.5, "10000"]) {
    it.effect(`R5 never sends checksum ${String(checksum)}`, () =>
      Effect.gen(function*() {
        const { refused, sent } = yield* send({ _tag: "Full", impUid: "imp_1", checksum } as never)
        assert.isUndefined(sent)
        assert.strictEqual(refused?._tag, "InvalidRequest")
      }))
  }

  it.effect("R5 rejects a misspelt checkSum instead of dropping it", () =>
    refusedFor({ ...partial, _tag: "Partial", checkSum: 10000 }, "checkSum", /not a field/))

  it.effect("C3 takes decimals where the currency has them", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.full({ impUid: "imp_1", checksum: 6.8, currency: "USD" }))
      assert.strictEqual(sent?.["checksum"], 6.8)
    }))
})

describe("R6 reason — 취소사유", () => {
  it.effect("R6 takes 256 characters of any script and rejects 257", () =>
    Effect.gen(function*() {
      const reason = "가".repeat(255) + "🙏"
      assert.strictEqual((yield* body(CancelRequest.partial({ ...partial, reason })))?.["reason"], reason)
      yield* refusedFor(CancelRequest.partial({ ...partial, reason: `${reason}가` }), "reason", /at most 256/)
    }))

  it.effect("R6 travels unchanged, quotes and line ends included", () =>
    Effect.gen(function*() {
      const reason = "\"품절\"\n재입고 없음\\"
      assert.strictEqual((yield* body(CancelRequest.partial({ ...partial, reason })))?.["reason"], reason)
    }))
})

describe("R7 to R10 the refund account", () => {
  it.effect("R7 R8 R9 R10 travel under PortOne's names", () =>
    Effect.gen(function*() {
      const refundAccount = RefundAccount.make({ ...account, phone: "01012345678" })
      assert.deepInclude(yield* body(CancelRequest.partial({ ...partial, refundAccount })), {
        refund_holder: "홍길동",
        refund_bank: "88",
        refund_account: "110123456789",
        refund_tel: "01012345678"
      })
    }))

  it.effect("R10 leaves refund_tel out when there is no phone, because most PGs do not ask for it", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.partial({ ...partial, refundAccount: RefundAccount.make(account) }))
      assert.notProperty(sent, "refund_tel")
    }))

  const lengths = [["R7", "holder", 16], ["R8", "bank", 4], ["R9", "account", 16], ["R10", "phone", 16]] as const
  for (const [id, field, most] of lengths) {
    it.effect(`${id} takes ${most} characters of ${field}, rejects ${most + 1} and an empty one, and shows neither`, () =>
      Effect.gen(function*() {
        const fits = RefundAccount.make({ ...account, [field]: "9".repeat(most) })
        assert.isDefined(yield* body(CancelRequest.partial({ ...partial, refundAccount: fits })))
        const long = RefundAccount.make({ ...account, [field]: "9".repeat(most + 1) })
        const { refused } = yield* send(CancelRequest.partial({ ...partial, refundAccount: long }))
        assert.strictEqual(refused?._tag, "InvalidRequest")
        assert.match(String(refused?.message), new RegExp(`refundAccount\\.${field}`))
        assert.notInclude(`${refused?.message} ${JSON.stringify(refused)}`, "9".repeat(most + 1))
        const empty = RefundAccount.make({ ...account, [field]: "" })
        yield* refusedFor(
          CancelRequest.partial({ ...partial, refundAccount: empty }),
          `refundAccount.${field}`,
          /empty/
        )
      }))
  }

  it.effect("R9 A14 E1.8 takes digits and hyphens as the account number", () =>
    Effect.gen(function*() {
      for (const number of ["110123456789", "110-123-456789", "1", "1-2-3", "0".repeat(16)]) {
        const refundAccount = RefundAccount.make({ ...account, account: number })
        const sent = yield* body(CancelRequest.partial({ ...partial, refundAccount }))
        assert.strictEqual(sent?.["refund_account"], number)
      }
    }))

  const numbers: ReadonlyArray<readonly [number: string, problem: RegExp]> = [
    ["1.10123E+11", /digits and hyphens only/],
    ["계좌없음", /digits and hyphens only/],
    ["110 123 456789", /digits and hyphens only/],
    ["110123456789 ", /digits and hyphens only/],
    ["110123456789\n", /digits and hyphens only/],
    ["'110123456789", /digits and hyphens only/],
    ["１１０１２３", /digits and hyphens only/],
    ["110–123", /digits and hyphens only/],
    ["110.123", /digits and hyphens only/],
    ["١٢٣٤", /digits and hyphens only/],
    ["N/A", /digits and hyphens only/],
    ["-", /must have a digit/],
    ["----", /must have a digit/],
    ["-1-", /each hyphen between two digits/],
    ["110-", /each hyphen between two digits/],
    ["-110", /each hyphen between two digits/],
    ["110--123", /each hyphen between two digits/]
  ]
  for (const [number, problem] of numbers) {
    it.effect(`R9 A14 E1.8 rejects ${JSON.stringify(number)} as the account number, and does not show it`, () =>
      Effect.gen(function*() {
        const refundAccount = RefundAccount.make({ ...account, account: number })
        const request = CancelRequest.partial({ ...partial, refundAccount })
        yield* refusedFor(request, "refundAccount.account", problem)
        const { refused } = yield* send(request)
        if (number.length > 1) assert.notInclude(`${JSON.stringify(refused)}`, number)
        assert.match((refused as CancelError.InvalidRequest).messageKo, /숫자/)
        assert.isFalse(Schema.is(RefundAccount.RefundAccount)(refundAccount))
      }))
  }

  const hidden: ReadonlyArray<readonly [name: string, change: (text: string) => string, problem: RegExp]> = [
    ["a zero-width space", (text) => `${text}\u200b`, /invisible character \(U\+200B, character \d+\)/],
    ["a line break", (text) => `${text}\n`, /line break \(U\+000A, character \d+\)/],
    ["a NUL", (text) => `${text}\0`, /control character \(U\+0000, character \d+\)/],
    ["half a character", (text) => `${text}\ud83d`, /half a character \(U\+D83D, character \d+\)/],
    ["a blank at the start", (text) => ` ${text}`, /starts with a blank/],
    ["a blank at the end", (text) => `${text} `, /ends with a blank/],
    ["blanks only", () => "   ", /starts with a blank/],
    ["a no-break space", (text) => `${text}\u00a0`, /blank other than U\+0020/],
    ["an override of the direction", (text) => `${text}\u202e`, /invisible character/],
    ["a replacement character", (text) => `${text}\ufffd`, /replacement character/]
  ]
  for (const [name, change, problem] of hidden) {
    it.effect(`R7 R8 R10 rejects a refund account with ${name} in a text, and does not show the text`, () =>
      Effect.gen(function*() {
        for (const [field, text] of [["holder", "홍길동"], ["bank", "88"], ["phone", "0101234567"]] as const) {
          const refundAccount = RefundAccount.make({ ...account, [field]: change(text) })
          const request = CancelRequest.partial({ ...partial, refundAccount })
          yield* refusedFor(request, `refundAccount.${field}`, problem)
          const { refused, sent } = yield* send(request)
          assert.isUndefined(sent)
          assert.notInclude(JSON.stringify(refused), "홍길동")
          assert.match((refused as CancelError.InvalidRequest).messageKo, /[가-힣]/)
          assert.isFalse(Schema.is(RefundAccount.RefundAccount)(refundAccount))
        }
      }))
  }

  it.effect("R7 rejects a decomposed holder, as a key is, before it counts its characters", () =>
    Effect.gen(function*() {
      for (const holder of ["홍길동", "가나다라마바사아"]) {
        const refundAccount = RefundAccount.make({ ...account, holder: holder.normalize("NFD") })
        const request = CancelRequest.partial({ ...partial, refundAccount })
        yield* refusedFor(request, "refundAccount.holder", /not in Unicode normal form NFC/)
      }
    }))

  it.effect("R7 R10 takes the holders and phone numbers that people have", () =>
    Effect.gen(function*() {
      for (
        const holder of ["홍길동", "(주)가나다", "㈜가나다", "Kim & Lee Co., Ltd", "남궁 민수", "O'Neil", "王小明"]
      ) {
        for (const phone of ["01012345678", "010-1234-5678", "+82 10 1234 5678"]) {
          const refundAccount = RefundAccount.make({
            ...account,
            holder: Array.from(holder).slice(0, 16).join(""),
            phone
          })
          assert.isDefined(yield* body(CancelRequest.partial({ ...partial, refundAccount })))
          assert.isTrue(Schema.is(RefundAccount.RefundAccount)(refundAccount))
        }
      }
    }))

  for (const missing of ["holder", "bank", "account"] as const) {
    it.effect(`R7 R8 R9 rejects a refund account without its ${missing}`, () => {
      const { [missing]: _, ...rest } = RefundAccount.make(account)
      return refusedFor({ ...partial, _tag: "Partial", refundAccount: rest }, `refundAccount.${missing}`, /is missing/)
    })
  }

  it.effect("R9 rejects an account in plain text, because it would have been logged on its way here", () =>
    Effect.gen(function*() {
      const { refused, sent } = yield* send({ ...partial, _tag: "Partial", refundAccount: account } as never)
      assert.isUndefined(sent)
      assert.notInclude(String(refused?.message), account.account)
    }))

  it("R7 R9 R10 print as <redacted>", () => {
    const printed = JSON.stringify(RefundAccount.make({ ...account, phone: "01012345678" }))
    assert.strictEqual(
      printed,
      "{\"holder\":\"<redacted>\",\"bank\":\"88\",\"account\":\"<redacted>\",\"phone\":\"<redacted>\"}"
    )
  })

  it.effect("C9 takes an unknown bank code, because every PG has its own", () =>
    Effect.gen(function*() {
      const refundAccount = RefundAccount.make({ ...account, bank: "ZZ9" })
      assert.strictEqual((yield* body(CancelRequest.partial({ ...partial, refundAccount })))?.["refund_bank"], "ZZ9")
    }))
})

describe("R12 to R15 of the current API", () => {
  it.effect("R12 R13 travel as booleans, false included", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.partial({ ...partial, retainPromotion: true, enableWebhook: false }))
      assert.deepInclude(sent, { retain_promotion: true, enable_webhook: false })
      yield* refusedFor({ ...partial, _tag: "Partial", enableWebhook: "yes" }, "enableWebhook", /boolean/)
    }))

  it.effect("R14 travels as an object, because the schema's array is not what the API reads", () =>
    Effect.gen(function*() {
      const sent = yield* body(CancelRequest.partial({ ...partial, requester: "customer" }))
      assert.deepStrictEqual(sent?.["extra"], { requester: "customer" })
      assert.notProperty(yield* body(CancelRequest.partial(partial)), "extra")
      yield* refusedFor({ ...partial, _tag: "Partial", requester: "nobody" }, "requester", /./)
    }))

  it.effect("R15 travels as a header, from the request or else from the credentials", () =>
    Effect.gen(function*() {
      const { sent } = yield* send(CancelRequest.partial({ ...partial, tier: "A1B" }))
      assert.strictEqual(sent?.tier, "A1B")
      assert.notProperty(sent?.body, "tier")

      const provider = Provider.make({})
      yield* cancel(CancelRequest.partial(partial)).pipe(Effect.provide(Provider.live(provider, { tier: "XYZ" })))
      assert.strictEqual(provider.cancels()[0]?.tier, "XYZ")
      assert.isUndefined(provider.tokens()[0]?.tier, "the token belongs to the representative account")
    }))

  for (const tier of ["abc", "AB", "ABCD", "A B", "AB\n", "가나다", ""]) {
    it.effect(`R15 rejects tier ${JSON.stringify(tier)}`, () =>
      refusedFor(CancelRequest.partial({ ...partial, tier }), "tier", /3 upper-case letters or digits/))
  }
})

describe("the body as a whole", () => {
  it.effect("holds nothing but what was asked for", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* body(CancelRequest.partial(partial)), {
        imp_uid: "imp_1",
        amount: 3000,
        checksum: 10000
      })
      assert.deepStrictEqual(yield* body(CancelRequest.full({ impUid: "imp_1", checksum: CancelRequest.unchecked })), {
        imp_uid: "imp_1"
      })
    }))
})
