/**
 * The advice about known words of PGs: complete, in two languages, and never a claim about money.
 */
import { CancelError, Rejection } from "@effect-portone/core"
import { RejectionAdvice } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"

const rejected = { code: -1, providerMessage: "말", status: 200, family: "pg" } as const

describe("the advice", () => {
  it("is there for each hint that core gives, and for no other", () => {
    const used = new Set(Rejection.rejections.flatMap(({ hint }) => hint ?? []))
    assert.deepStrictEqual([...used].toSorted(), RejectionAdvice.all.map(({ hint }) => hint).toSorted())
  })

  it("says what to do in both languages, and never whether money moved", () => {
    for (const { advice, hint } of RejectionAdvice.all) {
      assert.isAbove(advice.english.length, 30, hint)
      assert.match(advice.korean, /[가-힣]/, hint)
      assert.notMatch(advice.english, /money (has |was )?(not )?moved|no money|succeeded|refunded/i, hint)
      const error = new CancelError.CancelRejected({ ...rejected, hint })
      assert.strictEqual(error.moneyMoved, "unknown")
      assert.deepStrictEqual(Option.getOrUndefined(RejectionAdvice.of(error)), advice)
    }
  })

  it("changes no verdict: the error with and without a hint says the same about money", () => {
    const plain = { code: -1, providerMessage: "말", status: 200 }
    for (const family of ["portone", "pg", "unknown"] as const) {
      const without = new CancelError.CancelRejected({ ...plain, family })
      for (const { hint } of RejectionAdvice.all) {
        const error = new CancelError.CancelRejected({ ...plain, family, hint })
        assert.strictEqual(error.moneyMoved, without.moneyMoved)
        assert.strictEqual(error.resend, without.resend)
      }
    }
  })

  it("is none without a hint", () => {
    assert.isTrue(Option.isNone(RejectionAdvice.of(new CancelError.CancelRejected(rejected))))
  })
})
