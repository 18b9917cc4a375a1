import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const account = { refund_holder: "홍길동", refund_account: "1234567890", refund_tel: "01000000000" }

/**
 * Per PG: an accepted code, one in another form, and one in the right form that is not in its list.
 */
const CODES: Readonly<Record<string, readonly [good: string, misspelt: string, unlisted?: string]>> = {
  tosspayments: ["092", "92", "035"],
  danal_tpay: ["004", "04"],
  nice: ["004", "BK04", "999"],
  kicc: ["012", "12", "005"],
  smartro: ["088", "88"],
  settle: ["032", "1", "005"],
  html5_inicis: ["04", "004", "99"],
  kcp: ["BK04", "04", "BK99"],
  daou: ["31", "031", "88"],
  nice_v2: ["089", "89", "007"],
  welcome: ["037", "37", "011"],
  ksnet: ["04", "12345"],
  mobilians: ["BK04", "bk04"],
  smartro_v2: ["004", "0-4"]
}

describe("refund_bank", () => {
  const shop = openShop({ rule: { "refund-bank-listed": "on", "danal-vbank": "off", "ksnet-vbank-night": "off" } })
  const code = async (pg_provider: string, refund_bank: unknown) => {
    const { imp_uid } = await shop.order({ kind: "vbank", pg_provider, _applied: true })
    return (await shop.cancel({ imp_uid, ...account, refund_bank })).json.code
  }

  for (const [pgProvider, [good, misspelt, unlisted]] of Object.entries(CODES)) {
    it(`accepts ${good} at ${pgProvider} and not ${misspelt}, because each PG has its own codes`, async () => {
      assert.strictEqual(await code(pgProvider, good), 0)
      assert.strictEqual(await code(pgProvider, misspelt), -1)
      if (unlisted === undefined) return
      assert.strictEqual(await code(pgProvider, unlisted), -1)
      await shop.control("POST", "rules", { "refund-bank-listed": "off" })
      assert.strictEqual(await code(pgProvider, unlisted), 0)
    })
  }

  it("accepts 11 at Kiwoom and at KG Inicis, where it is another bank, so a wrong bank is not detected", async () => {
    assert.strictEqual(await code("daou", "11"), 0)
    assert.strictEqual(await code("html5_inicis", "11"), 0)
  })

  it("counts a number as the text it is, without leading zeros", async () => {
    assert.strictEqual(await code("html5_inicis", 88), 0)
    assert.strictEqual(await code("nice", 4), -1)
  })

  it("is not checked when a card is refunded", async () => {
    const { imp_uid } = await shop.order({ kind: "card" })

    assert.strictEqual((await shop.cancel({ imp_uid, refund_bank: "no bank at all" })).json.code, 0)
  })
})
