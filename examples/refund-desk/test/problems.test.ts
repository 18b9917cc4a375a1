/**
 * Every way to fail, and the status it has, over real HTTP.
 */
import { CancelError, FindPayment, Webhook } from "@effect-portone/core"
import { RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { connect } from "node:net"
import { urlOf } from "../src/http/answer.ts"
import { problemOf } from "../src/http/problem.ts"
import type { Problematic } from "../src/http/problematic.ts"
import { problems } from "../src/http/problems.ts"
import { RefundState } from "../src/shop/RefundRecord.ts"
import { KeyReused } from "../src/shop/ShopError.ts"
import { opened } from "./opened.ts"
import { control, openShop, taken, written } from "./shop.ts"

const { sandbox, shop } = await opened()

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
const fault = (route: string, name: string, times = 1) => control(sandbox, "faults", { route, fault: name, times })

describe("a failure of PortOne or of the way to it", () => {
  const cases: ReadonlyArray<readonly [name: string, status: number, type: string, arrange: () => Promise<unknown>]> = [
    ["no answer that can be read", 502, "lookup-failed", () => fault("find", "html-503")],
    ["a token refused twice", 500, "unauthorized", () => fault("find", "unauthorized-once", 2)]
  ]
  for (const [name, status, type, arrange] of cases) {
    it(`is ${status} for ${name}, and the same key may be used again`, async () => {
      const { id, impUid } = await shop.order()
      await arrange()
      const key = `failure-${type}`
      const { body, status: seen } = await shop.refund(id, key, { amount: 3000 })

      assert.deepStrictEqual([seen, body.type], [status, `/problems/${type}`])
      assert.strictEqual((await shop.refund(id, key, { amount: 3000 })).status, 201)
      assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    })
  }

  it("is 409 for a payment that PortOne does not know", async () => {
    const { id } = await shop.order({}, { impUid: "imp_nobody_knows" })
    const { body, status } = await shop.refund(id, "unknown-payment")
    assert.deepStrictEqual([status, body.type, body.moneyMoved], [409, "/problems/payment-not-found", "no"])
  })

  it("is 503 where nothing could be sent, and 500 for a wrong secret, which is not shown", async () => {
    const away = await openShop(sandbox, { baseUrl: "http://127.0.0.1:1" })
    const stranger = await openShop(sandbox, { impSecret: "not-the-secret-at-all" })
    const { id } = await away.order()
    const { id: other } = await stranger.order()
    const unsent = await away.refund(id, "nobody-there")
    const refused = await stranger.refund(other, "wrong-secret")

    assert.deepStrictEqual([unsent.status, unsent.body.type, unsent.body.resend], [503, "/problems/not-sent", "safe"])
    assert.deepStrictEqual([refused.status, refused.body.type], [500, "/problems/credentials-rejected"])
    assert.notInclude(written.join(), "not-the-secret-at-all")
    await Promise.all([away.close(), stranger.close()])
  })

  it("is 422 for a final rejection, with its words and its address", async () => {
    const { id, impUid } = await shop.order()
    await fault("cancel", "portone-rejection")
    const { body, location, status } = await shop.refund(id, "rejected-part", { amount: 3000 })

    assert.deepStrictEqual([status, body.type, location], [422, "/problems/rejected", "/refunds/rejected-part"])
    assert.strictEqual(body.refund.state, "rejected")
    assert.match(body.detail, /was rejected/)
    assert.strictEqual((await shop.refund(id, "rejected-part", { amount: 3000 })).status, 422)
    assert.strictEqual((await shop.refund(id, "all-of-it-then")).status, 201)
    assert.deepStrictEqual(await taken(sandbox, impUid), [10_000])
  })

  it("is 422 where another cancel was made while the refund waited for its approval", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "too-late-by-now")
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 100_000 })
    const decide = (body: object) => shop.post("/refunds/too-late-by-now/approval", body, "dohyun")
    const { body, status } = await shop.approve("too-late-by-now", "dohyun")

    assert.deepStrictEqual([status, body.findings[0].code], [422, "amount-above-balance"])
    assert.strictEqual((await shop.get("/refunds/too-late-by-now")).body.state, "waiting")
    await decide({ decision: "decline", note: "이미 취소됨" })
    assert.strictEqual((await shop.refund(id, "what-is-left-now")).body.refunded, 50_000)
  })

  it("is 422 for a key that the payment's history knows with another amount", async () => {
    const forgetful = await openShop(sandbox)
    const { id, impUid } = await shop.order()
    const order = (await shop.get("/orders")).body.orders.find((one: any) => one.id === id)
    await shop.refund(id, "used-elsewhere", { amount: 3000 })
    await forgetful.insert(order)
    const { body, status } = await forgetful.refund(id, "used-elsewhere", { amount: 2000 })

    assert.deepStrictEqual([status, body.refund.state], [422, "invalid"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    await forgetful.close()
  })
})

describe("a request that is not a refund", () => {
  const json = {
    authorization: "Bearer demo-minji",
    "content-type": "application/json",
    "idempotency-key": "not-a-request"
  }
  const bytes = Uint8Array.from([...Buffer.from("{\"reason\":\""), 0xff, 0xfe, ...Buffer.from("\"}")])
  const bad: ReadonlyArray<
    readonly [string, number, string, Record<string, string>, string | Uint8Array<ArrayBuffer>]
  > = [
    ["bytes that are no UTF-8", 400, "body-unreadable", json, bytes],
    ["an amount that is no number any more", 422, "field-unusable", json, "{\"amount\":1e999}"],
    ["broken JSON", 400, "body-unreadable", json, "{\"amount\": 30"],
    [
      "broken UTF-8 in its percent encoding",
      400,
      "address-unreadable",
      { ...json, path: "/orders/%E0%A4%A/refunds" },
      "{}"
    ],
    [
      "an unknown charset",
      415,
      "not-json",
      { ...json, "content-type": "application/json; charset=klingon" },
      "{}"
    ],
    ["a form", 415, "not-json", { ...json, "content-type": "application/x-www-form-urlencoded" }, "amount=3000"],
    ["no content type", 415, "not-json", { ...json, "content-type": "" }, "{}"],
    ["16 KiB and more", 413, "body-too-large", json, JSON.stringify({ reason: "x".repeat(17_000) })],
    [
      "S19 a charset in which a name may come twice",
      400,
      "body-unreadable",
      { ...json, "content-type": "application/json; charset=utf-16le" },
      Uint8Array.from(Buffer.from("{\"amount\":1000,\"amount\":2000}", "utf16le"))
    ],
    ["S19 a name that comes twice", 400, "body-unreadable", json, "{\"amount\":1000,\"amount\":2000}"],
    ["S19 a name that comes twice in other letters", 400, "body-unreadable", json, "{\"amount\":1,\"\\u0061mount\":2}"],
    [
      "S19 a name that comes twice inside",
      400,
      "body-unreadable",
      json,
      "{\"refundAccount\":{\"bank\":\"1\", \"bank\" :\"2\"}}"
    ],
    ["S20 NUL in a reason", 422, "field-unusable", json, "{\"amount\":1000,\"reason\":\"a\\u0000b\"}"],
    ["JSON that is no object", 400, "body-unreadable", json, "3000"]
  ]
  for (const [name, status, type, { path, ...headers }, body] of bad) {
    it(`is ${status} for ${name}, in both languages`, async () => {
      const answer = await shop.send("POST", path ?? "/orders/order-1/refunds", headers, body)
      assert.deepStrictEqual([answer.status, answer.type, answer.body.type], [
        status,
        "application/problem+json",
        `/problems/${type}`
      ])
      assert.match(answer.body.korean.title, /[가-힣]/)
      assert.notInclude(JSON.stringify(answer.body), "order-1")
    })
  }

  it("is 400 for an address that cannot be decoded, which says nothing of a body", async () => {
    for (const path of ["/orders/%ff", "/refunds/%E0%A4%A", "/desk/orders/%ff"]) {
      const { status, text } = await fetch(shop.url + path, {
        headers: {
          authorization: "Bearer demo-minji",
          cookie: await shop.session("demo-minji"),
          "accept-language": "en"
        }
      }).then(async (answer) => ({ status: answer.status, text: await answer.text() }))
      assert.strictEqual(status, 400)
      assert.match(text, /[Tt]he address/, path)
      assert.notMatch(text, /JSON object/, path)
    }
  })

  it("is 404 where nothing is", async () => {
    assert.strictEqual((await shop.get("/orders/a/b/c")).body.type, "/problems/no-such-page")
    assert.strictEqual((await shop.get("/refunds/no-such-refund")).body.type, "/problems/refund-not-found")
    assert.strictEqual((await shop.get("/nowhere")).status, 404)
  })

  it("is cut off by Node where it is not HTTP, and the shop continues", async () => {
    const { hostname, port } = new URL(shop.url)
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.end("\u0000\u0001 not http\r\n\r\n"))
      let seen = ""
      socket.on("data", (chunk) => (seen += String(chunk))).on("close", () => resolve(seen))
    })
    assert.match(text, /^HTTP\/1.1 400/)
    assert.strictEqual((await shop.get("/orders")).status, 200)
  })
})

describe("S2 a page of another site", () => {
  it("cannot use a person's session, and a page of this shop can", async () => {
    const { id } = await shop.order()
    const cookie = await shop.session("demo-minji")
    const ask = (headers: Record<string, string>) =>
      shop.send(
        "POST",
        `/orders/${id}/refunds/preview`,
        { cookie, "content-type": "application/json", ...headers },
        JSON.stringify({ amount: "rest" })
      )
    const { host } = new URL(shop.url)

    assert.strictEqual((await ask({ "sec-fetch-site": "cross-site" })).status, 403)
    assert.strictEqual((await ask({ "sec-fetch-site": "same-site" })).status, 403)
    assert.strictEqual((await ask({ origin: "http://evil.example" })).status, 403)
    assert.strictEqual((await ask({ origin: "null" })).status, 403)
    // Another scheme or port is another origin, and no header of a proxy switches the check off.
    assert.strictEqual((await ask({ origin: `https://${host}` })).status, 403)
    assert.strictEqual((await ask({ origin: "http://127.0.0.1:1" })).status, 403)
    assert.strictEqual((await ask({ origin: "http://127.0.0.1:1", "sec-fetch-site": "same-origin" })).status, 403)
    for (const authorization of ["Basic cHJveHk6cHJveHk=", "Digest username=proxy", "demo-minji", ""]) {
      const foreign = [{ "sec-fetch-site": "same-site" }, { origin: "http://127.0.0.1:1" }, {}]
      const seen = await Promise.all(foreign.map((headers) => ask({ authorization, ...headers } as never)))
      assert.deepStrictEqual(seen.map(({ status }) => status), [403, 403, 403], authorization)
      assert.strictEqual((await ask({ authorization, origin: `http://${host}` })).status, 200)
    }
    assert.strictEqual((await ask({ authorization: "Bearer demo-nobody", origin: `http://${host}` })).status, 401)
    assert.strictEqual((await ask({ authorization: "Bearer demo-nobody" })).status, 401)
    assert.strictEqual((await ask({})).body.type, "/problems/cross-site")
    assert.strictEqual((await ask({ origin: `http://${host}` })).status, 200)
    assert.strictEqual((await ask({ "sec-fetch-site": "same-origin" })).status, 200)
  })

  it("cannot make a session: an altered or made-up cookie is not one", async () => {
    const cookie = await shop.session("demo-minji")
    const altered = [`${cookie}x`, cookie.slice(0, -1), "demo_session=", "demo_session=x", `x${cookie}`]
    for (const one of altered) assert.strictEqual((await shop.send("GET", "/orders", { cookie: one })).status, 401, one)
    assert.strictEqual((await shop.send("GET", "/orders", { cookie })).status, 200)
    assert.strictEqual(await shop.session("demo-nobody"), "")
  })
})

describe("a webhook", () => {
  const hook = (body: string, type = "application/json") =>
    shop.send("POST", "/webhooks/portone", { "content-type": type }, body)

  it("changes nothing by what it says: forged, unknown, or about something that did not happen", async () => {
    const { id, impUid } = await shop.order()
    const before = (await control(sandbox, "requests")).cancel?.received ?? 0
    const claims = { imp_uid: impUid, merchant_uid: id, status: "cancelled", cancellation_id: "made-up" }

    assert.strictEqual((await hook(JSON.stringify(claims))).status, 204)
    assert.strictEqual(
      (await hook(new URLSearchParams(claims).toString(), "application/x-www-form-urlencoded")).status,
      204
    )
    const { find } = await control(sandbox, "requests")
    assert.strictEqual((await hook(JSON.stringify({ ...claims, imp_uid: "imp_of_another_shop" }))).status, 204)
    assert.strictEqual((await control(sandbox, "requests")).find.received, find.received, "PortOne is not asked")
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, 10_000)
    assert.strictEqual((await control(sandbox, "requests")).cancel?.received ?? 0, before)
  })

  it("S11 is one of 300 that share a look-up", async () => {
    const one = await openShop(sandbox, { options: { webhookPause: "1 second" } })
    const { impUid } = await one.order()
    const looked = async () => (await control(sandbox, "requests")).find?.received ?? 0
    const before = await looked()
    const headers = { "content-type": "application/json" }
    const forged = JSON.stringify({ imp_uid: impUid, status: "cancelled" })
    const statuses = await Promise.all(
      Array.from({ length: 300 }, async () => (await one.send("POST", "/webhooks/portone", headers, forged)).status)
    )
    assert.deepStrictEqual([...new Set(statuses)], [204])
    // The first at once and the others after the pause: one more for each second that it took.
    assert.isBelow(await looked() - before, 100)
    await one.close()
  })

  it("is 400 where it cannot be parsed, 413 where it is huge, and 502 where PortOne could not be read, so that it is sent again", async () => {
    const { impUid } = await shop.order()
    await fault("find", "html-503")
    const statuses = [
      (await hook(JSON.stringify({ imp_uid: impUid }))).status,
      (await hook("<html>")).status,
      (await hook("")).status,
      (await hook(JSON.stringify({ imp_uid: "x".repeat(70_000) }))).status
    ]
    assert.deepStrictEqual(statuses, [502, 400, 400, 413])
  })
})

describe("the table of problems", () => {
  it("has a row for every error of the cancel and of the refund, in both languages", () => {
    const tags = [
      ...CancelError.CancelError.members.map((member) => member.fields._tag.schema.literal),
      "LookupFailed",
      "KeyReused",
      "InvalidRefund",
      "Rejected",
      "NotRefunded"
    ]
    for (const tag of tags) {
      const row = problems[tag as keyof typeof problems]
      assert.isDefined(row, tag)
      assert.match(row.title.korean, /[가-힣]/, tag)
    }
  })

  it("has 202 for everything after which money may have moved, and never for what moved none", () => {
    const unknown = [
      new CancelError.OutcomeUnknown({ reason: "Timeout" }),
      new CancelError.MalformedResponse({ status: 200, problem: "HTML" }),
      new CancelError.CancelRejected({ code: -1, providerMessage: "기취소", status: 200, family: "pg" })
    ]
    const none = [
      new CancelError.AlreadyCancelled({ code: 1, providerMessage: "" }),
      new CancelError.ChecksumMismatch({ code: 1, providerMessage: "", checksum: 1 }),
      new CancelError.CancelRejected({ code: 1, providerMessage: "", status: 200, family: "portone" }),
      new CancelError.NotSent({ reason: "ConnectionRefused" }),
      new CancelError.InvalidRequest({ field: "amount", problem: "is 0" }),
      new FindPayment.LookupFailed({ reason: "MalformedResponse" }),
      new RefundOutcome.InvalidRefund({ field: "amount", problem: "is 0" })
    ]
    assert.deepStrictEqual(unknown.map((error) => problemOf(error).status), [202, 202, 202])
    for (const error of unknown) assert.notMatch(problemOf(error).korean.detail, /환불된 금액은 없습니다/, error._tag)
    for (const error of none) {
      assert.isAtLeast(problemOf(error).status, 400, error._tag)
      if ("moneyMoved" in error) assert.strictEqual(problemOf(error)["moneyMoved"], "no")
    }
  })

  it("says of every error what was wrong, whether this request moved money, and what to do, in both languages", () => {
    const library: ReadonlyArray<Problematic> = [
      new CancelError.OutcomeUnknown({ reason: "Timeout" }),
      new CancelError.MalformedResponse({ status: 200, problem: "HTML" }),
      new CancelError.CancelRejected({ code: -1, providerMessage: "기취소", status: 200, family: "pg" }),
      new CancelError.CancelRejected({ code: 1, providerMessage: "", status: 200, family: "portone" }),
      new CancelError.AlreadyCancelled({ code: 1, providerMessage: "" }),
      new CancelError.ChecksumMismatch({ code: 1, providerMessage: "", checksum: 1 }),
      new CancelError.NotSent({ reason: "ConnectionRefused" }),
      new CancelError.InvalidRequest({ field: "amount", problem: "is 0" }),
      new FindPayment.LookupFailed({ reason: "MalformedResponse" }),
      new Webhook.WebhookUnreadable({ problem: "no imp_uid" }),
      new RefundOutcome.InvalidRefund({ field: "amount", problem: "is 0" }),
      new RefundOutcome.KeyReused({ impUid: "imp_a", key: "key-of-one", asked: 1, found: 2 }),
      new KeyReused({ key: "key-of-one" })
    ]
    const values = {
      orderId: "order-1",
      key: "key-of-one",
      field: "q",
      problem: "must be one",
      korean: "하나여야 합니다",
      left: 1,
      amount: 2,
      currency: "KRW",
      incident: "-",
      proof: "NeverSent",
      // The library's own tests read its sentences.
      message: "It happened. No money moved. Do it.",
      messageKo: "일이 있었습니다. 환불된 금액은 없습니다. 하세요."
    }
    const other = Object.keys(problems).filter((tag) => !library.some(({ _tag }) => _tag === tag))
    const ended = other.filter((tag) => tag !== "Rejected").map((_tag) =>
      Object.assign({ _tag, state: "waiting" }, values)
    )
    const states = RefundState.literals.map((state) => Object.assign({ _tag: "NotNow", state }, values))
    const errors = [...library, ...[...ended, ...states] as ReadonlyArray<unknown> as ReadonlyArray<Problematic>]
    assert.isAbove(errors.length, 55)
    for (const error of errors) {
      const { detail, korean, moneyMoved, status } = problemOf(error)
      const words = `${error._tag}: ${detail} ${korean.detail}`
      assert.include(["no", "unknown"], moneyMoved, words)
      assert.isTrue(status !== 202 || moneyMoved === "unknown", words)
      assert.match(
        detail,
        moneyMoved === "no"
          ? /moved no money|[Nn]o money moved|moves no money/
          : /not known whether money|money moved is not known|may have (moved|been)/,
        words
      )
      assert.match(
        korean.detail,
        moneyMoved === "no" ? /환불된 금액은 없습니다|환불되지 않았습니다|보내지 않았습니다/ : /환불됐는지|환불되었을/,
        words
      )
      for (const sentences of [detail, korean.detail]) assert.isAtLeast(sentences.split(/\.(?: |$)/).length, 3, words)
      // No state in the words of the program.
      for (const state of RefundState.literals) assert.notMatch(korean.detail, new RegExp(`\\b${state}\\b`), words)
    }
    const unknown = Object.entries(problems).filter(([, row]) => row.moneyMoved === "unknown").map(([tag]) => tag)
    assert.deepStrictEqual(unknown.toSorted(), [
      "CancelRejected",
      "DatabaseFailed",
      "MalformedResponse",
      "OutcomeUnknown",
      "Unexpected"
    ])
  })

  it("stands in the README, row by row, in both languages, with every setting", () => {
    const known = Object.entries(problems).map(([tag, { status }]) => `${tag} ${status}`)
    const source = ["configuration", "signIn/registration"].map((name) => read(`../src/${name}.ts`)).join()
    const settings = new Set([...source.matchAll(/"(SHOP_\w+)"/g)].map(([, name]) => name))
    for (const file of ["../README.md", "../README.ko.md"]) {
      const readme = read(file)
      const rows = [...readme.matchAll(/^\| (\d{3}) +\| (.*) \|$/gm)]
      const written = rows.flatMap(([, status, tags = ""]) =>
        [...tags.matchAll(/`([A-Z]\w+)`/g)].map(([, tag]) => `${tag} ${status}`)
      )
      assert.deepStrictEqual(written.toSorted(), known.toSorted(), file)
      for (const name of settings) assert.include(readme, `\`${name}\``, file)
    }
  })

  it("is explained at the address of each type", async () => {
    const { body, status } = await shop.get("/problems/four-eyes")
    assert.deepStrictEqual([status, body.status, body.title], [200, 403, "A second person is needed"])
    assert.strictEqual((await shop.get("/problems/made-up")).status, 404)
  })

  it("shows no message of the database", () => {
    const problem = problemOf({ _tag: "DatabaseFailed", cause: new Error("near \"홍길동\"") } as never)
    assert.notInclude(JSON.stringify(problem), "홍길동")
    assert.strictEqual(problem.status, 503)
    assert.strictEqual(urlOf("a key"), "/refunds/a%20key")
  })
})
