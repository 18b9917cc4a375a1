import { assert, describe, it } from "vitest"
import { TEXTS } from "../src/server/api/texts.ts"
import { openShop } from "./shop.ts"

const account = { refund_holder: "홍길동", refund_bank: "004", refund_account: "1234567890", refund_tel: "0100000000" }

describe("a cancel that waits to be settled", () => {
  const shop = openShop()
  const state = (imp_uid: string) => shop.control("GET", `payments/${imp_uid}`)
  const settle = (imp_uid: string, result: string) => shop.control("POST", "settle", { imp_uid, result })

  it("is answered with code 0 and changes nothing, so code 0 does not mean that money moved", async () => {
    const payment = await shop.order({ kind: "paypal", async: true })

    const { json } = await shop.cancel({ imp_uid: payment.imp_uid, amount: 3.3, checksum: 10.1 })

    assert.strictEqual(json.code, 0)
    assert.deepStrictEqual(json.response, payment)
    assert.deepStrictEqual(await state(payment.imp_uid), payment)
    assert.deepStrictEqual(await shop.ledger(), [])
  })

  it("is applied when it is settled as done, with the request that caused it", async () => {
    const { imp_uid } = await shop.order({ kind: "paypal", async: true })
    await shop.cancel({ imp_uid, amount: 3.3, reason: "단순변심" })

    const settled = await settle(imp_uid, "done")

    assert.strictEqual(settled.cancel_amount, 3.3)
    assert.strictEqual(settled.status, "cancelled")
    assert.deepInclude(settled.cancel_history[0], { amount: 3.3, reason: "단순변심" })
    assert.deepStrictEqual(await state(imp_uid), settled)
    const [line] = await shop.ledger()
    assert.deepInclude(line, { by: "api", amount: 3.3, balanceAfter: 6.8 })
    assert.strictEqual(line.request.reason, "단순변심")
  })

  it("leaves no trace when it is settled as rejected, and can be requested again", async () => {
    const payment = await shop.order({ kind: "paypal", async: true })
    await shop.cancel({ imp_uid: payment.imp_uid })

    const settled = await settle(payment.imp_uid, "rejected")

    assert.deepStrictEqual(settled, payment)
    assert.deepStrictEqual(await shop.ledger(), [])
    assert.strictEqual((await shop.cancel({ imp_uid: payment.imp_uid })).json.code, 0)
    assert.strictEqual((await settle(payment.imp_uid, "done")).cancel_amount, 10.1)
  })

  it("reserves its money against a second cancel, although the checksum still matches", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000, async: true })
    await shop.cancel({ imp_uid, amount: 6000, checksum: 10_000 })

    const second = await shop.cancel({ imp_uid, amount: 6000, checksum: 10_000 })

    assert.deepInclude(second.json, { code: -1, message: TEXTS.pgBalanceShort.text })
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 4000, checksum: 10_000 })).json.code, 0)
    await settle(imp_uid, "done")
    await settle(imp_uid, "done")
    assert.deepStrictEqual((await shop.ledger()).map((line: { amount: number }) => line.amount), [6000, 4000])
  })

  it("settles by itself after the seconds it was given, by the sandbox's clock", async () => {
    const { imp_uid } = await shop.order({ async: 3600 })
    await shop.cancel({ imp_uid, amount: 1000 })
    await shop.control("POST", "clock", { advance: 3599 })
    assert.strictEqual((await state(imp_uid)).cancel_amount, 0)

    await shop.control("POST", "clock", { advance: 1 })

    assert.strictEqual((await state(imp_uid)).cancel_amount, 1000)
    assert.lengthOf(await shop.ledger(), 1)
  })

  it("settles by itself while the clock is not moved", async () => {
    const { imp_uid } = await shop.order({ async: 0 })
    await shop.cancel({ imp_uid })

    await shop.until(async () => (await state(imp_uid)).cancel_amount === 10_000)
  })

  it("is rejected when the console cancelled the same money before it is settled", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000, async: 60 })
    await shop.cancel({ imp_uid, amount: 6000 })
    await shop.control("POST", "console-cancel", { imp_uid, amount: 4000 })
    await shop.cancel({ imp_uid, amount: 6000, checksum: 6000 })

    await shop.control("POST", "clock", { advance: 60 })

    assert.strictEqual((await state(imp_uid)).cancel_amount, 10_000)
    assert.strictEqual((await shop.request("POST", "/_sandbox/settle", { imp_uid, result: "done" })).status, 409)
  })

  it("is what the rule async-completion makes of the four documented kinds of payment, and of no other", async () => {
    const pendingOf = async (payment: object) => {
      const { imp_uid } = await shop.order(payment)
      const { json } = await shop.cancel({ imp_uid, ...account })
      assert.strictEqual(json.code, 0, json.message)
      return json.response.cancel_amount === 0
    }
    assert.isFalse(await pendingOf({ kind: "paypal" }))
    await shop.control("POST", "rules", { "async-completion": "on" })

    for (const kind of ["paypal", "smartro-v2-vbank", "wechat", "paymentwall"]) assert.isTrue(await pendingOf({ kind }))
    for (const kind of ["card", "smartro-v2-trans", "smartro-vbank", "vbank"]) assert.isFalse(await pendingOf({ kind }))
    assert.isFalse(await pendingOf({ kind: "wechat", pay_method: "linepay" }))
    assert.isFalse(await pendingOf({ kind: "paypal", async: false }), "the field of the payment decides")
  })

  it("is checked by the rules like any other, because a PG rejects at once", async () => {
    const { imp_uid } = await shop.order({ kind: "smartro-v2-vbank", async: true })

    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 1)
    assert.strictEqual((await shop.request("POST", "/_sandbox/settle", { imp_uid, result: "done" })).status, 409)
  })

  it("is settled only as done or rejected, and only once", async () => {
    const { imp_uid } = await shop.order({ async: true })
    await shop.cancel({ imp_uid })
    const status = async (body: unknown) => (await shop.request("POST", "/_sandbox/settle", body)).status

    assert.strictEqual(await status({ imp_uid, result: "maybe" }), 400)
    assert.strictEqual(await status({ imp_uid: "imp_nobody", result: "done" }), 404)
    assert.strictEqual(await status([]), 404)
    assert.strictEqual(await status({ imp_uid, result: "done" }), 200)
    assert.strictEqual(await status({ imp_uid, result: "done" }), 409)
  })
})
