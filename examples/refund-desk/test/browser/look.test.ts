/**
 * Every page at three widths, light and dark, with long names: nothing runs out of the window, no
 * text is cut off without its whole words at hand, and axe finds nothing. The pictures are kept.
 */
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import axe from "axe-core"
import type { Page } from "playwright-core"
import { openAltering } from "../altering.ts"
import { openGate } from "../gate.ts"
import { control, openShop, pause, type Shop } from "../shop.ts"
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

const ids = { plain: "", account: "", differs: "", unread: "" }
const refund = (state: string, where?: Shop) => () => [`/desk/refunds/look-${state}`, where] as const
const path = (address: string) => () => [address] as const

/** Every page, by the name of its pictures. */
const pages: Readonly<Record<string, () => readonly [path: string, where?: Shop | undefined]>> = {
  payments: path("/desk/"),
  "payments-filtered": path("/desk/?method=card&state=paid&sort=largest"),
  "payments-none": path("/desk/?q=nothing-has-this"),
  refunds: path("/desk/refunds"),
  payment: () => [`/desk/orders/${ids.plain}`],
  "payment-differs": () => [`/desk/orders/${ids.differs}`],
  "payment-unread": () => [`/desk/orders/${ids.unread}`, away],
  form: () => [`/desk/orders/${ids.account}/refund`],
  "form-unread": () => [`/desk/orders/${ids.unread}/refund`, away],
  "refund-succeeded": refund("succeeded"),
  "refund-other-amount": refund("other-amount", promoting),
  "refund-taken-back": refund("taken-back"),
  "refund-by-hand": refund("by-hand"),
  "refund-pending": refund("pending"),
  "refund-unknown": refund("unknown"),
  "refund-looked-up": path("/desk/refunds/look-unknown?looked=1"),
  "refund-not-looked-up": path("/desk/refunds/look-unknown?looked=failed"),
  "refund-rejected": refund("rejected"),
  "refund-not-refunded": refund("not-refunded", late),
  "refund-invalid": refund("invalid", late),
  "refund-declined": refund("declined"),
  "refund-withdrawn": refund("withdrawn"),
  "refund-closed": refund("closed", late),
  "refund-waiting": refund("waiting"),
  "refund-not-approvable": refund("not-approvable"),
  unknown: path("/desk/unknown"),
  waiting: path("/desk/waiting"),
  sessions: path("/desk/sessions"),
  problem: path("/desk/nowhere"),
  "sign-in": path("/desk/sign-in")
}
let manager: Visit
let english: Visit

/** Elements whose text is cut off although no title and no scrolling has the rest. */
const cutOff = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll("main *, header *")].filter((one) => {
    const { overflow, overflowX, position } = getComputedStyle(one)
    const isHidden = overflow === "hidden" || overflowX === "hidden" || overflow === "clip"
    const isCut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1
    const hasRest = one.title !== "" || one.closest("[title]") !== null || one.querySelector("[title]") !== null
    return isHidden && isCut && !hasRest && position !== "absolute" && one.closest("svg, .sr") === null
  }).map((one) => one.outerHTML.slice(0, 120))`) as Promise<ReadonlyArray<string>>

/** Short words that are cut in two, other than in names and ids. A line may break before `(`. */
const cutWords = (page: Page) =>
  page.evaluate(`(() => {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement.closest(".id, .what a, .sr, script, noscript, svg, option") !== null) continue
      for (const { 0: word, index } of node.data.matchAll(/[^\\s(\\/-]+/g)) {
        if (word.length > 12) continue
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
        if (lines.size > 1) found.push(word)
      }
    }
    return [...new Set(found)]
  })()`) as Promise<ReadonlyArray<string>>

/** What axe finds by all of its rules, also by those that are no rule of WCAG. */
const violations = async (page: Page) => {
  if (await page.evaluate("typeof axe") === "undefined") await page.evaluate(axe.source)
  const seen = await page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))"
  ) as axe.AxeResults
  return seen.violations.map((one) => `${one.id}: ${one.nodes.map(({ html }) => html).join(" ")}`)
}

const isWhole = async ({ page }: Visit, width: number, at: string) => {
  assert.strictEqual(await page.evaluate("document.documentElement.scrollWidth"), width, at)
  assert.deepStrictEqual(await cutOff(page), [], at)
  assert.deepStrictEqual(await cutWords(page), [], at)
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
  while (await cancels() === before) await pause()
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
  // As an earlier version closed it.
  await late.sql("UPDATE refunds SET state = 'closed' WHERE key = 'look-closed'")
  // A shop that has forgotten its refund uses the key for another amount.
  const forgotten = await order()
  await shop.refund(forgotten.id, "look-invalid", { amount: 50_000 })
  await late.insert((await shop.get(`/orders/${forgotten.id}`)).body.order)
  await late.refund(forgotten.id, "look-invalid", { amount: 30_000, reason: "오배송" })
  await late.ended("look-invalid")
  await promoting.refund((await order({}, promoting)).id, "look-other-amount", { amount: 50_000, reason: "오배송" })
  Object.assign(ids, { plain: plain.id, account: account.id })
}

inBrowser("the desk", () => {
  beforeAll(async () => {
    for (let count = 0; count < 7; count++) await order()
    await refunds()
    ids.differs = (await order({}, shop, { amount: 2_000_000 })).id
    ids.unread = (await order({}, away)).id
    // People and PGs with long names too.
    const name = "Maximiliana-Alexandrowna-Friederike von Hohenstein zu Example-Beispielhausen 가나다라마바사"
    await shop.sql(`UPDATE people SET name = '${name}' WHERE id = 'minji'`)
    const gateway = "a_payment_gateway_without_a_name_here"
    for (const table of ["orders", "refunds"]) await shop.sql(`UPDATE ${table} SET pg = '${gateway}' WHERE pg = 'kcp'`)
    manager = await visit(browser, shop, "seoyeon")
    english = await visit(browser, shop, "seoyeon", { locale: "en-US" })
  })

  for (const [name, where] of Object.entries(pages)) {
    it(`shows ${name} whole in every window, clean by axe, light and dark, in both languages`, async () => {
      await manager.go(...where())
      await english.go(...where())
      for (const [device, [width, height]] of Object.entries(WIDTHS)) {
        for (const colorScheme of ["light", "dark"] as const) {
          const at = `${name}-${device}-${colorScheme}`
          await manager.page.setViewportSize({ width, height })
          await manager.page.emulateMedia({ colorScheme })
          await manager.picture(at)
          await isWhole(manager, width, at)
          // No colour depends on the width.
          const isChecked = colorScheme === "light" || device === "phone"
          if (isChecked) assert.deepStrictEqual(await violations(manager.page), [], at)
        }
        await english.page.setViewportSize({ width, height })
        await english.picture(`${name}-${device}-english`)
        await isWhole(english, width, `${name}-${device}-english`)
      }
      assert.deepStrictEqual(await violations(english.page), [], `${name}-english`)
    })
  }

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
