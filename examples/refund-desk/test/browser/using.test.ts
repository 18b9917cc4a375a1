/**
 * The desk by keyboard, in two languages and without JavaScript; what others write into
 * it is shown as text.
 */
import { afterAll, afterEach, assert, beforeAll, it } from "@effect/vitest"
import axe from "axe-core"
import { openGate } from "../gate.ts"
import { control, openShop, pause, taken } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox } = await openedWithBrowser()
const gate = await openGate(sandbox)
const shop = await openShop(sandbox, { patience: "1 millis", baseUrl: gate.url })
afterAll(async () => {
  await shop.close()
  await gate.close()
})
let manager: Visit

const focused = (property: string): Promise<string> =>
  manager.page.evaluate(`String(${property.replace("it", "document.activeElement")})`)

inBrowser("the desk", () => {
  beforeAll(async () => {
    manager = await visit(browser, shop, "seoyeon")
  })
  afterEach(() => assert.deepStrictEqual(manager.complaints, []))

  it("can be used by keyboard alone, and shows where the focus is", async () => {
    const { id, impUid } = await shop.order()
    const { page } = manager
    const press = async (...keys: ReadonlyArray<string>) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    const tabTo = async (selector: string) => {
      for (let steps = 0; steps < 40; steps++) {
        if (await focused(`it.matches(${JSON.stringify(selector)})`) === "true") return
        await press("Tab")
      }
      assert.fail(`no way to ${selector} by the Tab key`)
    }

    await manager.go("/desk/")
    await press("Tab")
    assert.strictEqual(await focused("it.className"), "skip")
    await press("Enter")
    assert.strictEqual(await focused("it.id"), "main")
    await tabTo(`a[href$="${id}"]`)
    assert.match(await focused("getComputedStyle(it).outlineStyle"), /solid/)
    await press("Enter")
    await page.waitForURL(/orders/)
    await tabTo("a.button")
    await press("Enter")
    await page.waitForURL(/refund/)
    await tabTo("[name=extent]")
    await press("ArrowDown", "ArrowDown", "ArrowUp")
    assert.strictEqual(await page.isChecked("[value=part]") || await page.isChecked("[value=all]"), true)
    await tabTo("#amount")
    await page.keyboard.type("2500")
    // The Enter key in a field checks, and sends nothing.
    await press("Enter")
    await page.waitForSelector("#amount[value='2500']")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    await tabTo("#reason")
    await page.keyboard.type("단순 변심")
    await tabTo("#send")
    await press("Enter")
    await page.waitForSelector("[data-state=succeeded]")
    assert.deepStrictEqual(await taken(sandbox, impUid), [2500])
  })

  it("speaks the browser's language, and the other one when asked, in the same place", async () => {
    const { id } = await shop.order()
    const english = await visit(browser, shop, "minji", { locale: "en-US", colorScheme: "dark" })
    await english.fill(id, { amount: "3000" })
    await english.page.getByRole("button", { name: "Refund ₩3,000" }).waitFor()
    await english.picture("form-english-dark")
    const form = english.page.url()
    await english.page.getByRole("link", { name: "한국어" }).click()
    await english.page.waitForSelector("html[lang=ko]")
    assert.strictEqual(english.page.url(), form)
    await english.go("/desk/")
    assert.strictEqual(await english.page.getAttribute("html", "lang"), "ko")
    assert.strictEqual(
      await english.page.evaluate("getComputedStyle(document.body).backgroundColor"),
      "rgb(20, 23, 26)"
    )
    assert.deepStrictEqual(english.complaints, [])
    await english.close()
  })

  it("passes WCAG 2.2 AA by axe with mistakes in the form", async () => {
    const { id } = await shop.order({ kind: "kcp-vbank" })
    await manager.fill(id, { amount: "99999" })
    await manager.submit()
    await manager.page.waitForSelector("#summary:focus")
    await manager.page.evaluate(axe.source)
    const seen = await manager.page.evaluate(
      `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })`
    ) as axe.AxeResults
    const violations = seen.violations.map((one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(" ")}`)
    assert.deepStrictEqual(violations, [])
  })

  it("shows what others wrote as text, and lets nothing of it run", async () => {
    const evil = "<img src=x onerror=alert(1)>\"'`<script>alert(2)</script>"
    const { id } = await shop.order({ name: evil }, { title: evil })
    await control(sandbox, "console-cancel", {
      imp_uid: (await shop.get(`/orders/${id}`)).body.order.impUid,
      amount: 1000,
      reason: evil
    })
    await manager.go(`/desk/?q=${encodeURIComponent(evil)}`)
    assert.strictEqual(await manager.page.inputValue("[name=q]"), evil)
    await manager.page.getByRole("link", { name: evil }).click()
    await manager.page.waitForURL(/orders/)
    assert.include(await manager.page.innerText("h1"), evil)
    assert.strictEqual(await manager.page.locator("main img, main script").count(), 0)
    assert.match(
      (await manager.go("/desk/") as { headers: () => Record<string, string> }).headers()["content-security-policy"] ??
        "",
      /script-src 'self';/
    )
  })

  it("believes only its own forms, and sends nothing for another", async () => {
    const { id, impUid } = await shop.order()
    await manager.fill(id, { amount: "3000" })
    await manager.page.evaluate("document.querySelector('form.refund [name=csrf]').value = 'AAAA'")
    const answer = manager.page.waitForResponse((one) =>
      one.request().method() === "POST" && !one.url().includes("/check")
    )
    await manager.page.click("#send")
    assert.strictEqual((await answer).status(), 403)
    assert.match(await manager.page.innerText("main"), /아무것도 보내지 않았습니다/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    assert.match(manager.forgive().join(), /^Failed to load resource: .* 403/)
  })

  it("works without JavaScript: signs in, checks, sends, and follows by loading itself again", async () => {
    const { id, impUid } = await shop.order({ kind: "inicis-vbank" })
    const plain = await visit(browser, shop, undefined, { javaScriptEnabled: false })
    await plain.go(`/desk/orders/${id}/refund`)
    await plain.page.fill("#token", "nobody")
    await plain.page.getByRole("button", { name: "로그인" }).click()
    await plain.page.getByText("올바른 토큰이 아닙니다").waitFor()
    await plain.page.getByRole("button", { name: "김민지" }).click()
    await plain.page.waitForURL(/refund\?key=/)

    await plain.page.fill("#amount", "3000")
    await plain.page.check("[value=part]")
    await plain.page.fill("#reason", "단순 변심")
    await plain.page.getByRole("button", { name: "미리보기", exact: true }).click()
    await plain.page.locator("[data-code=refund-account-vbank]").waitFor()
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    await plain.page.selectOption("#bank", "88")
    await plain.page.fill("#account", "110123456789")
    await plain.page.fill("#holder", "홍길동")
    await control(sandbox, "faults", { route: "cancel", fault: "hang-after-commit" })
    await plain.page.click("#send")
    await plain.page.waitForSelector("[data-state=running]")
    while ((await taken(sandbox, impUid)).length === 0) await pause()
    gate.cut()
    await plain.page.waitForSelector("[data-state=succeeded]")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    await plain.page.getByRole("button", { name: "로그아웃" }).click()
    await plain.page.waitForURL(/sign-in/)
    await plain.picture("sign-in")
    await plain.close()
  })
})
