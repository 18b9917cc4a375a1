import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const UNSUPPORTED = { code: -1, message: "지원되지 않는 상태값입니다.", response: null }

describe("GET /payments/status/{status}", () => {
  const shop = openShop()
  const total = async (path: string) => (await shop.get(`/payments/status/${path}`)).json.response.total

  it("lists payments by status, and all", async () => {
    await shop.order({ count: 3 })
    await shop.order({ kind: "failed-card" })
    await shop.order({ kind: "vbank-ready" })
    const { imp_uid } = await shop.order()
    await shop.cancel({ imp_uid })

    assert.strictEqual(await total("all"), 6)
    assert.strictEqual(await total("paid"), 3)
    assert.strictEqual(await total("failed"), 1)
    assert.strictEqual(await total("ready"), 1)
    assert.strictEqual(await total("cancelled"), 1)
  })

  it("rejects an unsupported status with 400 and the public words", async () => {
    const { json, status } = await shop.get("/payments/status/sold")

    assert.strictEqual(status, 400)
    assert.deepStrictEqual(json, UNSUPPORTED)
  })

  it("returns the last 90 days, and rejects a wider window", async () => {
    const { now } = await shop.control("GET", "clock")
    const day = 86_400
    await shop.order({ started_at: now - 91 * day })
    await shop.order({ started_at: now - 89 * day })

    assert.strictEqual(await total("all"), 1)
    assert.strictEqual(await total(`all?from=${now - 92 * day}&to=${now - 90 * day}`), 1)
    assert.strictEqual((await shop.get(`/payments/status/all?from=${now - 91 * day}&to=${now}`)).status, 400)
    assert.strictEqual((await shop.get("/payments/status/all?from=yesterday")).status, 400)
  })

  it("returns an empty list when there is no payment", async () => {
    const { json, status } = await shop.get("/payments/status/paid")

    assert.strictEqual(status, 200)
    assert.deepStrictEqual(json.response, { total: 0, previous: 0, next: 0, list: [] })
  })

  it("pages through 100,000 payments that were ordered in one call", async () => {
    assert.deepStrictEqual(await shop.order({ count: 100_000 }), { count: 100_000 })

    const { json } = await shop.get("/payments/status/all?limit=10&page=10000&sorting=started")

    assert.strictEqual(json.response.total, 100_000)
    assert.strictEqual(json.response.next, 0)
    assert.strictEqual(json.response.list[9].imp_uid, "imp_000000100000")
  })
})
