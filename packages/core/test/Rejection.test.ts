/**
 * The table of provider texts: what each becomes, and that no text, known or random, makes a
 * verdict more confident than its code.
 */
import { CancelError, Rejection } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schema } from "effect"
import { interpret } from "../src/internal/wire/interpret.ts"
import { portOneRejections } from "../src/internal/wire/portOneRejections.ts"
import { hintFor, isOfPg, soundsLikePg } from "../src/internal/wire/rejectionJudgement.ts"
import { part } from "./payments.ts"

const pgRejections = Rejection.rejections.filter(({ moneyMoved }) => moneyMoved === "unknown")

const isPortOnes = (message: string) => portOneRejections.some(({ matches }) => matches(message))

const asked = part()

const verdict = (code: number, message: string, status = 200) => {
  const result = interpret(asked, {
    response: { status, body: Redacted.make(JSON.stringify({ code, message, response: null })) },
    attempts: 1,
    secrets: [Redacted.make("0123456789abcdef")]
  })
  assert.isTrue(Result.isFailure(result), "a rejection is never a success")
  return Result.isFailure(result) ? result.failure : undefined
}

describe("each text of the table", () => {
  for (const { code, error: tag, family, hint, moneyMoved, pg, words } of Rejection.rejections) {
    if (words === "") continue
    it(`${family}${pg === "" ? "" : ` of ${pg}`} is ${tag}, money ${moneyMoved}`, () => {
      const error = verdict(code ?? (moneyMoved === "no" ? 1 : -1), words)
      assert.strictEqual(error?._tag, tag)
      assert.strictEqual(error?.moneyMoved, moneyMoved)
      assert.strictEqual(error?.resend, "never")
      assert.strictEqual(error instanceof CancelError.CancelRejected ? error.hint : undefined, hint)
    })
  }

  it("of a PG is unknown under PortOne's code too, because PortOne only passes it on", () => {
    for (const { words } of pgRejections) {
      if (words === undefined) continue
      assert.deepInclude(verdict(1, words), { _tag: "CancelRejected", family: "pg", moneyMoved: "unknown" })
    }
  })

  it("of a PG is unknown with a status that would otherwise prove a rejection", () => {
    for (const { words } of pgRejections) {
      if (words === undefined) continue
      for (const status of [400, 403, 404, 422]) {
        assert.deepInclude(verdict(-1, words, status), { _tag: "CancelRejected", moneyMoved: "unknown" })
      }
    }
  })

  it("of a PG keeps its hint inside PortOne's usual frame, with or without a blank", () => {
    for (const { hint, words } of pgRejections) {
      if (words === undefined || hint === undefined) continue
      const bare = words.replace("결제취소에 실패하였습니다.", "").trim()
      for (const frame of [bare, `결제취소에 실패하였습니다. ${bare}`, `결제취소에 실패하였습니다.${bare}`]) {
        assert.strictEqual(hintFor(frame), hint, frame)
      }
    }
  })

  it("of PortOne under a PG's code, or any other, loses its certainty", () => {
    for (const { words = "" } of portOneRejections) {
      for (const code of [-1, 2, -2, 9999]) {
        assert.deepInclude(verdict(code, words), { _tag: "CancelRejected", moneyMoved: "unknown" })
      }
    }
  })
})

describe("already cancelled", () => {
  it("from PortOne and from a PG are different things", () => {
    const portone = verdict(1, "이미 전액취소된 주문입니다.")
    const pg = verdict(-1, "결제취소에 실패하였습니다. [500626|기 취소 거래]")

    assert.deepInclude(portone, { _tag: "AlreadyCancelled", moneyMoved: "no" })
    assert.deepInclude(pg, {
      _tag: "CancelRejected",
      family: "pg",
      moneyMoved: "unknown",
      hint: "already-cancelled-at-pg"
    })
  })

  it("from a PG is neither failed nor succeeded in any of its spellings, under any code", () => {
    for (const words of ["기취소", "기 취소 거래", "기취소거래", "(기취소성공)", "이미 취소된 거래", "이미취소"]) {
      for (const code of [1, -1, 2, 500626]) {
        const error = verdict(code, `결제취소에 실패하였습니다. ${words}`)
        assert.deepInclude(error, { _tag: "CancelRejected", moneyMoved: "unknown" }, `${code} ${words}`)
      }
    }
  })
})

describe("hints", () => {
  it("are none for an unknown text", () => {
    const error = verdict(-1, "결제취소에 실패하였습니다. 무언가")
    assert.isUndefined(error instanceof CancelError.CancelRejected ? error.hint : "?")
  })
})

describe("a hint of a PG that may have cancelled", () => {
  it("is given for every text that says already cancelled, with any other text around it", () => {
    const others = pgRejections.flatMap(({ words }) => words ?? [])
    for (const text of ["기취소", "기 취소", "기\u00a0취소", "이미취소", "이미 취소", "이미\t취소된 거래"]) {
      for (const other of ["", "timeout", "응답 없음", ...others]) {
        assert.strictEqual(hintFor(`${other} ${text}`), "already-cancelled-at-pg", `${other} ${text}`)
        assert.strictEqual(hintFor(`${text} ${other}`), "already-cancelled-at-pg", `${text} ${other}`)
      }
    }
  })

  it("is on the error for every code but 0, and money is unknown", () => {
    for (const code of [1, -1, 2, 500626]) {
      for (const [text, hint] of [["기 취소 거래", "already-cancelled-at-pg"], ["응답 지연", "pg-timeout"]] as const) {
        assert.deepInclude(verdict(code, text), { _tag: "CancelRejected", hint, moneyMoved: "unknown" })
      }
    }
  })
})

describe("the table itself", () => {
  it("has the texts of PortOne and of the PGs, with the evidence of each", () => {
    assert.strictEqual(Rejection.rejections.length, portOneRejections.length + pgRejections.length)
    for (const { error, evidence, hint, moneyMoved, words } of Rejection.rejections) {
      assert.include(["obs", "doc", "inf", "assumed"], evidence)
      assert.strictEqual(words === "", evidence === "assumed" || words === "" && evidence === "inf")
      if (moneyMoved === "unknown") assert.strictEqual(error, "CancelRejected")
      if (moneyMoved === "no") assert.isUndefined(hint)
    }
  })

  it("has patterns that find their own words", () => {
    for (const { matches, words } of portOneRejections) if (words !== undefined) assert.isTrue(matches(words), words)
    for (const { words } of pgRejections) assert.isTrue(soundsLikePg(words), words)
  })

  it("has no text of a PG that matches a row of PortOne's", () => {
    for (const { words } of pgRejections) assert.isFalse(isPortOnes(words), words)
  })
})

describe("no text makes a verdict more confident", () => {
  const Word = Schema.Literals([
    ...Rejection.rejections.flatMap(({ words }) => words === "" ? [] : [words]),
    "checksum",
    "잔액 일치",
    "환불계좌",
    "성공",
    "취소 완료",
    "success",
    "moneyMoved: no",
    "{\"code\":0}",
    "code 0"
  ])
  const Code = Schema.Int.check(Schema.isBetween({ minimum: -9999, maximum: 9999 }))
  // How sure a verdict is that nothing happened; a success would be surer than all.
  const confidence = (error: CancelError.CancelError | undefined) => error?.moneyMoved === "no" ? 1 : 0

  it.effect.prop(
    "than \"rejected, in the provider's words\" or \"unknown\": any code but 0 and 1, with any words",
    [Code, Schema.String, Word, Schema.String, Word],
    ([code, before, one, between, other]) =>
      Effect.sync(() => {
        if (code === 0 || code === 1) return
        const error = verdict(code, before + one + between + other)
        assert.deepInclude(error, { _tag: "CancelRejected", moneyMoved: "unknown", resend: "never" })
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect.prop(
    "than the list: only PortOne's own texts under its code 1, and no other words next to them, are certain",
    [Code, Word, Schema.String, Word],
    ([code, one, between, other]) =>
      Effect.sync(() => {
        if (code === 0) return
        const [silent, first, both] = ["", one, one + between + other].map((words) => confidence(verdict(code, words)))
        assert.strictEqual(silent, 0)
        assert.strictEqual(first, code === 1 && isPortOnes(one) ? 1 : 0)
        // A text of PortOne's next to a text of a PG is not certain.
        if (isOfPg(one) || isOfPg(other)) assert.strictEqual(both, 0)
      }),
    { arbitrary: { runs: 500 } }
  )

  it.effect.prop(
    "than what the row of the table says: only listed errors come out of code 1, and each means that nothing happened",
    [Schema.String, Word],
    ([text, word]) =>
      Effect.sync(() => {
        const error = verdict(1, text + word)
        assert.include(
          ["AlreadyCancelled", "PaymentNotFound", "ChecksumMismatch", "MissingRefundAccount", "CancelRejected"],
          error?._tag
        )
        assert.strictEqual(error?.moneyMoved, isPortOnes(text + word) ? "no" : "unknown")
      }),
    { arbitrary: { runs: 500 } }
  )
})

describe("a PG's words in another spelling", () => {
  const spelled: ReadonlyArray<readonly [string, string]> = [
    ["결제취소에 실패하였습니다. 기취소".normalize("NFD"), "decomposed"],
    ["결제취소에 실패하였습니다. 기\u200b취소", "with an invisible character"],
    ["결제취소에 실패하였습니다. ｔｉｍｅｏｕｔ", "in full width"]
  ]
  for (const [message, how] of spelled) {
    it(`are recognised ${how}, so that code 1 proves nothing`, () => {
      assert.isTrue(soundsLikePg(message))
      assert.isDefined(hintFor(message))
    })
  }
})
