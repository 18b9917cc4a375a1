import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const json = "application/json"

/** Sends bytes, because `fetch` does not let a caller choose `Host` or `Origin`. */
const sender =
  (shop: ReturnType<typeof openShop>) =>
  async (headers: Readonly<Record<string, string>>, more: { line?: string; body?: string } = {}) => {
    const { body = "{\"kind\":\"card\"}", line = "POST /_sandbox/payments HTTP/1.1" } = more
    const own = { Host: `127.0.0.1:${shop.sandbox.port}`, "Content-Type": json, ...headers }
    const lines = Object.entries(own).flatMap(([name, value]) => value === "" ? [] : [`${name}: ${value}`])
    const head = [line, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close"].join("\r\n")
    const { text } = await shop.raw(`${head}\r\n\r\n${body}`).outcome
    return Number(text.split(" ")[1])
  }

describe("the Host of the control API", () => {
  const shop = openShop()
  const send = sender(shop)

  it("is an address of this machine in any spelling and with any port", async () => {
    const hosts = [
      "localhost",
      "LocalHost:8080",
      "127.0.0.1",
      "127.9.8.7:1",
      "127.1:80",
      "[::1]",
      "[::1]:10851",
      "[0:0:0:0:0:0:0:1]"
    ]
    for (const Host of hosts) assert.strictEqual(await send({ Host }), 201, Host)
  })

  it("is no other name or address, so that a name that resolves to this machine reads and changes nothing", async () => {
    const foreign = [
      "evil.example",
      "evil.example:10851",
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "127.example.com",
      "localhost.",
      "sub.localhost",
      "sandbox",
      "evil.example@127.0.0.1",
      "127.0.0.1/evil.example",
      "127.0.0.1:port",
      "127.0.0.1:",
      "[::ffff:127.0.0.1]",
      "[::2]",
      "0.0.0.0",
      "10.0.0.1",
      "192.168.0.10:10851",
      "::1",
      "localhost, evil.example"
    ]
    for (const Host of foreign) {
      assert.strictEqual(await send({ Host }), 403, Host)
      assert.strictEqual(await send({ Host }, { line: "GET /_sandbox/ledger HTTP/1.1", body: "" }), 403, Host)
      assert.strictEqual(await send({ Host }, { line: "GET /_sandbox HTTP/1.1", body: "" }), 403, Host)
      assert.strictEqual(await send({ Host }, { line: "DELETE /_sandbox/faults HTTP/1.1", body: "" }), 403, Host)
    }
    assert.strictEqual((await shop.control("GET", "")).payments, 0)
  })

  it("is there, is there once, and agrees with an absolute address", async () => {
    const { port } = shop.sandbox
    assert.strictEqual(await send({ Host: "" }), 400)
    assert.strictEqual(await send({ Host: "" }, { line: "POST /_sandbox/payments HTTP/1.0" }), 403)
    assert.strictEqual(await send({}, { line: "POST http://evil.example/_sandbox/payments HTTP/1.1" }), 403)
    assert.strictEqual(await send({}, { line: `POST http://127.0.0.1:${port}/_sandbox/payments HTTP/1.1` }), 201)
    assert.strictEqual(
      await send({}, { line: "POST /_sandbox/payments HTTP/1.1\r\nHost: evil.example" }),
      403
    )
  })

  it("of the emulated API is such an address or a name of the real API, so that no page reads a token", async () => {
    const line = "POST /users/getToken HTTP/1.1"
    const body = JSON.stringify({ imp_key: shop.sandbox.key, imp_secret: shop.sandbox.secret })

    for (const Host of ["localhost:7", "127.3.2.1", "[::1]:10851", "api.iamport.kr", "static-api.iamport.kr:443"]) {
      assert.strictEqual(await send({ Host }, { line, body }), 200, Host)
    }
    for (
      const Host of ["evil.example", "api.iamport.kr.evil.example", "sandbox:10851", "10.0.0.9", "a b", "iamport.kr"]
    ) {
      assert.strictEqual(await send({ Host }, { line, body }), 403, Host)
      assert.strictEqual(await send({ Host }, { line: "POST /payments/cancel HTTP/1.1", body: "{}" }), 403, Host)
    }
    assert.strictEqual(await send({}, { line: "POST http://evil.example/users/getToken HTTP/1.1", body }), 403)
    assert.strictEqual(await send({ Host: "" }, { line: "POST /users/getToken HTTP/1.0", body }), 200)
    assert.deepStrictEqual((await shop.requests()).cancel, { received: 0, applied: 0 })
  })
})

describe("the Origin of the control API", () => {
  const shop = openShop()
  const send = sender(shop)

  it("is absent, as programs send it, or the sandbox's own", async () => {
    const { port } = shop.sandbox
    for (const Origin of ["", `http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://LOCALHOST:${port}`]) {
      assert.strictEqual(await send({ Origin }), 201, Origin)
    }
  })

  it("is no other one, not even of this machine, and not null", async () => {
    const { port } = shop.sandbox
    const foreign = [
      "null",
      "http://evil.example",
      `http://evil.example:${port}`,
      `http://127.0.0.1.evil.example:${port}`,
      `http://localhost.evil.example:${port}`,
      `http://localhost.:${port}`,
      `http://127.0.0.1:${port}@evil.example`,
      `http://evil.example#127.0.0.1:${port}`,
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      "http://127.0.0.1",
      "http://localhost:3000",
      "file://",
      "chrome-extension://abcdef",
      `http://127.0.0.1:${port}, http://evil.example`,
      " "
    ]
    for (const Origin of foreign) {
      assert.strictEqual(await send({ Origin }), 403, Origin)
      assert.strictEqual(await send({ Origin }, { line: "POST /_sandbox/reset HTTP/1.1", body: "" }), 403, Origin)
    }
    assert.strictEqual((await shop.control("GET", "")).payments, 0)
  })
})

describe("the content type of the control API", () => {
  const shop = openShop()
  const send = sender(shop)

  it("is JSON, with or without a charset", async () => {
    for (
      const type of [json, "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8"]
    ) {
      assert.strictEqual(await send({ "Content-Type": type }), 201, type)
    }
  })

  it("is none of those that a web page may send without a preflight request", async () => {
    const simple = [
      "text/plain",
      "text/plain;charset=UTF-8",
      "text/plain; application/json",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/jsonp",
      "application/json+x",
      "application/json, text/plain",
      ""
    ]
    for (const type of simple) {
      assert.strictEqual(await send({ "Content-Type": type }), 415, type)
      if (type !== "") {
        assert.strictEqual(
          await send({ "Content-Type": type }, { line: "POST /_sandbox/reset HTTP/1.1", body: "" }),
          415
        )
      }
    }
    assert.strictEqual((await shop.control("GET", "")).payments, 0)
  })

  it("may be absent when there is no body", async () => {
    assert.strictEqual(await send({ "Content-Type": "" }, { line: "POST /_sandbox/reset HTTP/1.1", body: "" }), 200)
  })

  it("answers no preflight request, so that a page cannot ask for more", async () => {
    const answer = await shop.request("OPTIONS", "/_sandbox/payments", undefined, {
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type"
    })

    assert.strictEqual(answer.status, 404)
    assert.isFalse([...answer.headers.keys()].some((name) => name.startsWith("access-control-")))
  })

  it("comes with headers that keep other pages from embedding a response", async () => {
    const { headers } = await shop.request("GET", "/_sandbox/ledger")

    assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
    assert.strictEqual(headers.get("cross-origin-resource-policy"), "same-origin")
  })
})

describe("a sandbox with allowRemote", () => {
  const shop = openShop({ allowRemote: true })
  const send = sender(shop)

  it("answers under every name, as containers and CI services need it", async () => {
    for (const Host of ["sandbox:10851", "sandbox.test.svc.cluster.local:10851", "10.0.0.7:10851", "localhost"]) {
      assert.strictEqual(await send({ Host }), 201, Host)
    }
    assert.strictEqual(await send({ Host: "a b" }), 403)
    const line = "POST /users/getToken HTTP/1.1"
    assert.strictEqual(await send({ Host: "sandbox:10851" }, { line, body: "{}" }), 400, "reaches the emulated API")
  })

  it("answers HEAD, as a health check sends it, with the headers of GET", async () => {
    const { headers, json, status } = await shop.request("HEAD", "/_sandbox")

    assert.strictEqual(status, 200)
    assert.strictEqual(json, "")
    assert.include(headers.get("content-type"), "application/json")
    assert.isAbove(Number(headers.get("content-length")), 100)
    assert.strictEqual((await shop.request("HEAD", "/_sandbox/ledger")).status, 200)
    assert.strictEqual((await shop.request("HEAD", "/_sandbox/nothing")).status, 404)
  })

  it("still accepts no page of another origin, and no page under a name that can be registered", async () => {
    const Host = "sandbox:10851"
    assert.strictEqual(await send({ Host, Origin: "http://sandbox:10851" }), 201)
    assert.strictEqual(await send({ Host, Origin: "http://other:10851" }), 403)
    assert.strictEqual(await send({ Host, Origin: "null" }), 403)
    assert.strictEqual(await send({ Host: "evil.example:10851", Origin: "http://evil.example:10851" }), 403)
    assert.strictEqual(await send({ Host, "Content-Type": "text/plain" }), 415)
  })
})
