/**
 * The desk over HTTP without a browser: sign-in, pages while PortOne is down, and what is never
 * shown.
 */
import { RefundTag } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { request } from "node:http"
import { en } from "../../src/desk/text/texts.en.ts"
import { ko } from "../../src/desk/text/texts.ko.ts"
import { problemOf } from "../../src/http/problem.ts"
import { keysOf } from "../../src/shop/Keys.ts"
import { openGate } from "../gate.ts"
import { opened } from "../opened.ts"
import { control, openShop, SECRET, type Shop, taken } from "../shop.ts"
import { type Asked, asker } from "./ask.ts"

const { sandbox, shop } = await opened()

const UNREADABLE = "/problems/lookup-failed"

const ask = (path: string, { at = shop, ...asked }: Asked & { readonly at?: Shop } = {}) => asker(at).ask(path, asked)
const proof = (person: string) => asker(shop).proof(person)

describe("who is not signed in", () => {
  it("is led to the sign-in page and back, and nowhere else", async () => {
    const led = await ask("/desk/orders/order-1?x=1")
    assert.deepStrictEqual([led.status, led.to], [303, "/desk/sign-in?next=%2Fdesk%2Forders%2Forder-1%3Fx%3D1"])
    const asked = async (next: string) => (await ask("/desk/sign-in", { form: { token: "demo-minji", next } })).to
    assert.strictEqual(await asked("/desk/orders/order-1?x=1"), "/desk/orders/order-1?x=1")
    for (
      const next of [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/desk//evil",
        "/desk/../..",
        "/orders",
        ""
      ]
    ) {
      assert.strictEqual(await asked(next), "/desk/", next)
    }
  })

  it("does not get in with a wrong token, nor see one", async () => {
    const wrong = await ask("/desk/sign-in", { form: { token: "demo-nobody", next: "/desk/" } })
    assert.deepStrictEqual([wrong.status, wrong.headers.get("set-cookie")], [401, null])
    assert.notInclude(wrong.text, "demo-nobody")
  })
})

describe("S9 signing out", () => {
  it("ends the session on the server", async () => {
    const { cookie } = await proof("minji")
    assert.strictEqual((await ask("/desk/", { cookie })).status, 200)
    assert.strictEqual((await ask("/desk/sign-out", { cookie, form: {} })).to, "/desk/sign-in")
    assert.strictEqual((await ask("/desk/", { cookie })).status, 303)
    assert.strictEqual((await shop.send("GET", "/orders", { cookie })).status, 401)
    await ask("/desk/sign-in", { form: { token: "demo-minji", next: "" } })
    await ask("/desk/sign-in", { form: { token: "wrong-token", next: "" } })
    assert.deepStrictEqual(
      await shop.sql("SELECT kind, actor FROM events WHERE refund IS NULL ORDER BY id DESC LIMIT 3"),
      [{ kind: "sign-in-failed", actor: null }, { kind: "signed-in", actor: "minji" }, {
        kind: "signed-out",
        actor: "minji"
      }]
    )
  })

  it("is not tried at without end: guesses of one address are 429, and sessions go on", async () => {
    const one = await openShop(sandbox)
    const cookie = await one.session("demo-minji")
    const guess = async (token: string) => {
      const { headers, status } = await ask("/desk/sign-in", { form: { token, next: "" }, at: one })
      return [status, headers.get("retry-after") !== null]
    }
    for (let count = 0; count < 10; count++) assert.deepStrictEqual(await guess(`wrong-${count}`), [401, false])
    // A right guess gets the response of a wrong one.
    assert.deepStrictEqual([await guess("wrong"), await guess("demo-minji")], [[429, true], [429, true]])
    assert.strictEqual((await one.get("/orders")).body.type, "/problems/too-many-tries")
    assert.strictEqual((await ask("/desk/", { cookie, at: one })).status, 200)
    await one.close()
  })

  it("has cookies for this host and for TLS only, where browsers come over TLS", async () => {
    const one = await openShop(sandbox, { origin: "https://desk.example" })
    const post = (headers: Record<string, string>) =>
      fetch(`${one.url}/desk/sign-in`, {
        method: "POST",
        redirect: "manual",
        headers,
        body: new URLSearchParams({ token: "demo-minji", next: "" })
      })
    const cookie = (await post({ origin: "https://desk.example" })).headers.get("set-cookie") ?? ""
    assert.match(cookie, /^__Host-desk_session=[\w-]{43}; Max-Age=\d+; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/)
    for (const origin of ["http://desk.example", "https://desk.example:8443", "https://desk.example.evil", "null"]) {
      assert.strictEqual((await post({ origin })).status, 403, origin)
    }
    await one.close()
  })
})

describe("S17 the language switch", () => {
  it("leads to no other site", async () => {
    const { hostname, port } = new URL(shop.url)
    for (
      const path of [
        "/desk/..//evil.example?lang=ko",
        "/desk/%2e%2e//evil.example?lang=ko",
        "/desk//evil.example?lang=ko"
      ]
    ) {
      const cookie = await shop.session("demo-minji")
      const to = await new Promise((resolve, reject) =>
        request({ hostname, port, path, headers: { cookie } }, (answer) => {
          answer.resume()
          resolve(answer.headers.location ?? "none")
        }).on("error", reject).end()
      )
      assert.include(["/desk/", "none"], to, path)
    }
  })
})

describe("every page", () => {
  it("says what a browser may do with it, and is kept nowhere", async () => {
    for (const path of ["/desk/", "/desk/sign-in", "/desk/unknown", "/desk/nowhere"]) {
      const { headers } = await ask(path, { person: "minji" })
      assert.match(
        headers.get("content-security-policy") ?? "",
        /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'$/
      )
      const named = ["cache-control", "x-content-type-options", "referrer-policy"].map((name) => headers.get(name))
      assert.deepStrictEqual(named, ["no-store", "nosniff", "same-origin"])
    }
  })

  it("is a page in the reader's language also when it is not there, or not theirs", async () => {
    const { id } = await shop.order({ store: "hongdae" })
    const missing = await ask("/desk/nowhere", { person: "minji" })
    const foreign = await ask(`/desk/orders/${id}`, { person: "minji" })
    const unknown = await ask("/desk/refunds/no-such-refund", { person: "minji" })
    assert.deepStrictEqual(
      [missing, foreign, unknown].map(({ status, text }) => [status, /<h1>(.*?)<\/h1>/.exec(text)?.[1]]),
      [
        [404, "Not found"],
        [404, "No such order"],
        [404, "No such refund"]
      ]
    )
  })

  it("is a page also when the shop behind it is gone", async () => {
    const closed = await openShop(sandbox)
    await closed.runtime.dispose()
    const { status, text } = await ask("/desk/", { person: "minji", at: closed })
    assert.deepStrictEqual([status, /<h1>(.*?)<\/h1>/.exec(text)?.[1]], [500, "Unexpected"])
    await closed.close()
  })
})

describe("an error", () => {
  it("speaks to a person on a page, with the words of the pages, and to a program over the API", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    const { id: differs } = await shop.order({}, { amount: 20_000 })
    await shop.refund(id, "error-in-words", { amount: 150_000 })
    await shop.post("/refunds/error-in-words/approval", { decision: "decline", note: "x" }, "seoyeon")
    const { cookie, csrf } = await proof("seoyeon")
    const late = await ask("/desk/refunds/error-in-words/decide", { cookie, form: { csrf, decision: "approve" } })
    assert.deepStrictEqual([late.status, late.text.includes("The refund is: Declined.")], [409, true])
    assert.include((await ask("/desk/nowhere", { cookie })).text, "There is no such page.")
    for (const language of ["en", "ko"] as const) {
      const { text } = await ask(`/desk/orders/${differs}`, { cookie, language })
      assert.include(text, (language === "en" ? en : ko).differs["amount"] ?? "")
    }
    assert.match(
      (await shop.get(`/orders/${differs}`)).body.korean.detail,
      /금액\(amount\)이\(가\) 다릅니다\. 이 요청으로 환불된 금액은 없습니다/
    )
  })
})

describe("when PortOne cannot be read", () => {
  it("shows the orders without unknown figures, and offers no refund", async () => {
    const { id } = await shop.order()
    await control(sandbox, "faults", { route: "find", fault: "html-503", times: 20 })
    const list = await ask("/desk/", { person: "seoyeon" })
    const one = await ask(`/desk/orders/${id}`, { person: "seoyeon" })
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    assert.match(list.text, /Could not be looked up/)
    assert.match(one.text, /PortOne&#39;s data of this payment cannot be shown/)
    assert.notInclude(one.text, `/orders/${id}/refund`)
  })

  it("shows no history that cannot be read or does not add up, and offers no refund of it", async () => {
    for (const more of [{ cancel_history: [{ amount: "much" }] }, { cancel_amount: 3000 }, { status: "cancelled" }]) {
      const { id, impUid } = await shop.order(more)
      const { text } = await ask(`/desk/orders/${id}`, { person: "minji" })
      assert.match(text, /cannot be shown[^]*no answer that can be read/)
      assert.notInclude(text, `/orders/${id}/refund`)
      assert.strictEqual((await shop.refund(id, `unreadable-${id}`, { amount: 1000 })).body.type, UNREADABLE)
      assert.deepStrictEqual(await taken(sandbox, impUid), [])
    }
  })

  it("says of a refund whose payment cannot be read that it was not looked up", async () => {
    const { id } = await shop.order()
    await control(sandbox, "faults", { route: "cancel", fault: "drop-before-commit", times: 3 })
    await shop.refund(id, "unreadable-payment", { amount: 3000 })
    const { cookie, csrf } = await proof("minji")
    await control(sandbox, "faults", { route: "find", fault: "odd-response", times: 2 })
    assert.strictEqual((await shop.post("/refunds/unreadable-payment/look", {})).body.type, UNREADABLE)
    const { to } = await ask("/desk/refunds/unreadable-payment/look", { cookie, form: { csrf } })
    assert.strictEqual(to, "/desk/refunds/unreadable-payment?looked=failed")
    assert.include((await ask(to ?? "", { cookie })).text, en.lookFailed)
    assert.strictEqual((await shop.get("/refunds/unreadable-payment")).body.state, "unknown")
  })

  it("does not wait for it: a look-up fails in time, and a form comes back with what was typed", async () => {
    const gate = await openGate(sandbox)
    const one = await openShop(sandbox, { baseUrl: gate.url, options: { pagePatience: "1 millis" } })
    const { id, impUid } = await one.order()
    await control(sandbox, "faults", { route: "cancel", fault: "drop-before-commit", times: 3 })
    await one.refund(id, "before-it-hangs", { amount: 3000 })
    const seen = await one.seen(id)
    await control(sandbox, "faults", { route: "find", fault: "hang", times: 40 })
    const { cookie, csrf } = await asker(one).proof("minji")
    const looked = await ask("/desk/refunds/before-it-hangs/look", { cookie, form: { csrf }, at: one })
    assert.strictEqual(looked.to, "/desk/refunds/before-it-hangs?looked=failed")

    const address = `/desk/orders/${id}/refund?key=desk-${crypto.randomUUID()}`
    const opened = await ask(address, { cookie, at: one })
    assert.deepStrictEqual([opened.status, opened.text.includes(`href="${address}">Try again`)], [502, true])
    const form = {
      csrf,
      by: "minji",
      seen,
      extent: "part",
      amount: "2500",
      reason: "변심",
      requester: "customer"
    }
    const sent = await ask(address, { cookie, form, at: one })
    assert.deepStrictEqual([sent.status, sent.text.includes(`href="${address}">Back to the form`)], [502, true])
    const kept = sent.headers.getSetCookie().find((name) => name.startsWith("desk_kept="))?.split(";")[0] ?? ""
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    gate.cut()
    // The shop without the short patience has the same secret, and not this order.
    const back = await openShop(sandbox)
    await back.insert((await one.get(`/orders/${id}`)).body.order)
    const { text } = await ask(address, { cookie: kept, person: "minji", at: back })
    assert.include(text, "value=\"2500\"")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    await Promise.all([one.close(), back.close()])
    await gate.close()
  })
})

describe("S10 the list", () => {
  it("does not wait for a PortOne that hangs, and shows the last known balance with its time and age", async () => {
    const gate = await openGate(sandbox)
    const one = await openShop(sandbox, { baseUrl: gate.url, options: { pagePatience: "1 millis" } })
    const { id, impUid } = await one.order()
    await one.refund(id, "before-the-list-waits", { amount: 3000 })
    await control(sandbox, "faults", { route: "find", fault: "hang", times: 40 })
    // Without the deadline this would wait until the time-out of the transport.
    const { text } = await ask("/desk/", { person: "seoyeon", at: one })
    // Two hours and a half, so that the whole hours do not depend on how long the test takes.
    await one.sql("UPDATE orders SET looked_at = looked_at - 9000000")
    const again = await ask("/desk/", { person: "seoyeon", at: one })
    const korean = await ask("/desk/", { person: "seoyeon", at: one, language: "ko" })
    const alone = await ask(`/desk/orders/${id}`, { person: "seoyeon", at: one })
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    gate.cut()
    assert.match(text, /As of <time/)
    assert.match(text, /₩7,000/)
    assert.match(text, /As of <time [^>]*>[^<]+<\/time><\/span> <span class="sub">\(\d+ \w+ ago\)/)
    assert.match(again.text, /As of <time [^>]*>[^<]+<\/time><\/span> <span class="sub">\(2 hours ago\)/)
    assert.match(korean.text, /조회 시각 <time [^>]*>[^<]+<\/time><\/span> <span class="sub">\(2시간 전\)/)
    assert.match(alone.text, /As of <time [^>]*>[^<]+<\/time> \(2 hours ago\)/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    await one.close()
    await gate.close()
  })

  it("has a last page for a page after it, finds by parts, and takes no text for a pattern", async () => {
    const { id, impUid } = await shop.order({}, { title: "100%_할인 \\ 원두" })
    const found = async (q: string, page = "1") =>
      (await ask(`/desk/?${new URLSearchParams({ q, page }).toString()}`, { person: "seoyeon" })).text.includes(
        `>${id}<`
      )
    for (const q of [id, impUid.slice(2), "100%_", "%_할인", "\\", "할인"]) assert.isTrue(await found(q), q)
    for (const q of ["1_0%", "_100", "' OR 1=1 --"]) assert.isFalse(await found(q), q)
    assert.isTrue(await found(id, "99"))
    assert.isFalse((await ask(`/desk/?q=${id}`, { person: "junho" })).text.includes(`>${id}<`))
  })
})

describe("E2.4 the history of a payment", () => {
  const cancel = async (impUid: string, amount: number, reason: string) => {
    const post = async (path: string, body: object, headers: Record<string, string> = {}) =>
      (await fetch(sandbox.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body)
      })).json() as Promise<any>
    const { response } = await post("/users/getToken", { imp_key: sandbox.key, imp_secret: sandbox.secret })
    const { code } = await post("/payments/cancel", { imp_uid: impUid, amount, reason }, {
      authorization: response.access_token
    })
    assert.strictEqual(code, 0)
  }
  const tagOf = (impUid: string, key: string, secret = SECRET) =>
    Effect.runPromise(
      Effect.flatMap(RefundTag.RefundTag, (tags) => tags.of(impUid, key)).pipe(
        Effect.provide(RefundTag.layer(keysOf(Redacted.make(secret)).tag))
      )
    )
  const shown = async (id: string) => (await ask(`/desk/orders/${id}`, { person: "seoyeon" })).text

  it("does not take letters in brackets for a tag of this shop", async () => {
    const { id, impUid } = await shop.order()
    const other = await shop.order()
    const words = [
      "CANCELLATION",
      "ABCDEFGHIJKL",
      "ABCDEFGHIJKLMNOPQR",
      // Of another shop, and of another payment of this one.
      (await tagOf(impUid, "k", "another-secret-of-more-than-32-characters")).tag,
      (await tagOf(other.impUid, "k")).tag,
      // An id alone proves nothing where no refund of the shop has it.
      (await tagOf(impUid, "k")).ids[0] as string
    ]
    for (const word of words) await cancel(impUid, 100, `[${word}] 고객 변심`)

    const text = await shown(id)
    assert.notInclude(text, "with a tag of this shop")
    assert.lengthOf(text.match(/elsewhere, such as PortOne/g) ?? [], words.length)
    for (const word of words) assert.include(text, `[${word}] 고객 변심`)
  })

  it("shows a tag that the shop's secret made as its own, behind a word of the PG too", async () => {
    const { id, impUid } = await shop.order()
    const { tag } = await tagOf(impUid, "k")
    await cancel(impUid, 100, `[${tag}] 고객 변심`)
    await cancel(impUid, 100, `[PARTIALCANCL] [${tag}] 고객 변심`)

    const text = await shown(id)
    assert.lengthOf(text.match(/with a tag of this shop/g) ?? [], 2)
    assert.notInclude(text, tag)
    assert.include(text, "[PARTIALCANCL]")
  })
})

describe("a form", () => {
  it("sends nothing without its proof, and one refund with it, however often it is sent", async () => {
    const { id, impUid } = await shop.order()
    const { cookie, csrf } = await proof("minji")
    const key = `desk-${crypto.randomUUID()}`
    const seen = await shop.seen(id)
    const send = (more: Record<string, string>, session = cookie) =>
      ask(`/desk/orders/${id}/refund?key=${key}`, {
        cookie: session,
        form: {
          csrf,
          seen,
          extent: "part",
          amount: "3000",
          reason: "Sold out",
          requester: "customer",
          ...more
        }
      })
    // Also not with the proof of another session of the same person.
    const others = [(await proof("seoyeon")).cookie, (await proof("minji")).cookie]
    const refused = [await send({ csrf: "" }), ...await Promise.all(others.map((other) => send({}, other)))]
    assert.deepStrictEqual(refused.map(({ status }) => status), [403, 403, 403])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    const answers = await Promise.all([send({}), send({}), send({}), send({ amount: "4000" })])
    assert.isTrue(answers.every(({ status, to }) => status === 303 && to?.startsWith(`/desk/refunds/${key}`)))
    assert.strictEqual((await taken(sandbox, impUid)).length, 1)
    assert.strictEqual((await send({})).to, `/desk/refunds/${key}?again=1`)
    assert.strictEqual((await taken(sandbox, impUid)).length, 1)
  })

  it("S18 decides and concludes nothing without a choice and a note", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "desk-decides-it", { amount: 150_000 })
    const { cookie, csrf } = await proof("seoyeon")
    // The balance and the history of the payment are there for the decision.
    const waiting = await ask("/desk/refunds/desk-decides-it", { cookie })
    assert.match(waiting.text, /Refundable[^]*History[^]*Approve and send/)
    const decide = (form: ReadonlyArray<readonly [string, string]>, step = "decide") =>
      fetch(`${shop.url}/desk/refunds/desk-decides-it/${step}`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie, "sec-fetch-site": "same-origin" },
        body: new URLSearchParams([["csrf", csrf], ...form].map(([name = "", value = ""]) => [name, value]))
      })
    for (
      const form of [
        [],
        [["decision", ""]],
        [["decision", "approved"]],
        [["decision", "approve"], ["decision", "decline"]],
        [["decision", "decline"]],
        [["decision", "decline"], ["note", " "]]
      ] as const
    ) {
      assert.strictEqual((await decide(form)).status, 400, JSON.stringify(form))
    }
    assert.strictEqual((await decide([["note", "x"]], "conclude")).status, 400)
    assert.strictEqual((await decide([["found", "given-back"]], "conclude")).status, 400)
    assert.strictEqual((await shop.get("/refunds/desk-decides-it")).body.state, "waiting")

    assert.strictEqual((await decide([["decision", "decline"], ["note", "영수증 없음"]])).status, 303)
    const { text } = await ask("/desk/refunds/desk-decides-it", { person: "minji" })
    assert.match(text, /Declined[^]*이서연[^]*영수증 없음/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("takes a note of 500 characters whole, counts a line break as one, and loses none that is too long", async () => {
    const { cookie, csrf } = await proof("seoyeon")
    const decide = async (key: string, note: string) => {
      const { id } = await shop.order({ amount: 150_000 })
      await shop.refund(id, key, { amount: 150_000 })
      const form = { csrf, by: "seoyeon", decision: "decline", note }
      return ask(`/desk/refunds/${key}/decide`, { cookie, form })
    }
    const stored = async (key: string) => (await shop.get(`/refunds/${key}/events`, "seoyeon")).body.events.at(-1)?.note
    const lines = `${"가나다라마바사아자\n".repeat(49)}끝끝끝끝😀끝끝끝끝😀`
    for (const [key, note] of [["note-in-lines", lines], ["note-of-emoji", "😀".repeat(500)]] as const) {
      assert.strictEqual(Array.from(note).length, 500)
      assert.strictEqual((await decide(key, note.replaceAll("\n", "\r\n"))).status, 303)
      assert.strictEqual(await stored(key), note)

      const { headers, status, text } = await decide(`${key}-more`, `${note}끝`)
      assert.strictEqual(status, 400)
      assert.include(text, problemOf({ _tag: "NoteMissing" }).detail)
      const kept = `${cookie}; ${headers.getSetCookie().join("; ")}`
      assert.include((await ask(`/desk/refunds/${key}-more`, { cookie: kept })).text, `>${note}끝</textarea>`)
      assert.strictEqual((await shop.get(`/refunds/${key}-more`, "seoyeon")).body.state, "waiting")
    }
  })

  it("withdraws a waiting request of the same person", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "desk-withdraws-it", { amount: 150_000 })
    const { cookie, csrf } = await proof("minji")
    assert.include((await ask("/desk/waiting", { cookie })).text, "Withdraw this request")
    await ask("/desk/refunds/desk-withdraws-it/withdraw", { cookie, form: { csrf } })
    assert.strictEqual((await shop.get("/refunds/desk-withdraws-it")).body.state, "withdrawn")
    // No person has reviewed it.
    const { text } = await ask("/desk/refunds/desk-withdraws-it", { cookie })
    assert.include(text, "<span>Withdrawn</span>")
    assert.notInclude(text, "<span>Reviewed</span>")
  })

  it("is a page also where it cannot be read", async () => {
    const { id } = await shop.order()
    const { cookie, csrf } = await proof("minji")
    const path = `/desk/orders/${id}/refund?key=desk-unreadable`
    const charset = await fetch(shop.url + path, {
      method: "POST",
      headers: {
        cookie,
        "accept-language": "en",
        "sec-fetch-site": "same-origin",
        "content-type": "application/x-www-form-urlencoded; charset=utf-16"
      },
      body: "a=b"
    })
    const answers = [
      await ask(path, { cookie, form: { csrf, reason: "x".repeat(20_000) } }),
      await ask(path, { cookie, form: Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`field${at}`, "x"])) }),
      { status: charset.status, headers: charset.headers, text: await charset.text() },
      await ask("/desk/orders/%E0%A4%A", { cookie })
    ]
    assert.deepStrictEqual(answers.map(({ status }) => status), [413, 400, 415, 400])
    for (const { headers, text } of answers) {
      assert.strictEqual(headers.get("content-type"), "text/html; charset=utf-8")
      assert.include(text, "Nothing was changed")
    }
    assert.include(
      (await ask(path, { cookie, language: "ko", form: { reason: "x".repeat(20_000) } })).text,
      "보낸 내용이 너무 깁니다"
    )
  })

  it("never sends a form with a mistake", async () => {
    const { id, impUid } = await shop.order()
    const { cookie, csrf } = await proof("minji")
    const seen = await shop.seen(id)
    const good = { csrf, seen, extent: "part", amount: "3000", reason: "Sold out", requester: "customer" }
    const wrong: ReadonlyArray<Record<string, string>> = [
      { amount: "" },
      { amount: "0" },
      { amount: "NaN" },
      { extent: "", amount: "" },
      { extent: "rest" },
      { extent: "all", seen: "10000", amount: "" },
      { seen: "" },
      { extent: "all" },
      { amount: "10001" },
      { reason: "" },
      { reason: "a\u0000b" },
      { reason: "\u001b[2J" },
      { requester: "nobody" }
    ]
    for (const more of wrong) {
      const { status } = await ask(`/desk/orders/${id}/refund?key=desk-${crypto.randomUUID()}`, {
        cookie,
        form: { ...good, ...more }
      })
      assert.strictEqual(status, 422, JSON.stringify(more))
    }
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })
})
