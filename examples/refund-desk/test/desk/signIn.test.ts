/**
 * Sign-in by OpenID Connect, against a provider on this machine.
 */
import { afterAll, assert, describe, it } from "@effect/vitest"
import { actorIn } from "../../src/signIn/claims.ts"
import { FRESH } from "../../src/signIn/sessions.ts"
import { opened } from "../opened.ts"
import { type Claims, OWNER, startProvider } from "../provider.ts"
import { openShop, written } from "../shop.ts"

const ORIGIN = "http://127.0.0.1:8787"

const provider = await startProvider()
afterAll(() => provider.close())
const { sandbox, shop } = await opened({ origin: ORIGIN, provider: provider.registered(ORIGIN) })

/** A browser without JavaScript: it keeps cookies, and finds the origin at the shop. */
const browser = (at = shop) => {
  const cookies = new Map<string, string>()
  const ask = async (address: string, more: RequestInit = {}) => {
    const answer = await fetch(address.replace(ORIGIN, at.url), {
      ...more,
      redirect: "manual",
      headers: {
        origin: ORIGIN,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        "accept-language": "en"
      }
    })
    for (const one of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (one.split(";")[0] ?? "").split("=")
      if (value === "") cookies.delete(name)
      else cookies.set(name, value)
    }
    return { status: answer.status, to: answer.headers.get("location") ?? "", text: await answer.text() }
  }
  const get = (address: string) => ask(address)
  const post = (path: string, form: Record<string, string>) =>
    ask(ORIGIN + path, { method: "POST", body: new URLSearchParams(form) })
  /** Goes to the provider and comes back, up to the address that has the code. */
  const goOut = async (next = "/desk/") => {
    const { to } = await get(`${ORIGIN}/desk/sign-in/start?${new URLSearchParams({ next }).toString()}`)
    return (await get(to)).to
  }
  return { cookies, get, post, goOut }
}

describe("a person", () => {
  it("signs in at the provider, comes back to the page, and has the role of the claims", async () => {
    provider.signsIn({ sub: "clerk|7", name: "김민지", roles: ["clerk", "other"], store: "seongsu" })
    const { id } = await shop.order()
    const { cookies, get, goOut } = browser()
    assert.match((await get(`${ORIGIN}/desk/sign-in`)).text, /href="\/desk\/sign-in\/start\?next=/)
    assert.notInclude((await get(`${ORIGIN}/desk/sign-in`)).text, "name=\"token\"")
    const back = await goOut(`/desk/orders/${id}`)
    assert.isTrue(back.startsWith(`${ORIGIN}/desk/sign-in/callback?`))
    const signedIn = await get(back)
    assert.include(signedIn.text, `<meta http-equiv="refresh" content="0;url=/desk/orders/${id}">`)
    assert.deepStrictEqual([...cookies.keys()], ["demo_session"])

    const page = await get(`${ORIGIN}/desk/orders/${id}`)
    assert.match(page.text, /김민지 <span class="role">clerk<\/span>/)
    const { id: foreign } = await shop.order({ store: "hongdae" })
    assert.strictEqual((await get(`${ORIGIN}/desk/orders/${foreign}`)).status, 404)
    assert.deepStrictEqual(
      await shop.sql("SELECT kind, actor FROM events WHERE refund IS NULL ORDER BY id DESC LIMIT 1"),
      [{ kind: "signed-in", actor: "clerk|7" }]
    )
  })

  it("gets another session with each sign-in, and the one before ends", async () => {
    provider.signsIn(OWNER)
    const { cookies, get, goOut } = browser()
    await get(await goOut())
    const first = cookies.get("demo_session") ?? ""
    await get(await goOut())
    assert.notStrictEqual(cookies.get("demo_session"), first)
    assert.strictEqual((await get(`${ORIGIN}/desk/`)).status, 200)
    cookies.set("demo_session", first)
    assert.strictEqual((await get(`${ORIGIN}/desk/`)).status, 303)
  })

  it("without a role does not get in, and that is an event", async () => {
    for (const roles of [[], ["admin"], undefined, "managers"]) {
      provider.signsIn({ ...OWNER, roles })
      const { cookies, get, goOut } = browser()
      const { status, text } = await get(await goOut())
      assert.deepStrictEqual([status, cookies.size], [401, 0])
      assert.include(text, "no role at the refund desk")
    }
    const [last] = await shop.sql("SELECT kind, actor FROM events ORDER BY id DESC LIMIT 1")
    assert.deepStrictEqual(last, { kind: "sign-in-failed", actor: null })
  })
})

describe("a second factor", () => {
  it("is needed, by acr or amr, where the settings say which values of them say so", async () => {
    const strict = provider.registered(ORIGIN, { secondFactor: ["mfa", "urn:strong"] })
    const one = await openShop(sandbox, { origin: ORIGIN, provider: strict })
    const come = async (claims: Claims) => {
      provider.signsIn({ ...OWNER, ...claims })
      const { cookies, get, goOut } = browser(one)
      const { status, text } = await get(await goOut())
      return [status, [...cookies.keys()], /second factor/.test(text)]
    }
    for (const claims of [{}, { amr: ["pwd"] }, { acr: "0" }, { amr: "mf" }, { acr: { mfa: true } }]) {
      assert.deepStrictEqual(await come(claims), [401, [], true], JSON.stringify(claims))
    }
    for (const claims of [{ amr: ["pwd", "mfa"] }, { acr: "urn:strong" }, { amr: "mfa" }]) {
      assert.deepStrictEqual(await come(claims), [200, ["demo_session"], false], JSON.stringify(claims))
    }
    const { to } = await browser(one).get(`${ORIGIN}/desk/sign-in/start`)
    assert.strictEqual(new URL(to).searchParams.get("acr_values"), "mfa urn:strong")
    await one.close()
  })
})

describe("a person who ends other sessions", () => {
  it("signs in again where the last sign-in is ten minutes ago, and the provider must have asked for it", async () => {
    let now = 0
    const one = await openShop(sandbox, { origin: ORIGIN, provider: provider.registered(ORIGIN), now: () => now })
    const [here, there] = [browser(one), browser(one)]
    provider.signsIn(OWNER)
    for (const { get, goOut } of [there, here]) await get(await goOut())
    now = FRESH
    const { text } = await here.get(`${ORIGIN}/desk/sessions`)
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ""
    const ended = await here.post("/desk/sessions/end", { csrf, name: "others" })
    assert.strictEqual(ended.to, "/desk/sign-in?next=/desk/sessions&again=1")
    assert.strictEqual((await there.get(`${ORIGIN}/desk/`)).status, 200)

    const page = (await here.get(ORIGIN + ended.to)).text
    assert.include(page, "Nothing was ended")
    const start = /href="(\/desk\/sign-in\/start[^"]+)"/.exec(page)?.[1]?.replaceAll("&#38;", "&") ?? ""
    const { to } = await here.get(ORIGIN + start)
    assert.strictEqual(new URL(to).searchParams.get("prompt"), "login")
    const seconds = Math.floor(Date.now() / 1000)
    // A session that the provider still has is not enough.
    for (
      const [claims, status] of [[{}, 401], [{ auth_time: seconds - 3600 }, 401], [
        { auth_time: seconds },
        200
      ]] as const
    ) {
      provider.signsIn({ ...OWNER, ...claims })
      const { to: out } = await here.get(ORIGIN + start)
      assert.strictEqual((await here.get((await here.get(out)).to)).status, status, JSON.stringify(claims))
    }
    const again = /name="csrf" value="([^"]+)"/.exec((await here.get(`${ORIGIN}/desk/sessions`)).text)?.[1] ?? ""
    assert.strictEqual((await here.post("/desk/sessions/end", { csrf: again, name: "others" })).to, "/desk/sessions")
    assert.strictEqual((await there.get(`${ORIGIN}/desk/`)).status, 303)
    await one.close()
  })
})

describe("an address with a code", () => {
  it("signs in the browser that began, once, and no other", async () => {
    const one = await openShop(sandbox, { origin: ORIGIN, provider: provider.registered(ORIGIN) })
    provider.signsIn(OWNER)
    const [mine, other] = [browser(one), browser(one)]
    const back = await mine.goOut()
    // Another browser, without the sealed state of this one and with that of its own sign-in.
    assert.strictEqual((await other.get(back)).status, 401)
    await other.goOut()
    assert.strictEqual((await other.get(back)).status, 401)
    assert.strictEqual(other.cookies.size, 0)
    await mine.goOut()
    assert.strictEqual((await mine.get(back)).status, 401)
    await one.close()
  })

  it("is worth nothing with another state, another nonce, another audience or another key", async () => {
    const one = await openShop(sandbox, { origin: ORIGIN, provider: provider.registered(ORIGIN) })
    const attempts: ReadonlyArray<readonly [Claims, Claims, (back: string) => string]> = [
      [OWNER, {}, (back) => back.replace(/state=[^&]+/, "state=made-up")],
      [OWNER, {}, (back) => back.replace(/code=[^&]+/, "code=made-up")],
      [{ ...OWNER, nonce: "made-up" }, {}, (back) => back],
      [{ ...OWNER, aud: "another-client" }, {}, (back) => back],
      [{ ...OWNER, iss: "https://evil.example" }, {}, (back) => back],
      [{ ...OWNER, exp: 1 }, {}, (back) => back],
      [OWNER, { kid: "another-key" }, (back) => back]
    ]
    for (const [claims, head, change] of attempts) {
      provider.signsIn(claims, head)
      const { cookies, get, goOut } = browser(one)
      const back = change(await goOut())
      const { status } = await get(back)
      assert.strictEqual(status, 401, JSON.stringify([claims, head]))
      assert.strictEqual(cookies.size, 0)
    }
    await one.close()
  })
})

describe("a provider that cannot be reached", () => {
  it("is named, and signs in when it is there again", async () => {
    const away = provider.registered(ORIGIN, { issuer: "http://127.0.0.1:9/" })
    const one = await openShop(sandbox, { origin: ORIGIN, provider: away })
    const answer = await fetch(`${one.url}/desk/sign-in/start`, { headers: { "accept-language": "en" } })
    assert.strictEqual(answer.status, 502)
    assert.include(await answer.text(), "cannot be reached")
    // That the keys cannot be read says nothing about a token.
    const { status } = await one.send("GET", "/orders", { authorization: `Bearer ${await provider.token()}` })
    assert.strictEqual(status, 500)
    await one.close()
  })
})

describe("a program", () => {
  /** The same claims under a header that asks for no signature. */
  const unsigned = (token: string) => {
    const header = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url")
    return `${header}.${token.split(".")[1] ?? ""}.`
  }

  it("uses the API with an access token of the provider, and with nothing else", async () => {
    const one = await openShop(sandbox, { origin: ORIGIN, provider: provider.registered(ORIGIN) })
    const ask = async (token: string) => (await one.send("GET", "/orders", { authorization: `Bearer ${token}` })).status
    assert.strictEqual(await ask(await provider.token()), 200)
    const wrong = await Promise.all([
      // An ID token.
      provider.token(OWNER, { typ: "JWT" }),
      provider.token({ ...OWNER, aud: "another-api" }),
      provider.token({ ...OWNER, iss: "https://evil.example" }),
      provider.token(OWNER, { typ: "at+jwt" }, -60),
      // Still valid, and older than any that the desk takes.
      provider.token(OWNER, { typ: "at+jwt" }, 86_400, 4000),
      provider.token({ ...OWNER, roles: [] }),
      provider.token().then((token) => unsigned(token)),
      "demo-seoyeon"
    ])
    for (const token of wrong) assert.strictEqual(await ask(token), 401, token)
    await one.close()
  })
})

describe("the claims of a token", () => {
  it("make a person only with a role, and a clerk only with a store", () => {
    const of = (claims: object) => actorIn({ sub: "a", name: "A", store: "s", ...claims }, "roles")
    assert.deepStrictEqual(of({ roles: "clerk" }), { id: "a", name: "A", role: "clerk", store: "s" })
    assert.strictEqual(of({ roles: ["clerk", "manager"] })?.role, "manager")
    assert.strictEqual(of({ roles: ["manager"], name: "", preferred_username: "a@b" })?.name, "a@b")
    assert.strictEqual(of({ roles: ["manager"], name: "가".repeat(150) })?.name, "가".repeat(100))
    for (
      const claims of [
        {},
        { roles: ["Manager"] },
        { roles: { manager: true } },
        { roles: ["clerk"], store: "" },
        { roles: ["manager"], sub: "" },
        { roles: ["manager"], sub: 7 },
        { roles: ["manager"], sub: "a b" },
        { roles: ["manager"], name: "a\u0000" }
      ]
    ) {
      assert.isUndefined(of(claims), JSON.stringify(claims))
    }
  })
})

describe("everything that was logged", () => {
  it("holds no code, no token and no state", () => {
    assert.notMatch(written.join(), /code=|eyJ|state=/)
  })
})
