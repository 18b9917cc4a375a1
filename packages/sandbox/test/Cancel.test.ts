import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const NOTHING = "취소할 결제건이 존재하지 않습니다."
const ALREADY = "이미 전액취소된 주문입니다."

describe("POST /payments/cancel", () => {
  const shop = openShop()
  const rejected = async (body: object, code: number, words: RegExp | string) => {
    const before = await shop.ledger()

    const { json, status } = await shop.cancel(body)

    assert.strictEqual(status, 200, "a rejection travels with HTTP 200")
    assert.strictEqual(json.code, code)
    if (typeof words === "string") assert.strictEqual(json.message, words)
    else assert.match(json.message, words)
    assert.isNull(json.response)
    assert.deepStrictEqual(await shop.ledger(), before, "nothing happened")
  }

  it("cancels a part and shows it in amount, history and status", async () => {
    const { imp_uid } = await shop.order({ kind: "card", amount: 10_000 })

    const { json } = await shop.cancel({ imp_uid, amount: 3000, checksum: 10_000, reason: "부분환불" })

    const payment = json.response
    assert.strictEqual(json.code, 0)
    assert.isNull(json.message)
    assert.strictEqual(payment.cancel_amount, 3000)
    assert.strictEqual(payment.status, "cancelled")
    assert.strictEqual(payment.cancel_reason, "부분환불")
    assert.lengthOf(payment.cancel_history, 1)
    assert.deepStrictEqual(Object.keys(payment.cancel_history[0]), [
      "pg_tid",
      "amount",
      "cancelled_at",
      "reason",
      "receipt_url",
      "cancellation_id"
    ])
    assert.match(payment.cancel_history[0].cancellation_id, /^[0-9A-Z]{20}$/)
    assert.strictEqual(payment.cancel_history[0].amount, 3000)
    assert.strictEqual(payment.cancelled_at, payment.cancel_history[0].cancelled_at)
    assert.deepStrictEqual(payment.cancel_receipt_urls, [payment.cancel_history[0].receipt_url])
    assert.deepStrictEqual((await shop.get(`/payments/${imp_uid}`)).json.response, payment)
  })

  for (const [name, more] of [["missing", {}], ["0", { amount: 0 }], ["null", { amount: null }]] as const) {
    it(`cancels the whole balance for an amount that is ${name}`, async () => {
      const { imp_uid } = await shop.order({ amount: 10_000 })
      await shop.cancel({ imp_uid, amount: 4000 })

      const { json } = await shop.cancel({ imp_uid, ...more })

      assert.strictEqual(json.response.cancel_amount, 10_000)
      assert.deepStrictEqual(json.response.cancel_history.map((entry: { amount: number }) => entry.amount), [
        4000,
        6000
      ])
    })
  }

  it("refunds a repeated partial cancel again, because there is no idempotency", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    await shop.cancel({ imp_uid, amount: 1000 })

    const { json } = await shop.cancel({ imp_uid, amount: 1000 })

    assert.strictEqual(json.response.cancel_amount, 2000)
    assert.notStrictEqual(
      json.response.cancel_history[0].cancellation_id,
      json.response.cancel_history[1].cancellation_id
    )
  })

  it("rejects a stale checksum before anything happens", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    await shop.cancel({ imp_uid, amount: 1000, checksum: 10_000 })

    await rejected({ imp_uid, amount: 1000, checksum: 10_000 }, 1, /^\[sandbox\].*checksum/)
  })

  it("compares checksum 0 like any other number, because only null means no check", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    await rejected({ imp_uid, amount: 1000, checksum: 0 }, 1, /checksum/)
  })

  it("skips the check when checksum is null", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1000, checksum: null })).json.code, 0)
  })

  it("rejects an amount above the balance", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    await shop.cancel({ imp_uid, amount: 9000 })

    await rejected({ imp_uid, amount: 1001 }, 1, /^\[sandbox\]/)
  })

  it("rejects amounts that are negative or not numbers, also as text", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    for (const amount of [-1, "-1", "NaN", "", "천원", "0x10", true, [1000], { won: 1 }, "Infinity", 0.5]) {
      await rejected({ imp_uid, amount }, 1, /^\[sandbox\]/)
    }
  })

  it("accepts numbers that are sent as text", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const { json } = await shop.cancel({ imp_uid, amount: "1000", checksum: "10000.00" })

    assert.strictEqual(json.response.cancel_amount, 1000)
  })

  it("rejects a fully cancelled payment with code 1", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    await shop.cancel({ imp_uid })

    await rejected({ imp_uid }, 1, ALREADY)
    await rejected({ imp_uid, amount: 1000, checksum: 10_000 }, 1, ALREADY)
  })

  it("rejects an unknown payment with HTTP 200 and code 1, not with 404", async () => {
    await rejected({ imp_uid: "imp_999999999999" }, 1, NOTHING)
    await rejected({ merchant_uid: "nobody's order" }, 1, NOTHING)
  })

  it("rejects a request that names no payment", async () => {
    await rejected({ amount: 1000 }, 1, /지정해주셔야합니다\.$/)
    await rejected({ imp_uid: null, merchant_uid: "" }, 1, /지정해주셔야합니다\.$/)
  })

  it("follows imp_uid when both are given, so an invalid imp_uid fails alone", async () => {
    const first = await shop.order({ merchant_uid: "A" })
    await shop.order({ merchant_uid: "B" })

    const { json } = await shop.cancel({ imp_uid: first.imp_uid, merchant_uid: "B", amount: 1 })

    assert.strictEqual(json.response.merchant_uid, "A")
    await rejected({ imp_uid: "imp_no", merchant_uid: "B" }, 1, NOTHING)
    await rejected({ imp_uid: ["imp_no"], merchant_uid: "B" }, 1, NOTHING)
  })

  it("finds by merchant_uid the newest attempt with money left, because merchant_uid is not unique", async () => {
    await shop.order({ kind: "failed-card", merchant_uid: "A" })
    const paid = await shop.order({ merchant_uid: "A" })
    await shop.order({ kind: "vbank-ready", merchant_uid: "A" })

    const { json } = await shop.cancel({ merchant_uid: "A" })

    assert.strictEqual(json.response.imp_uid, paid.imp_uid)
    await shop.cancel({ merchant_uid: "A" })
    assert.lengthOf(await shop.ledger(), 1)
  })

  it("rejects what was never paid", async () => {
    for (const kind of ["vbank-ready", "failed-card"]) {
      const { imp_uid } = await shop.order({ kind })

      await rejected({ imp_uid }, 1, /^\[sandbox\]/)
    }
  })

  it("rejects a virtual account that was revoked before the deposit, because no money came in", async () => {
    const { imp_uid } = await shop.order({ kind: "vbank", status: "cancelled", cancel_amount: 0 })

    await rejected({ imp_uid }, 1, ALREADY)
  })

  it("cancels a test-channel payment without include_sandbox", async () => {
    const { imp_uid } = await shop.order({ sandbox: true })

    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 0)
  })

  it("tolerates a trailing slash, because official clients send it", async () => {
    const { imp_uid } = await shop.order()

    const { json } = await shop.request("POST", "/payments/cancel/", { imp_uid }, { authorization: shop.token })

    assert.strictEqual(json.code, 0)
  })

  it("keeps every request field in the ledger", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    const body = {
      imp_uid,
      amount: 1000,
      tax_free: 500,
      vat_amount: 45,
      retain_promotion: true,
      enable_webhook: true,
      escrow_confirmed: false,
      extra: { requester: "admin" },
      reason: "단순변심"
    }

    const { json } = await shop.cancel(body, { authorization: `Bearer ${shop.token}` })

    const [entry] = await shop.ledger()
    assert.deepInclude(entry, { seq: 1, imp_uid, amount: 1000, balanceBefore: 10_000, balanceAfter: 9000 })
    assert.strictEqual(entry.cancellationId, json.response.cancel_history[0].cancellation_id)
    assert.deepStrictEqual(entry.request, body)
    assert.deepInclude(entry.headers, { token: "bearer", body: "json" })
  })

  it("applies exactly one of 50 cancels that arrive together with one checksum", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => shop.cancel({ imp_uid, amount: 100, checksum: 10_000 }))
    )

    assert.lengthOf(answers.filter(({ json }) => json.code === 0), 1)
    assert.lengthOf(await shop.ledger(), 1)
    assert.strictEqual((await shop.control("GET", `payments/${imp_uid}`)).cancel_amount, 100)
  })

  it("never gives back more than was paid when 50 cancels without a checksum arrive together", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })

    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.cancel({ imp_uid, amount: 300 })))

    assert.lengthOf(answers.filter(({ json }) => json.code === 0), 3)
    assert.strictEqual((await shop.control("GET", `payments/${imp_uid}`)).cancel_amount, 900)
  })
})
