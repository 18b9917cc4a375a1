import { assert, beforeEach, describe, it } from "vitest"
import { openReceiver } from "./receiver.ts"
import { type Json, openShop } from "./shop.ts"

describe("a webhook", () => {
  const receiver = openReceiver()
  const shop = openShop()
  const list = (): Promise<Json> => shop.control("GET", "webhooks")
  const ended = () =>
    shop.until(async () => (await list()).every(({ state }: Json) => /^(delivered|failed)$/.test(state)))
  const refund = async (payment: object = {}, body: object = { enable_webhook: true }) => {
    const { imp_uid } = await shop.order(payment)
    return shop.cancel({ imp_uid, amount: 1000, ...body })
  }

  const arrived = (count: number) =>
    shop.until(async () => {
      // A request, so that the receiver can make progress.
      await list()
      return receiver.received().length === count
    })

  beforeEach(() => shop.control("POST", "webhook", { url: receiver.url }))

  it("reports a cancel that requested it, as JSON", async () => {
    const { json } = await refund({ merchant_uid: "주문 1" })
    await ended()

    const [webhook] = receiver.received()
    const { cancel_history, imp_uid } = json.response
    assert.lengthOf(receiver.received(), 1)
    assert.strictEqual(webhook?.path, "/webhook")
    assert.strictEqual(webhook?.headers["content-type"], "application/json")
    assert.strictEqual(
      webhook?.body,
      JSON.stringify({
        imp_uid,
        merchant_uid: "주문 1",
        status: "cancelled",
        cancellation_id: cancel_history[0].cancellation_id
      })
    )
  })

  it("is a form when that is chosen", async () => {
    await shop.control("POST", "webhook", { contentType: "form" })
    await refund({ merchant_uid: "주문 1" })
    await ended()

    const [webhook] = receiver.received()
    assert.strictEqual(webhook?.headers["content-type"], "application/x-www-form-urlencoded")
    assert.deepInclude(Object.fromEntries(new URLSearchParams(webhook?.body)), {
      merchant_uid: "주문 1",
      status: "cancelled"
    })
  })

  it("is not sent for a cancel that did not request it, that was rejected, or whose payment has none", async () => {
    await refund({}, {})
    await refund({}, { enable_webhook: "false" })
    await refund({}, { enable_webhook: true, amount: 99_999 })
    await refund({ _webhook: false })

    assert.deepStrictEqual(await list(), [])
    assert.deepStrictEqual(receiver.received(), [])
  })

  it("is not sent without an address", async () => {
    await shop.control("POST", "webhook", { url: null })
    await refund()

    assert.deepStrictEqual(await list(), [])
  })

  it("is sent to the payment's own addresses instead, when it has any", async () => {
    await refund({ notice_url: [`${receiver.url}/one`, `${receiver.url}/two`] })
    await refund({ notice_url: `${receiver.url}/three` })
    await ended()

    assert.sameMembers(receiver.received().map(({ path }) => path), ["/webhook/one", "/webhook/two", "/webhook/three"])
  })

  it("is always sent for a cancel in the console", async () => {
    const { imp_uid } = await shop.order()
    const payment = await shop.control("POST", "console-cancel", { imp_uid, amount: 1 })
    await ended()

    const [webhook] = receiver.received()
    assert.strictEqual(JSON.parse(webhook?.body ?? "").cancellation_id, payment.cancel_history[0].cancellation_id)
  })

  it("is sent when a pending cancel is settled as done, and not when it is requested or rejected", async () => {
    const { imp_uid } = await shop.order({ async: true })
    await shop.cancel({ imp_uid, amount: 1000, enable_webhook: true })
    await shop.cancel({ imp_uid, amount: 2000 })
    await shop.control("POST", "settle", { imp_uid, result: "rejected" })
    assert.deepStrictEqual(await list(), [])

    await shop.control("POST", "settle", { imp_uid, result: "done" })
    await ended()

    assert.lengthOf(receiver.received(), 1)
  })

  it("is sent although the response to the cancel is lost, because the cancel was applied", async () => {
    await shop.break("drop-after-commit")
    const { imp_uid } = await shop.order()

    await shop.cancel({ imp_uid, enable_webhook: true }).catch(() => undefined)
    await ended()

    assert.include(receiver.received()[0]?.body, imp_uid)
  })

  it("is sent once, with any response, unless sending again is switched on", async () => {
    receiver.answerWith(500)
    await refund()
    await ended()
    await shop.control("POST", "clock", { advance: 3600 })

    const [webhook] = await list()
    assert.lengthOf(receiver.received(), 1)
    assert.strictEqual(webhook.state, "failed")
    assert.deepStrictEqual(webhook.attempts.map(({ status }: Json) => status), [500])
  })

  it("is sent again five times, a minute apart by the sandbox's clock", async () => {
    await shop.control("POST", "webhook", { resend: true })
    receiver.answerWith(500, 502, 503, 500, 599, 500, 500)
    await refund()
    const attempts = async () => (await list())[0].attempts.length
    await shop.until(async () => (await list())[0].state === "waiting")
    await shop.control("POST", "clock", { advance: 59 })
    assert.strictEqual(await attempts(), 1)

    await shop.control("POST", "clock", { advance: 1 })
    await shop.until(async () => await attempts() === 2)
    await shop.control("POST", "clock", { advance: 240 })
    await ended()

    const [webhook] = await list()
    assert.deepStrictEqual(webhook.attempts.map(({ status }: Json) => status), [500, 502, 503, 500, 599, 500])
    assert.strictEqual(webhook.state, "failed")
    assert.lengthOf(new Set(receiver.received().map(({ body }) => body)), 1)
  })

  it("is sent again after a network error, until it arrives", async () => {
    await shop.control("POST", "webhook", { resend: true, url: "http://127.0.0.1:1/closed" })
    await refund()
    await shop.until(async () => (await list())[0].attempts.length === 1)
    await shop.control("POST", "clock", { advance: 60 })
    await shop.until(async () => (await list())[0].attempts.length === 2)

    assert.deepStrictEqual((await list())[0].attempts.map(({ error }: Json) => error), ["ECONNREFUSED", "ECONNREFUSED"])
  })

  it("is not sent again for an answer below 500, and does not follow a redirect", async () => {
    await shop.control("POST", "webhook", { resend: true })
    receiver.answerWith(404, 302, 204)
    await refund()
    await refund()
    await refund()
    await ended()

    assert.sameMembers((await list()).map(({ state }: Json) => state), ["failed", "failed", "delivered"])
    assert.lengthOf(receiver.received(), 3)
  })

  it("waits 30 seconds for the first answer and 15 for every other, by the sandbox's clock", async () => {
    await shop.control("POST", "webhook", { resend: true })
    receiver.answerWith("hang", "hang", 200)
    const attempts = async () => (await list())[0].attempts.map(({ error }: Json) => error)
    await refund()
    await arrived(1)
    await shop.control("POST", "clock", { advance: 29 })
    assert.deepStrictEqual(await attempts(), [])
    await shop.control("POST", "clock", { advance: 1 })
    assert.deepStrictEqual(await attempts(), ["read timeout"])

    await shop.control("POST", "clock", { advance: 30 })
    await arrived(2)
    await shop.control("POST", "clock", { advance: 14 })
    assert.lengthOf(await attempts(), 1)
    await shop.control("POST", "clock", { advance: 1 })

    assert.deepStrictEqual(await attempts(), ["read timeout", "timeout"])
    await shop.control("POST", "clock", { advance: 60 })
    await ended()
    assert.strictEqual((await list())[0].state, "delivered")
  })

  it("is sent to no other machine, because a test must not call one by accident", async () => {
    const remote = [
      "https://shop.example/",
      "http://10.0.0.1/",
      "http://localhost.example/",
      "http://127.example.com/",
      "http://127.0.0.1.example/",
      "http://[::2]/",
      "ftp://127.0.0.1/"
    ]
    for (const url of [...remote, "", 7, "webhook"]) {
      assert.strictEqual((await shop.request("POST", "/_sandbox/webhook", { url })).status, 400)
      assert.strictEqual((await shop.request("POST", "/_sandbox/payments", { notice_url: url })).status, 400)
    }
    for (const url of ["http://localhost:1/", "https://127.0.0.1/", "http://[::1]:1/a", "http://127.1/"]) {
      assert.strictEqual((await shop.request("POST", "/_sandbox/webhook", { url })).status, 200)
    }
  })

  it("is set up in one call, and a wrong value changes nothing", async () => {
    for (const body of [{ contentType: "xml" }, { resend: "yes" }, { url: receiver.url, contentType: 1 }]) {
      assert.strictEqual((await shop.request("POST", "/_sandbox/webhook", body)).status, 400)
    }
    assert.deepStrictEqual(await shop.control("GET", "webhook"), {
      url: receiver.url,
      contentType: "json",
      resend: false
    })
  })

  it("of a cancel that a jump of the clock settles has the time of the cancel, and arrives", async () => {
    await shop.control("POST", "webhook", { resend: true })
    receiver.answerWith(503)
    const { now } = await shop.control("GET", "clock")
    const { imp_uid } = await shop.order({ async: 600 })
    await shop.cancel({ imp_uid, amount: 1000 })

    await shop.control("POST", "clock", { freeze: true, advance: 30 * 86_400 })
    await ended()

    const [webhook] = await list()
    assert.strictEqual(webhook.state, "delivered")
    assert.deepStrictEqual(webhook.attempts, [{ at: now + 600, status: 503 }, { at: now + 660, status: 200 }])
  })

  it("is removed by a reset, also while it is sent or waits", async () => {
    await shop.control("POST", "webhook", { resend: true })
    receiver.answerWith("hang", 500)
    await refund()
    await arrived(1)
    await refund()
    await shop.until(async () => (await list()).some(({ state }: Json) => state === "waiting"))

    await shop.control("POST", "reset")
    await shop.control("POST", "clock", { advance: 3600 })

    assert.deepStrictEqual(await list(), [])
    assert.lengthOf(receiver.received(), 2)
    assert.isNull((await shop.control("GET", "webhook")).url)
  })
})

describe("webhookUrl", () => {
  const receiver = openReceiver()
  const shop = openShop({ webhookUrl: "http://shop.example/webhook", allowRemote: true, webhookContentType: "form" })

  it("may be on another machine when remote is allowed, and is restored by a reset", async () => {
    const atStart = { url: "http://shop.example/webhook", contentType: "form", resend: false }
    assert.deepStrictEqual(await shop.control("GET", "webhook"), atStart)

    await shop.control("POST", "webhook", { url: receiver.url, resend: true })
    await shop.control("POST", "reset")

    assert.deepStrictEqual(await shop.control("GET", "webhook"), atStart)
  })
})
