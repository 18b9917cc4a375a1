import { assert, describe, it } from "vitest"
import { TEXTS } from "../src/server/api/texts.ts"
import { isMonthsLater, seoulHour, seoulMonth } from "../src/server/rules/seoulCalendar.ts"
import { openShop } from "./shop.ts"

const account = { refund_holder: "홍길동", refund_bank: "04", refund_account: "1234567890" }
const instant = (text: string) => Date.parse(text) / 1000

describe("rules about time", () => {
  const shop = openShop()

  it("let a phone bill be cancelled in its own calendar month in Seoul only", async () => {
    const now = await shop.moveToSeoul({ day: 1, hour: 8 })
    const thisMonth = await shop.order({ kind: "phone", paid_at: now - 8 * 3600 })
    const lastMonth = await shop.order({ kind: "phone", paid_at: now - 8 * 3600 - 1 })

    const late = await shop.cancel({ imp_uid: lastMonth.imp_uid })

    assert.strictEqual((await shop.cancel({ imp_uid: thisMonth.imp_uid })).json.code, 0, "UTC would say otherwise")
    assert.deepInclude(late.json, { code: -1, message: TEXTS.pgTooLate.text })
    await shop.control("POST", "rules", { "phone-month": "off" })
    assert.strictEqual((await shop.cancel({ imp_uid: lastMonth.imp_uid })).json.code, 0)
  })

  it("let KCP pay an older phone bill back to an account, whole or in part", async () => {
    await shop.moveToSeoul({ day: 2, hour: 12 })
    const { imp_uid } = await shop.order({ kind: "kcp-phone", paid_at: 1_700_000_000 })

    assert.strictEqual((await shop.cancel({ imp_uid, ...account, refund_bank: "BK04", amount: 1 })).json.code, 0)
    assert.strictEqual((await shop.cancel({ imp_uid, ...account, refund_bank: "BK04" })).json.code, 0)
  })

  it("close KSNET for virtual accounts from 23:00 to 06:00 in Seoul", async () => {
    const { imp_uid } = await shop.order({ kind: "ksnet-vbank", amount: 100 })
    const at = async (hour: number, minute: number) => {
      await shop.moveToSeoul({ day: 10, hour, minute })
      return (await shop.cancel({ imp_uid, ...account, amount: 1 })).json
    }
    await shop.control("POST", "rules", { "ksnet-six-months": "off" })

    assert.strictEqual((await at(22, 59)).code, 0)
    assert.deepInclude(await at(23, 0), { code: -1, message: TEXTS.pgClosedNow.text })
    assert.strictEqual((await at(5, 59)).code, -1)
    assert.strictEqual((await at(6, 0)).code, 0)
    const card = await shop.order({ kind: "ksnet-card" })
    await shop.moveToSeoul({ day: 10, hour: 23 })
    assert.strictEqual((await shop.cancel({ imp_uid: card.imp_uid })).json.code, 0, "a card has no hours")
  })

  it("let KSNET forget a payment after 6 months", async () => {
    const { imp_uid } = await shop.order({ kind: "ksnet-card" })
    const other = await shop.order({ kind: "card" })
    await shop.control("POST", "clock", { advance: 200 * 86_400 })
    await shop.signIn()

    assert.deepInclude((await shop.cancel({ imp_uid })).json, { code: -1, message: TEXTS.pgTooLate.text })
    assert.strictEqual((await shop.cancel({ imp_uid: other.imp_uid })).json.code, 0)
  })
})

describe("the calendar of Seoul", () => {
  it("turns nine hours before UTC's", () => {
    assert.strictEqual(seoulHour(instant("2024-01-31T14:59:59Z")), 23)
    assert.strictEqual(
      seoulMonth(instant("2024-01-31T15:00:00Z")),
      seoulMonth(instant("2024-01-31T14:59:59Z")) + 1
    )
    assert.strictEqual(seoulMonth(instant("2023-12-31T15:00:00Z")), 2024 * 12)
  })

  it("counts months to the end of the day with the same number, or of the month that has none", () => {
    const isLate = (since: string, now: string) => isMonthsLater(instant(since), 6, instant(now))

    assert.isFalse(isLate("2024-01-15T03:00:00Z", "2024-07-15T14:59:59Z"))
    assert.isTrue(isLate("2024-01-15T03:00:00Z", "2024-07-15T15:00:00Z"))
    assert.isFalse(isLate("2023-08-31T03:00:00Z", "2024-02-29T14:59:59Z"))
    assert.isTrue(isLate("2023-08-31T03:00:00Z", "2024-02-29T15:00:00Z"))
  })
})
