import { assert, describe, it } from "vitest"
import { malformedRequests } from "./fuzz/malformed.ts"
import { isFailure, send } from "./fuzz/send.ts"
import { openShop } from "./shop.ts"

describe("the first part of the fuzz run", () => {
  const shop = openShop()

  it("gets no 500 and no broken response, and the sandbox goes on", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    const control = ["payments", "ledger", "rules", "settle", "revert", "deposit", "__proto__"]
    const next = malformedRequests(20_260_101, { token: shop.token, impUid: imp_uid, control })
    let left = 1000

    const lane = async () => {
      while (left-- > 0) {
        const bytes = next()
        const answer = await send(shop.sandbox.port, bytes)
        assert.isFalse(isFailure(answer), `${bytes.toString("latin1")} => ${answer.text}`)
      }
    }
    await Promise.all(Array.from({ length: 8 }, lane))

    await shop.control("POST", "reset")
    await shop.signIn()
    assert.strictEqual((await shop.cancel({ imp_uid: (await shop.order()).imp_uid })).json.code, 0)
  })
})
