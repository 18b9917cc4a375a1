import { assert, describe, it } from "vitest"
import { form, openShop } from "./shop.ts"

describe("POST /users/getToken", () => {
  const shop = openShop()
  const ask = (body: unknown = { imp_key: shop.sandbox.key, imp_secret: shop.sandbox.secret }) =>
    shop.request("POST", "/users/getToken", body)
  const advance = (seconds: number) => shop.control("POST", "clock", { advance: seconds })

  it("hands out 40 lower-case hexadecimal characters that live for 1800 seconds", async () => {
    const { json, status } = await ask()

    assert.strictEqual(status, 200)
    assert.deepStrictEqual(Object.keys(json), ["code", "message", "response"])
    assert.strictEqual(json.code, 0)
    assert.isNull(json.message)
    assert.match(json.response.access_token, /^[0-9a-f]{40}$/)
    assert.isTrue(Number.isInteger(json.response.now))
    const first = await shop.signIn()
    assert.strictEqual(first.expired_at - first.now, 1800)
  })

  it("accepts a form as well as JSON", async () => {
    const body = new URLSearchParams({ imp_key: shop.sandbox.key, imp_secret: shop.sandbox.secret }).toString()

    const { json } = await shop.request("POST", "/users/getToken", body, form)

    assert.strictEqual(json.code, 0)
  })

  it("returns the same token with the same expiry, so that several servers do not invalidate each other's token", async () => {
    const first = await shop.signIn()
    await advance(1000)

    const second = await shop.signIn()

    assert.strictEqual(second.access_token, first.access_token)
    assert.strictEqual(second.expired_at, first.expired_at)
    assert.strictEqual(second.now, first.now + 1000)
  })

  it("extends the same token by 300 seconds in its last 60 seconds", async () => {
    const first = await shop.signIn()
    await advance(1740)

    const second = await shop.signIn()

    assert.strictEqual(second.access_token, first.access_token)
    assert.strictEqual(second.expired_at, first.expired_at + 300)
  })

  it("makes a new token after expiry, and rejects the old one", async () => {
    const first = await shop.signIn()
    await advance(1800)
    const old = await shop.request("GET", "/banks", undefined, { authorization: first.access_token })

    const second = await shop.signIn()

    assert.strictEqual(old.status, 401)
    assert.notStrictEqual(second.access_token, first.access_token)
    assert.strictEqual(second.expired_at, second.now + 1800)
    assert.strictEqual((await shop.get("/banks")).status, 200)
  })

  it("rejects a wrong key or secret with 401 and the public words", async () => {
    const { json, status } = await ask({ imp_key: shop.sandbox.key, imp_secret: "wrong" })

    assert.strictEqual(status, 401)
    assert.deepStrictEqual(json, {
      code: -1,
      message: "인증에 실패하였습니다. API키와 secret을 확인하세요.",
      response: null
    })
  })

  it("rejects a missing key or secret with 400 and the public words", async () => {
    for (const body of [{ imp_key: shop.sandbox.key }, { imp_secret: "x" }, {}, undefined]) {
      const { json, status } = await ask(body ?? "")

      assert.strictEqual(status, 400)
      assert.strictEqual(json.code, -1)
      assert.strictEqual(json.message, "imp_key, imp_secret 파라메터가 누락되었습니다.")
    }
  })
})

describe("tokenLife", () => {
  const shop = openShop({ tokenLife: 90, key: "mine", secret: "also mine" })

  it("is the life of a token in seconds", async () => {
    await shop.control("POST", "reset")
    const issued = await shop.signIn()

    assert.strictEqual(issued.expired_at, issued.now + 90)
  })
})

describe("the token on other calls", () => {
  const shop = openShop()
  const status = async (headers: Record<string, string>) =>
    (await shop.request("GET", "/banks", undefined, headers)).status

  it("may come bare, with Bearer, or in X-ImpTokenHeader", async () => {
    assert.strictEqual(await status({ authorization: shop.token }), 200)
    assert.strictEqual(await status({ authorization: `Bearer ${shop.token}` }), 200)
    assert.strictEqual(await status({ "x-imptokenheader": shop.token }), 200)
  })

  it("is taken from Authorization when both headers are there", async () => {
    assert.strictEqual(await status({ authorization: shop.token, "x-imptokenheader": "wrong" }), 200)
    assert.strictEqual(await status({ authorization: "wrong", "x-imptokenheader": shop.token }), 401)
  })

  it("is required: 401 when it is missing or wrong", async () => {
    const { json, status } = await shop.request("POST", "/payments/cancel", { imp_uid: "imp_000000000001" })

    assert.strictEqual(status, 401)
    assert.deepStrictEqual(json, { code: -1, message: "Unauthorized", response: null })
  })
})
