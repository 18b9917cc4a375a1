/**
 * What a provider repeats of a request in an encoding, in words or with words between its digits
 * does not reach an error. The last part holds the limits that SECURITY.md names.
 */
import { assert, describe, it } from "@effect/vitest"
import { Redacted, Schema } from "effect"
import { scrub } from "../src/internal/wire/scrub.ts"

const hide = (message: string, ...secrets: ReadonlyArray<string>) =>
  scrub(message, secrets.map((one) => Redacted.make(one)))

const account = "110-123-456789"
const digits = "110123456789"
const holder = "홍길동"
const secret = "9sK2x7QwLmZ4aPq8RtVb"

const base64 = (text: string) => Buffer.from(text).toString("base64")
const hex = (text: string) => Buffer.from(text).toString("hex")
const entities = (text: string) => Array.from(text, (one) => `&#${one.codePointAt(0)};`).join("")
const hexEntities = (text: string) => Array.from(text, (one) => `&#x${one.codePointAt(0)?.toString(16)};`).join("")
const percent = (text: string) =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")
const escapes = (text: string) =>
  Array.from(text, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")

const encodings: Readonly<Record<string, (text: string) => string>> = {
  "HTML entities": entities,
  "hexadecimal HTML entities": hexEntities,
  "HTML entities that were encoded again": (text) => entities(text).replaceAll("&", "&amp;"),
  "percent-encoding": percent,
  "percent-encoding in capitals": (text) => percent(text).replace(/%\w\w/g, (one) => one.toUpperCase()),
  "percent-encoding, twice": (text) => percent(text).replaceAll("%", "%25"),
  "the percent-encoding of escape()": (text) => escapes(text).replaceAll("\\u", "%u"),
  "escapes of JSON": escapes,
  "escapes of a newer ECMAScript": (text) =>
    Array.from(text, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`).join(""),
  "tags around each character": (text) => Array.from(text, (one) => `<b class="x">${one}</b>`).join(""),
  "Base64": base64,
  "Base64 in the middle of more text": (text) => base64(`{"holder":"김 ${text}","n":1}`),
  "Base64 for URLs": (text) => Buffer.from(`?>?>${text}?>`).toString("base64url"),
  "Base64 with letters directly before it": (text) => `id${base64(text)}`,
  "Base64 of Base64": (text) => base64(base64(`account ${text}`)),
  "Base64 in percent-encoding": (text) => encodeURIComponent(base64(`${text} ${text}!`)),
  "percent-encoding in Base64": (text) => base64(percent(text)),
  "hexadecimal digits": hex,
  "hexadecimal capitals with one digit before": (text) => `0${hex(text).toUpperCase()}`
}

describe("an encoding", () => {
  for (const [name, encode] of Object.entries(encodings)) {
    for (const value of [account, digits, holder, secret]) {
      it(`does not carry ${value} as ${name}`, () => {
        const encoded = encode(value)

        const shown = hide(`거절 [${encoded}] 확인`, account, holder, secret)

        assert.match(shown, /^거절 \[.*<redacted>.*\] 확인$/s)
        assert.notInclude(shown, encoded)
        assert.isBelow(shown.replaceAll("<redacted>", "").length, encoded.length + 12)
        // Nothing that is left can be decoded to a third of it.
        assert.notInclude(Buffer.from(shown, "base64").toString(), value.slice(0, 4))
      })
    }
  }

  it("is removed where a text has some of it encoded and the rest not", () => {
    assert.strictEqual(hide("계좌 110%2D123&#45;456%37&#56;9 오류", account), "계좌 <redacted> 오류")
    assert.strictEqual(hide("예금주 홍&nbsp;길&nbsp;동 님", holder), "예금주 <redacted> 님")
    assert.strictEqual(hide("예금주 %ED%99%8D길&#46041; 님", holder), "예금주 <redacted> 님")
  })

  it("that holds key and secret together, as a header does, is removed", () => {
    assert.strictEqual(
      hide(`Authorization: Basic ${base64(`imp_key_1:${secret}`)}`, "imp_key_1", secret),
      "Authorization: Basic <redacted>"
    )
  })

  it("of other text stays as it came", () => {
    const other = `취소 실패 ${
      base64("취소가능 잔액이 부족합니다")
    } %EC%B7%A8%EC%86%8C &lt;b&gt; &#54861; \\u0041 50%할인 ${hex("other")}`
    assert.strictEqual(hide(other, account, holder, secret), other)
  })

  it("that is no encoding of anything is no failure", () => {
    const broken = "%ED%99 %E0%80%80 %F7%BF%BF%BF &#99999999; &#x; \\u12 \\u{ffffff} %u00 ====== <b"
    assert.strictEqual(hide(broken, account, holder, secret), broken)
  })
})

describe("a number", () => {
  for (
    const spelling of [
      "110 다시 123 다시 456789",
      "110에 123에 456789",
      "110번, 그리고 123번, 그리고 456789번",
      "1 dash 1 dash 0 dash 1 2 3 4 5 6 7 8 9",
      "110<br>123<br/>456789",
      "앞 110 / 가운데 123 / 뒤 456789",
      "일일공 일이삼 사오육칠팔구",
      "일일영-일이삼-사오륙칠팔구",
      "일1공 1이3 사5육7팔9",
      "一一〇一二三四五六七八九",
      "one one zero one two three four five six seven eight nine",
      "One-One-Zero 123 456789"
    ]
  ) {
    it(`is removed as ${JSON.stringify(spelling)}`, () => {
      const shown = hide(`계좌는 ${spelling} 맞나요`, account)

      assert.include(shown, "<redacted>")
      assert.notMatch(shown, /\d|[일이삼사오육칠팔구一二三四五六七八九]{3}|four/i)
    })
  }

  const Gaps = Schema.Array(
    Schema.Literals(["", "-", "은", " 다시 ", " and ", "<wbr>", "&nbsp;", "번 그리고 ", ", ", " (지점) "])
  )
  it.prop("is removed with any words between its digits", [Gaps], ([gaps]) => {
    const spelling = [...digits].map((digit, at) => digit + (gaps[at] ?? "")).join("")

    assert.notMatch(hide(`계좌 ${spelling} 오류`, account), /\d/)
  }, { arbitrary: { runs: 500 } })

  it("leaves the numbers of a sentence alone", () => {
    const words = "3,000원 중 1,000원은 2026년 11월 28일 12시에 취소됐습니다. 문의 1661-0808, 오류 8178"
    assert.strictEqual(hide(words, account, "01012345678", "7812345678901234"), words)
  })
})

describe("Korean in the bytes of a charset", () => {
  const decoder = new TextDecoder("euc-kr", { fatal: true })
  const bytesOf = new Map<string, ReadonlyArray<number>>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x41; trail <= 0xfe; trail++) {
      try {
        const letter = decoder.decode(Uint8Array.of(lead, trail))
        if (letter.length === 1) bytesOf.set(letter, [lead, trail])
      } catch {
        // No letter has these bytes.
      }
    }
  }
  const eucKr = (text: string) =>
    Buffer.from(Array.from(text).flatMap((one) => bytesOf.get(one) ?? [one.charCodeAt(0)]))
  const latin = (bytes: Buffer) => new TextDecoder("windows-1252").decode(bytes)
  const hexOf = (bytes: Buffer, mark: string) =>
    Array.from(bytes, (one) => one < 0x80 ? String.fromCharCode(one) : mark + one.toString(16)).join("")
  const forms: Readonly<Record<string, (bytes: Buffer) => string>> = {
    "percent-encoding": (bytes) => hexOf(bytes, "%"),
    "percent-encoding in capitals": (bytes) => hexOf(bytes, "%").replace(/%\w\w/g, (one) => one.toUpperCase()),
    "percent-encoding, twice": (bytes) => hexOf(bytes, "%25"),
    "escapes": (bytes) => hexOf(bytes, "\\x"),
    "escapes in capitals": (bytes) => hexOf(bytes, "\\x").replace(/x(\w\w)/g, (_, one) => `x${one.toUpperCase()}`),
    "ISO 8859-1": (bytes) => bytes.toString("latin1"),
    "windows-1252": latin,
    "HTML entities": (bytes) => Array.from(bytes.toString("latin1"), (one) => `&#${one.charCodeAt(0)};`).join(""),
    "Base64": (bytes) => bytes.toString("base64"),
    "hexadecimal digits": (bytes) => bytes.toString("hex")
  }
  const names = ["홍길동", "남궁민수", "선우용여", "이수진 ", "(주)가나다", "박 준 영"].map((one) => one.trim())
  for (const [charset, encode] of [["EUC-KR", eucKr], ["UTF-8", (text: string) => Buffer.from(text)]] as const) {
    for (const [form, write] of Object.entries(forms)) {
      it(`is removed from ${charset} as ${form}`, () => {
        for (const name of names) {
          const written = write(encode(name))
          // Four bytes of Base64 or less are no run of it.
          const shown = hide(`환불 불가 예금주 ${written} 조회 불가`, name)
          assert.include(shown, "<redacted>", `${name}: ${shown}`)
          assert.notInclude(shown, written.slice(0, 8), `${name}: ${shown}`)
          assert.match(shown, /^환불 불가 예금주 .* 조회 불가$/)
        }
      })
    }

    it(`is removed from a sentence that is ${charset} read as Latin as a whole`, () => {
      for (const name of names) {
        const sentence = (text: string) => latin(encode(`결제취소에 실패하였습니다. 예금주 ${text} 불일치 (E1)`))
        const shown = hide(sentence(name), name)
        assert.strictEqual(shown, sentence("|").replace("|", "<redacted>"))
      }
    })
  }

  it("stays where it is the text of another", () => {
    for (const text of ["%C0%CC%BC%F6", "È«±æ µ¿", "é, ñ … ™", "\\xed\\x99\\x8d", "%ED%99"]) {
      assert.strictEqual(hide(`예금주 ${text} 님`, "남궁민수"), `예금주 ${text} 님`)
    }
  })

  it("is searched in time that grows with the length of the words", () => {
    for (const piece of ["%C8", "È", "\\xed\\x99", "%25C8", "&#200;", "È%"]) {
      assert.isAtMost(hide(piece.repeat(5000), holder, account).length, 500)
    }
  })
})

describe("what is not found, as SECURITY.md lists it", () => {
  for (
    const [what, words, ...secrets] of [
      ["a part of a number", "계좌 ***-***-456789", account],
      ["digits in another order", "계좌 987654-321-011", account],
      ["other digits between its digits", "110 (1번) 123 (2번) 456789", account],
      ["more than 40 characters between two digits", `110${"가".repeat(41)}123456789`, account],
      ["a number of fewer than six digits in another spelling", "1 2 3 4 5", "12345"],
      ["a number as an amount in words", "천백억 천이백삼십사만", account],
      ["an encoding other than these", "MTEw\nMTIz\nNDU2\nNzg5", account],
      ["Base64 of Base64 of Base64", base64(base64(base64(account))), account],
      ["a name of two letters written with a space", "이 수 님", "이수"],
      ["a name in Latin letters", "HONG GILDONG", holder]
    ] as const
  ) {
    it(what, () => {
      assert.strictEqual(hide(words, ...secrets), words)
    })
  }
})
