import { assert, describe, it } from "vitest"
import { type Json, openShop } from "./shop.ts"

const NOT_FOUND = { code: -1, message: "존재하지 않는 결제정보입니다.", response: null }
const UNSUPPORTED = { code: -1, message: "지원되지 않는 상태값입니다.", response: null }
const uids = (list: Json): ReadonlyArray<string> => list.map((payment: Json) => payment.imp_uid)

describe("GET /payments/find/{merchant_uid}", () => {
  const shop = openShop()

  it("returns the newest of several attempts, because merchant_uid is not unique", async () => {
    await shop.order({ kind: "failed-card", merchant_uid: "A" })
    const second = await shop.order({ merchant_uid: "A" })

    assert.strictEqual((await shop.get("/payments/find/A")).json.response.imp_uid, second.imp_uid)
    assert.strictEqual((await shop.get("/payments/find/A?sorting=-started")).json.response.imp_uid, second.imp_uid)
  })

  it("follows sorting: started, paid, updated, each also backwards", async () => {
    const a = await shop.order({ merchant_uid: "A", started_at: 100, paid_at: 900 })
    const b = await shop.order({ merchant_uid: "A", started_at: 200, paid_at: 300 })
    const c = await shop.order({
      merchant_uid: "A",
      started_at: 150,
      paid_at: 400,
      status: "cancelled",
      cancelled_at: 950
    })
    const first = async (sorting: string) =>
      (await shop.get(`/payments/find/A?sorting=${sorting}`)).json.response.imp_uid

    assert.strictEqual(await first("started"), a.imp_uid)
    assert.strictEqual(await first("-started"), b.imp_uid)
    assert.strictEqual(await first("paid"), b.imp_uid)
    assert.strictEqual(await first("-paid"), a.imp_uid)
    assert.strictEqual(await first("updated"), b.imp_uid)
    assert.strictEqual(await first("-updated"), c.imp_uid)
    assert.strictEqual((await shop.get("/payments/find/A?sorting=sideways")).status, 400)
  })

  it("can be narrowed to a status", async () => {
    const failed = await shop.order({ kind: "failed-card", merchant_uid: "A" })
    await shop.order({ merchant_uid: "A" })

    assert.strictEqual((await shop.get("/payments/find/A/failed")).json.response.imp_uid, failed.imp_uid)
    assert.strictEqual((await shop.get("/payments/find/A/ready")).status, 404)
  })

  it("decodes the path, because an order number may hold a slash, a question mark or Korean", async () => {
    const { imp_uid } = await shop.order({ merchant_uid: "주문/2024?1 #%" })

    const { json } = await shop.get(`/payments/find/${encodeURIComponent("주문/2024?1 #%")}`)

    assert.strictEqual(json.response.imp_uid, imp_uid)
  })

  it("answers 404 for an unknown order", async () => {
    const { json, status } = await shop.get("/payments/find/nobody")

    assert.strictEqual(status, 404)
    assert.deepStrictEqual(json, NOT_FOUND)
  })
})

describe("GET /payments/findAll/{merchant_uid}", () => {
  const shop = openShop()

  it("pages through every attempt with total, previous and next, 0 meaning none", async () => {
    const { imp_uids } = await shop.order({ merchant_uid: "A", count: 45 })
    const page = async (number: number) =>
      (await shop.get(`/payments/findAll/A?page=${number}&sorting=started`)).json.response

    const [first, second, third] = [await page(1), await page(2), await page(3)]

    assert.deepInclude(first, { total: 45, previous: 0, next: 2 })
    assert.deepInclude(second, { total: 45, previous: 1, next: 3 })
    assert.deepInclude(third, { total: 45, previous: 2, next: 0 })
    assert.deepStrictEqual([first, second, third].flatMap(({ list }) => uids(list)), imp_uids)
    assert.lengthOf(first.list, 20)
  })

  it("accepts a limit from 1 to 1000", async () => {
    await shop.order({ merchant_uid: "A", count: 1000 })

    assert.lengthOf((await shop.get("/payments/findAll/A?limit=1000")).json.response.list, 1000)
    assert.lengthOf((await shop.get("/payments/findAll/A?limit=1")).json.response.list, 1)
    for (const query of ["limit=0", "limit=1001", "limit=many", "page=0", "page=-1"]) {
      assert.strictEqual((await shop.get(`/payments/findAll/A?${query}`)).status, 400)
    }
  })

  it("can be narrowed to a status, and rejects an unknown one with 400", async () => {
    await shop.order({ kind: "failed-card", merchant_uid: "A" })
    await shop.order({ merchant_uid: "A" })

    assert.strictEqual((await shop.get("/payments/findAll/A/paid")).json.response.total, 1)
    assert.strictEqual((await shop.get("/payments/findAll/A/ready")).status, 404)
    const { json, status } = await shop.get("/payments/findAll/A/sold")
    assert.strictEqual(status, 400)
    assert.deepStrictEqual(json, UNSUPPORTED)
  })
})
