/**
 * Misspelt fields of a refund. Without the field, the cancel would be another one than the caller
 * wrote.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { checkRefund } from "../src/internal/checkRefund.ts"

const good = { impUid: "imp_1", key: "refund-1", amount: 3000 }
const problemOf = (fields: object) => {
  const checked = checkRefund({ ...good, ...fields }, {})
  return Result.isFailure(checked) ? checked.failure : undefined
}

describe("a refund", () => {
  for (
    const name of [
      "Reason",
      "resaon",
      "reasons",
      "reson",
      "REASON",
      "extra",
      "Extras",
      "tax_free",
      "taxfree",
      "TAXFREE"
    ]
      .concat("vat_amount", "vatAmout", "refund_account", "refundAcount", "Tier", "retain_promotion", "enable-webhook")
  ) {
    it(`is not accepted with ${name}`, () => {
      const problem = problemOf({ [name]: "단순 변심" })
      assert.strictEqual(problem?.field, name)
      assert.match(problem?.problem ?? "", /^is not known here: write (?:reason|extras|extras: \{ \w+ \})$/)
      assert.match(problem?.messageKo ?? "", /올바른 이름은 (?:reason|extras).*세요\.$/)
    })
  }

  it("is not accepted with a checksum, which refundOnce would replace", () => {
    const problem = problemOf({ checksum: 5000 })
    assert.strictEqual(problem?.field, "checksum")
    assert.match(problem?.problem ?? "", /refundOnce finds it out by a look-up/)
  })

  it("may be a row of a shop's table with other columns", () => {
    assert.isUndefined(problemOf({ id: 1, createdAt: 7, currency: "KRW", merchantUid: "order-1", state: "open" }))
    assert.isUndefined(problemOf({ tie: 1, rest: true, vat: 3, tax: 1, account: "x", 이유: "x" }))
    assert.isUndefined(problemOf({ Reason: undefined }))
  })
})
