/**
 * Sign-in by OpenID Connect in a real browser: the provider is another site, so the cookies of the
 * desk have to survive the way there and back.
 */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { Browser } from "playwright-core"
import type { Provider } from "../../src/signIn/provider.ts"
import { setLimits } from "../limits.ts"
import { startProvider } from "../provider.ts"
import { openShop, type Shop, start, taken } from "../shop.ts"
import { found, launch, visit } from "./browser.ts"

setLimits()

let sandbox: Awaited<ReturnType<typeof start>>
let provider: Awaited<ReturnType<typeof startProvider>>
let shop: Shop
let browser: Browser

describe.skipIf("missing" in found)(`the desk${"missing" in found ? ` (${found.missing})` : ""}`, () => {
  beforeAll(async () => {
    ;[sandbox, browser, provider] = await Promise.all([start(), launch(), startProvider()])
    // Its address is known when it listens.
    const registered = () => provider.registered(shop.url)
    let made: Provider | undefined
    const late = () => made ??= registered()
    shop = await openShop(sandbox, {
      provider: {
        begin: () => late().begin(),
        finish: (query, pending) => late().finish(query, pending),
        ownerOf: (token) => late().ownerOf(token)
      }
    })
  })
  afterAll(async () => {
    await Promise.all([browser.close(), shop.close()])
    await Promise.all([sandbox.close(), provider.close()])
  })

  for (const javaScriptEnabled of [true, false]) {
    it(
      `signs in at the provider and comes back to the form, with what was typed before, ${
        javaScriptEnabled ? "with" : "without"
      } JavaScript`,
      async () => {
        provider.signsIn({ sub: "minji", name: "김민지", roles: ["clerk"], store: "seongsu" })
        const { id, impUid } = await shop.order()
        const { close, complaints, go, page, picture } = await visit(browser, shop, undefined, { javaScriptEnabled })
        await go(`/desk/orders/${id}`)
        await picture("sign-in-provider")
        await page.getByRole("link", { name: "회사 계정으로 로그인" }).click()
        await page.waitForURL(new RegExp(`/desk/orders/${id}$`))
        assert.match(await page.innerText(".actor"), /김민지/)

        await page.getByRole("link", { name: "환불 요청" }).click()
        await page.waitForURL(/refund\?key=/)
        await page.check("[value=part]")
        await page.fill("#amount", "3000")
        await page.fill("#reason", "단순 변심")
        // The session ends in between.
        const session = (await page.context().cookies()).find(({ name }) => name === "demo_session")?.value
        await page.context().clearCookies({ name: "demo_session" })
        await page.click("#send")
        await page.waitForURL(/sign-in/)
        await page.getByRole("link", { name: "회사 계정으로 로그인" }).click()
        await page.waitForURL(/refund\?key=/)
        assert.deepStrictEqual([await page.inputValue("#amount"), await page.inputValue("#reason")], [
          "3000",
          "단순 변심"
        ])
        assert.deepStrictEqual(await taken(sandbox, impUid), [])
        assert.notStrictEqual(
          (await page.context().cookies()).find(({ name }) => name === "demo_session")?.value,
          session
        )
        await picture("form-after-sign-in")

        await page.click("#send")
        await page.waitForSelector("[data-state=succeeded]")
        assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
        await page.getByRole("button", { name: "로그아웃" }).click()
        await page.waitForURL(/sign-in/)
        assert.deepStrictEqual(complaints, [])
        await close()
      }
    )
  }
})
