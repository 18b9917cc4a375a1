import { assert, describe, it } from "vitest"
import { FAULTS } from "../src/server/faults/faultTable.ts"
import { openShop } from "./shop.ts"

const SILENT = new Set(["hang", "hang-after-commit", "half-open"])

describe("a faulted cancel", () => {
  const shop = openShop()

  // Every fault once, with the table as the expectation.
  for (const fault of FAULTS) {
    const { applied, name } = fault
    it(`${name}: is ${applied === "yes" ? "" : "not "}in the ledger afterwards, and the next one goes through`, async () => {
      const { imp_uid } = await shop.order({ amount: 10_000 })
      const route = name === "reset-on-connect" ? "connection" : "cancel"
      await shop.control("POST", "faults", { route, fault: name, ms: 0 })

      const { outcome, socket } = shop.raw(shop.rawCancel({ imp_uid, amount: 1000 }))
      if (SILENT.has(name)) {
        await shop.until(async () => (await shop.requests()).cancel.received === 1)
        socket.destroy()
      }
      await outcome

      assert.lengthOf(await shop.ledger(), applied === "yes" ? 1 : 0)
      assert.strictEqual((await shop.requests()).cancel.applied, applied === "yes" ? 1 : 0)
      assert.strictEqual((await shop.requests()).cancel.received, name === "reset-on-connect" ? 0 : 1)
      assert.deepStrictEqual(await shop.control("GET", "faults"), [])
      await shop.signIn()
      assert.strictEqual((await shop.cancel({ imp_uid, amount: 1 })).json.code, 0)
    })
  }
})
