import { request } from "node:http"
import { createConnection } from "node:net"
import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

describe("the order of faults", () => {
  const shop = openShop()

  it("is the order of registration, by route, each as often as it was asked for", async () => {
    await shop.control("POST", "faults", [
      { route: "cancel", fault: "status-403", times: 2 },
      { route: "find", fault: "status-409" },
      { route: "any", fault: "status-425" },
      { route: "cancel", fault: "status-429" }
    ])
    const cancel = async () => (await shop.cancel({})).status
    const find = async () => (await shop.get("/banks")).status

    assert.deepStrictEqual([await cancel(), await find(), await cancel(), await cancel(), await cancel()], [
      403,
      409,
      403,
      425,
      429
    ])
    assert.strictEqual(await find(), 200)
  })

  it("leaves the token route, the reads and the control API each their own faults", async () => {
    await shop.control("POST", "faults", { route: "token", fault: "html-503" })

    assert.strictEqual((await shop.get("/banks")).status, 200)
    assert.strictEqual((await shop.request("POST", "/users/getToken", {})).status, 503)
    assert.deepStrictEqual(await shop.control("GET", "faults"), [])
  })

  it("hits one of two requests on one kept connection", async () => {
    await shop.break("status-409")
    const socket = createConnection(shop.sandbox.port, shop.sandbox.host)
    const one = shop.rawCancel({}, "X: 1")

    const text = await new Promise<string>((resolve) => {
      let text = ""
      socket.setEncoding("utf8").on("data", (chunk) => (text += chunk)).on("close", () => resolve(text))
      socket.write(one + shop.rawCancel({}))
    })

    assert.deepStrictEqual(text.match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 409", "HTTP/1.1 200"])
  })

  it("lets a client that did not ask see informational answers", async () => {
    await shop.break("continue-100")
    const { imp_uid } = await shop.order()
    const informational: Array<number> = []

    const status = await new Promise((resolve, reject) => {
      const sending = request(`${shop.sandbox.url}/payments/cancel`, {
        method: "POST",
        headers: { authorization: shop.token, "content-type": "application/json" }
      }, (response) => response.resume().on("end", () => resolve(response.statusCode)))
      sending.on("information", ({ statusCode }) => informational.push(statusCode))
      sending.on("error", reject)
      sending.end(JSON.stringify({ imp_uid }))
    })

    assert.strictEqual(status, 200)
    assert.include(informational, 102)
  })
})
