import { assert, describe, it } from "vitest"
import { start } from "../src/index.ts"
import { MOST_WEBHOOKS, Webhooks } from "../src/server/api/webhooks/webhooks.ts"
import { Clock } from "../src/server/clock.ts"
import { encode, TOO_LARGE } from "../src/server/http/reply.ts"
import { Scheduler } from "../src/server/scheduler.ts"
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

  it("rejects only what would store something: other requests get their ordinary answers", async () => {
    const authorization = shop.token
    const send = (method: string, path: string, body: object) => shop.request(method, path, body, { authorization })
    const { imp_uid } = await shop.order({ count: 3, amount: 900 }).then(({ imp_uids: [first] }) => ({
      imp_uid: first
    }))
    for (const amount of [1, 2]) await shop.cancel({ imp_uid, amount })

    const unknown = await shop.cancel({ imp_uid: "imp_nobody" })
    const tooMuch = await shop.cancel({ imp_uid, amount: 901 })
    const statuses = [
      await send("POST", "/payments/prepare", { merchant_uid: "p", amount: 1 }),
      await send("POST", "/subscribe/customers/c", { card_number: "4518421234123456", expiry: "2031-01" }),
      await send("POST", "/subscribe/payments/again", { customer_uid: "c", merchant_uid: "m", amount: 1 }),
      await send("POST", "/subscribe/payments/again", { customer_uid: "nobody", merchant_uid: "m", amount: 1 }),
      await send("POST", "/cvs", {}),
      await send("POST", "/refunds", {}),
      await send("PUT", "/payments/cancel", {}),
      await send("POST", "/vbanks", {}),
      await shop.request("POST", "/payments/cancel", { imp_uid })
    ].map(({ json, status }) => [status, json.code])

    assert.deepStrictEqual([unknown.status, unknown.json.message], [200, "취소할 결제건이 존재하지 않습니다."])
    assert.deepStrictEqual([tooMuch.status, tooMuch.json.code], [200, 1])
    assert.deepStrictEqual(statuses, [
      [200, 0],
      [200, 0],
      [507, -1],
      [200, 1],
      [501, -1],
      [501, -1],
      [405, -1],
      [200, 1],
      [401, -1]
    ])
    assert.strictEqual((await shop.cancel({ imp_uid, amount: 1 })).status, 507)
  })

  it("counts what replaces another once, and what was removed no longer", async () => {
    const authorization = shop.token
    const send = (method: string, path: string, body?: object) => shop.request(method, path, body, { authorization })
    const card = { card_number: "4518421234123456", expiry: "2031-01", customer_addr: "서울 ".repeat(200) }

    await send("POST", "/payments/prepare", { merchant_uid: "p", amount: 1, note: "x".repeat(1500) })
    for (let amount = 2; amount < 9; amount++) {
      const { status } = await send("PUT", "/payments/prepare", { merchant_uid: "p", amount, note: "y".repeat(1500) })
      assert.strictEqual(status, 200)
    }
    for (let n = 0; n < 6; n++) {
      assert.strictEqual((await send("POST", "/subscribe/customers/c", card)).status, 200)
      assert.strictEqual((await send("DELETE", "/subscribe/customers/c")).status, 200)
    }

    const more = await send("PUT", "/payments/prepare", { merchant_uid: "p", amount: 9, note: "z".repeat(4000) })
    assert.strictEqual(more.status, 507)
    assert.strictEqual((await shop.get("/payments/prepare/p")).json.response.amount, 8)
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

describe("a control request that would become too much", () => {
  const shop = openShop({ maxPayments: 500 })
  const seed = (body: string) =>
    shop.request("POST", "/_sandbox/payments", body, { "content-type": "application/json" })

  it("is counted before it is parsed, in a list, in an object and in a nested value", async () => {
    const million = 1_000_001
    for (
      const body of [
        `[${"{},".repeat(million)}{}]`,
        `[${"0,".repeat(million)}0]`,
        `{"cancel_history":[${"[],".repeat(million)}[]]}`,
        `{${Array.from({ length: million }, (_, n) => `"${n}":0`).join(",")}}`
      ]
    ) {
      const { json, status } = await seed(body)
      assert.strictEqual(status, 413)
      assert.match(json.error, /more than 1000000 values.*several requests.*count/)
    }
    assert.strictEqual((await shop.control("GET", "")).payments, 0)
  })

  it("is compared with the limit before any payment is made", async () => {
    const { json, status } = await seed(`[${"{},".repeat(500)}{}]`)
    const counted = await seed("[{\"count\":499},{\"count\":1},{}]")

    assert.strictEqual(status, 507)
    assert.match(json.error, /at most 500 payments/)
    assert.strictEqual(counted.status, 507)
    assert.strictEqual((await seed("[{\"count\":499},{}]")).status, 201)
  })

  it("is answered with 413 when its body is larger than 64 MiB, before the connection closes", async () => {
    const { json, status } = await seed(" ".repeat(90 * 1024 * 1024))

    assert.strictEqual(status, 413)
    assert.match(json.error, /larger than 64 MiB/)
  })

  it("gets no message that repeats all of it", async () => {
    const { json, status } = await seed(JSON.stringify({ kind: "k".repeat(100_000) }))

    assert.strictEqual(status, 400)
    assert.isBelow(json.error.length, 6000)
  })

  it("counts a field as often as count repeats it", async () => {
    const { json, status } = await seed(JSON.stringify({ count: 500, custom_data: "x".repeat(600_000) }))

    assert.strictEqual(status, 507)
    assert.match(json.error, /--max-bytes/)
  })
})

describe("a response that is too large", () => {
  const shop = openShop()

  it("is HTTP 500 with a message, for a list of payments above 64 MiB", async () => {
    await shop.order({ count: 90, custom_data: "\u0416".repeat(150_000) })

    const all = await shop.get("/payments/status/all?limit=1000")

    assert.strictEqual(all.status, 500)
    assert.deepInclude(all.json, { code: -1, response: null })
    assert.match(all.json.message, /too large; ask for fewer payments/)
    assert.strictEqual((await shop.get("/payments/status/all?limit=10")).json.response.list[9].custom_data[7], "\u0416")
  })

  it("is recognised when it is longer than a string can be", () => {
    const body = {
      toJSON: () => {
        throw new RangeError("Invalid string length")
      }
    }

    assert.strictEqual(encode({ status: 200, headers: {}, body }), TOO_LARGE)
  })
})

describe("webhooks of one payment", () => {
  const shop = openShop()

  it("go to at most 10 addresses", async () => {
    const addresses = (length: number) => Array.from({ length }, (_, n) => `http://127.0.0.1:1/${n}`)

    const rejected = await shop.request("POST", "/_sandbox/payments", { notice_url: addresses(11) })

    assert.strictEqual(rejected.status, 400)
    assert.match(rejected.json.error, /notice_url has at most 10 addresses/)
    assert.strictEqual((await shop.request("POST", "/_sandbox/payments", { notice_url: addresses(10) })).status, 201)
  })
})

describe("stored webhooks", () => {
  const own = { notice_url: "https://shop.example/webhook" }
  const payment = { seq: 1, impUid: "i", merchantUid: "m", row: { own, kind: { hidden: {} } } }
  const make = () => {
    const clock = new Clock(() => 0)
    return new Webhooks(clock, new Scheduler(clock), { url: undefined, contentType: "json", resend: false }, false)
  }

  it("are at most 20,000, and a cancel is rejected before there is no room for its own", () => {
    const webhooks = make()
    for (let n = 0; n < MOST_WEBHOOKS - 10; n++) {
      assert.isFalse(webhooks.isFull)
      webhooks.send(payment as never, String(n))
    }
    webhooks.send(payment as never, "last")
    assert.isTrue(webhooks.isFull)
    for (let n = 0; n < 50; n++) webhooks.send(payment as never, "more")

    assert.lengthOf(webhooks.list(), MOST_WEBHOOKS)
    webhooks.reset()
    assert.isFalse(webhooks.isFull)
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
