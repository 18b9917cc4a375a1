import { assert, describe, it } from "vitest"
import { SWITCHABLE } from "../src/server/rules/ruleSwitches.ts"
import { type Json, openShop } from "./shop.ts"

const on = (rules: Json): ReadonlyArray<string> => rules.filter((rule: Json) => rule.on).map((rule: Json) => rule.name)

describe("/_sandbox/rules", () => {
  const shop = openShop({ rule: { "phone-month": "off", "naverpay-requester": "on" } })
  const atStart = SWITCHABLE.filter(({ isStrict, name }) =>
    (isStrict && name !== "phone-month") || name === "naverpay-requester"
  ).map(({ name }) => name)

  it("lists every rule with its evidence; only documented ones are on unless a start option switches them", async () => {
    const rules = await shop.control("GET", "rules")

    assert.deepStrictEqual(on(rules), atStart)
    assert.deepStrictEqual(Object.keys(rules[0]), ["name", "evidence", "what", "on"])
    for (const { evidence, isStrict } of SWITCHABLE) assert.isTrue(evidence === "doc" || !isStrict)
  })

  it("switches by name, and reset restores the switches of the start", async () => {
    const switched = await shop.control("POST", "rules", { "phone-month": "on", "naverpay-reason": "off" })

    assert.include(on(switched), "phone-month")
    assert.notInclude(on(switched), "naverpay-reason")
    await shop.control("POST", "reset")
    assert.deepStrictEqual(on(await shop.control("GET", "rules")), atStart)
  })

  it("rejects names and positions that do not exist, and then switches nothing", async () => {
    for (
      const body of [{ "phone-month": "on", gremlin: "off" }, { "phone-month": true }, [], 7, { __proto__x: "on" }]
    ) {
      assert.strictEqual((await shop.request("POST", "/_sandbox/rules", body)).status, 400)
    }
    assert.deepStrictEqual(on(await shop.control("GET", "rules")), atStart)
  })
})

describe("rules: off", () => {
  const shop = openShop({ rules: "off", rule: { "naverpay-reason": "on" } })

  it("leaves only what is switched on by name", async () => {
    const naverpay = await shop.order({ kind: "naverpay" })
    const vbank = await shop.order({ kind: "vbank" })

    assert.deepStrictEqual(on(await shop.control("GET", "rules")), ["naverpay-reason"])
    assert.strictEqual((await shop.cancel({ imp_uid: naverpay.imp_uid })).json.code, 1)
    assert.strictEqual((await shop.cancel({ imp_uid: vbank.imp_uid })).json.code, 0)
  })

  it("still rejects a cancel above the balance and one of an unpaid payment", async () => {
    const card = await shop.order()
    const ready = await shop.order({ kind: "vbank-ready" })

    assert.strictEqual((await shop.cancel({ imp_uid: card.imp_uid, amount: 10_001 })).json.code, 1)
    assert.strictEqual((await shop.cancel({ imp_uid: ready.imp_uid })).json.code, 1)
  })
})
