/**
 * The refund form, read: only what was meant becomes an amount.
 */
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result } from "effect"
import { banksOf, read, type Setting, type Typed, typedOf } from "../../src/desk/RefundFields.ts"
import { en } from "../../src/desk/text/texts.en.ts"
import { refundBody } from "../../src/http/refundBody.ts"

const setting: Setting = {
  left: 10_000,
  seen: "10000",
  currency: "KRW",
  pg: "html5_inicis",
  needs: { account: false, phone: "no", tax: ["taxFree", "vatAmount"] },
  money: (amount) => `₩${amount}`,
  texts: en
}
const part: Typed = { extent: "part", amount: "3,000", seen: "10000", reason: "Sold out", requester: "customer" }
const all: Typed = { ...part, extent: "all", amount: "" }
const fields = (typed: Typed, more: Partial<Setting> = {}) =>
  read(typed, { ...setting, ...more }).mistakes.map(({ field }) => field)

describe("a refund form", () => {
  it("names its amount, also for everything, so that an absent one can never mean it", () => {
    assert.deepStrictEqual(read(part, setting), {
      mistakes: [],
      ask: { amount: 3000, reason: "Sold out", requester: "customer" }
    })
    assert.strictEqual(read(all, setting).ask?.amount, 10_000)
  })

  it("is not a request without an amount", () => {
    for (
      const typed of [{}, { ...part, extent: "", amount: "" }, { ...part, amount: "" }, { ...part, amount: "0" }, {
        ...part,
        extent: "rest"
      }]
    ) {
      const { ask, mistakes } = read(typed, setting)
      assert.isTrue(ask === undefined || mistakes.length > 0)
      assert.isAtLeast(mistakes.length, 1)
    }
    assert.isUndefined(read({ ...part, amount: "NaN" }, setting).ask)
  })

  it("takes an amount that was typed for a part, also where its choice was not made", () => {
    assert.strictEqual(read({ ...part, extent: "" }, setting).ask?.amount, 3000)
    assert.deepStrictEqual(fields({ ...part, extent: "" }), [])
  })

  it("is a mistake when everything is chosen together with another amount, or when the balance has changed since", () => {
    assert.deepStrictEqual(fields({ ...all, amount: "3000" }), ["extent"])
    assert.deepStrictEqual(fields({ ...all, amount: "10,000" }), [])
    assert.deepStrictEqual(fields({ ...all, seen: "12000" }), ["extent"])
    assert.deepStrictEqual(fields({ ...all, seen: "" }), ["extent"])
    assert.deepStrictEqual(fields({ ...part, seen: "12000" }), ["extent"])
    assert.deepStrictEqual(fields({ ...part, seen: "" }), ["extent"])
  })

  it("rejects more than is left, and fractions of a won", () => {
    assert.deepStrictEqual(fields({ ...part, amount: "10,001" }), ["amount"])
    assert.deepStrictEqual(fields({ ...part, amount: "10.5" }), ["amount"])
    assert.deepStrictEqual(fields({ ...part, amount: "10.5" }, { currency: "USD" }), [])
  })

  it("takes digits, commas and the currency's own sign, as a Korean keyboard types them", () => {
    const amount = (typed: string, currency = "KRW") =>
      read({ ...part, amount: typed }, { ...setting, currency }).ask?.amount
    for (const typed of ["3000", "3,000", "３，０００", "₩3,000", "￦３，０００", "3,000원", "3,000 원", "krw 3000"]) {
      assert.strictEqual(amount(typed), 3000, typed)
    }
    for (const typed of ["30.25", "$30.25", "US$30.25", "＄３０．２５", "30.25 USD", "30.25달러"]) {
      assert.strictEqual(amount(typed, "USD"), 30.25, typed)
    }
  })

  it("says what is wrong with an amount in another currency than the order's, and takes none", () => {
    const seen = (amount: string, currency: string) => {
      const { ask, mistakes } = read({ ...part, amount }, { ...setting, currency })
      return [ask, mistakes.map(({ words }) => words)]
    }
    for (const typed of ["30원", "₩30", "￦３０", "30 KRW", "€30", "30엔"]) {
      assert.deepStrictEqual(seen(typed, "USD"), [undefined, [en.mistakes.currency("USD")]], typed)
    }
    for (const typed of ["$30", "US$30", "30달러", "¥30", "30 USD", "₽30"]) {
      assert.deepStrictEqual(seen(typed, "KRW"), [undefined, [en.mistakes.currency("KRW")]], typed)
    }
    assert.deepStrictEqual(fields({ ...part, taxFree: "$0", vatAmount: "1달러" }), ["taxFree", "vatAmount"])
    assert.deepStrictEqual(fields({ ...all, amount: "$10,000" }), ["extent"])
  })

  it("never makes an amount of a text that is ambiguous", () => {
    for (
      const typed of [
        "10³",
        "3000②",
        "①",
        "5 500",
        "5\u00a0500",
        "3\u200b000",
        "3.000",
        "3,00",
        "1,0000",
        "-3000",
        "3000-",
        "3e3",
        "0x10",
        "삼천원",
        "3천원",
        "½",
        "٣٠",
        "원",
        "3000 and 1"
      ]
    ) {
      const { ask, mistakes } = read({ ...part, amount: typed }, setting)
      assert.deepStrictEqual([ask, mistakes.map(({ words }) => words)], [undefined, [en.mistakes.amount]], typed)
    }
    assert.deepStrictEqual(fields({ ...part, taxFree: "원", vatAmount: "0 0" }), ["taxFree", "vatAmount"])
  })

  it("wants a reason that can be shown to others", () => {
    for (const reason of ["", "a".repeat(201), "call 010-1234-5678", "to 110 123 456789", "４５３３１２３４５６７８"]) {
      assert.deepStrictEqual(fields({ ...part, reason }), ["reason"], reason)
    }
    for (
      const reason of [
        "2026-11-23 주문 취소",
        "2026.11.23 10:30:05 주문",
        "100,000,000원 중 3,000원",
        "2026/1/3 3개, 2개",
        "1588-1234"
      ]
    ) {
      assert.deepStrictEqual(fields({ ...part, reason }), [], reason)
    }
  })

  it("takes no reason with a number of a person, however it is separated, and neither does the API", () => {
    const problem = (reason: string) => {
      const body = refundBody({ amount: 100, reason })
      return Result.isFailure(body) ? body.failure : undefined
    }
    for (
      const dash of [
        "",
        " ",
        "-",
        ".",
        "_",
        "/",
        ",",
        "·",
        "~",
        "*",
        " - ",
        " – ",
        "–",
        "—",
        "‑",
        "−",
        "－",
        "．",
        "ㅡ",
        "ー",
        "\u00a0",
        "\u200b",
        "\t",
        ")-("
      ]
    ) {
      for (
        const parts of [["010", "1234", "5678"], ["02", "123", "4567"], ["４５３３", "１２３４", "５６７８"], [
          "+82",
          "10",
          "1234",
          "5678"
        ]]
      ) {
        const reason = `홍길동 ${parts.join(dash)}로`
        assert.deepStrictEqual(fields({ ...part, reason }), ["reason"], reason)
        assert.strictEqual(problem(reason)?.field, "reason", reason)
      }
    }
    for (
      const reason of [
        "٠١٠-١٢٣٤-٥٦٧٨",
        "0️1️0️1️2️3️4️5️6️",
        "2026-11-23 010-1234-5678",
        "3,000원 01012345678",
        "010,123,4567"
      ]
    ) {
      assert.deepStrictEqual([fields({ ...part, reason }), problem(reason)?.field], [["reason"], "reason"], reason)
    }
    assert.match(problem("010.1234.5678")?.problem ?? "", /phone, account or card number/)
    assert.match(problem("010.1234.5678")?.korean ?? "", /전화번호, 계좌번호, 카드번호/)
    for (const reason of ["2026-11-23 주문 취소", "1,000원", ""]) assert.isUndefined(problem(reason), reason)
  })

  it("distinguishes 0 tax from no tax", () => {
    assert.strictEqual(read({ ...part, taxFree: "0", vatAmount: "" }, setting).ask?.taxFree, 0)
    assert.isUndefined(read({ ...part, taxFree: "" }, setting).ask?.taxFree)
    assert.deepStrictEqual(fields({ ...part, taxFree: "some", vatAmount: "-1" }), ["taxFree", "vatAmount"])
  })

  it("reads a refund account only where one is needed, and hides it at once", () => {
    const typed = { ...part, bank: "88", account: "110-123 456789", holder: "홍길동", phone: "010-1234-5678" }
    assert.isUndefined(read(typed, setting).ask?.refundAccount)
    const { ask, mistakes } = read(typed, { ...setting, needs: { account: true, phone: "advised", tax: [] } })
    assert.deepStrictEqual(mistakes, [])
    assert.strictEqual(ask?.refundAccount && Redacted.value(ask.refundAccount.account), "110123456789")
    assert.notMatch(JSON.stringify(ask), /110123456789|홍길동|01012345678/)
    assert.deepStrictEqual(fields(part, { needs: { account: true, phone: "advised", tax: [] } }), [
      "bank",
      "account",
      "holder"
    ])
    const smartro: Partial<Setting> = { pg: "smartro_v2", needs: { account: true, phone: "required", tax: [] } }
    assert.deepStrictEqual(fields({ ...typed, bank: "088", phone: "" }, smartro), ["phone"])
    assert.deepStrictEqual(
      fields({ ...typed, bank: "신한", account: "12345", holder: "a".repeat(17), phone: "call me" }, {
        needs: { account: true, phone: "advised", tax: [] }
      }),
      ["bank", "account", "holder", "phone"]
    )
  })

  it("lists banks by the PG's own codes, and none where the PG has no public list", () => {
    const shinhan = (pg: string) => banksOf(pg).find(({ english }) => english === "Shinhan")?.code
    assert.deepStrictEqual(["html5_inicis", "kcp", "daou", "smartro_v2", "ksnet"].map(shinhan), [
      "88",
      "BK88",
      "10",
      "088",
      undefined
    ])
  })

  it("takes text only", () => {
    assert.deepStrictEqual(typedOf({ amount: " 1 ", extent: ["all", "part"], reason: { a: 1 }, seen: 3 }), {
      amount: "1"
    })
    assert.deepStrictEqual([typedOf(undefined), typedOf("x"), typedOf(null)], [{}, {}, {}])
  })
})
