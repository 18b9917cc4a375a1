/**
 * Every page at three widths, light and dark, with long names: nothing runs out of the window, no
 * text is cut off without its whole words at hand, and axe finds nothing. The pictures are kept.
 */
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import axe from "axe-core"
import type { Page } from "playwright-core"
import { openAltering } from "../altering.ts"
import { openGate } from "../gate.ts"
import { control, openShop, type Shop } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const LONG =
  "핸드드립 입문자를 위한 원두 세트 (에티오피아 예가체프 200g, 콜롬비아 수프리모 200g, 드리퍼, 필터 100매) " +
  "Pour-over-starter-set-with-two-kinds-of-beans-and-a-very-long-name"
const WIDTHS = { phone: [390, 844], tablet: [768, 1024], desktop: [1280, 900] } as const

const { browser, sandbox, shop } = await openedWithBrowser()
const gate = await openGate(sandbox)
const late = await openShop(sandbox, { patience: "1 millis", baseUrl: gate.url })
// A promotion bears a tenth of each cancel.
const promotion = await openAltering(sandbox, (payment) => {
  const history = payment["cancel_history"].map((entry: { amount: number }) => ({
    ...entry,
    amount: entry.amount * 0.9
  }))
  const sum = history.reduce((all: number, { amount }: { amount: number }) => all + amount, 0)
  return { ...payment, promotion: { id: "p", discount: 1000 }, cancel_history: history, cancel_amount: sum }
})
const promoting = await openShop(sandbox, { baseUrl: promotion.url })
const away = await openShop(sandbox, { baseUrl: "http://127.0.0.1:1" })
afterAll(async () => {
  await Promise.all([late.close(), promoting.close(), away.close()])
  await Promise.all([gate.close(), promotion.close()])
})

const pages: Record<string, readonly [path: string, where?: Shop]> = {}
let manager: Visit

/** Elements whose text is cut off although no title and no scrolling has the rest. */
const cutOff = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("main *, header *")].filter((one) => {
    const { overflow, overflowX, position } = getComputedStyle(one)
    const isHidden = overflow === "hidden" || overflowX === "hidden" || overflow === "clip"
    const isCut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1
    const hasRest = one.title !== "" || one.closest("[title]") !== null || one.querySelector("[title]") !== null
    return isHidden && isCut && !hasRest && position !== "absolute" && one.closest("svg, .sr") === null
  }).map((one) => one.outerHTML.slice(0, 120))`) as Promise<ReadonlyArray<string>>

/** What axe finds by all of its rules, also by those that are no rule of WCAG. */
const violations = async (page: Page) => {
  if (await page.evaluate("typeof axe") === "undefined") await page.evaluate(axe.source)
  const seen = await page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))"
  ) as axe.AxeResults
  return seen.violations.map((one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(" ")}`)
}

const amount = 3_000_000
const buyer = { name: "Maximiliana Alexandrowna von Hohenstein-Example", phone: "010-0000-1234" }
const order = (fields: object = {}, where = shop, wrong: object = {}) =>
  where.order({ amount, ...fields }, { title: LONG, buyer, ...wrong })
const fault = (name: string, times = 1) => control(sandbox, "faults", { route: "cancel", fault: name, times })
const cancels = async (): Promise<number> => (await control(sandbox, "requests")).cancel?.received ?? 0
const conclude = async (key: string, found: string, where = shop) => {
  for (const person of ["seoyeon", "dohyun"]) {
    await where.post(`/refunds/${key}/conclusion`, { found, note: "PG사 관리자 페이지에서 확인했습니다" }, person)
  }
}
/** Another program cancels this much before the refund, whose request is lost. */
const overtaken = async (key: string, other: number) => {
  const { id, impUid } = await order({}, late)
  await fault("hang")
  const before = await cancels()
  await late.refund(id, key, { amount: 50_000, reason: "오배송" })
  while (await cancels() === before);
  await control(sandbox, "console-cancel", { imp_uid: impUid, amount: other })
  gate.cut()
  await late.ended(key)
}

/** A refund in each state in which its page differs. */
const refunds = async () => {
  const [plain, account, unknown, waiting] = [
    await order(),
    await order({ kind: "smartro-v2-vbank" }),
    await order(),
    await order({ kind: "kcp-vbank" })
  ]
  await order({ kind: "usd-card", amount: 45.5 })
  await shop.refund((await order({ async: true })).id, "look-pending", { amount: 50_000, reason: "오배송" })
  await shop.refund(plain.id, "look-succeeded", { amount: 50_000, reason: "배송 중 파손되어 고객이 취소를 요청함" })
  await fault("drop-before-commit", 3)
  await shop.refund(unknown.id, "look-unknown", { amount: 50_000, reason: "오배송" })
  const refundAccount = { holder: "홍길동", bank: "BK88", account: "110123456789" }
  await shop.refund(waiting.id, "look-waiting", { amount, reason: "품절", refundAccount })
  await shop.refund((await order()).id, "look-declined", { amount, reason: "단순 변심" })
  await shop.post("/refunds/look-declined/approval", { decision: "decline", note: "영수증이 없습니다" }, "seoyeon")
  await shop.refund((await order()).id, "look-withdrawn", { amount, reason: "단순 변심" })
  await shop.post("/refunds/look-withdrawn/withdrawal", {})
  const changed = await order()
  await shop.refund(changed.id, "look-not-approvable", { amount, reason: "단순 변심" })
  await control(sandbox, "console-cancel", { imp_uid: changed.impUid, amount: 50_000 })
  const reverted = await order()
  await shop.refund(reverted.id, "look-taken-back", { amount: 50_000, reason: "오배송" })
  await control(sandbox, "revert", { imp_uid: reverted.impUid })
  await fault("portone-rejection")
  await shop.refund((await order()).id, "look-rejected", { amount: 50_000, reason: "오배송" })
  await fault("pg-rejection")
  await shop.refund((await order()).id, "look-by-hand", { amount: 50_000, reason: "오배송" })
  await conclude("look-by-hand", "given-back")
  await overtaken("look-not-refunded", 70_000)
  await overtaken("look-closed", 50_000)
  await conclude("look-closed", "not-given-back", late)
  await promoting.refund((await order({}, promoting)).id, "look-other-amount", { amount: 50_000, reason: "오배송" })
  return { plain, account }
}

inBrowser("the desk", () => {
  beforeAll(async () => {
    for (let count = 0; count < 7; count++) await order()
    const { account, plain } = await refunds()
    const differs = await order({}, shop, { amount: 2_000_000 })
    const unread = await order({}, away)
    const states = ["succeeded", "other-amount", "taken-back", "by-hand", "pending", "unknown", "rejected"]
      .concat("not-refunded", "declined", "withdrawn", "closed", "waiting", "not-approvable")
    const others: Record<string, Shop> = { "other-amount": promoting, "not-refunded": late, closed: late }
    Object.assign(pages, {
      payments: ["/desk/"],
      "payments-filtered": ["/desk/?method=card&state=paid&sort=largest"],
      "payments-none": ["/desk/?q=nothing-has-this"],
      refunds: ["/desk/refunds"],
      payment: [`/desk/orders/${plain.id}`],
      "payment-differs": [`/desk/orders/${differs.id}`],
      "payment-unread": [`/desk/orders/${unread.id}`, away],
      form: [`/desk/orders/${account.id}/refund`],
      "form-unread": [`/desk/orders/${unread.id}/refund`, away],
      ...Object.fromEntries(states.map((state) => [`refund-${state}`, [`/desk/refunds/look-${state}`, others[state]]])),
      "refund-looked-up": ["/desk/refunds/look-unknown?looked=1"],
      "refund-not-looked-up": ["/desk/refunds/look-unknown?looked=failed"],
      unknown: ["/desk/unknown"],
      waiting: ["/desk/waiting"],
      sessions: ["/desk/sessions"],
      problem: ["/desk/nowhere"]
    })
    // People and PGs with long names too.
    const name = "Maximiliana-Alexandrowna-Friederike von Hohenstein zu Example-Beispielhausen 가나다라마바사"
    await shop.sql(`UPDATE people SET name = '${name}' WHERE id = 'minji'`)
    const gateway = "a_payment_gateway_without_a_name_here"
    for (const table of ["orders", "refunds"]) await shop.sql(`UPDATE ${table} SET pg = '${gateway}' WHERE pg = 'kcp'`)
    manager = await visit(browser, shop, "seoyeon")
  })

  const shows = async ({ go, page, picture }: Visit, name: string, [path, where]: readonly [string, Shop?]) => {
    await go(path, where)
    for (const [device, [width, height]] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height })
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme })
        const at = `${name}-${device}-${colorScheme}`
        await picture(at)
        assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth"), width, at)
        assert.deepStrictEqual(await cutOff(page), [], at)
        // No colour depends on the width.
        if (colorScheme === "light" || device === "phone") assert.deepStrictEqual(await violations(page), [], at)
      }
    }
  }

  it("fits every window, cuts no text off, and is clean by axe, light and dark", async () => {
    for (const [name, page] of Object.entries(pages)) await shows(manager, name, page)
    const visitor = await visit(browser, shop, undefined)
    await shows(visitor, "sign-in", ["/desk/sign-in"])
    await visitor.close()
  })

  it("fits them in English too", async () => {
    const english = await visit(browser, shop, "seoyeon", { locale: "en-US" })
    for (const [name, [path, where]] of Object.entries(pages)) {
      await english.go(path, where)
      for (const [device, [width, height]] of Object.entries(WIDTHS)) {
        await english.page.setViewportSize({ width, height })
        assert.strictEqual(
          await english.page.evaluate("document.documentElement.scrollWidth"),
          width,
          `${path} ${width}`
        )
        assert.deepStrictEqual(await cutOff(english.page), [], path)
        if (device === "phone") await english.picture(`${name}-phone-english`)
      }
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
