import { assert, describe, it } from "vitest"
import { type Json, openShop } from "./shop.ts"

describe("GET /banks and /cards", () => {
  const shop = openShop()

  it("list codes and names, and one by its code", async () => {
    const banks = (await shop.get("/banks")).json.response
    const cards = (await shop.get("/cards")).json.response

    assert.deepInclude(banks, (await shop.get("/banks/004")).json.response)
    assert.deepInclude(cards, (await shop.get("/cards/361")).json.response)
    assert.isTrue(banks.every(({ code }: Json) => /^\d{3}$/.test(code)))
    assert.deepStrictEqual(Object.keys(banks[0]), ["code", "name"])
    assert.strictEqual((await shop.get("/banks/999")).status, 404)
  })

  it("has overseas cards with five digits, although PortOne's reference says three", async () => {
    assert.strictEqual((await shop.get("/cards/10005")).json.response.name, "해외비자카드")
  })
})
