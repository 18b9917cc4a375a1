/**
 * What texts of PGs prove: the two tables agree, each row survives other spellings, and no nasty
 * sentence proves anything.
 */
import { cancel, CancelError, Rejection } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result, Schema } from "effect"
import { interpret } from "../src/internal/wire/interpret.ts"
import { cautioningWords, provingTexts } from "../src/internal/wire/pgTexts.ts"
import { compact, isCautioned, judgementOf } from "../src/internal/wire/rejectionJudgement.ts"
import { nastySentences } from "./nastySentences.ts"
import { part } from "./payments.ts"
import * as Provider from "./provider.ts"

const ofPgs = Rejection.rejections.filter(({ moneyMoved }) => moneyMoved === "unknown")
const proving = ofPgs.filter(({ proves }) => proves === "not-executed")
const cautioning = ofPgs.filter(({ hint, proves }) => proves === "nothing" && hint !== undefined)

const error = (code: number, message: string, rows: ReadonlyArray<Rejection.Row> = []) => {
  const result = interpret(part(), {
    response: { status: 200, body: Redacted.make(JSON.stringify({ code, message, response: null })) },
    attempts: 1,
    secrets: [Redacted.make("0123456789abcdef")]
  }, rows)
  const failure = Result.getOrThrow(Result.flip(result))
  assert.instanceOf(failure, CancelError.CancelRejected)
  return failure as CancelError.CancelRejected
}

const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (one) => one === "|" ? one : String.fromCharCode(one.charCodeAt(0) + 0xfee0))

const spellings: ReadonlyArray<readonly [name: string, respell: (text: string) => string]> = [
  ["as seen", (text) => text],
  ["in PortOne's frame", (text) => `결제취소에 실패하였습니다. ${bare(text)}`],
  ["in PortOne's frame without a blank", (text) => `결제취소에 실패하였습니다.(${bare(text)})`],
  ["behind a code", (text) => `결제취소에 실패하였습니다. [500412|${uncoded(text)}]`],
  ["behind a code in brackets", (text) => `[AV11] ${uncoded(text)}`],
  ["decomposed", (text) => text.normalize("NFD")],
  ["in full width", fullWidth],
  ["with invisible characters", (text) => [...text].join("\u200b")],
  ["with a soft hyphen and a word joiner", (text) => `\u2060${text.replace(/ /g, "\u00ad ")}\ufeff`],
  ["with blanks between all letters", (text) => spaced(text)],
  ["with tabs and line breaks", (text) => `\n${text.replace(/ /g, "\t\r\n")}\n`],
  ["with ideographic blanks", (text) => text.replace(/ /g, "\u3000")],
  ["without blanks", (text) => text.replace(/ /g, "")],
  ["without the full stop", (text) => text.replace(/\.$/, "")],
  ["in capitals", (text) => text.toUpperCase()]
]
const bare = (text: string) => text.replace("결제취소에 실패하였습니다.", "").trim()
// A code or a time is one word.
const spaced = (text: string) => /\d{4}-/.test(text) ? text : [...uncoded(text)].join(" ")
const uncoded = (text: string) => bare(text).replace(/^(\[\w+\]|\d+\|)\s*/, "")

describe("the two tables of PG texts", () => {
  it("have the same proving texts", () => {
    const texts = provingTexts.flatMap(([, , some]) => some.split("|"))
    assert.strictEqual(new Set(texts).size, texts.length)
    for (const text of texts) {
      assert.strictEqual(compact(text), text)
      assert.isTrue(proving.some(({ words }) => compact(words).includes(text)), `no source: ${text}`)
    }
  })

  it("say the same of every text", () => {
    for (const { hint, obstacle, proves, words } of ofPgs) {
      assert.deepStrictEqual(judgementOf(words), { proves, obstacle, hint }, words)
    }
  })

  it("have a source for every text, and at least 60 texts of at least 10 PGs", () => {
    for (const { source, words } of Rejection.rejections) assert.isAbove(source.length, 8, words)
    assert.isAtLeast(new Set(ofPgs.map(({ words }) => compact(words))).size, 60)
    const pgs = new Set(ofPgs.flatMap(({ pg }) => pg === "" ? [] : pg.split(", ")))
    assert.isAtLeast(pgs.size, 10, [...pgs].join(" "))
  })

  it("prove nothing without a public document or an observation", () => {
    for (const { evidence, words } of proving) assert.include(["obs", "doc"], evidence, words)
  })
})

describe("a text that proves \"not-executed\"", () => {
  for (const [name, respell] of spellings) {
    it(`is recognised ${name}`, () => {
      for (const { hint, obstacle, words } of proving) {
        const seen = respell(words)
        assert.deepInclude(error(-1, seen), { proves: "not-executed", obstacle, hint, moneyMoved: "unknown" }, seen)
      }
    })
  }

  it("matches no cautioning words", () => {
    for (const { words } of proving) assert.isFalse(isCautioned(words), words)
  })

  it("proves nothing next to a text that proves nothing", () => {
    for (const { words: one } of proving) {
      for (const { words: other } of cautioning) {
        for (const both of [`${one} ${other}`, `${other} ${one}`, `[${other}|${one}]`, `${one}(${other})`]) {
          assert.strictEqual(judgementOf(both).proves, "nothing", both)
        }
      }
    }
  })

  it("proves nothing next to another word, a negation, a question or a code of success", () => {
    const changes: ReadonlyArray<(text: string) => string> = [
      (text) => `${text} 아님`,
      (text) => `${text}?`,
      (text) => `${text}!`,
      (text) => `${text} 여부 확인중`,
      (text) => `${text} 아닌 거래`,
      (text) => `${text} 후 취소`,
      (text) => `not ${text}`,
      (text) => `취소 성공 ${text}`,
      (text) => `[2001] ${uncoded(text)}`,
      (text) => `[0000|${uncoded(text)}]`,
      (text) => `[500626|${uncoded(text)}]`,
      (text) => `${text} \ufffd`,
      (text) => `${text} &#53440;&#51076;&#50500;&#50883;`,
      (text) => `${text} \\u타임`,
      (text) => `${text} ì·¨ì†Œ`,
      (text) => `${text} %EC%B7%A8%EC%86%8C`
    ]
    for (const { words } of proving) {
      for (const change of changes) assert.strictEqual(judgementOf(change(words)).proves, "nothing", change(words))
    }
  })

  it("is contradicted only by a whole code of success, of a timeout or of an earlier cancel", () => {
    const listed = "부분취소 불가 가맹점"
    for (const code of ["8170", "0123", "2009", "2011", "92001", "22119"]) {
      assert.strictEqual(error(-1, `[${code}] ${listed}`).proves, "not-executed", code)
    }
    for (const code of ["0", "0000", "200", "2001", "2211", "2013", "2015", "500626", "RF00"]) {
      assert.strictEqual(error(-1, `[${code}] ${listed}`).proves, "nothing", code)
    }
  })

  it("is not made of two halves around KCP's closing words", () => {
    const halves = "취소 금액보다 상계가능 KCP 또는 상점으로 문의해 주십시오 정산금액 부족 으로 취소 불가합니다"
    assert.strictEqual(error(-1, halves).proves, "nothing")
  })

  it("leaves the money verdict to the code", () => {
    for (const { words } of proving) {
      for (const code of [1, -1, 2, 7777]) assert.strictEqual(error(code, words).moneyMoved, "unknown")
    }
  })
})

describe("a sentence that proves nothing", () => {
  for (const sentence of nastySentences) {
    it(JSON.stringify(sentence.slice(0, 60)), () => {
      for (const message of [sentence, `결제취소에 실패하였습니다. ${sentence}`, `[9999] ${sentence}`]) {
        assert.deepInclude(judgementOf(message), { proves: "nothing", obstacle: "unknown" })
      }
    })
  }

  it("is in the corpus at least 60 times", () => {
    assert.isAtLeast(new Set(nastySentences).size, 60)
  })

  it.effect.prop(
    "is each text of the table with any cautioning text before, after or inside it",
    [
      Schema.Literals(proving.map(({ words }) => words)),
      Schema.Literals([
        ...cautioning.map(({ words }) => words),
        ...nastySentences.filter((text) => compact(text) !== "")
      ]),
      Schema.Literals(["", " ", ".", "|", "[", ") ", "\n", "결제취소에 실패하였습니다. "]),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 80 }))
    ],
    ([one, other, between, place]) =>
      Effect.sync(() => {
        const at = place % (one.length + 1)
        for (
          const message of [
            one + between + other,
            other + between + one,
            one.slice(0, at) + between + other + between + one.slice(at)
          ]
        ) {
          assert.strictEqual(judgementOf(message).proves, "nothing", message)
        }
      }),
    { arbitrary: { runs: 1000 } }
  )

  it.effect.prop(
    "is each text of the table with any text around it that is no frame, code or punctuation",
    [Schema.Literals(proving.map(({ words }) => words)), Schema.String, Schema.String],
    ([words, before, after]) =>
      Effect.sync(() => {
        const { proves } = judgementOf(before + words + after)
        // A code of a PG, such as `A00JECGW)`, may stand in front.
        const isCode = /^[\s([]*[a-z]{0,3}\d\w*\s*[\])|:]/i.test(before.normalize("NFKC"))
        const isOther = /\p{L}{4}|[?!%&#]/u.test((before + after).normalize("NFKC"))
        if (isOther && !isCode) assert.strictEqual(proves, "nothing")
      }),
    { arbitrary: { runs: 500 } }
  )

  it("is judged in time that grows with its length", () => {
    const words = cautioningWords.length
    for (const text of ["처리", "취소 요청 ", "이미", "응답", "결과전문", "부분취소 불가 "]) {
      assert.strictEqual(judgementOf(text.repeat(20_000)).proves, "nothing", `${words}`)
    }
  })
})

describe("rows of a shop", () => {
  const row: Rejection.Row = {
    words: "가게가 아는 거절 문구",
    proves: "not-executed",
    obstacle: "passes",
    hint: "closed-hours",
    source: "answer of the PG's support"
  }
  const problem = (rows: ReadonlyArray<unknown>) =>
    Effect.gen(function*() {
      const failure = yield* Effect.flip(Layer.build(Rejection.layer(rows as ReadonlyArray<Rejection.Row>)))
      assert.strictEqual(failure._tag, "UnusableRejectionRow")
      assert.include(failure.messageKo, "상점이 추가한 거절 문구")
      return `${failure.index}: ${failure.problem}`
    }).pipe(Effect.scoped)

  it("prove \"not-executed\" for a text that the table does not know", () => {
    assert.deepInclude(error(-1, `결제취소에 실패하였습니다. [E1|${row.words}]`, [row]), {
      proves: "not-executed",
      obstacle: "passes",
      hint: "closed-hours",
      moneyMoved: "unknown"
    })
    assert.strictEqual(error(-1, row.words).proves, "nothing")
    for (const obstacle of ["passes", "stays", "unknown"] as const) {
      assert.strictEqual(error(-1, row.words, [{ ...row, obstacle }]).obstacle, obstacle)
    }
  })

  it("are not about every text with a code of success", () => {
    const row = { words: "[0000] 취소 불가", proves: "not-executed", obstacle: "stays", source: "test" } as const
    assert.strictEqual(error(-1, "[2001] 다른 문구", [row]).proves, "nothing")
  })

  it("change nothing about other texts", () => {
    for (const { words } of proving) assert.deepEqual(judgementOf(words, [row]), judgementOf(words), words)
  })

  it("are asked with a matcher on the folded text", () => {
    const seen: Array<string> = []
    const matches = (text: string) => {
      seen.push(text)
      return text === "abc 12"
    }
    assert.strictEqual(error(-1, " ＡＢＣ\u200b\n\t12 ", [{ ...row, matches }]).proves, "not-executed")
    assert.deepStrictEqual(seen, ["abc 12"])
  })

  it("do not overrule words that prove nothing", () => {
    const all = { ...row, matches: () => true }
    for (const { words } of cautioning) {
      assert.strictEqual(error(-1, words, [all]).proves, isCautioned(words) ? "nothing" : "not-executed", words)
    }
    for (const text of ["Read timed out", "통신실패", "이미 환불된 결제입니다.", "already cancelled", "취소 처리중"]) {
      assert.deepInclude(error(-1, text, [all]), { proves: "nothing", obstacle: "unknown" })
    }
  })

  it("overrule the table when they prove nothing", () => {
    const [known] = proving
    const own = { words: known!.words, proves: "nothing", source: "seen after a cancel that was executed" } as const
    assert.strictEqual(error(-1, known!.words, [own]).proves, "nothing")
    assert.strictEqual(error(-1, known!.words, [row, own]).proves, "nothing")
  })

  it("make nothing certain when they are bad and were not checked", () => {
    const bad: ReadonlyArray<unknown> = [
      { ...row, words: "" },
      { ...row, words: undefined },
      { ...row, words: "   " },
      {
        ...row,
        matches: () => {
          throw new Error("broken")
        }
      },
      { ...row, matches: "text" },
      { ...row, matches: () => "yes" },
      { ...row, proves: "yes", matches: () => true },
      { ...row, proves: undefined, matches: () => true }
    ]
    for (const one of bad) {
      assert.strictEqual(error(-1, "알려지지 않은 말", [one as Rejection.Row]).proves, "nothing")
      assert.strictEqual(error(-1, "", [one as Rejection.Row]).proves, "nothing")
    }
    const odd = { ...row, hint: "no-hint", obstacle: "never" } as unknown as Rejection.Row
    assert.deepInclude(error(-1, row.words, [odd]), { proves: "not-executed", obstacle: "unknown", hint: undefined })
  })

  it("that throw make a message prove nothing that the table knows", () => {
    const throws = {
      ...row,
      matches: () => {
        throw new Error("broken")
      }
    }
    for (const { words } of proving) assert.strictEqual(error(-1, words, [throws]).proves, "nothing")
    assert.strictEqual(error(-1, "알려지지 않은 말", [throws]).hint, row.hint, "the advice of the row stays")
  })

  it.effect("are rejected by the layer with a sentence when they are bad", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* problem([row, { ...row, words: "" }]), "1: words has fewer than 4 letters")
      assert.strictEqual(yield* problem([{ ...row, words: "[]. \u200b" }]), "0: words has fewer than 4 letters")
      assert.strictEqual(yield* problem([{ ...row, words: undefined }]), "0: words has fewer than 4 letters")
      assert.strictEqual(yield* problem([{ ...row, source: " " }]), "0: source is empty")
      assert.strictEqual(
        yield* problem([{
          ...row,
          matches: () => {
            throw new Error("broken")
          }
        }]),
        "0: matches throws"
      )
      assert.strictEqual(yield* problem([{ ...row, matches: () => true }]), "0: matches every text")
      assert.strictEqual(
        yield* problem([{ ...row, matches: () => false }]),
        "0: matches does not match the row's own words"
      )
      assert.include(yield* problem([{ ...row, proves: "no" }]), "0: proves must be")
      assert.include(yield* problem([{ ...row, obstacle: "soon" }]), "0: obstacle must be")
      for (const words of ["이미 취소된 거래입니다", "Read timed out", "통신실패입니다", "취소 처리중입니다"]) {
        assert.include(yield* problem([{ ...row, words }]), "prove nothing by the table")
      }
    }))

  it.effect("reach a cancel through the layer", () => {
    const answers = Provider.make({ cancel: Provider.refusal(-1, row.words) })
    return Effect.gen(function*() {
      const without = yield* Effect.flip(cancel(part()))
      const own = yield* Effect.flip(Effect.provide(cancel(part()), Rejection.layer([row])))

      assert.deepInclude(without, { _tag: "CancelRejected", proves: "nothing", moneyMoved: "unknown" })
      assert.deepInclude(own, { _tag: "CancelRejected", proves: "not-executed", moneyMoved: "unknown" })
    }).pipe(Effect.provide(Provider.live(answers)))
  })

  it.effect("are copied by the layer, so that later changes have no effect", () =>
    Effect.gen(function*() {
      const own = { ...row }
      const rows = yield* Effect.provide(Rejection.Rows, Rejection.layer([own]))
      Object.assign(own, { words: "다른 문구입니다" })
      assert.strictEqual(rows[0]?.words, row.words)
    }))
})
