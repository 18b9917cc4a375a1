import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"
import { findRoute } from "../src/server/api/routes.ts"
import { ROUTES } from "../src/server/api/routeTable.ts"
import { form, openShop } from "./shop.ts"

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8")

/** The path with a value for every parameter. */
const filled = (path: string): string => path.replace(/\{[^}]+\}/g, "no-such-uid")

describe("every route of the official API", () => {
  const shop = openShop()
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    shop.request(method, path, body ?? (method === "POST" || method === "PUT" ? {} : undefined), {
      authorization: shop.token,
      ...headers
    })

  it("is in the table of the README, row by row", () => {
    const rows = (readme.split("### Every route\n")[1]?.split("\n## ")[0] ?? "").split("\n")
      .filter((line) => line.startsWith("|")).slice(2)
      .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))

    assert.deepStrictEqual(
      rows,
      ROUTES.map(({ answer, evidence, method, path }) => [`\`${method} ${path}\``, answer, evidence])
    )
  })

  it("has 66 paths of the schema and two short forms, and no route twice", () => {
    assert.strictEqual(new Set(ROUTES.map(({ path }) => path)).size, 68)
    assert.strictEqual(new Set(ROUTES.map(({ method, path }) => `${method} ${path}`)).size, ROUTES.length)
  })

  it("is found with encoded letters, and a slash that is encoded belongs to its part", async () => {
    const { imp_uid } = await shop.order({ amount: 500 })
    const cancel = await send("POST", "/payments/%63anc%65l", { imp_uid, amount: 7 })

    assert.strictEqual(cancel.json.code, 0)
    assert.strictEqual((await shop.requests()).cancel.applied, 1)
    assert.strictEqual((await send("GET", "/%70ayments/status%2Fall")).status, 404)
    assert.strictEqual((await send("POST", "/payments%2Fcancel", { imp_uid })).status, 501)
  })

  it("is found by its own path, although paths overlap", () => {
    for (const { call, method, path } of ROUTES) {
      const match = findRoute(method, filled(path))

      assert.strictEqual(match.title, `${method} ${path}`)
      assert.strictEqual(match.call, call ?? "not-emulated")
    }
  })

  it("answers 401 to a missing and to a wrong token before anything else", async () => {
    const wrong = { authorization: "0".repeat(40), "content-type": "application/json" }
    for (const { method, path } of ROUTES.filter(({ name }) => name !== "token")) {
      for (const headers of [{ authorization: "" }, wrong]) {
        const { json, status } = await send(method, filled(path), method === "GET" ? undefined : "{", headers)

        assert.strictEqual(status, 401, `${method} ${path}`)
        assert.deepStrictEqual(json, { code: -1, message: "Unauthorized", response: null })
      }
    }
    for (const [method, path] of [["GET", "/refunds"], ["PATCH", "/payments"], ["GET", "/users/getToken"]] as const) {
      assert.strictEqual((await send(method, path, undefined, { authorization: "x" })).status, 401)
    }
  })

  it("answers 501 with its name where it is not emulated, so that 404 means only that something does not exist", async () => {
    for (const { call, method, path } of ROUTES) {
      const { json, status } = await send(method, filled(path))

      if (call === undefined) {
        assert.strictEqual(status, 501)
        assert.strictEqual(json.code, -1)
        assert.isNull(json.response)
        assert.match(json.message, /^\[sandbox\] .*@effect-portone\/sandbox/)
        assert.isTrue(json.message.endsWith(` ${method} ${path}`), json.message)
      } else {
        assert.include([200, 400, 404], status, `${method} ${path}`)
      }
    }
  })

  it("answers 501 to an undocumented path, and 405 with the allowed methods to a wrong method", async () => {
    const unknown = await send("GET", `/refunds/${"x".repeat(500)}`)
    const wrong = await send("GET", "/payments/prepare")

    assert.strictEqual(unknown.status, 501)
    assert.match(unknown.json.message, /^\[sandbox\] .*GET \/refunds\/x+$/)
    assert.isBelow(unknown.json.message.length, 300)
    assert.strictEqual(wrong.status, 405)
    assert.strictEqual(wrong.headers.get("allow"), "POST, PUT")
    assert.strictEqual((await send("PATCH", "/cvs")).headers.get("allow"), "POST")
  })

  it("reads a payment with POST /payments/find/{merchant_uid}, with and without a body", async () => {
    const { imp_uid, merchant_uid } = await shop.order()

    for (const [body, headers] of [[undefined, {}], ["", form], ["a=1", form]] as const) {
      const { json } = await shop.request("POST", `/payments/find/${merchant_uid}`, body, {
        authorization: shop.token,
        ...headers
      })
      assert.strictEqual(json.response.imp_uid, imp_uid)
    }
    assert.strictEqual((await send("POST", "/payments/find/unknown")).status, 404)
  })
})
