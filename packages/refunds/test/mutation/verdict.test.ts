/**
 * What an answer proves where there is no tag to go by, and where a PG's time ran out.
 */
import { CancelError, PaymentJson } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { verdictOf } from "../../src/internal/verdict.ts"
import { cautious } from "../../src/protocol/profile.ts"

const plan = { amount: 3000, checksum: 10000, entries: 0 }
const untagged = { tag: undefined, profile: cautious }

const confirmed = (...cancel_history: ReadonlyArray<object>) =>
  verdictOf(
    Result.succeed({
      _tag: "CancelConfirmed",
      payment: Result.getOrThrow(PaymentJson.decode({
        imp_uid: "imp_1",
        merchant_uid: "order-1",
        status: "cancelled",
        amount: 10000,
        cancel_amount: 3000,
        cancel_history
      }))
    }),
    plan,
    untagged
  )

describe("without a tag", () => {
  it("an entry without one is not ours for that alone: its place and amount decide", () => {
    assert.deepStrictEqual(confirmed({ amount: 2000 }, { amount: 1000 }), { _tag: "Accepted" })
    assert.deepInclude(confirmed({ amount: 3000 }), { _tag: "Applied", place: 0 })
    assert.deepInclude(confirmed({ amount: 3000 }, { amount: 1000 }), { _tag: "Applied", place: 0 })
  })
})

describe("a PG's rejection", () => {
  it("that is a time-out is neither yes nor no, in any words", () => {
    const rejected = (hint?: CancelError.CancelRejected["hint"]) =>
      verdictOf(
        Result.fail(
          new CancelError.CancelRejected({ code: -1, providerMessage: "VT00", status: 200, family: "pg", hint })
        ),
        plan,
        untagged
      )._tag
    assert.strictEqual(rejected("pg-timeout"), "MaybeDoneAtPg")
    assert.strictEqual(rejected("settlement-short"), "RejectedByPg")
    assert.strictEqual(rejected(), "RejectedByPg")
  })
})

describe("a rejection", () => {
  const rejection = (error: CancelError.CancelError) => {
    const verdict = verdictOf(Result.fail(error), plan, untagged)
    return "rejection" in verdict ? verdict.rejection : undefined
  }

  it("has the provider's own words, and its code where there are none", () => {
    const portone = { code: 1, status: 200, family: "portone" } as const
    assert.strictEqual(rejection(new CancelError.CancelRejected({ ...portone, providerMessage: "안 됨" })), "안 됨")
    assert.strictEqual(rejection(new CancelError.CancelRejected({ ...portone, providerMessage: "" })), "code 1")
  })

  it("has neither where a rule of this library rejected it", () => {
    assert.strictEqual(rejection(new CancelError.MissingRefundAccount({ evidence: "rule" })), "code unknown")
  })
})
