import { assert, describe, it } from "vitest"
import { TEXTS } from "../src/server/api/texts.ts"
import { openShop } from "./shop.ts"

describe("/_sandbox/console-cancel", () => {
  const shop = openShop()

  it("cancels with the reason that the console writes, and marks the ledger entry as the console's", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const payment = await shop.control("POST", "console-cancel", { imp_uid, amount: 3000 })

    assert.deepInclude(payment, { cancel_amount: 3000, cancel_reason: "관리자페이지취소" })
    assert.deepInclude((await shop.ledger())[0], { by: "console", amount: 3000, balanceBefore: 10_000 })
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1, checksum: 10_000 })).json.code, 1, "a stale checksum")
  })

  it("cancels the whole balance when no amount is given, and no rule applies", async () => {
    const { imp_uid } = await shop.order({ kind: "danal-vbank" })

    assert.strictEqual((await shop.control("POST", "console-cancel", { imp_uid })).cancel_amount, 10_000)
  })

  it("rejects what is impossible", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    const ready = await shop.order({ kind: "vbank-ready" })
    const status = async (body: unknown) => (await shop.request("POST", "/_sandbox/console-cancel", body)).status

    for (const amount of [0, -1, 10_001, "much", 0.5, null]) assert.strictEqual(await status({ imp_uid, amount }), 400)
    assert.strictEqual(await status({ imp_uid: ready.imp_uid }), 409)
    assert.strictEqual(await status({ imp_uid: 7 }), 404)
    await shop.control("POST", "pg-cancel", { imp_uid, amount: 9000 })
    assert.strictEqual(await status({ imp_uid, amount: 1001 }), 409)
    assert.strictEqual(await status({ imp_uid, amount: 1000 }), 200)
  })
})

describe("/_sandbox/pg-cancel", () => {
  const shop = openShop()

  it("is not seen by PortOne: the payment stays as it was, and so does the ledger", async () => {
    const payment = await shop.order()

    await shop.control("POST", "pg-cancel", { imp_uid: payment.imp_uid })

    assert.deepStrictEqual((await shop.get(`/payments/${payment.imp_uid}`)).json.response, payment)
    assert.deepStrictEqual(await shop.ledger(), [])
  })

  for (
    const [pg_provider, text] of [
      ["html5_inicis", TEXTS.pgAlreadyCancelled.text],
      ["nice", TEXTS.pgAlreadyCancelledNice.text],
      ["kcp", TEXTS.pgAlreadyCancelledOther.text]
    ] as const
  ) {
    it(`makes ${pg_provider} reject with its own words for a payment that was already cancelled`, async () => {
      const { imp_uid } = await shop.order({ pg_provider })
      await shop.control("POST", "pg-cancel", { imp_uid })

      const { json } = await shop.cancel({ imp_uid, amount: 1000, checksum: 10_000 })

      assert.deepStrictEqual(json, { code: -1, message: text, response: null })
      assert.strictEqual((await shop.control("GET", `payments/${imp_uid}`)).status, "paid")
    })
  }

  it("leaves the rest to PortOne when only a part was cancelled there", async () => {
    const { imp_uid } = await shop.order({ kind: "kakaopay", amount: 10_000 })
    await shop.control("POST", "pg-cancel", { imp_uid, amount: 4000 })

    assert.strictEqual((await shop.cancel({ imp_uid })).json.message, TEXTS.pgBalanceShortKakao.text)
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 6000 })).json.code, 0)
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1 })).json.message, TEXTS.pgAlreadyCancelledOther.text)
  })

  it("cannot give back more than there is", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    await shop.control("POST", "pg-cancel", { imp_uid, amount: 10_000 })

    assert.strictEqual((await shop.request("POST", "/_sandbox/pg-cancel", { imp_uid, amount: 1 })).status, 409)
  })
})

describe("/_sandbox/revert", () => {
  const shop = openShop()

  it("undoes the last cancel: the balance increases again, and the ledger has an entry", async () => {
    const payment = await shop.order({ amount: 10_000 })
    const { imp_uid } = payment
    await shop.cancel({ imp_uid, amount: 1000 })
    const { json } = await shop.cancel({ imp_uid })

    const reverted = await shop.control("POST", "revert", { imp_uid })

    assert.strictEqual(reverted.cancel_amount, 1000)
    assert.lengthOf(reverted.cancel_history, 1)
    const line = (await shop.ledger())[2]
    assert.deepInclude(line, { by: "revert", amount: -9000, balanceBefore: 0, balanceAfter: 9000 })
    assert.strictEqual(line.cancellationId, json.response.cancel_history[1].cancellation_id)
    assert.strictEqual((await shop.cancel({ imp_uid, checksum: 9000 })).json.code, 0)
  })

  it("undoes the one that is named, and an undone payment is as it was", async () => {
    const payment = await shop.order()
    const { imp_uid } = payment
    const { json } = await shop.cancel({ imp_uid, amount: 1000 })
    await shop.cancel({ imp_uid, amount: 2000 })
    const [{ cancellation_id }] = json.response.cancel_history

    assert.strictEqual((await shop.control("POST", "revert", { imp_uid, cancellation_id })).cancel_amount, 2000)
    assert.deepStrictEqual(await shop.control("POST", "revert", { imp_uid }), payment)
  })

  it("rejects when there is nothing to undo", async () => {
    const { imp_uid } = await shop.order({
      cancel_amount: 100,
      cancel_history: [{ amount: 100, cancellation_id: "A" }]
    })
    const status = async (body: unknown) => (await shop.request("POST", "/_sandbox/revert", body)).status

    assert.strictEqual(await status({ imp_uid }), 409)
    assert.strictEqual(await status({ imp_uid, cancellation_id: "A" }), 409)
    assert.strictEqual(await status({}), 404)
  })
})
