/**
 * Sessions and sign-in in a real browser: how they end, and what guessing leads to.
 */
import { assert, it } from "@effect/vitest"
import { FRESH } from "../../src/signIn/sessions.ts"
import { openShop, written } from "../shop.ts"
import { inBrowser, openedWithBrowser, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()

inBrowser("a session", () => {
  it("S9 is over on the server after signing out, also for a copy of its cookie", async () => {
    const { close, go, leave, page } = await visit(browser, shop, "minji")
    await go("/desk/")
    const cookies = await page.context().cookies()
    await leave(() => page.getByRole("button", { name: "로그아웃" }).click())
    assert.match(page.url(), /sign-in$/)
    await page.context().addCookies(cookies)
    await go("/desk/")
    assert.match(page.url(), /sign-in\?next=%2Fdesk%2F$/)
    assert.deepStrictEqual(
      await shop.sql("SELECT kind, actor FROM events WHERE kind = 'signed-out'"),
      [{ kind: "signed-out", actor: "minji" }]
    )
    await close()
  })

  it("S9 is seen with its others, and each of them is ended from there", async () => {
    const [here, there] = [await visit(browser, shop, "junho"), await visit(browser, shop, "junho")]
    await there.go("/desk/")
    await here.go("/desk/")
    await here.leave(() => here.page.getByRole("link", { name: "박준호" }).click())
    assert.match(await here.page.innerText("main"), /지금 이 브라우저입니다/)
    await here.picture("sessions-two")
    await here.leave(() => here.page.getByRole("button", { name: "다른 세션 모두 종료" }).click())
    assert.strictEqual(await here.page.locator(".sessions li").count(), 1)
    await there.go("/desk/")
    assert.match(there.page.url(), /sign-in/)
    await Promise.all([here.close(), there.close()])
  })

  it("S9 is ended from another one only after a sign-in of the last ten minutes", async () => {
    let now = 0
    const one = await openShop(sandbox, { now: () => now })
    const [here, there] = [await visit(browser, one, "junho"), await visit(browser, one, "junho")]
    now = FRESH
    await here.go("/desk/sessions")
    await here.leave(() => here.page.getByRole("button", { name: "다른 세션 모두 종료" }).click())
    assert.match(await here.page.innerText("main"), /먼저 다시 로그인해야 합니다. 아직 아무 세션도 종료하지 않았습니다/)
    await here.picture("sign-in-again")
    await there.go("/desk/")
    assert.notMatch(there.page.url(), /sign-in/)

    await here.leave(() => here.page.getByRole("button", { name: "박준호" }).click())
    assert.match(here.page.url(), /\/desk\/sessions$/)
    await here.leave(() => here.page.getByRole("button", { name: "다른 세션 모두 종료" }).click())
    await there.go("/desk/")
    assert.match(there.page.url(), /sign-in/)
    assert.deepStrictEqual([...here.complaints, ...there.complaints], [])
    await Promise.all([here.close(), there.close()])
    await one.close()
  })

  it("leaves nothing on the screen of other tabs, and nothing to go back to", async () => {
    const { id } = await shop.order({}, { title: "아무도 못 볼 원두" })
    const { close, go, leave, page } = await visit(browser, shop, "minji")
    const other = await page.context().newPage()
    const typing = await page.context().newPage()
    await other.clock.install()
    await typing.clock.install()
    await other.goto(`${shop.url}/desk/orders/${id}`)
    await typing.goto(`${shop.url}/desk/orders/${id}/refund`)
    await typing.check("[value=part]")
    await typing.fill("#amount", "3000")
    await typing.fill("#reason", "단순 변심")
    await go("/desk/")
    await go(`/desk/orders/${id}`)
    // While the session is there, the pages stay.
    await other.clock.runFor(31_000)
    assert.include(await other.innerText("main"), "아무도 못 볼 원두")
    await leave(() => page.getByRole("button", { name: "로그아웃" }).click())

    await page.goBack()
    await page.waitForURL(/sign-in/)
    assert.notInclude(await page.content(), "아무도 못 볼 원두")
    await other.clock.runFor(31_000)
    await other.waitForURL(`${shop.url}/desk/sign-in?next=%2Fdesk%2Forders%2F${id}`)
    assert.notInclude(await other.content(), "아무도 못 볼 원두")
    await typing.clock.runFor(31_000)
    await typing.waitForURL(/sign-in/)
    await typing.getByRole("button", { name: "김민지" }).click()
    await typing.waitForURL(/refund\?key=/)
    assert.deepStrictEqual([await typing.inputValue("#amount"), await typing.inputValue("#reason")], [
      "3000",
      "단순 변심"
    ])
    assert.deepStrictEqual(await shop.sql(`SELECT key FROM refunds WHERE order_id = '${id}'`), [])
    await close()
  })

  it("S9 is not begun by guessing: after ten wrong tokens the address waits, also with a right one", async () => {
    const one = await openShop(sandbox)
    const { close, go, leave, page, picture } = await visit(browser, one, undefined)
    const guess = async (token: string) => {
      await page.fill("#token", token)
      await leave(() => page.getByRole("button", { name: "로그인", exact: true }).click())
      return page.innerText("main")
    }
    await go("/desk/sign-in")
    for (let count = 0; count < 10; count++) assert.match(await guess(`wrong-${count}`), /올바른 토큰이 아닙니다/)
    assert.match(await guess("demo-minji"), /시도가 너무 많습니다/)
    await picture("sign-in-throttled")
    assert.lengthOf(await one.sql("SELECT id FROM events WHERE kind = 'sign-in-failed'"), 10)
    assert.isTrue(written.some((line) => /shop\.denied.*TooManyTries/.test(line)))
    await close()
    await one.close()
  })

  it("S17 leads to no other site, whatever its address has", async () => {
    const { close, go, page } = await visit(browser, shop, "minji")
    for (
      const path of ["/desk/..//evil.example?lang=ko", "/desk/%2e%2e//evil.example?lang=en", "/desk//evil.example"]
    ) {
      await go(path)
      assert.strictEqual(new URL(page.url()).origin, shop.url, path)
    }
    await page.context().clearCookies()
    await go("/desk/sign-in?next=//evil.example/")
    await page.getByRole("button", { name: "김민지" }).click()
    await page.waitForURL(`${shop.url}/desk/`)
    await close()
  })
})
