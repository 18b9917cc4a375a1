import { assert, describe, it } from "vitest"
import { form, openShop } from "./shop.ts"

describe("request bodies", () => {
  const shop = openShop()
  const send = (body: string, contentType: string) =>
    shop.request("POST", "/payments/cancel", body, { authorization: shop.token, "content-type": contentType })
  const sent = async () => (await shop.ledger())[0].request

  it("may be forms with numbers as text and nested fields in brackets", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const { json } = await send(
      `imp_uid=${imp_uid}&amount=1000&checksum=10000&reason=%EB%8B%A8%EC%88%9C+%EB%B3%80%EC%8B%AC&extra[requester]=customer`,
      "application/x-www-form-urlencoded; charset=utf-8"
    )

    assert.strictEqual(json.response.cancel_amount, 1000)
    assert.strictEqual(json.response.cancel_reason, "단순 변심")
    assert.deepStrictEqual((await sent()).extra, { requester: "customer" })
    assert.strictEqual((await shop.ledger())[0].headers.body, "form")
  })

  it("may have encoded brackets, repeated keys of which the last counts, and lists", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    await send(`imp_uid=x&imp_uid=${imp_uid}&extra%5Brequester%5D=admin&tags[]=a&tags[]=b`, form["content-type"])

    assert.deepStrictEqual(await sent(), { imp_uid, extra: { requester: "admin" }, tags: { "0": "a", "1": "b" } })
  })

  it("may have a stray blank before a field name, in a form and in JSON", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })

    const inForm = await send(`+imp_uid=${imp_uid}&+amount=1000`, form["content-type"])
    const inJson = await send(JSON.stringify({ " imp_uid": imp_uid, " amount": 1000 }), "application/json")

    assert.strictEqual(inForm.json.code, 0)
    assert.strictEqual(inJson.json.response.cancel_amount, 2000)
  })

  it("may leave the content type out when they are JSON", async () => {
    const { imp_uid } = await shop.order()

    assert.strictEqual((await send(JSON.stringify({ imp_uid }), "text/plain")).json.code, 0)
  })

  it("reject an empty amount in a form, because it would otherwise cancel everything", async () => {
    const { imp_uid } = await shop.order()

    assert.strictEqual((await send(`imp_uid=${imp_uid}&amount=`, form["content-type"])).json.code, 1)
    assert.lengthOf(await shop.ledger(), 0)
  })

  it("are rejected with 400 when they are not a JSON object", async () => {
    const deep = "[".repeat(5000) + "]".repeat(5000)
    for (const body of ["{", "nope", "[]", "7", "null", `{"a":${deep}}`, "{\"imp_uid\":undefined}"]) {
      const { json, status } = await send(body, "application/json")

      assert.strictEqual(status, 400)
      assert.deepInclude(json, { code: -1, response: null })
    }
  })

  it("are rejected with 413 above one MiB, and read at one MiB", async () => {
    const { imp_uid } = await shop.order()
    const body = (size: number) => {
      const start = `{"imp_uid":"${imp_uid}","reason":"`
      return `${start}${"가".repeat(Math.floor((size - start.length - 2) / 3))}"}`
    }

    const above = await send(body(1024 * 1024 + 10), "application/json")
    const far = await send("x".repeat(5 * 1024 * 1024), "application/json")
    const at = await send(body(1024 * 1024), "application/json")

    assert.strictEqual(above.status, 413)
    assert.deepInclude(above.json, { code: -1, response: null })
    assert.strictEqual(far.status, 413)
    assert.strictEqual(at.json.code, 0)
  })

  it("may name __proto__ without harm", async () => {
    const { imp_uid } = await shop.order()

    const inherited = await send(`{"__proto__":{"imp_uid":"${imp_uid}"}}`, "application/json")
    const inForm = await send(`__proto__[imp_uid]=${imp_uid}&constructor[prototype][polluted]=1`, form["content-type"])

    assert.match(inherited.json.message, /지정해주셔야합니다\.$/)
    assert.match(inForm.json.message, /지정해주셔야합니다\.$/)
    assert.notProperty({}, "polluted")
    assert.notProperty({}, "imp_uid")
  })

  it("leave unknown routes 501 and wrong methods 405 with the right one named", async () => {
    const headers = { authorization: shop.token }
    const unknown = await shop.request("POST", "/refunds", {}, headers)
    const wrong = await shop.request("DELETE", "/payments/cancel", undefined, headers)

    assert.strictEqual(unknown.status, 501)
    assert.deepInclude(unknown.json, { code: -1, response: null })
    assert.strictEqual(wrong.status, 405)
    assert.strictEqual(wrong.headers.get("allow"), "POST")
  })
})
