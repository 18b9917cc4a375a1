import { assert, describe, it } from "vitest"
import { type Json, NOW, openShop } from "./shop.ts"

const NOT_FOUND = { code: -1, message: "존재하지 않는 결제정보입니다.", response: null }
const uids = (list: Json): ReadonlyArray<string> => list.map((payment: Json) => payment.imp_uid)

describe("GET /payments/{imp_uid}", () => {
  const shop = openShop()

  it("prints the keys in alphabetical order, absent strings as null, absent times as 0 and histories as []", async () => {
    const { imp_uid } = await shop.order({ kind: "card", amount: 10_000, buyer_name: "홍길동" })

    const { json } = await shop.get(`/payments/${imp_uid}`)

    const payment = json.response
    assert.deepStrictEqual(Object.keys(payment), Object.keys(payment).toSorted())
    assert.deepInclude(payment, {
      amount: 10_000,
      buyer_addr: null,
      buyer_name: "홍길동",
      cancel_amount: 0,
      cancel_history: [],
      cancel_receipt_urls: [],
      cancelled_at: 0,
      failed_at: 0,
      imp_uid,
      sandbox: false,
      status: "paid"
    })
    assert.strictEqual(payment.paid_at, NOW)
    assert.notProperty(payment, "extension")
  })

  it("has every field of the response model of PortOne's reference", async () => {
    const { imp_uid } = await shop.order()
    const documented =
      "imp_uid merchant_uid pay_method channel pg_provider emb_pg_provider pg_tid pg_id escrow apply_num " +
      "bank_code bank_name card_code card_name card_quota card_number card_type vbank_code vbank_name vbank_num " +
      "vbank_holder vbank_date vbank_issued_at name amount cancel_amount currency buyer_name buyer_email buyer_tel " +
      "buyer_addr buyer_postcode custom_data user_agent status started_at paid_at failed_at cancelled_at fail_reason " +
      "cancel_reason receipt_url cancel_history cancel_receipt_urls cash_receipt_issued customer_uid customer_uid_usage"

    const { json } = await shop.get(`/payments/${imp_uid}`)

    assert.containsAllKeys(json.response, documented.split(" "))
  })

  it("has an empty apply_num where no card was used", async () => {
    const { imp_uid } = await shop.order({ kind: "vbank" })

    const { json } = await shop.get(`/payments/${imp_uid}`)

    assert.strictEqual(json.response.apply_num, "")
    assert.isAbove(json.response.vbank_date, json.response.vbank_issued_at)
  })

  it("shows an undeposited virtual account as ready and never paid", async () => {
    const { imp_uid } = await shop.order({ kind: "vbank-ready" })

    const { json } = await shop.get(`/payments/${imp_uid}`)

    assert.deepInclude(json.response, { status: "ready", paid_at: 0, cancelled_at: 0 })
  })

  it("answers 404 with code -1 for an unknown payment", async () => {
    const { json, status } = await shop.get("/payments/imp_999999999999")

    assert.strictEqual(status, 404)
    assert.deepStrictEqual(json, NOT_FOUND)
  })

  it("hides a test-channel payment without include_sandbox, and only on this call", async () => {
    const { imp_uid, merchant_uid } = await shop.order({ sandbox: true })

    assert.strictEqual((await shop.get(`/payments/${imp_uid}`)).status, 404)
    assert.strictEqual((await shop.get(`/payments/${imp_uid}?include_sandbox=false`)).status, 404)
    assert.strictEqual((await shop.get(`/payments/${imp_uid}?include_sandbox=true`)).json.response.sandbox, true)
    assert.strictEqual((await shop.get(`/payments?imp_uid[]=${imp_uid}`)).status, 200)
    assert.strictEqual((await shop.get(`/payments/find/${merchant_uid}`)).status, 200)
  })

  it("adds extension only when asked", async () => {
    const { imp_uid } = await shop.order({ extension: { points: 10 } })

    const { json } = await shop.get(`/payments/${imp_uid}?extension=true`)

    assert.deepStrictEqual(json.response.extension, { points: 10 })
  })

  it("never finds a payment by a literal path, because literal routes come first", async () => {
    await shop.order({ imp_uid: "cancel" })

    assert.strictEqual((await shop.get("/payments/cancel")).status, 405)
  })
})

describe("GET /payments", () => {
  const shop = openShop()

  it("answers 200 when all are found, by either uid, the newest first", async () => {
    const one = await shop.order()
    const two = await shop.order({ merchant_uid: "주문/2?" })

    const { json, status } = await shop.get(
      `/payments?imp_uid[]=${one.imp_uid}&merchant_uid[]=${encodeURIComponent("주문/2?")}`
    )

    assert.strictEqual(status, 200)
    assert.deepStrictEqual(uids(json.response), [two.imp_uid, one.imp_uid])
  })

  it("answers 207 when only some are found", async () => {
    const one = await shop.order()

    const { json, status } = await shop.get(`/payments?imp_uid[]=${one.imp_uid}&imp_uid[]=imp_no`)

    assert.strictEqual(status, 207)
    assert.deepStrictEqual(uids(json.response), [one.imp_uid])
  })

  it("answers 404 when none is found", async () => {
    assert.strictEqual((await shop.get("/payments?imp_uid[]=imp_no")).status, 404)
  })

  it("accepts encoded brackets, numbered brackets and repeated keys without brackets", async () => {
    const one = await shop.order()
    const two = await shop.order()

    for (const key of ["imp_uid%5B%5D", "imp_uid[]", "imp_uid", "imp_uid[0]"]) {
      const { json } = await shop.get(`/payments?${key}=${one.imp_uid}&${key}=${two.imp_uid}`)

      assert.deepStrictEqual(uids(json.response), [two.imp_uid, one.imp_uid])
    }
  })

  it("accepts up to 100 and rejects more", async () => {
    const { imp_uids } = await shop.order({ count: 101 })
    const ask = (count: number) =>
      shop.get(`/payments?${imp_uids.slice(0, count).map((uid: string) => `imp_uid[]=${uid}`).join("&")}`)

    assert.lengthOf((await ask(100)).json.response, 100)
    assert.strictEqual((await ask(101)).status, 400)
  })
})
