/**
 * What editors complete: codes, fields, severities and timings are literal unions, and a typing
 * error in one of them does not compile. The compiler checks most of this.
 */
import { CancelError } from "@effect-portone/core"
import { CancelCheck, RejectionAdvice, Settlement } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"

type IsLiteral<T extends string> = string extends T ? false : true

describe("the literal unions", () => {
  it("are no plain strings", () => {
    const areLiteral: readonly [
      IsLiteral<CancelCheck.RuleCode>,
      IsLiteral<CancelCheck.Field>,
      IsLiteral<CancelCheck.Finding["code"]>,
      IsLiteral<CancelCheck.Finding["severity"]>,
      IsLiteral<CancelCheck.Finding["evidence"]>,
      IsLiteral<Settlement.Timing>,
      IsLiteral<Settlement.Settlement["timing"]>,
      IsLiteral<(typeof Settlement.timings)[number]["state"]>
    ] = [true, true, true, true, true, true, true, true]

    assert.notInclude(areLiteral, false)
  })

  it("reject a code that no rule has", () => {
    const muted: ReadonlyArray<CancelCheck.RuleCode> = ["refund-phone-vbank", "vbank-test"]
    // @ts-expect-error the code is spelt wrong
    const misspelt: CancelCheck.RuleCode = "refund-fone-vbank"

    const codes = new Set<string>(CancelCheck.rules().map(({ code }) => code))
    for (const code of muted) assert.isTrue(codes.has(code), code)
    assert.isFalse(codes.has(misspelt))
  })

  it("complete the rule of core's errors, which stays open for the rules of other packages", () => {
    const codes: ReadonlyArray<keyof CancelError.RuleCodes> = CancelCheck.rules().map(({ code }) => code)
    // @ts-expect-error no rule has this code
    const misspelt: keyof CancelError.RuleCodes = "refund-fone-vbank"
    const own = new CancelError.InvalidRequest({ field: "amount", problem: "is odd", rule: "a-rule-of-the-shop" })

    const isLiteral: IsLiteral<keyof CancelError.RuleCodes> = true
    assert.isTrue(isLiteral)
    assert.notInclude<string>(codes, misspelt)
    assert.strictEqual(own.rule, "a-rule-of-the-shop")
  })

  it("have a member for each timing, so that a switch over them is exhaustive", () => {
    const known: Record<Settlement.Timing, true> = {
      "at-once": true,
      "next-business-day": true,
      "seven-business-days": true,
      "weekly-thursday": true,
      "after-approval": true,
      "after-callback": true,
      "after-notice": true,
      "unknown": true,
      "never": true
    }

    for (const { timing } of Settlement.timings) assert.isTrue(timing in known, timing)
  })

  it("have advice for each hint", () => {
    const hints: ReadonlyArray<RejectionAdvice.Hint> = RejectionAdvice.all.map(({ hint }) => hint)

    assert.strictEqual(new Set(hints).size, 15)
  })
})
