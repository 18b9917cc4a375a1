import { request } from "node:http"
import { assert, describe, it } from "vitest"
import { form, type Json, openShop } from "./shop.ts"

describe("requests as existing V1 clients write them", () => {
  const shop = openShop()

  it("PHP and WooCommerce: trailing slash, bare token, JSON", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const { json } = await shop.request(
      "POST",
      "/payments/cancel/",
      {
        imp_uid,
        amount: 3000,
        reason: "워드프레스 환불",
        refund_holder: null,
        refund_bank: null,
        refund_account: null
      },
      { authorization: shop.token, "content-type": "application/json" }
    )

    assert.strictEqual(json.response.cancel_amount, 3000)
  })

  it("Go: form with every field, empty ones left out", async () => {
    const { imp_uid, merchant_uid } = await shop.order({ kind: "vbank", amount: 10_000 })
    const body = new URLSearchParams({
      amount: "10000",
      checksum: "10000",
      imp_uid,
      merchant_uid,
      reason: "test",
      refund_account: "1234567890",
      refund_bank: "004",
      refund_holder: "gopher",
      tax_free: "0"
    })

    const { json } = await shop.request("POST", "/payments/cancel", body.toString(), {
      ...form,
      authorization: shop.token
    })

    assert.strictEqual(json.response.status, "cancelled")
  })

  it("Java: escrow_confirmed false and nulls for what was not set", async () => {
    const { imp_uid } = await shop.order({ kind: "escrow-card", amount: 500 })

    const { json } = await shop.request(
      "POST",
      "/payments/cancel",
      "{\"imp_uid\":\"" + imp_uid + "\",\"merchant_uid\":null,\"amount\":500,\"tax_free\":null,\"checksum\":null," +
        "\"reason\":null,\"refund_holder\":null,\"refund_bank\":null,\"refund_account\":null,\"escrow_confirmed\":false}",
      { authorization: shop.token, "content-type": "application/json; charset=UTF-8" }
    )

    assert.strictEqual(json.response.cancel_amount, 500)
    assert.strictEqual((await shop.ledger())[0].request.escrow_confirmed, false)
  })

  it("Python: JSON with escaped Korean and the token without Bearer", async () => {
    const { merchant_uid } = await shop.order({ amount: 10_000 })
    const body = `{"reason": "\\ub2e8\\uc21c\\ubcc0\\uc2ec", "merchant_uid": "${merchant_uid}", "amount": 1004.0}`

    const { json } = await shop.request("POST", "/payments/cancel", body, {
      authorization: shop.token,
      accept: "*/*",
      "content-type": "application/json",
      "user-agent": "python-requests/2.31.0"
    })

    assert.strictEqual(json.response.cancel_amount, 1004)
    assert.strictEqual(json.response.cancel_reason, "단순변심")
  })

  it("Node: getToken, then cancel over node:http without a content length", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    const issued = await post("/users/getToken", { imp_key: shop.sandbox.key, imp_secret: shop.sandbox.secret })

    const answer = await post(
      "/payments/cancel",
      { imp_uid, amount: 1000, checksum: 10_000, reason: "axios" },
      issued.response.access_token
    )

    assert.strictEqual(answer.code, 0)
    assert.strictEqual(answer.response.cancel_amount, 1000)
  })

  const post = (path: string, body: object, token?: string) =>
    new Promise<Json>((resolve, reject) => {
      const headers = {
        "content-type": "application/json",
        "transfer-encoding": "chunked",
        ...(token === undefined ? {} : { authorization: token })
      }
      const sending = request(shop.sandbox.url + path, { method: "POST", headers }, (response) => {
        let text = ""
        response.setEncoding("utf8").on("data", (chunk) => (text += chunk)).on("end", () => resolve(JSON.parse(text)))
      })
      sending.on("error", reject)
      sending.write(JSON.stringify(body).slice(0, 5))
      sending.end(JSON.stringify(body).slice(5))
    })
})
