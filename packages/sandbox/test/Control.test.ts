import { assert, describe, it } from "vitest"
import { FAULTS } from "../src/server/faults/faultTable.ts"
import { NOW, openShop } from "./shop.ts"

describe("/_sandbox/ledger", () => {
  const shop = openShop()

  it("can be narrowed to one payment", async () => {
    const one = await shop.order()
    const two = await shop.order()
    await shop.cancel({ imp_uid: one.imp_uid })
    await shop.cancel({ imp_uid: two.imp_uid, amount: 1 })

    const ledger = await shop.control("GET", `ledger?imp_uid=${two.imp_uid}`)

    assert.lengthOf(ledger, 1)
    assert.deepInclude(ledger[0], { seq: 2, imp_uid: two.imp_uid, amount: 1 })
  })
})

describe("/_sandbox/requests", () => {
  const shop = openShop()

  it("counts what arrived and what had an effect", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })
    await shop.break("drop-before-commit")
    await shop.cancel({ imp_uid, amount: 100 }).catch(() => undefined)
    await shop.cancel({ imp_uid, amount: 100 })
    await shop.cancel({ imp_uid: "imp_no" })
    await shop.get(`/payments/${imp_uid}`)
    await shop.get("/nowhere")

    assert.deepStrictEqual(await shop.requests(), {
      token: { received: 1, applied: 1 },
      cancel: { received: 3, applied: 1 },
      find: { received: 1, applied: 1 },
      other: { received: 1, applied: 0 }
    })
  })

  it("counts a POST once its headers have arrived, body or not", async () => {
    const { outcome, socket } = shop.raw(
      "POST /payments/cancel HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
    )

    await shop.until(async () => (await shop.requests()).cancel.received === 1)

    socket.destroy()
    await outcome
    assert.deepStrictEqual((await shop.requests()).cancel, { received: 1, applied: 0 })
  })
})

describe("/_sandbox/clock", () => {
  const shop = openShop()

  it("moves the server's own clock forward", async () => {
    assert.deepStrictEqual(await shop.control("GET", "clock"), { now: NOW })

    const moved = await shop.control("POST", "clock", { advance: 86_400 })

    assert.deepStrictEqual(moved, { now: NOW + 86_400 })
    const { imp_uid } = await shop.order()
    assert.strictEqual((await shop.control("GET", `payments/${imp_uid}`)).paid_at, NOW + 86_400)
  })

  it("rejects to go back", async () => {
    for (const body of [{ advance: -1 }, { advance: 0.5 }, {}, [], { advance: "1" }]) {
      assert.strictEqual((await shop.request("POST", "/_sandbox/clock", body)).status, 400)
    }
  })
})

describe("/_sandbox/faults", () => {
  const shop = openShop()
  const post = (body: unknown) => shop.request("POST", "/_sandbox/faults", body)

  it("lists what waits, counts down, and can be removed", async () => {
    await post([{ route: "cancel", fault: "html-502", times: 2 }, { route: "find", fault: "status-429", ms: 5 }])
    await shop.cancel({})

    assert.deepStrictEqual(await shop.control("GET", "faults"), [
      { route: "cancel", fault: "html-502", times: 1 },
      { route: "find", fault: "status-429", times: 1, ms: 5 }
    ])
    assert.deepStrictEqual(await shop.control("DELETE", "faults"), { cleared: 2 })
    assert.deepStrictEqual(await shop.control("GET", "faults"), [])
  })

  it("rejects an unknown fault and lists the names", async () => {
    const { json, status } = await post({ route: "cancel", fault: "gremlin" })

    assert.strictEqual(status, 400)
    assert.include(json.error, FAULTS.map(({ name }) => name).join(", "))
  })

  it("rejects an unknown route, a bad number, and a connection fault in the wrong place", async () => {
    const wrong = [
      { fault: "hang" },
      { route: "refund", fault: "hang" },
      { route: "connection", fault: "hang" },
      { route: "cancel", fault: "reset-on-connect" },
      { route: "cancel", fault: "hang", times: 0 },
      { route: "cancel", fault: "slow", ms: -1 },
      { route: "cancel", fault: "html-500", status: 99 },
      7
    ]
    for (const body of wrong) assert.strictEqual((await post(body)).status, 400)
  })
})

describe("/_sandbox/reset", () => {
  const shop = openShop()

  it("forgets payments, ledger, faults, tokens, clock and counters", async () => {
    const { imp_uid } = await shop.order({ merchant_uid: "A" })
    await shop.cancel({ imp_uid })
    await shop.break("hang")
    await shop.control("POST", "clock", { advance: 1000 })

    await shop.control("POST", "reset")

    assert.strictEqual((await shop.request("GET", `/_sandbox/payments/${imp_uid}`)).status, 404)
    assert.deepStrictEqual(await shop.ledger(), [])
    assert.deepStrictEqual(await shop.control("GET", "faults"), [])
    assert.deepStrictEqual(await shop.control("GET", "clock"), { now: NOW })
    assert.deepStrictEqual((await shop.requests()).cancel, { received: 0, applied: 0 })
    assert.strictEqual((await shop.get("/banks")).status, 401)
    await shop.signIn()
    assert.strictEqual((await shop.get("/payments/find/A")).status, 404)
  })

  it("is a call of its own: another method or path is 404 with the list of calls", async () => {
    const { json, status } = await shop.request("GET", "/_sandbox/reset")

    assert.strictEqual(status, 404)
    assert.include(json.error, "POST reset")
    assert.strictEqual((await shop.request("POST", "/_sandbox", {})).status, 404)
    assert.strictEqual((await shop.request("GET", "/_sandbox/constructor")).status, 404)
  })
})
