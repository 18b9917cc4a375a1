import { assert, describe, it } from "vitest"
import { escapeHtml, wantsPage } from "../src/server/control/overviewPage.ts"
import { NOW, openShop } from "./shop.ts"

const lines: Array<string> = []
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
const HOSTILE = "<script>alert(1)</script>\"'&`"

describe("GET /_sandbox", () => {
  const shop = openShop({ startTime: NOW, frozen: true })
  const page = async (headers: Record<string, string> = {}) =>
    await shop.request("GET", "/_sandbox", undefined, { accept: BROWSER, ...headers })

  it("is JSON for programs: state, calls, and the latest requests with their verdicts", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })
    await shop.cancel({ imp_uid, amount: 100 })
    await shop.cancel({ imp_uid, amount: 5000 })
    await shop.break("drop-after-commit")
    await shop.cancel({ imp_uid, amount: 100 }).catch(() => undefined)

    const { headers, json } = await shop.request("GET", "/_sandbox", undefined, { accept: "*/*" })

    assert.include(headers.get("content-type"), "application/json")
    assert.deepInclude(json, { name: "portone-sandbox", payments: 1, cancels: 2, webhook: null, faults: [] })
    assert.deepStrictEqual(json.clock, { now: NOW, iso: "2024-05-20T03:00:00Z", frozen: true })
    assert.include(json.calls, "POST /_sandbox/payments")
    assert.deepStrictEqual(
      json.latest.filter(({ path }: { path: string }) => path === "/payments/cancel")
        .map(({ code, fault, status, verdict }: Record<string, unknown>) => [status, code, verdict, fault]),
      [
        [undefined, 0, "accepted", "drop-after-commit"],
        [200, 1, "rejected", undefined],
        [200, 0, "accepted", undefined]
      ]
    )
  })

  it("is a page for people, without script, and loads nothing", async () => {
    await shop.get("/banks")

    const { headers, json: text } = await page()

    assert.include(headers.get("content-type"), "text/html")
    assert.include(headers.get("content-security-policy"), "default-src 'none'")
    assert.match(text, /^<!doctype html>\n<html lang="en">/)
    assert.include(text, "GET /banks")
    assert.include(text, "<a href=\"/_sandbox/ledger\">")
    assert.notMatch(text, /<script|javascript:|\bon\w+=|<img|<link|src=/i)
  })

  it("is Korean for a browser that prefers Korean", async () => {
    assert.include((await page({ "accept-language": "ko-KR,ko;q=0.9,en;q=0.8" })).json, "최근 요청")
    assert.include((await page({ "accept-language": "en-US,ko;q=0.5" })).json, "Latest requests")
    assert.include((await page({ "accept-language": "fr" })).json, "Latest requests")
  })

  it("shows no text of a caller: not in a path, a query, a header or a body", async () => {
    const text = encodeURIComponent(HOSTILE)
    await shop.order({ buyer_name: "홍길동", custom_data: HOSTILE, imp_uid: `imp_${HOSTILE}` })
    await shop.get(`/payments/${text}?x=${text}`, { "user-agent": HOSTILE, tier: "<b>" })
    await shop.get("/payments/find/010-1234-5678")
    await shop.get(`/${text}/홍길동`.replace("홍길동", encodeURIComponent("홍길동")))
    await shop.cancel({ imp_uid: HOSTILE, refund_account: "110987654321" })
    await shop.control("POST", "webhook", { url: "http://user:pass@127.0.0.1:9/%3Cb%3E?token=s3cret#x" })

    for (const shown of [(await page()).json, JSON.stringify(await shop.control("GET", ""))]) {
      assert.notMatch(shown, /alert\(1\)|홍길동|1234-5678|110987654321|s3cret|user:pass|<b>/)
      assert.notInclude(shown, shop.token)
      assert.notInclude(shown, shop.sandbox.secret)
    }
  })
})

describe("what Accept asks for", () => {
  it("is a page only when HTML is named and JSON is not preferred", () => {
    for (const accept of ["text/html", BROWSER, "application/json;q=0.5, TEXT/HTML", "application/xhtml+xml"]) {
      assert.isTrue(wantsPage(accept), accept)
    }
    for (
      const accept of [
        undefined,
        "",
        "*/*",
        "application/json",
        "application/json, text/plain, */*",
        "text/html;q=0",
        "text/html;q=0.4, application/json"
      ]
    ) {
      assert.isFalse(wantsPage(accept), accept)
    }
  })
})

describe("escaping", () => {
  it("leaves no character that could end a text or an attribute, and no control character", () => {
    assert.strictEqual(
      escapeHtml("<a href=\"'`&\u0000\u001b\u202e\">"),
      "&#60;a href=&#34;&#39;&#96;&#38;\ufffd\ufffd\ufffd&#34;&#62;"
    )
  })
})

describe("log", () => {
  const shop = openShop({ startTime: NOW, frozen: true, log: (line) => lines.push(line) })

  it("gets one line for each request, without secrets, personal data or control characters", async () => {
    lines.length = 0
    const { imp_uid } = await shop.order({ amount: 1000, buyer_name: "홍길동" })
    await shop.cancel({ imp_uid, amount: 100, reason: "변심\u001b[31m" })
    await shop.cancel({ imp_uid, amount: 5000, refund_account: "110987654321" })
    await shop.get(`/payments/${encodeURIComponent("\n\u001b[2J홍길동")}?_token=${shop.token}`)
    await shop.request("POST", "/users/getToken", { imp_key: "k", imp_secret: "hush-hush" })
    await shop.break("drop-before-commit")
    await shop.cancel({ imp_uid }).catch(() => undefined)
    await shop.raw("\u001b[31mnot http at all\r\n\r\n").outcome
    await shop.until(async () => lines.some((line) => line.includes("not HTTP")))

    assert.deepStrictEqual(lines.filter((line) => !line.includes("/_sandbox")), [
      `2024-05-20T03:00:00Z POST /payments/cancel 200 code 0 accepted ${imp_uid}`,
      "2024-05-20T03:00:00Z POST /payments/cancel 200 code 1 rejected",
      "2024-05-20T03:00:00Z GET /payments/… 404 code -1 rejected",
      "2024-05-20T03:00:00Z POST /users/getToken 401 code -1 rejected",
      "2024-05-20T03:00:00Z POST /payments/cancel - no response (fault drop-before-commit)",
      "2024-05-20T03:00:00Z - (not HTTP) 400 rejected"
    ])
    for (const line of lines) assert.match(line, /^[\x20-\x7e…]+$/)
  })
})
