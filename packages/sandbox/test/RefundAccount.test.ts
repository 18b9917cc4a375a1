import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const account = { refund_holder: "홍길동", refund_bank: "004", refund_account: "1234567890" }
const full = { ...account, refund_tel: "01000000000" }

describe("refund account", () => {
  const shop = openShop()
  const code = async (kind: string, more: object) => {
    const { imp_uid } = await shop.order({ kind })
    return (await shop.cancel({ imp_uid, amount: 1000, ...more })).json.code
  }

  for (const missing of ["refund_holder", "refund_bank", "refund_account"]) {
    it(`is rejected for a deposited virtual account without ${missing}`, async () => {
      assert.strictEqual(await code("vbank", { ...account, [missing]: undefined }), 1)
      assert.strictEqual(await code("vbank", { ...account, [missing]: " " }), 1)
      assert.lengthOf(await shop.ledger(), 0)
    })
  }

  it("is enough for a virtual account that is not at Smartro", async () => {
    assert.strictEqual(await code("vbank", account), 0)
  })

  it("needs refund_tel at Smartro, old and new", async () => {
    for (const kind of ["smartro-vbank", "smartro-v2-vbank", "smartro-v2-trans"]) {
      assert.strictEqual(await code(kind, account), 1)
      assert.strictEqual(await code(kind, full), 0)
    }
  })

  it("is not asked for when the payment was a card, a transfer or a phone bill", async () => {
    for (const kind of ["card", "trans", "inicis-phone", "kcp-phone", "naverpay", "kakaopay", "tosspay", "payco"]) {
      assert.strictEqual(await code(kind, { reason: "단순변심" }), 0)
    }
  })

  it("is asked for a KCP phone bill once the calendar month in Seoul has turned", async () => {
    const { imp_uid } = await shop.order({ kind: "kcp-phone" })
    await shop.control("POST", "clock", { advance: 32 * 86_400 })
    await shop.signIn()

    const without = await shop.cancel({ imp_uid })
    const given = await shop.cancel({ imp_uid, ...account, refund_bank: "BK04" })

    assert.strictEqual(without.json.code, 1)
    assert.strictEqual(given.json.code, 0)
  })

  it("uses the month in Seoul for a KCP phone bill, nine hours ahead of UTC", async () => {
    const { now } = await shop.control("GET", "clock")
    const seoul = new Date((now + 9 * 3600) * 1000)
    const monthStart = Date.UTC(seoul.getUTCFullYear(), seoul.getUTCMonth()) / 1000 - 9 * 3600
    const inMonth = await shop.order({ kind: "kcp-phone", paid_at: monthStart })
    const before = await shop.order({ kind: "kcp-phone", paid_at: monthStart - 1 })

    assert.strictEqual((await shop.cancel({ imp_uid: inMonth.imp_uid })).json.code, 0)
    assert.strictEqual((await shop.cancel({ imp_uid: before.imp_uid })).json.code, 1)
  })
})
