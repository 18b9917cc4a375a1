import { assert, describe, it } from "vitest"
import { KINDS } from "../src/server/control/kinds.ts"
import { openShop } from "./shop.ts"

describe("/_sandbox/payments", () => {
  const shop = openShop()
  const post = (body: unknown) => shop.request("POST", "/_sandbox/payments", body)

  for (const { name } of KINDS) {
    it(`makes a ${name}`, async () => {
      const { json, status } = await post({ kind: name })

      assert.strictEqual(status, 201)
      assert.deepStrictEqual(await shop.control("GET", `payments/${json.imp_uid}`), json)
    })
  }

  it("accepts any field of a payment", async () => {
    const { json } = await post({
      kind: "card",
      imp_uid: "imp_448280090638",
      merchant_uid: "A",
      amount: 7,
      buyer_tel: "02"
    })

    assert.deepInclude(json, { imp_uid: "imp_448280090638", merchant_uid: "A", amount: 7, buyer_tel: "02" })
    assert.strictEqual((await shop.get("/payments/imp_448280090638")).json.response.amount, 7)
  })

  it("starts from a balance that was reduced before", async () => {
    const { json } = await post({
      amount: 10_000,
      cancel_amount: 9000,
      status: "cancelled",
      cancel_history: [{ amount: 9000 }]
    })

    const { json: answer } = await shop.cancel({ imp_uid: json.imp_uid, checksum: 1000 })

    assert.strictEqual(answer.response.cancel_amount, 10_000)
    assert.lengthOf(answer.response.cancel_history, 2)
  })

  it("makes many at a time from a count or from a list, and lists their uids up to 1000", async () => {
    const counted = await post({ kind: "card", count: 1000 })
    const listed = await post([{ kind: "phone" }, { kind: "vbank", count: 2 }])
    const more = await post({ count: 1001 })

    assert.strictEqual(counted.json.count, 1000)
    assert.lengthOf(new Set(counted.json.imp_uids), 1000)
    assert.strictEqual(listed.json.count, 3)
    assert.lengthOf(listed.json.imp_uids, 3)
    assert.deepStrictEqual(more.json, { count: 1001 })
  })

  it("cancels one of a batch and leaves the others alone", async () => {
    const { json } = await post({ count: 3, amount: 500 })
    await shop.cancel({ imp_uid: json.imp_uids[1] })

    const amounts = await Promise.all(
      json.imp_uids.map(async (uid: string) => (await shop.control("GET", `payments/${uid}`)).cancel_amount)
    )

    assert.deepStrictEqual(amounts, [0, 500, 0])
  })

  it("never gives a number twice, also when a test has taken the next one", async () => {
    await post({ imp_uid: "imp_000000000002" })

    const { json } = await post({ count: 2 })

    assert.lengthOf(new Set(["imp_000000000002", ...json.imp_uids]), 3)
  })

  it("rejects a wrong description, and then makes no payment", async () => {
    const wrong = [
      [{ kind: "card" }, { kind: "gold" }],
      { amount: "lots" },
      { amount: -1 },
      { amuont: 1 },
      { count: 0 },
      { count: 2, imp_uid: "x" },
      { tier: "abc" },
      { imp_uid: "" },
      { paid_at: "now" },
      { kind: { toString: 1 } },
      7,
      [null]
    ]
    for (const body of wrong) assert.strictEqual((await post(body)).status, 400)

    assert.include((await post({ kind: "gold" })).json.error, KINDS.map(({ name }) => name).join(", "))
    assert.strictEqual((await shop.get("/payments/status/all")).json.response.total, 0)
  })

  it("shows no hidden field", async () => {
    const hidden = { _tax_free: 1, _vat: 0, _vat_by_merchant: true, _card_kind: "gift", _points: false, _applied: true }
    const { json } = await post({ ...hidden, _promotion: { minimum: 1 }, async: 5, notice_url: [], _webhook: false })

    assert.sameMembers(Object.keys(json), Object.keys((await post({})).json))
  })

  it("rejects wrong values of hidden fields", async () => {
    const wrong = [
      { _tax_free: -1 },
      { _vat: "some" },
      { _vat_by_merchant: 1 },
      { _card_kind: "gold" },
      { _points: "yes" },
      { _applied: null },
      { _promotion: 10_000 },
      { _promotion: { minimum: "much" } },
      { _promotion: { minimum: 1, flat: "no" } },
      { async: -1 },
      { async: "soon" },
      { notice_url: ["http://127.0.0.1/", "http://shop.example/"] },
      { _webhook: 0 },
      { _secret: 1 }
    ]
    for (const body of wrong) assert.strictEqual((await post(body)).status, 400, JSON.stringify(body))
  })

  it("rejects an imp_uid that is taken with 409", async () => {
    await post({ imp_uid: "x" })

    assert.strictEqual((await post({ imp_uid: "x" })).status, 409)
    assert.strictEqual((await post([{ imp_uid: "y" }, { imp_uid: "y" }])).status, 409)
  })
})
