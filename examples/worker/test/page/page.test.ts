import { Sandbox } from "@effect-portone/sandbox/Sandbox"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { Holds } from "../../src/jobs/Holds.ts"
import { JobStore } from "../../src/jobs/JobStore.ts"
import { html } from "../../src/page/html.ts"
import { cookieFor, isSignedIn } from "../../src/page/session.ts"
import { ageOf, languageOf } from "../../src/page/texts.ts"
import * as Intake from "../../src/serve/Intake.ts"
import { afterWrongToken } from "../../src/serve/wrongToken.ts"
import * as Worker from "../../src/Worker.ts"
import { freePort } from "../process.ts"
import { ended, layer, seed } from "../shop.ts"

const TOKEN = "open sesame"

const running = (port: number) =>
  Intake.layer.pipe(
    Layer.provide(Worker.refunds),
    Layer.provideMerge(layer({ WORKER_PORT: String(port), WORKER_TOKEN: TOKEN, WORKER_MERCHANT: "<shop>" }))
  )

const ask = (
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  form?: Readonly<Record<string, string>>
) =>
  Effect.promise(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: "manual",
      headers: { connection: "close", ...headers },
      ...(form !== undefined && { method: "POST", body: new URLSearchParams(form) })
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  })

/** Units: milliseconds. Far above the usual time, so that only a test that hangs reaches it. */
const LIMIT = 120_000

describe("the pages of the worker", () => {
  it.live("show the refunds to a person with the token, and send nothing but look-ups", () =>
    Effect.gen(function*() {
      const port = yield* Effect.promise(freePort)
      yield* Effect.gen(function*() {
        const store = yield* JobStore
        const sql = yield* SqlClient.SqlClient
        const { requests } = yield* Sandbox
        const odd = "<img src=x onerror=alert(1)>&\"'"
        yield* seed("imp_1")
        yield* seed("imp_2", { async: true })
        yield* store.add([
          { key: odd, impUid: "imp_2", amount: 3000, reason: "홍길동" },
          { key: "환불 1", impUid: "imp_1", amount: 3000 }
        ], "test")
        yield* ended(odd, "환불 1")
        yield* sql`UPDATE refund_job SET pg = '<b>' WHERE imp_uid = 'imp_2'`
        const sent = (yield* requests)["cancel"]?.received

        // Without a session there is only the form, and no key.
        const outside = yield* ask(port, "/")
        assert.strictEqual(outside.status, 401)
        assert.include(outside.text, "<form method=\"post\" action=\"/sign-in")
        assert.notInclude(outside.text, "imp_2")
        assert.strictEqual((yield* ask(port, "/jobs/x")).status, 401)
        const wrong = yield* ask(port, "/sign-in", {}, { token: "another" })
        assert.strictEqual(wrong.status, 401)
        assert.isNull(wrong.headers.get("set-cookie"))
        const foreign = yield* ask(port, "/sign-in", { origin: "http://shop.example" }, { token: TOKEN })
        assert.strictEqual(foreign.status, 403)
        assert.isNull(foreign.headers.get("set-cookie"))

        const entered = yield* ask(port, "/sign-in", { origin: `http://127.0.0.1:${port}` }, { token: TOKEN })
        assert.strictEqual(entered.status, 303)
        const [cookie = ""] = (entered.headers.get("set-cookie") ?? "").split(";")
        assert.match(entered.headers.get("set-cookie") ?? "", /; HttpOnly; SameSite=Strict; /)
        assert.notInclude(cookie, "sesame")

        yield* (yield* Holds).put({ what: "merchant" })
        yield* (yield* Holds).put({ what: "pg", pg: "<kcp>" })
        while (!(yield* ask(port, "/", { cookie })).text.includes("&lt;kcp&gt;")) yield* Effect.sleep("20 millis")
        const english = yield* ask(port, "/?lang=en", { cookie })
        assert.strictEqual(english.status, 200)
        assert.include(english.text, `<a href="/jobs/${encodeURIComponent(odd).replaceAll("'", "&#39;")}?lang=en">`)
        assert.notInclude(english.text, "<img")
        assert.match(english.headers.get("content-security-policy") ?? "", /^default-src 'none'; style-src 'sha256-/)
        const korean = yield* ask(port, "/", { cookie, "accept-language": "ko-KR,ko;q=0.9,en;q=0.8" })
        assert.include(korean.text, "<html lang=\"ko\">")
        assert.include(korean.text, "담당자가 대조해야 하는 환불")

        for (const what of ["PG &lt;kcp&gt; of merchant &lt;shop&gt;", "merchant &lt;shop&gt;"]) {
          assert.match(
            english.text,
            new RegExp(`On hold: ${what}\\. .* Since: <time datetime="[^"]+">[^<]+</time></p>`)
          )
        }
        assert.include(korean.text, "보류 중: 상점 &lt;shop&gt;의 PG사 &lt;kcp&gt;. 담당자가 해제할 때까지")
        assert.include(korean.text, "보류 중: 상점 &lt;shop&gt;. 담당자가 해제할 때까지")
        yield* store.add(
          Array.from({ length: 120 }, (_, n) => ({ key: `more-${n}`, impUid: "imp_9", amount: 1 + n })),
          "test"
        )
        yield* sql`UPDATE refund_job SET state = 'rejected' WHERE imp_uid = 'imp_9'`
        const seen = new Set<string>()
        let next: string | undefined = "/jobs?lang=en&state=rejected"
        for (let pages = 0; next !== undefined; pages++) {
          assert.isBelow(pages, 4)
          const { text }: { readonly text: string } = yield* ask(port, next, { cookie })
          for (const [, key = ""] of text.matchAll(/href="\/jobs\/(more-\d+)\?/g)) seen.add(key)
          next = /href="(\/jobs\?[^"]*after=[^"]*)">Next page/.exec(text)?.[1]?.replaceAll("&amp;", "&")
        }
        assert.lengthOf(seen, 120)

        const job = yield* ask(port, `/jobs/${encodeURIComponent(odd)}?lang=ko`, { cookie })
        assert.strictEqual(job.status, 200)
        // Only the ledger knows that a cancel was accepted.
        assert.include(job.text, "취소를 접수했지만")
        for (const hidden of ["홍길동", "<img", "<b>"]) assert.notInclude(job.text, hidden)
        const done = yield* ask(port, `/jobs/${encodeURIComponent("환불 1")}?lang=en`, { cookie })
        assert.include(done.text, "the payment history shows the cancel of 3000 KRW")
        assert.strictEqual((yield* ask(port, "/jobs/unknown", { cookie })).status, 404)
        for (const { text } of [english, korean, job, done]) {
          assert.notInclude(text, "<script")
          // No form but the one that signs out.
          assert.deepStrictEqual(text.match(/<form[^>]*>/g), ["<form method=\"post\" action=\"/sign-out\">"])
        }
        assert.strictEqual((yield* requests)["cancel"]?.received, sent)

        // A session opens pages and no API; the header opens both.
        const body = JSON.stringify({ key: "x", imp_uid: "imp_1", amount: 1 })
        const order = yield* Effect.promise(() =>
          fetch(`http://127.0.0.1:${port}/refunds`, {
            method: "POST",
            body,
            headers: { connection: "close", "content-type": "application/json", cookie }
          })
        )
        assert.strictEqual(order.status, 401)
        assert.strictEqual((yield* ask(port, "/metrics", { cookie })).status, 401)
        assert.strictEqual((yield* ask(port, "/", { authorization: `Bearer ${TOKEN}` })).status, 200)
        const out = yield* ask(port, "/sign-out", { cookie }, {})
        assert.match(out.headers.get("set-cookie") ?? "", /Max-Age=0/)
      }).pipe(Effect.provide(running(port)))
    }), LIMIT)
})

describe("a wrong token", () => {
  it.live(
    "waits for its answer, and keeps no right one waiting, in the form and in the header",
    () =>
      Effect.gen(function*() {
        const port = yield* Effect.promise(freePort)
        yield* Effect.gen(function*() {
          let answered = 0
          const wrong = yield* Effect.forEach([
            ...[1, 2, 3].map((n) => ask(port, "/sign-in", {}, { token: `another ${n}` })),
            ...["/metrics", "/refunds/x", "/"].map((path) => ask(port, path, { authorization: "Bearer another" }))
          ], (asked) =>
            Effect.forkChild(Effect.map(asked, ({ status }) => {
              assert.strictEqual(status, 401)
              answered++
            })))
          yield* Effect.sleep("300 millis")

          // No guess: a browser that comes first, and a right token.
          assert.strictEqual((yield* ask(port, "/")).status, 401)
          assert.strictEqual((yield* ask(port, "/sign-in", {}, { token: TOKEN })).status, 303)
          assert.strictEqual((yield* ask(port, "/readyz", { authorization: `Bearer ${TOKEN}` })).status, 200)
          assert.isBelow(answered, 5)
          yield* Effect.forEach(wrong, Fiber.join)
        }).pipe(Effect.provide(running(port)))
      }),
    LIMIT
  )

  it.effect("is answered one by one, a second each, and at once where many wait", () =>
    Effect.gen(function*() {
      let answered = 0
      const one = Effect.andThen(afterWrongToken, Effect.sync(() => void answered++))
      const all = yield* Effect.forEach(Array.from({ length: 40 }), () => Effect.forkChild(one))
      yield* TestClock.adjust("10 millis")
      assert.strictEqual(answered, 24)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(answered, 26)
      // A client that goes away leaves its place.
      yield* Effect.forEach(all, Fiber.interrupt)
      const next = yield* Effect.forkChild(one)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(next)
      assert.strictEqual(answered, 27)
    }))
})

describe("a session", () => {
  it("ends after 12 hours, with another token, and if anything in it is changed", () => {
    const [cookie = ""] = cookieFor("token-one", 1000).split(";")
    const [name = "", value = ""] = cookie.split("=")
    const is = (text: string, token = "token-one", now = 2000) => isSignedIn({ [name]: text }, token, now)

    assert.isTrue(is(value))
    assert.isFalse(is(value, "token-one", 1000 + 12 * 3_600_000))
    assert.isFalse(is(value, "token-two"))
    assert.isFalse(is(`9${value}`))
    assert.isFalse(is(value.slice(0, -1)))
    for (const text of ["", ".", value.split(".")[0] ?? ""]) assert.isFalse(is(text), text)
    assert.isFalse(isSignedIn({}, "token-one", 2000))
  })
})

describe("a text of a page", () => {
  it("is escaped, also where it is invisible", () => {
    assert.strictEqual(html`<p>${"<&>\"'\u202e"}</p>`.text, "<p>&lt;&amp;&gt;&quot;&#39;\\u{202e}</p>")
    assert.strictEqual(html`${[html`<b>${1234}</b>`, html`${"<"}`]}`.text, "<b>1,234</b>&lt;")
  })

  it("is in the language of the address, or of the browser", () => {
    assert.deepStrictEqual(
      ([["ko", "en"], [null, "ko-KR,en;q=0.5"], [null, "en-US,ko"], [null, "fr"], ["fr", ""]] as const).map((
        [wanted, accepted]
      ) => languageOf(wanted, accepted)),
      ["ko", "ko", "en", "en", "en"]
    )
    assert.deepStrictEqual([59, 61, 2881].map((minutes) => ageOf("en", minutes * 60_000)), [
      "59 min",
      "1 h 1 min",
      "2 d 0 h"
    ])
  })
})
