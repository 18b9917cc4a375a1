/**
 * What a security reviewer asks for that no other test is about, and the table in SECURITY.md: each
 * row names tests that exist.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Redacted } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { request } from "node:http"
import * as Notifier from "../src/decide/Notifier.ts"
import { keysOf } from "../src/shop/Keys.ts"
import { openText, sealText } from "../src/shop/vault.ts"
import { FORMS, FORMS_WINDOW } from "../src/signIn/throttle.ts"
import { asker } from "./desk/ask.ts"
import { opened } from "./opened.ts"
import { openShop, pause, SECRET, type Shop, taken, written } from "./shop.ts"

const { sandbox, shop } = await opened()

describe("the table of SECURITY.md", () => {
  const file = (path: string) => new URL(`../${path}`, import.meta.url)
  const lines = readFileSync(file("SECURITY.md"), "utf8").split("\n")
  const rows = lines.filter((line) => /^\| \d+\.\d+/.test(line)).map((line) => line.split(" | "))

  it("has tests that exist, by file and by the words of their names", () => {
    assert.isAbove(rows.length, 50)
    for (const row of rows) {
      const item = row[0] ?? ""
      const tests = [...(row[2] ?? "").matchAll(/`(test\/[\w/]+\.test\.ts)` “([^”]+)”/g)]
      assert.isAbove(tests.length, 0, item)
      for (const [, path = "", words = ""] of tests) {
        assert.isTrue(existsSync(file(path)), `${item} ${path}`)
        assert.include(readFileSync(file(path), "utf8"), words, `${item} ${path}`)
      }
    }
  })

  it("has each item once, in order", () => {
    const items = rows.map(([item = ""]) => item.replace("| ", "").trim())
    const order = (item: string) => item.split(".").reduce((sum, part) => sum * 100 + Number(part), 0)
    assert.deepStrictEqual(items, [...new Set(items)].toSorted((a, b) => order(a) - order(b)))
  })

  it("has every section of level 2 with its state, and items of the table or none for its test", () => {
    // Those with items of level 1 or 2, by chapter.
    const chapters = [
      [1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      [1, 2, 3, 4, 5, 7],
      [1, 2, 3],
      [1, 2, 3, 4, 5],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3],
      [1, 2],
      [2, 3],
      [1],
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5]
    ]
    const known = new Set(rows.map(([item = ""]) => item.replace("| ", "").trim()))
    const sections = lines.filter((line) => /^\| V\d+\.\d+ /.test(line))
      .map((line) => line.split("|").map((cell) => cell.trim()))
    assert.deepStrictEqual(
      sections.map(([, name = ""]) => name.split(" ")[0]),
      chapters.flatMap((of, at) => of.map((section) => `V${at + 1}.${section}`))
    )
    // The items that no application can meet, as the list of the shop has them.
    const toDo = lines.filter((line) => /^- \d/.test(line)).map((line) => line.split(": ")[0] ?? "").join(", ")
    for (const [, name = "", state = "", why = "", test = ""] of sections) {
      assert.include(["met", "not met", "not applicable", "the shop’s"], state, name)
      const number = /^V(\d+\.\d+)/.exec(name)?.[1] ?? ""
      if (state === "the shop’s") {
        assert.match(toDo, new RegExp(`(^|[ ,-])${number.replace(".", "\\.")}(\\.|,|$)`), name)
      }
      if (state !== "met") assert.isNotEmpty(why, name)
      if (state === "not applicable") assert.strictEqual(test, "–", name)
      else if (test !== "not tested") {
        assert.match(test, /^items \d/, name)
        for (const item of test.replace("items ", "").split(", ")) assert.isTrue(known.has(item), `${name}: ${item}`)
      }
    }
  })
})

describe("a person's sessions", () => {
  it("are listed, and another one is ended from there, but not one of another person", async () => {
    const { ask } = asker(shop)
    const [mine, other, foreign] = [
      await shop.session("demo-junho"),
      await shop.session("demo-junho"),
      await shop.session("demo-dohyun")
    ]
    const { text } = await ask("/desk/sessions", { cookie: mine })
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ""
    const names = [...text.matchAll(/name="name" value="([^"]+)"/g)].map(([, name = ""]) => name)
    assert.strictEqual(names.length, 2)
    assert.notInclude(text, other.split("=")[1] ?? "")
    const foreignName = /name="name" value="([^"]+)"/.exec(
      (await ask("/desk/sessions", { cookie: await shop.session("demo-dohyun") })).text
    )?.[1] ?? ""

    const end = (name: string) => ask("/desk/sessions/end", { cookie: mine, form: { csrf, name } })
    const status = async (cookie: string) => (await ask("/desk/", { cookie })).status
    await end(foreignName)
    assert.deepStrictEqual([await status(other), await status(foreign)], [200, 200])
    assert.strictEqual((await end(names[0] ?? "")).to, "/desk/sessions")
    assert.deepStrictEqual([await status(mine), await status(other), await status(foreign)], [200, 303, 200])
    const last = await shop.session("demo-junho")
    await end("others")
    assert.deepStrictEqual([await status(mine), await status(last)], [200, 303])
  })
})

describe("a page that follows a refund", () => {
  it("asks by an address that is no use of the session, with and without JavaScript", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "followed-by-a-page", { amount: 150_000 })
    const { ask } = asker(shop)
    const cookie = await shop.session("demo-minji")
    const { text } = await ask("/desk/refunds/followed-by-a-page", { cookie })
    assert.include(text, "data-live=\"/desk/refunds/followed-by-a-page/live\"")
    assert.include(text, "content=\"20;url=/desk/refunds/followed-by-a-page?auto=1\"")
    const used = async () =>
      /last used <time datetime="([^"]+)"/.exec((await ask("/desk/sessions?auto=1", { cookie })).text)?.[1]
    const before = await used()
    while (new Date().toISOString() === before) await pause()
    await ask("/desk/refunds/followed-by-a-page/live", { cookie })
    await ask("/desk/refunds/followed-by-a-page?auto=1", { cookie })
    assert.strictEqual(await used(), before)
    await ask("/desk/refunds/followed-by-a-page", { cookie })
    assert.notStrictEqual(await used(), before)
  })
})

describe("a page of a session", () => {
  it("leaves the screen with it also without JavaScript, except where a text may be typed", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "stays-on-the-screen", { amount: 150_000 })
    const { ask } = asker(shop)
    const cookie = await shop.session("demo-seoyeon")
    const leaves = async (path: string) =>
      /<noscript><meta http-equiv="refresh" content="1860;url=([^"]+)"><\/noscript>/.exec(
        (await ask(path, { cookie })).text
      )?.[1]
    for (const path of ["/desk/", `/desk/orders/${id}`, "/desk/refunds", "/desk/sessions"]) {
      assert.strictEqual(await leaves(path), `${path}?auto=1`)
    }
    for (
      const path of [
        `/desk/orders/${id}/refund?key=desk-stays-here`,
        "/desk/refunds/stays-on-the-screen",
        "/desk/sign-in"
      ]
    ) {
      assert.isUndefined(await leaves(path), path)
    }
    const { headers } = await ask("/desk/sign-out", { cookie, form: {} })
    assert.strictEqual(headers.get("clear-site-data"), "\"cache\", \"storage\"")
  })
})

describe("a seal", () => {
  it("differs each time, and opens only for its purpose and under its secret", () => {
    const [keys, others] = [keysOf(Redacted.make(SECRET)), keysOf(Redacted.make(SECRET.toUpperCase()))]
    const seals = [1, 2].map(() => sealText(keys, "one", "a text"))
    assert.notStrictEqual(seals[0], seals[1])
    for (const sealed of seals) {
      assert.notInclude(Buffer.from(sealed.slice(2), "base64").toString("latin1"), "a text")
      const opened = [openText(keys, "one", sealed), openText(keys, "two", sealed), openText(others, "one", sealed)]
      assert.deepStrictEqual(opened.map(Option.getOrUndefined), ["a text", undefined, undefined])
      assert.match(sealed, /^1\./)
      const bytes = Buffer.from(sealed.slice(2), "base64")
      for (const at of bytes.keys()) {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ 1
        assert.isTrue(Option.isNone(openText(keys, "one", `1.${changed.toString("base64")}`)), String(at))
      }
      assert.isTrue(Option.isNone(openText(keys, "one", `1.${bytes.subarray(0, 20).toString("base64")}`)))
    }
  })
})

describe("the folder of the pages", () => {
  it("serves three files, and no folder", async () => {
    const { hostname, port } = new URL(shop.url)
    const get = (path: string) =>
      new Promise<readonly [number | undefined, string | undefined]>((resolve, reject) =>
        request({ hostname, port, path, headers: { "accept-language": "en" } }, (answer) => {
          answer.resume()
          resolve([answer.statusCode, answer.headers["content-type"]])
        }).on("error", reject).end()
      )
    const served = { "desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml" }
    for (const [name, type] of Object.entries(served)) {
      const [status, given] = await get(`/desk/assets/${name}`)
      assert.deepStrictEqual([status, given?.split(";")[0]], [200, type], name)
    }
    assert.deepStrictEqual(readdirSync(new URL("../src/desk/assets", import.meta.url)).toSorted(), Object.keys(served))
    for (
      const path of [
        "",
        ".",
        "..",
        "%2e%2e/router.ts",
        "..%2frouter.ts",
        ".git/config",
        "desk.css%00.ts",
        "desk.css/"
      ]
    ) {
      // Without a session there is the way to the sign-in, and nothing else.
      assert.notStrictEqual((await get(`/desk/assets/${path}`))[0], 200, path)
    }
  })
})

describe("every answer", () => {
  it("asks browsers for TLS in future, where they come over TLS", async () => {
    const one = await openShop(sandbox, { origin: "https://desk.example" })
    const header = async (at: Shop, path: string) =>
      (await fetch(at.url + path)).headers.get("strict-transport-security")
    for (const path of ["/desk/sign-in", "/orders", "/nowhere"]) {
      assert.deepStrictEqual([await header(one, path), await header(shop, path)], [
        "max-age=31536000; includeSubDomains",
        null
      ])
    }
    await one.close()
  })

  it("of the API is saved by a browser that opens it, names its type, and no version of a program", async () => {
    for (const path of ["/orders", "/refunds/none", "/problems/four-eyes"]) {
      const { headers } = await fetch(shop.url + path, { headers: { authorization: "Bearer demo-minji" } })
      assert.strictEqual(headers.get("content-disposition"), "attachment; filename=\"api.json\"")
      assert.match(headers.get("content-type") ?? "", /^application\/(problem\+)?json; charset=utf-8$/)
      assert.deepStrictEqual([headers.get("x-powered-by"), headers.get("server")], [null, null])
    }
  })

  it("allows no other origin to read it, and takes no method that nothing uses", async () => {
    const { headers } = await fetch(`${shop.url}/orders`, {
      headers: { authorization: "Bearer demo-minji", origin: "https://evil.example" }
    })
    assert.isNull(headers.get("access-control-allow-origin"))
    const { hostname, port } = new URL(shop.url)
    for (const method of ["TRACE", "PUT", "DELETE", "PATCH"]) {
      const status = await new Promise((resolve, reject) =>
        request(
          { hostname, port, method, path: "/orders", headers: { authorization: "Bearer demo-minji" } },
          (answer) => {
            answer.resume()
            resolve(answer.statusCode)
          }
        ).on("error", reject).end()
      )
      assert.strictEqual(status, 404, method)
    }
  })
})

const lines = (message: string) => written.filter((line) => line.includes(`"${message}"`))

describe("what is not usual", () => {
  it("is an alert once in an hour, for a person, for an address and for failed sign-ins together", async () => {
    const sent: Array<Notifier.Alert> = []
    const one = await openShop(sandbox, {
      options: { alerts: { unmasked: 2, exported: 1, denied: 3, requests: 20, "sign-in-failed": 1 } },
      notifier: Layer.succeed(Notifier.Notifier, {
        waiting: () => Effect.void,
        alert: (alert) => Effect.sync(() => void sent.push(alert))
      })
    })
    const before = lines("shop.alert").length
    const { id } = await one.order()
    const { ask, proof } = asker(one)
    const { cookie, csrf } = await proof("minji")
    const alerts = () => sent.map(({ limit, what, who }) => `${who} ${what} ${limit}`)
    for (let count = 0; count < 4; count++) {
      await ask(`/desk/orders/${id}/buyer`, { cookie, form: { csrf } })
      assert.deepStrictEqual(alerts(), count < 2 ? [] : ["minji unmasked 2"])
    }
    for (let count = 0; count < 2; count++) await ask("/desk/payments.csv", { person: "dohyun" })
    for (let count = 0; count < 4; count++) await one.get("/refunds/of-nobody", "junho")
    for (let count = 0; count < 2; count++) await ask("/desk/sign-in", { form: { token: `wrong-${count}` } })
    for (let count = 0; count < 22; count++) await ask("/desk/sign-in")
    // They are counted after the answer.
    while (alerts().length < 5) await pause()
    assert.sameMembers(alerts(), [
      "minji unmasked 2",
      "dohyun exported 1",
      "junho denied 3",
      "all sign-in-failed 1",
      "127.0.0.1 requests 20"
    ])
    const said = lines("shop.alert").slice(before)
    assert.lengthOf(said, 5)
    assert.match(said[0] ?? "", /"actor":"minji".*"outcome":"unmasked"|"outcome":"unmasked".*"actor":"minji"/)
    await one.close()
  })
})

describe("a person with a session", () => {
  it("sends at most 60 forms in a minute, and loses nothing that was typed", async () => {
    let now = 0
    const one = await openShop(sandbox, { now: () => now })
    const { id, impUid } = await one.order()
    const { ask, proof } = asker(one)
    const { cookie, csrf } = await proof("minji")
    const seen = await one.seen(id)
    const send = () =>
      ask(`/desk/orders/${id}/refund?key=desk-too-fast-1`, {
        cookie,
        form: {
          csrf,
          by: "minji",
          seen,
          extent: "part",
          amount: "3000",
          reason: "변심",
          requester: "customer"
        }
      })
    for (let count = 0; count < FORMS; count++) {
      assert.strictEqual((await ask("/desk/find", { cookie, form: { q: "x" } })).status, 303)
    }
    // A preview while a person types is not one of them.
    const preview = await ask(`/desk/orders/${id}/refund/check?key=desk-too-fast-1`, { cookie, form: { csrf } })
    assert.strictEqual(preview.status, 200)
    const fast = await send()
    assert.deepStrictEqual([fast.status, fast.headers.get("retry-after")], [429, "60"])
    assert.include(fast.text, "Nothing was changed")
    const api = await fetch(`${one.url}/orders/${id}/refunds`, {
      method: "POST",
      headers: {
        cookie,
        origin: one.url,
        "sec-fetch-site": "same-origin",
        "content-type": "application/json",
        "idempotency-key": "too-fast-by-the-api"
      },
      body: JSON.stringify({ amount: "rest" })
    })
    assert.strictEqual(api.status, 429)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    const kept = fast.headers.getSetCookie().find((one) => one.startsWith("desk_kept="))?.split(";")[0] ?? ""
    const again = await ask(`/desk/orders/${id}/refund?key=desk-too-fast-1`, { cookie: `${cookie}; ${kept}` })
    assert.match(again.text, /value="3000"/)
    now = FORMS_WINDOW
    assert.strictEqual((await send()).to, "/desk/refunds/desk-too-fast-1")
    // A program is not a person.
    for (let count = 0; count <= FORMS; count++) {
      assert.strictEqual((await one.post(`/orders/${id}/refunds/preview`, { amount: 1 })).status, 200)
    }
    await one.close()
  })
})

describe("the log", () => {
  it("has a line for input that is not valid, with the person and without the input", async () => {
    const { id } = await shop.order()
    const before = lines("shop.invalid").length
    await shop.refund(id, "not-valid-amount", { amount: "a-secret-amount" })
    const line = lines("shop.invalid")[before] ?? ""
    assert.match(line, /minji/)
    assert.match(line, /FieldUnusable/)
    assert.notInclude(line, "a-secret-amount")
  })

  it("has one line for each entry, also with line breaks in a request", async () => {
    const before = written.length
    const text = "a\n{\"message\":\"shop.event.approved\",\"actor\":\"seoyeon\"}\r\n"
    const { id } = await shop.order()
    await shop.refund(id, "a-line-of-its-own", { amount: 1000, reason: text })
    await shop.get(`/refunds/${encodeURIComponent(text)}`)
    await asker(shop).ask("/desk/sign-in", { form: { token: text, next: text } })
    await fetch(`${shop.url}/orders`, {
      headers: { authorization: "Bearer wrong\\n{}", "x-forwarded-for": "1.2.3.4\\n{}" }
    })
    const lines = written.slice(before).filter((line) => line.includes("\"message\"") || line.includes("shop."))
    assert.isAbove(lines.length, 2)
    for (const line of lines) assert.notInclude(line.trimEnd(), "\n")
    assert.isFalse(lines.some((line) => /^\{[^]*"message":"shop\.event\.approved"/.test(line)))
  })

  it("has what went wrong under the number that the page shows, and the page has nothing else of it", async () => {
    const limits = new Proxy({}, {
      get: () => {
        throw new Error("words of the inside")
      }
    })
    const one = await openShop(sandbox, { options: { limits } })
    const { id } = await one.order()
    const { body, status } = await one.refund(id, "dies-in-the-limits")
    const { text } = await asker(one).ask(`/desk/orders/${id}/refund?key=desk-dies-too`, { person: "minji" })
    await one.close()
    assert.strictEqual(status, 500)
    for (const answer of [JSON.stringify(body), text]) {
      assert.notMatch(answer, /words of the inside|\.ts:/)
      const [incident = ""] = /[\da-f]{8}-[\da-f-]{27}/.exec(answer) ?? []
      assert.isTrue(lines("shop.request.died").some((line) => line.includes(incident)), incident)
    }
  })
})
