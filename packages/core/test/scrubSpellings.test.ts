/**
 * What a provider repeats of a request does not reach an error, however it is written.
 */
import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { scrub } from "../src/internal/wire/scrub.ts"

const hide = (message: string, ...secrets: ReadonlyArray<string>) =>
  scrub(message, secrets.map((one) => Redacted.make(one)))

describe("an account number", () => {
  const written = [
    "110123456789",
    "110-123-456789",
    "110 123 456789",
    "110.123.456789",
    "110/123/456789",
    "(110)123456789",
    "110\u00a0123\u2009456789",
    "110\u200b123\u200d456\u2060789",
    "110－123－456789",
    "１１０１２３４５６７８９",
    "１１０‐１２３‐４５６７８９",
    "①①⓪①②③④⑤⑥⑦⑧⑨",
    "1 1 0 1 2 3 4 5 6 7 8 9",
    "١١٠١٢٣٤٥٦٧٨٩",
    "۱۱۰۱۲۳۴۵۶۷۸۹",
    "११०१२३४५६७८९",
    "110-١٢٣-４５６७८९"
  ]
  for (const one of written) {
    it(`is found as ${JSON.stringify(one)}, by itself and in a sentence`, () => {
      for (const account of ["110123456789", "110-123-456789"]) {
        assert.strictEqual(hide(one, account), one.startsWith("(") ? "(<redacted>" : "<redacted>")
        const shown = hide(`계좌 [${one}] 오류 (코드 8178)`, account)
        assert.match(shown, /^계좌 \[\(?<redacted>\] 오류 \(코드 8178\)$/)
      }
    })
  }

  it("is found by its digits where the request wrote it with letters", () => {
    assert.strictEqual(hide("계좌 110123456789 오류", "신한 110-123-456789"), "계좌 <redacted> 오류")
  })

  it("is found as often as it is there", () => {
    assert.strictEqual(hide("110123456789, 110-123-456789", "110123456789"), "<redacted>, <redacted>")
  })
})

describe("a name", () => {
  for (const one of ["홍길동", "홍 길 동", "홍\u200b길동", "홍·길·동", "홍길동".normalize("NFD")]) {
    it(`is found as ${JSON.stringify(one)}`, () => {
      assert.strictEqual(hide(`예금주 ${one} 불일치`, "홍길동"), "예금주 <redacted> 불일치")
    })
  }

  it("is found in upper and in lower case, and with characters outside of the BMP", () => {
    assert.strictEqual(hide("HONG GIL DONG?", "Hong Gildong"), "<redacted>?")
    assert.strictEqual(hide("이름 𠮷田 오류", "𠮷田"), "이름 <redacted> 오류")
  })
})

describe("a message", () => {
  it("without a secret is unchanged", () => {
    const message = "결제취소에 실패하였습니다. [500626|기 취소 거래] (문의: 1661-0808)"
    assert.strictEqual(hide(message, "110123456789", "홍길동", "token"), message)
    assert.strictEqual(scrub(message, [undefined]), message)
  })

  it("is not searched for a single character, which every sentence has", () => {
    assert.strictEqual(hide("이 거래", "이"), "이 거래")
    assert.strictEqual(hide("이 거래", ""), "이 거래")
    assert.strictEqual(hide("이 거래", "- -"), "이 거래")
  })

  it("is cut after the secrets are removed, so no half of one is shown", () => {
    const shown = hide(`${"가".repeat(495)}110123456789`, "110123456789")
    assert.strictEqual(shown, `${"가".repeat(495)}<reda`)
  })
})
