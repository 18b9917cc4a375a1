import { assert, describe, it } from "vitest"
import { TEXTS } from "../src/server/api/texts.ts"
import { openShop } from "./shop.ts"

describe("a payment with a promotion", () => {
  const shop = openShop()
  const tenth = (amount: number, minimum: number) =>
    shop.order({ amount, promotion: { id: "p", discount: amount / 10 }, _promotion: { minimum } })

  it("counts amount and checksum by the order, not by what was charged", async () => {
    const { imp_uid } = await tenth(20_000, 10_000)

    const first = await shop.cancel({ imp_uid, amount: 10_000, checksum: 20_000 })

    assert.strictEqual(first.json.code, 0)
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 10_000, checksum: 10_000 })).json.code, 0)
  })

  it("cannot lose its promotion when the customer would then owe more: the case of the documents", async () => {
    const { imp_uid } = await tenth(10_000, 10_000)

    const { json } = await shop.cancel({ imp_uid, amount: 500 })

    assert.deepInclude(json, { code: 1, message: TEXTS.promotionBroken.text })
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1000 })).json.code, 0, "9,000 are owed before and after")
  })

  it("can be cancelled in whole, and in part when the rest still deserves it or the promotion is kept", async () => {
    const whole = await tenth(10_000, 10_000)
    const rest = await tenth(30_000, 10_000)
    const kept = await tenth(10_000, 10_000)

    assert.strictEqual((await shop.cancel({ imp_uid: whole.imp_uid })).json.code, 0)
    assert.strictEqual((await shop.cancel({ imp_uid: rest.imp_uid, amount: 1 })).json.code, 0)
    assert.strictEqual((await shop.cancel({ imp_uid: kept.imp_uid, amount: 1, retain_promotion: "true" })).json.code, 0)
  })

  it("loses a flat discount in one piece", async () => {
    const flat = { amount: 6000, promotion: { id: "p", discount: 1000 }, _promotion: { minimum: 5000, flat: true } }
    const { imp_uid } = await shop.order(flat)

    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1001 })).json.code, 0, "4,999 instead of 5,000")
    assert.strictEqual((await shop.cancel({ imp_uid: (await shop.order(flat)).imp_uid, amount: 1000 })).json.code, 0)
    const dear = await shop.order({ ...flat, _promotion: { minimum: 5900, flat: true } })
    assert.strictEqual((await shop.cancel({ imp_uid: dear.imp_uid, amount: 500 })).json.code, 1, "5,500 after 5,000")
  })

  it("stays with the choice of its first cancel, promotion-option-changes", async () => {
    const { imp_uid } = await tenth(30_000, 10_000)
    await shop.cancel({ imp_uid, amount: 1000, retain_promotion: true })

    const changed = await shop.cancel({ imp_uid, amount: 1000 })

    assert.deepInclude(changed.json, { code: 1, message: TEXTS.promotionOptionChanged.text })
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1000, retain_promotion: true })).json.code, 0)
    await shop.control("POST", "rules", { "promotion-option-changes": "off" })
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1000 })).json.code, 0)
  })

  it("is not a matter of the option when there is no promotion", async () => {
    const { imp_uid } = await shop.order()
    await shop.cancel({ imp_uid, amount: 1, retain_promotion: true })

    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1 })).json.code, 0)
  })
})
