import { assert, describe, it } from "@effect/vitest"
import { Redacted, Schema } from "effect"
import { scrub } from "../src/internal/wire/scrub.ts"

const shown = (words: string, ...secrets: ReadonlyArray<string>) =>
  scrub(words, secrets.map((secret) => Redacted.make(secret)))

const account = "110-123-456789"
const phone = "010-1234-5678"
const holder = "홍길동"

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0))

describe("a number that the provider repeats is removed", () => {
  const spellings = {
    "as it was sent": account,
    "without separators": "110123456789",
    "with spaces": "110 123 456789",
    "with dots": "110.123.456789",
    "with other hyphens": "110‐123–456789",
    "with minus and wave signs": "110−123～456789",
    "with slashes and underscores": "110/123_456789",
    "in parentheses": "(110)123-456789",
    "in brackets of another width": "［110］123－456789",
    "with no-break spaces": "110\u00a0123\u202f456789",
    "with wide spaces": "110\u3000123\u2003456789",
    "with zero-width characters": "110\u200b123\u2060456\ufeff789",
    "with soft hyphens and direction marks": "110\u00ad123\u200e456789",
    "in full-width digits": fullWidth(account),
    "in mixed widths": "１１０-123-４５６789",
    "in mathematical digits": "𝟏𝟏𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "in circled digits": "①①⓪①②③④⑤⑥⑦⑧⑨",
    "with a space after each digit": [..."110123456789"].join(" "),
    "over two lines": "110-123-\n456789",
    "with several separators at once": "110 - (123) · 456,789"
  }

  for (const [name, spelling] of Object.entries(spellings)) {
    it(name, () => {
      const text = shown(`환불계좌 ${spelling}은(는) 확인되지 않습니다.`, account)

      assert.include(text, "환불계좌 ")
      assert.include(text, "<redacted>은(는) 확인되지 않습니다.")
      assert.notMatch(text.normalize("NFKC"), /\d/)
    })
  }

  it("with letters directly before and after", () => {
    assert.strictEqual(shown("계좌110-123-456789번은", account), "계좌<redacted>번은")
    assert.strictEqual(shown("acct=110123456789&x", account), "acct=<redacted>&x")
  })

  it("with the country's code in the place of the first zero", () => {
    assert.strictEqual(shown("연락처 +82 10-1234-5678", phone), "연락처 +82 <redacted>")
    assert.strictEqual(shown("연락처 +82(0)10.1234.5678", phone), "연락처 +82(<redacted>")
  })

  it("each time it is repeated, and each of several", () => {
    assert.strictEqual(
      shown(`${account} / 110123456789 / ${fullWidth(phone)}`, account, phone),
      "<redacted> / <redacted> / <redacted>"
    )
  })

  it("however it was sent", () => {
    for (const sent of ["110123456789", "110 123 456789", fullWidth("110123456789")]) {
      assert.strictEqual(shown(`계좌 ${account}`, sent), "계좌 <redacted>", sent)
    }
  })

  it("with the digits of another number next to it", () => {
    assert.strictEqual(shown("1 110-123-456789 20261128", account), "1 <redacted> 20261128")
  })
})

describe("a name that the provider repeats is removed", () => {
  const spellings = {
    "as it was sent": holder,
    "with spaces": "홍 길 동",
    "with wide and no-break spaces": "홍\u3000길\u00a0동",
    "with zero-width characters": "홍\u200b길\u200d동",
    "with dots": "홍.길.동",
    "in decomposed Hangul": holder.normalize("NFD")
  }

  for (const [name, spelling] of Object.entries(spellings)) {
    it(name, () => {
      assert.strictEqual(shown(`예금주 (${spelling})님 불일치`, holder), "예금주 (<redacted>)님 불일치")
      assert.strictEqual(
        shown(`예금주 (${spelling})님 불일치`, holder.normalize("NFD")),
        "예금주 (<redacted>)님 불일치"
      )
    })
  }

  it("in Latin letters, in any case and width", () => {
    for (
      const spelling of ["HONG GILDONG", "Hong Gil-dong", "ＨＯＮＧ　ＧＩＬＤＯＮＧ", "hong_gildong", "Hóng Gildong"]
    ) {
      assert.strictEqual(shown(`holder ${spelling}, no match`, "Hong Gildong"), "holder <redacted>, no match", spelling)
    }
  })

  it("of two letters, with an invisible character between them", () => {
    assert.strictEqual(shown("이수 님, 이\u200b수 님", "이수"), "<redacted> 님, <redacted> 님")
  })
})

describe("other words stay", () => {
  it("that hold a name's letters across two words", () => {
    assert.strictEqual(shown("이 수단은 쓸 수 없습니다.", "이수"), "이 수단은 쓸 수 없습니다.")
    assert.strictEqual(shown("결정 지수를 확인하세요.", "정지수"), "결정 지수를 확인하세요.")
    assert.strictEqual(shown("sleep, Sleep", "Lee"), "sleep, Sleep")
  })

  it("whose syllables only begin like the name's", () => {
    assert.strictEqual(shown("김각수 님", "김가"), "김각수 님")
    assert.strictEqual(shown("김각수 님".normalize("NFD"), "김가"), "김각수 님".normalize("NFD"))
  })

  it("with other numbers: amounts, dates, the PG's own telephone", () => {
    const words = "3,000원 취소 불가 (2026-11-28 12:34:56) 문의 1661-0808 [500626|기 취소 거래]"

    assert.strictEqual(shown(words, account, phone, holder), words)
  })

  it("unchanged in their Unicode form", () => {
    const words = "ＫＢ국민은행 ①단계 " + "취소".normalize("NFD") + " ½\u200b"

    assert.strictEqual(shown(words, account, phone, holder), words)
    assert.strictEqual(shown(`${words}${account}`, account), `${words}<redacted>`)
  })

  it("with a number of fewer than six digits, unless it is repeated exactly", () => {
    assert.strictEqual(shown("12 345, 12345", "12345"), "12 345, <redacted>")
  })
})

describe("scrub", () => {
  it("removes all of a secret that is repeated inside another", () => {
    assert.strictEqual(shown("a 12345678 b", "123456", "345678"), "a <redacted> b")
  })

  it("is not confused by a secret that looks like its own mark", () => {
    assert.strictEqual(shown("redacted 110123456789", "redacted", account), "<redacted> <redacted>")
  })

  it("leaves out what is no secret: nothing, one character, an absent value", () => {
    assert.strictEqual(scrub("가 나 다", [undefined, Redacted.make(""), Redacted.make("가")]), "가 나 다")
  })

  it("cuts after it has removed, so that no secret is shown in part", () => {
    for (let length = 470; length <= 500; length++) {
      const text = shown("가".repeat(length) + [..."110123456789"].join("\u3000"), account)

      assert.isAtMost(text.length, 500)
      assert.notMatch(text.normalize("NFKC"), /\d/, String(length))
    }
  })

  it("shows none of the words where there is too much to search for", () => {
    const buyers = (count: number) => Array.from({ length: count }, (_, at) => `구매자${at}번`)

    assert.strictEqual(shown("구매자7번의 취소를 거절합니다.", ...buyers(1000)), "<redacted>의 취소를 거절합니다.")
    assert.strictEqual(shown("구매자7번의 취소를 거절합니다.", ...buyers(1001)), "<redacted>")
  })

  it("shows no part of a secret at the end of the text that it searches", () => {
    for (let before = 9_960; before <= 10_000; before++) {
      const text = shown("110123456789 ".repeat(800).slice(0, before) + account + "가".repeat(500), account)

      assert.isAtMost(text.length, 500)
      assert.notMatch(text, /\d/, String(before))
    }
    const spaced = "1".padEnd(9_400, " ") + "10123456789" + " ".repeat(400) + "110123456" + " ".repeat(300) + "789"
    assert.notMatch(shown(spaced, account), /\d/)
  })

  const Gaps = Schema.Array(
    Schema.Literals(["", "", "-", " ", "\u00a0", "\u3000", "\u200b", "(", ")", ".", "－", "\u2060", "\n", " · "])
  )
  const Words = Schema.Literals(["", "환불계좌 ", "계좌번호:", "은(는) 확인되지 않습니다.", "［예금주］"])

  it.prop(
    "leaves no six digits of a number behind, whatever separators stand between them",
    [Gaps, Words, Words],
    ([gaps, before, after]) => {
      const digits = [..."110123456789"]
      const repeated = digits.map((digit, at) => (at % 3 === 0 ? fullWidth(digit) : digit) + (gaps[at] ?? "")).join("")

      const text = shown(`${before}${repeated}${after}`, account)

      assert.notMatch(text.normalize("NFKC"), /\d/)
      assert.isTrue(text.startsWith(`${before}<redacted>`) && text.endsWith(after), text)
    },
    { arbitrary: { runs: 1000 } }
  )
})
