import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

describe("statusAfterPartial", () => {
  const shop = openShop({ statusAfterPartial: "paid" })

  it("leaves a partly cancelled payment paid, because public sources disagree about it", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const part = await shop.cancel({ imp_uid, amount: 1 })
    const rest = await shop.cancel({ imp_uid })

    assert.strictEqual(part.json.response.status, "paid")
    assert.strictEqual(rest.json.response.status, "cancelled")
  })
})

describe("foreign money", () => {
  const shop = openShop()

  it("cancels 10.10 USD in three parts and leaves a balance of exactly 0", async () => {
    const { imp_uid } = await shop.order({ kind: "paypal", amount: 10.1 })
    await shop.cancel({ imp_uid, amount: 3.3, checksum: 10.1 })
    await shop.cancel({ imp_uid, amount: 3.4, checksum: 6.8 })

    const { json } = await shop.cancel({ imp_uid, amount: 3.4, checksum: 3.4 })

    assert.strictEqual(json.code, 0)
    assert.strictEqual(json.response.cancel_amount, 10.1)
    assert.strictEqual(json.response.currency, "USD")
    assert.deepStrictEqual((await shop.ledger()).map((entry: { balanceAfter: number }) => entry.balanceAfter), [
      6.8,
      3.4,
      0
    ])
  })

  it("does not drift over 300 ten-cent cancels", async () => {
    const { imp_uid } = await shop.order({ kind: "usd-card", amount: 100 })
    for (let cent = 0; cent < 300; cent++) await shop.cancel({ imp_uid, amount: 0.1 })

    const { json } = await shop.cancel({ imp_uid, amount: 70, checksum: 70 })

    assert.strictEqual(json.response.cancel_amount, 100)
  })
})

describe("Tier", () => {
  const shop = openShop()

  it("shows a sub-merchant only its own payments", async () => {
    const own = await shop.order({ tier: "AB1" })
    const main = await shop.order()

    assert.strictEqual((await shop.get(`/payments/${own.imp_uid}`, { tier: "AB1" })).status, 200)
    assert.strictEqual((await shop.get(`/payments/${main.imp_uid}`, { tier: "AB1" })).status, 404)
    assert.strictEqual((await shop.get(`/payments/${own.imp_uid}`)).status, 404)
    assert.strictEqual((await shop.cancel({ imp_uid: own.imp_uid })).json.code, 1)
    assert.strictEqual((await shop.cancel({ imp_uid: own.imp_uid }, { tier: "AB1" })).json.code, 0)
    assert.strictEqual((await shop.ledger())[0].headers.tier, "AB1")
  })

  it("is rejected when it is not three upper-case letters or digits", async () => {
    for (const tier of ["ab1", "AB", "AB12"]) {
      assert.strictEqual((await shop.get("/banks", { tier })).status, 400)
    }
  })
})
