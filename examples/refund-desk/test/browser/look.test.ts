/**
 * Every page at three widths, light and dark, with long names: nothing runs out of the window, no
 * text is cut off without its whole words at hand, and axe finds nothing. The pictures are kept.
 */
import { assert, beforeAll, it } from "@effect/vitest"
import axe from "axe-core"
import type { Page } from "playwright-core"
import { control } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const LONG =
  "핸드드립 입문자를 위한 원두 세트 (에티오피아 예가체프 200g, 콜롬비아 수프리모 200g, 드리퍼, 필터 100매) " +
  "Pour-over-starter-set-with-two-kinds-of-beans-and-a-very-long-name"
const WIDTHS = { phone: [390, 844], tablet: [768, 1024], desktop: [1280, 900] } as const

const { browser, sandbox, shop } = await openedWithBrowser()
let manager: Visit
const pages: Record<string, string> = {}

/** Elements whose text is cut off although no title and no scrolling has the rest. */
const cutOff = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("main *, header *")].filter((one) => {
    const { overflow, overflowX, position } = getComputedStyle(one)
    const isHidden = overflow === "hidden" || overflowX === "hidden" || overflow === "clip"
    const isCut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1
    const hasRest = one.title !== "" || one.closest("[title]") !== null || one.querySelector("[title]") !== null
    return isHidden && isCut && !hasRest && position !== "absolute" && one.closest("svg, .sr") === null
  }).map((one) => one.outerHTML.slice(0, 120))`) as Promise<ReadonlyArray<string>>

const violations = async (page: Page) => {
  await page.evaluate(axe.source)
  const seen = await page.evaluate(
    `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })`
  ) as axe.AxeResults
  return seen.violations.map((one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(" ")}`)
}

inBrowser("the desk", () => {
  beforeAll(async () => {
    const buyer = { name: "Maximiliana Alexandrowna von Hohenstein-Example", phone: "010-0000-1234" }
    const order = (fields: object = {}) => shop.order({ amount: 3_000_000, ...fields }, { title: LONG, buyer })
    for (let count = 0; count < 13; count++) await order()
    const [plain, account, unknown, waiting, declined, pending] = [
      await order(),
      await order({ kind: "smartro-v2-vbank" }),
      await order(),
      await order({ kind: "kcp-vbank" }),
      await order(),
      await order({ async: true })
    ]
    await order({ kind: "usd-card", amount: 45.5 })
    await shop.refund(pending.id, "look-pending", { amount: 50_000, reason: "오배송" })
    await shop.refund(plain.id, "look-succeeded", { amount: 50_000, reason: "배송 중 파손되어 고객이 취소를 요청함" })
    await control(sandbox, "faults", { route: "cancel", fault: "drop-before-commit", times: 3 })
    await shop.refund(unknown.id, "look-unknown", { amount: 50_000, reason: "오배송" })
    const refundAccount = { holder: "홍길동", bank: "BK88", account: "110123456789" }
    await shop.refund(waiting.id, "look-waiting", { amount: 3_000_000, reason: "품절", refundAccount })
    await shop.refund(declined.id, "look-declined", { amount: 3_000_000, reason: "단순 변심" })
    await shop.post("/refunds/look-declined/approval", { decision: "decline", note: "영수증이 없습니다" }, "seoyeon")
    Object.assign(pages, {
      payments: "/desk/",
      "payments-filtered": "/desk/?method=card&state=paid&sort=largest",
      "payments-none": "/desk/?q=nothing-has-this",
      refunds: "/desk/refunds",
      payment: `/desk/orders/${plain.id}`,
      form: `/desk/orders/${account.id}/refund`,
      "refund-succeeded": "/desk/refunds/look-succeeded",
      "refund-unknown": "/desk/refunds/look-unknown",
      "refund-looked-up": "/desk/refunds/look-unknown?looked=1",
      "refund-pending": "/desk/refunds/look-pending",
      "refund-waiting": "/desk/refunds/look-waiting",
      "refund-declined": "/desk/refunds/look-declined",
      unknown: "/desk/unknown",
      waiting: "/desk/waiting",
      sessions: "/desk/sessions",
      problem: "/desk/nowhere"
    })
    manager = await visit(browser, shop, "seoyeon")
  })

  const shows = async (visitor: Visit, name: string, path: string) => {
    const { go, page, picture } = visitor
    await go(path)
    for (const [device, [width, height]] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height })
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme })
        const at = `${name}-${device}-${colorScheme}`
        await picture(at)
        assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth"), width, at)
        assert.deepStrictEqual(await cutOff(page), [], at)
        assert.deepStrictEqual(await violations(page), [], at)
      }
    }
  }

  it("fits every window, cuts no text off, and passes WCAG 2.2 AA by axe, light and dark", async () => {
    for (const [name, path] of Object.entries(pages)) await shows(manager, name, path)
    const visitor = await visit(browser, shop, undefined)
    await shows(visitor, "sign-in", "/desk/sign-in")
    await visitor.close()
  })

  it("fits them in English too", async () => {
    const english = await visit(browser, shop, "seoyeon", { locale: "en-US", viewport: { width: 390, height: 844 } })
    for (const [name, path] of Object.entries(pages)) {
      await english.go(path)
      assert.strictEqual(await english.page.evaluate("document.documentElement.scrollWidth"), 390, path)
      assert.deepStrictEqual(await cutOff(english.page), [], path)
      assert.deepStrictEqual(await violations(english.page), [], path)
      await english.picture(`${name}-phone-english`)
    }
    await english.close()
  })

  it("shows 20 payments on a phone within three screens, and a table on a tablet", async () => {
    const { go, page } = manager
    await page.setViewportSize({ width: 390, height: 844 })
    await go("/desk/")
    assert.strictEqual(await page.locator(".payments tbody tr").count(), 20)
    const last = await page.locator(".payments tbody tr").last().boundingBox()
    assert.isAtMost((last?.y ?? Infinity) + (last?.height ?? 0), 3 * 844)
    await page.setViewportSize({ width: 768, height: 1024 })
    assert.strictEqual(await page.locator(".payments thead").isVisible(), true)
  })
})
