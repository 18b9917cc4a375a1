import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

describe("DELETE /vbanks/{imp_uid}", () => {
  const shop = openShop()
  const revoke = (imp_uid: string, query = "") =>
    shop.request("DELETE", `/vbanks/${imp_uid}${query}`, undefined, { authorization: shop.token })

  it("revokes an account that waits for its deposit: cancelled, with a row of 0, and no money in the ledger", async () => {
    const { imp_uid } = await shop.order({ kind: "vbank-ready" })

    const { json, status } = await revoke(imp_uid)

    assert.strictEqual(status, 200)
    assert.strictEqual(json.code, 0)
    assert.deepInclude(json.response, { imp_uid, status: "cancelled", cancel_amount: 0, paid_at: 0 })
    assert.deepStrictEqual(json.response.cancel_history.map((row: { amount: number }) => row.amount), [0])
    assert.deepStrictEqual((await shop.get(`/payments/${imp_uid}`)).json.response, json.response)
    assert.deepStrictEqual(await shop.ledger(), [])
  })

  it("is the only way, because an unpaid account cannot be cancelled, before or after", async () => {
    const { imp_uid } = await shop.order({ kind: "vbank-ready" })

    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 1)
    await revoke(imp_uid)
    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 1)
    assert.strictEqual((await revoke(imp_uid)).status, 400)
    assert.strictEqual((await shop.request("POST", "/_sandbox/revert", { imp_uid })).status, 409)
  })

  it("responds with 400 for another payment, 404 for none, and 401 without a token", async () => {
    const card = await shop.order()
    const paid = await shop.order({ kind: "vbank" })
    const foreign = await shop.order({ kind: "vbank-ready", tier: "AB1" })

    assert.strictEqual((await revoke(card.imp_uid)).status, 400)
    assert.strictEqual((await revoke(paid.imp_uid)).status, 400)
    assert.strictEqual((await revoke(foreign.imp_uid)).status, 404)
    assert.strictEqual((await revoke("imp_nobody")).status, 404)
    assert.strictEqual((await shop.request("DELETE", `/vbanks/${paid.imp_uid}`)).status, 401)
    assert.strictEqual((await shop.get(`/vbanks/${paid.imp_uid}`)).status, 405)
  })

  it("is accepted at the listed PGs, and at KG Inicis only with its key", async () => {
    const at = async (pg_provider: string) => (await shop.order({ kind: "vbank-ready", pg_provider })).imp_uid

    assert.strictEqual((await revoke(await at("daou"))).status, 400)
    const inicis = await at("html5_inicis")
    assert.strictEqual((await revoke(inicis)).json.code, -1)
    assert.strictEqual((await revoke(inicis, "?pg_api_key=k")).json.code, 0)
    await shop.control("POST", "rules", { "vbank-revoke-gateway": "off", "vbank-revoke-inicis-key": "off" })
    assert.strictEqual((await revoke(await at("daou"))).json.code, 0)
    assert.strictEqual((await revoke(await at("html5_inicis"))).json.code, 0)
  })
})
