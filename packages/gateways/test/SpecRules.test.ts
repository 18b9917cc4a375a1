/**
 * SPEC.md, table "Assumed", the rows about PGs: each assumption makes a verdict more careful, or
 * only warns.
 */
import type { CancelRequest } from "@effect-portone/core"
import { Bank, CancelCheck, Settlement } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { account, full, noon, part, payment, row, seconds } from "../../core/test/payments.ts"

const errorsOf = (wire: Record<string, unknown>, request: CancelRequest.CancelRequest, at = noon) =>
  CancelCheck.check(payment(wire), request, at).filter(({ severity }) => severity === "error").map(({ code }) => code)

describe("A7 the clock in Seoul", () => {
  const phone = { pg_provider: "danal", pay_method: "phone", paid_at: seconds("2026-10-31T14:00:00Z") }

  it("A7 a phone payment of 31 October, 23:00 in Seoul, can be cancelled until midnight there", () => {
    assert.deepStrictEqual(errorsOf(phone, full(), DateTime.makeUnsafe("2026-10-31T14:59:59.999Z")), [])
    assert.deepStrictEqual(errorsOf(phone, full(), DateTime.makeUnsafe("2026-10-31T15:00:00Z")), ["phone-month"])
  })

  it("A7 the caller's own time zone makes no difference", () => {
    const instant = DateTime.makeUnsafe("2026-10-31T14:59:59Z")
    const inNewYork = DateTime.toUtc(DateTime.setZoneOffset(instant, -4 * 60 * 60 * 1000))
    assert.deepStrictEqual(errorsOf(phone, full(), inNewYork), errorsOf(phone, full(), instant))
  })

  it("A7 every hour of a day at KSNET is judged as Seoul's", () => {
    const wire = { pg_provider: "ksnet", pay_method: "vbank" }
    const request = full({ refundAccount: account() })
    for (let hour = 0; hour < 24; hour++) {
      const at = DateTime.makeUnsafe(Date.UTC(2026, 10, 23, hour))
      const inSeoul = (hour + 9) % 24
      const expected = inSeoul >= 23 || inSeoul < 6 ? ["ksnet-vbank-night"] : []
      assert.deepStrictEqual(errorsOf(wire, request, at), expected, `${inSeoul} o'clock`)
    }
  })
})

describe("A8 lists of bank codes that are inferred", () => {
  for (const pg of ["smartro_v2", "uplus", "inicis", "kcp_billing", "kcp_quick", "danal"]) {
    it(`A8 ${pg}: another PG's code is a warning, not an error`, () => {
      const wrong = Bank.judge(pg, pg.startsWith("kcp") ? "088" : "BK88")
      assert.deepInclude(wrong, { _tag: "foreign", evidence: "inf" })

      const request = full({ refundAccount: account(pg.startsWith("kcp") ? "088" : "BK88", "01012345678") })
      const wire = { pg_provider: pg, pay_method: "vbank" }
      assert.deepStrictEqual(errorsOf(wire, request), [])
      assert.include(CancelCheck.check(payment(wire), request, noon).map(({ code }) => code), "refund-bank-unlisted")
    })
  }
})

describe("A9 pg_provider values that are inferred", () => {
  it("A9 a convenience store in Japan under another name is no error", () => {
    assert.deepStrictEqual(errorsOf({ pg_provider: "inicis_jp", pay_method: "cvs" }, full()), [
      "convenience-store-inicis-jp"
    ])
    assert.deepStrictEqual(errorsOf({ pg_provider: "inicis-japan", pay_method: "cvs" }, full()), [])
  })

  it("A9 WeChat Pay at KICC is pending under either name", () => {
    for (const pg_provider of ["kicc", "kicc_v2"]) {
      const wire = { pg_provider, pay_method: "wechat", cancel_amount: 10000, cancel_history: [row(10000)] }
      assert.strictEqual(Settlement.of(payment(wire)).state, "pending")
    }
  })
})

describe("A10 a history entry that is no proof", () => {
  it("A10 a virtual account at smartro_v2 stays pending with its entry, until the webhook came", () => {
    const wire = {
      pg_provider: "smartro_v2",
      pay_method: "vbank",
      status: "cancelled",
      cancel_amount: 10000,
      cancel_history: [row(10000, "a")]
    }
    assert.strictEqual(Settlement.of(payment(wire)).state, "pending")
    assert.strictEqual(Settlement.of(payment(wire), { notified: true }).state, "completed")
    assert.strictEqual(
      Settlement.of(payment({ ...wire, cancel_history: [], cancel_amount: 0 }), { notified: true }).state,
      "pending"
    )
  })
})

describe("A11 NaverPay's review", () => {
  it("A11 a cancel without reason and requester is warned of and sent", () => {
    const findings = CancelCheck.check(payment({ pg_provider: "naverpay" }), full(), noon)
    assert.deepStrictEqual(findings.map(({ code, severity }) => [code, severity]), [
      ["naverpay-reason", "warning"],
      ["naverpay-requester", "warning"]
    ])
  })
})

describe("A12 the rest after nine parts", () => {
  const nine = {
    pg_provider: "ksnet",
    cancel_amount: 900,
    cancel_history: Array.from({ length: 9 }, (_, index) => row(100, `id-${index}`))
  }

  it("A12 the rest is sent, because it may not count; another part is not", () => {
    assert.deepStrictEqual(errorsOf(nine, full({ checksum: 9100 })), [])
    assert.deepStrictEqual(errorsOf(nine, part(9100, { checksum: 9100 })), [])
    assert.deepStrictEqual(errorsOf(nine, part(9099, { checksum: 9100 })), ["ksnet-tenth-partial"])
  })
})
