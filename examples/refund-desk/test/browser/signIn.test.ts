/**
 * Sign-in by OpenID Connect in a real browser: the provider is another site, so the cookies of the
 * desk have to survive the way there and back.
 */
import { afterAll, assert, it } from "@effect/vitest"
import type { Provider } from "../../src/signIn/provider.ts"
import { startProvider } from "../provider.ts"
import { openShop, taken } from "../shop.ts"
import { inBrowser, openedWithBrowser, visit } from "./browser.ts"

const provider = await startProvider()
afterAll(() => provider.close())
// The address of the shop is known when it listens.
let made: Provider | undefined
const late = (): Provider => made ??= provider.registered(shop.url)
const { browser, sandbox, shop } = await openedWithBrowser({
  provider: {
    begin: (again) => late().begin(again),
    finish: (query, pending) => late().finish(query, pending),
    ownerOf: (token) => late().ownerOf(token)
  }
})

inBrowser("the desk", () => {
  for (const javaScriptEnabled of [true, false]) {
    it(
      `signs in at the provider and comes back to the form, with what was typed before, ${
        javaScriptEnabled ? "with" : "without"
      } JavaScript`,
      async () => {
        provider.signsIn({ sub: "minji", name: "김민지", roles: ["clerk"], store: "seongsu" })
        const { id, impUid } = await shop.order()
        const { close, complaints, forgive, go, page, picture } = await visit(browser, shop, undefined, {
          javaScriptEnabled
        })
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
        // A preview may have been under way.
        forgive()
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

  it("has the role of the claims, and lets no person in without one", async () => {
    const { close, go, page } = await visit(browser, shop, undefined)
    provider.signsIn({ sub: "someone", name: "아무개", roles: ["accounting"] })
    await go("/desk/")
    // There is no password and no token where a provider signs people in.
    assert.strictEqual(await page.locator("input[type=password]").count(), 0)
    await page.getByRole("link", { name: "회사 계정으로 로그인" }).click()
    await page.getByText("이 계정에는 환불 데스크 권한이 없습니다").waitFor()
    provider.signsIn({ sub: "seoyeon", name: "이서연", roles: ["manager"] })
    await page.getByRole("link", { name: "회사 계정으로 로그인" }).click()
    await page.waitForURL(/\/desk\/$/)
    assert.match(await page.innerText(".actor"), /이서연 관리자/)
    await close()
  })

  it("lets no person in without a second factor, where one is needed, and says so", async () => {
    let strict: Provider | undefined
    const of = (): Provider => strict ??= provider.registered(one.url, { secondFactor: ["mfa"] })
    const one = await openShop(sandbox, {
      provider: {
        begin: (again) => of().begin(again),
        finish: (query, pending) => of().finish(query, pending),
        ownerOf: (token) => of().ownerOf(token)
      }
    })
    const { close, go, page, picture } = await visit(browser, one, undefined)
    const signIn = () => page.getByRole("link", { name: "회사 계정으로 로그인" }).click()
    provider.signsIn({ sub: "seoyeon", name: "이서연", roles: ["manager"], amr: ["pwd"] })
    await go("/desk/")
    await signIn()
    await page.getByText("2단계 인증 없이 로그인했습니다").waitFor()
    await picture("sign-in-second-factor")
    provider.signsIn({ sub: "seoyeon", name: "이서연", roles: ["manager"], amr: ["pwd", "mfa"] })
    await signIn()
    await page.waitForURL(/\/desk\/$/)
    await close()
    await one.close()
  })
})
