import { assert, describe, it } from "vitest"
import { start } from "../src/index.ts"
import { openShop } from "./shop.ts"

describe("a sandbox that is full", () => {
  const shop = openShop({ maxPayments: 3, maxCancels: 2, maxBytes: 4000 })

  it("rejects more payments than its limit, all or none, and names the way out", async () => {
    await shop.order({ count: 2 })

    const { json, status } = await shop.request("POST", "/_sandbox/payments", { kind: "card", count: 2 })

    assert.strictEqual(status, 507)
    assert.match(json.error, /at most 3 payments.*\/_sandbox\/reset.*--max-payments/)
    assert.strictEqual((await shop.control("GET", "")).payments, 2)
    assert.strictEqual((await shop.request("POST", "/_sandbox/payments", {})).status, 201)
    await shop.control("POST", "reset")
    assert.strictEqual((await shop.request("POST", "/_sandbox/payments", { count: 3 })).status, 201)
  })

  it("rejects a cancel above its limit and moves no money, on the API and in the console", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })
    await shop.cancel({ imp_uid, amount: 100 })
    await shop.control("POST", "console-cancel", { imp_uid, amount: 100 })

    const { json, status } = await shop.cancel({ imp_uid, amount: 100 })
    const inConsole = await shop.request("POST", "/_sandbox/console-cancel", { imp_uid, amount: 100 })
    const undone = await shop.request("POST", "/_sandbox/revert", { imp_uid })

    assert.strictEqual(status, 507)
    assert.deepInclude(json, { code: -1, response: null })
    assert.match(json.message, /^\[sandbox\] .*at most 2 cancels.*--max-cancels/)
    assert.strictEqual(inConsole.status, 507)
    assert.strictEqual(undone.status, 507)
    assert.lengthOf(await shop.ledger(), 2)
    assert.strictEqual((await shop.control("GET", `payments/${imp_uid}`)).cancel_amount, 200)
  })

  it("counts pending cancels, which get their entry later", async () => {
    const { imp_uid } = await shop.order({ amount: 1000, async: true })
    await shop.cancel({ imp_uid, amount: 100 })
    await shop.cancel({ imp_uid, amount: 100 })

    assert.strictEqual((await shop.cancel({ imp_uid, amount: 100 })).status, 507)
  })

  it("still answers 401 to a caller without a token", async () => {
    const { imp_uid } = await shop.order({ amount: 1000, async: true })
    for (const amount of [1, 2]) await shop.cancel({ imp_uid, amount })

    assert.strictEqual((await shop.request("POST", "/payments/cancel", { imp_uid })).status, 401)
  })

  it("limits what the bodies of payments and cancels add up to", async () => {
    const seeded = await shop.request("POST", "/_sandbox/payments", { kind: "card", custom_data: "가".repeat(1400) })
    const { imp_uid } = await shop.order({ amount: 1000 })
    await shop.cancel({ imp_uid, amount: 1, custom: "x".repeat(3000) })
    const cancelled = await shop.cancel({ imp_uid, amount: 1, custom: "x".repeat(3000) })

    assert.strictEqual(seeded.status, 507)
    assert.match(seeded.json.error, /at most 4000 bytes.*--max-bytes/)
    assert.strictEqual(cancelled.status, 507)
    assert.lengthOf(await shop.ledger(), 1)
  })

  it("limits the faults that wait", async () => {
    const fault = { route: "find", fault: "hang" }

    const { json, status } = await shop.request("POST", "/_sandbox/faults", Array.from({ length: 1001 }, () => fault))

    assert.strictEqual(status, 507)
    assert.include(json.error, "DELETE /_sandbox/faults")
    assert.deepStrictEqual(await shop.control("GET", "faults"), [])
  })

  it("keeps the latest 50 requests", async () => {
    for (let n = 0; n < 60; n++) await shop.get("/banks")

    assert.lengthOf((await shop.control("GET", "")).latest, 20)
  })
})

describe("a limit", () => {
  it("is a whole number, 1 or more", async () => {
    for (const name of ["maxPayments", "maxCancels", "maxBytes"]) {
      for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.instanceOf(await start({ [name]: value }).catch((error: unknown) => error), RangeError)
      }
    }
  })
})
