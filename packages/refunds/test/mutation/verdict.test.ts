/**
 * What an answer proves where there is no tag to go by, and where a PG's time ran out.
 */
import { CancelError, PaymentJson } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { verdictOf } from "../../src/internal/verdict.ts"
import type { DoubtAtPg } from "../../src/protocol/outcome.ts"
import { asking, readTags } from "../protocol.ts"

const facts = {
  plan: { amount: 3000, checksum: 10000, known: [] },
  state: { ask: asking({ tag: undefined }), others: [], claimed: [] },
  readReason: readTags
}

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
    facts
  )

describe("without a tag", () => {
  it("an entry without one is not ours for that alone: that it is new, and its amount, decide", () => {
    assert.deepStrictEqual(confirmed({ amount: 2000 }, { amount: 1000 }), { _tag: "Accepted" })
    assert.deepInclude(confirmed({ amount: 3000 }), { _tag: "Applied", entry: "3000 at " })
    for (const history of [[3000, 1000], [1000, 3000]]) {
      assert.deepInclude(confirmed(...history.map((amount) => ({ amount }))), { _tag: "Applied", entry: "3000 at " })
    }
  })
})

describe("a PG's rejection", () => {
  it("is neither yes nor no, unless its words are on the list of those that prove", () => {
    const rejected = (
      hint?: CancelError.CancelRejected["hint"],
      proves: CancelError.CancelRejected["proves"] = "nothing"
    ) =>
      verdictOf(
        Result.fail(
          new CancelError.CancelRejected({ code: -1, providerMessage: "VT00", status: 200, family: "pg", hint, proves })
        ),
        facts
      )
    const doubt = (cause: DoubtAtPg) => ({ _tag: "MaybeDoneAtPg", rejection: "VT00", cause }) as const
    for (const proves of ["nothing", "not-executed"] as const) {
      assert.deepStrictEqual(rejected("pg-timeout", proves), doubt("PgTimedOut"))
      assert.deepStrictEqual(rejected("already-cancelled-at-pg", proves), doubt("PgSaysAlreadyCancelled"))
    }
    assert.strictEqual(rejected("settlement-short", "not-executed")._tag, "RejectedByPg")
    assert.strictEqual(rejected(undefined, "not-executed")._tag, "RejectedByPg")
    assert.deepStrictEqual(rejected("settlement-short"), doubt("UnknownRejection"))
    assert.deepStrictEqual(rejected(), doubt("UnknownRejection"))
  })
})

describe("a rejection", () => {
  const rejection = (error: CancelError.CancelError) => {
    const verdict = verdictOf(Result.fail(error), facts)
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
