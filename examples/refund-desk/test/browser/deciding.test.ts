/**
 * Decisions of second persons in a real browser: what they see, what they can do without it, and
 * what the person who requested the refund reads afterwards.
 */
import { afterEach, assert, beforeAll, it } from "@effect/vitest"
import { control, taken, written } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()

let clerk: Visit
let manager: Visit
let other: Visit

const buyer = { name: "홍길동", phone: "010-0000-1234" }
const fault = (route: string, name: string, times: number) => control(sandbox, "faults", { route, fault: name, times })
const approve = (visitor: Visit) => visitor.page.getByRole("button", { name: "승인하고 보내기" })

inBrowser("a decision", () => {
  beforeAll(async () => {
    ;[clerk, manager, other] = await Promise.all([
      visit(browser, shop, "minji"),
      visit(browser, shop, "seoyeon"),
      visit(browser, shop, "dohyun")
    ])
  })
  afterEach(() => assert.deepStrictEqual([clerk, manager, other].flatMap(({ complaints }) => complaints), []))

  it("is made with balance, history, findings and customer in sight, and leaves who did what", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 }, { buyer, title: "원두 1kg" })
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 20_000 })
    await clerk.fill(id, { amount: "120,000", reason: "품절" })
    await clerk.page.getByText("보내기 전에 관리자의 승인이 필요합니다").waitFor()
    await clerk.send()
    assert.strictEqual(await clerk.state(), "waiting")
    const address = new URL(clerk.page.url()).pathname
    assert.isTrue(written.some((line) => line.includes("shop.approval.waiting") && line.includes(id)))

    await manager.go("/desk/waiting")
    await manager.page.getByRole("link", { name: "검토하기" }).first().waitFor()
    await manager.go(address)
    const seen = await manager.page.innerText("main")
    assert.match(
      seen,
      /승인하면 보내는 내용\s+금액\s+₩120,000\s+사유\s+품절\s+구매자\s+홍\*동[^]*알려진 문제가 없습니다/
    )
    assert.match(seen, /결제\s+₩150,000\s+환불\s+₩20,000\s+보류\s+₩120,000[^]*내역[^]*−₩20,000[^]*승인하고 보내기/)
    await manager.leave(() => approve(manager).click())
    await manager.page.waitForSelector("[data-state=succeeded]")
    await clerk.go(address)
    await clerk.page.getByText("처리 이력").click()
    assert.match(await clerk.page.innerText(".events"), /요청 · 김민지[^]*승인 · 이서연[^]*결과 저장 · 환불 완료/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [120_000])
  })

  it("has in sight whose account the money goes to, and a warning where it is not the buyer's", async () => {
    const { id, impUid } = await shop.order({ kind: "kcp-vbank", amount: 150_000 }, { buyer })
    const refundAccount = { holder: "변학도", bank: "BK88", account: "110123456789" }
    await shop.refund(id, "to-an-account-of-another", { amount: 150_000, reason: "변심", refundAccount })
    const manager = await visit(browser, shop, "seoyeon")
    await manager.go("/desk/refunds/to-an-account-of-another")
    const text = await manager.page.innerText("main")
    assert.match(text, /환불계좌\s*신한[^\n]* 계좌 끝자리 6789, 예금주 변\*도/)
    assert.match(text, /예금주 이름이 구매자와 다릅니다/)
    assert.notMatch(text, /변학도|110123456789/)
    await manager.picture("review-account")
    await manager.leave(() => approve(manager).click())
    assert.strictEqual(await manager.state(), "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [150_000])
    await manager.close()
  })

  it("is declined with a reason only, which is not lost and which the requester reads", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "deciding-declined", { amount: 150_000 })
    const { go, leave, page, picture } = manager
    await go("/desk/refunds/deciding-declined")
    await page.getByText("반려", { exact: true }).first().click()
    const decline = page.getByRole("button", { name: "반려" })
    // The browser asks for it, and so does the desk.
    await decline.click()
    assert.strictEqual(await page.evaluate("document.activeElement.name"), "note")
    await page.evaluate("document.querySelector('textarea[name=note]').required = false")
    await leave(() => decline.click())
    assert.match(await page.innerText("main"), /메모가 필요합니다[^]*아무것도 바뀌지 않았습니다/)
    assert.match(manager.forgive().join(), /status of 400/)
    await leave(() => page.getByRole("link", { name: "양식으로 돌아가기" }).click())
    await page.locator("details.conclude[open]").waitFor()

    await page.getByLabel("반려 사유").fill("영수증이 없습니다")
    await leave(() => decline.click())
    assert.strictEqual(await manager.state(), "declined")
    await clerk.go("/desk/refunds/deciding-declined")
    assert.match(await clerk.page.innerText("main"), /환불된 금액은 없습니다[^]*반려 사유\s+영수증이 없습니다/)
    await picture("refund-declined-reason")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("is not needed once the requester withdraws", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "deciding-withdrawn", { amount: 150_000 })
    await manager.go("/desk/refunds/deciding-withdrawn")
    await clerk.go("/desk/waiting")
    await clerk.leave(() => clerk.page.getByRole("button", { name: "요청 철회" }).first().click())
    assert.strictEqual(await clerk.state(), "withdrawn")
    // The page of the manager is still open.
    await manager.leave(() => approve(manager).click())
    assert.match(await manager.page.innerText("main"), /지금은 할 수 없습니다. 이 환불의 상태는 ‘철회됨’입니다/)
    assert.match(manager.forgive().join(), /status of 409/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("approves nothing where the balance has changed since the page was opened, and shows the new one", async () => {
    const { id, impUid } = await shop.order({ amount: 400_000 })
    await shop.refund(id, "approved-too-late", { amount: 150_000, reason: "오배송" })
    const manager = await visit(browser, shop, "seoyeon")
    await manager.go("/desk/refunds/approved-too-late")
    // At the same time another person gives a part back in the console of PortOne.
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 100_000 })
    await manager.leave(() => approve(manager).click())
    assert.match(await manager.page.innerText("main"), /승인하지 않았습니다. 페이지를 연 뒤에 잔액이 바뀌었습니다/)
    assert.match(await manager.page.innerText(".figures"), /환불\s*₩100,000/)
    assert.strictEqual(await manager.state(), "waiting")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    await manager.picture("review-changed")
    // With the new balance in sight it is the decision of the person.
    await manager.leave(() => approve(manager).click())
    assert.strictEqual(await manager.state(), "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [150_000])
    assert.deepStrictEqual(manager.complaints, [])
    await manager.close()
  })

  it("approves nothing while PortOne cannot be read, or with an error in the check", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "deciding-unread", { amount: 150_000 })
    const { go, leave, page, picture } = manager
    await fault("find", "html-503", 40)
    await go("/desk/refunds/deciding-unread")
    assert.match(await page.innerText("main"), /잔액과 취소 내역을 보고 결정해야 하므로/)
    assert.strictEqual(await approve(manager).count(), 0)
    await picture("review-unread")
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    await leave(() => page.getByRole("link", { name: "다시 시도" }).click())
    await approve(manager).waitFor()

    // The page is open while PortOne goes away: the click approves nothing.
    await fault("find", "html-503", 40)
    await leave(() => approve(manager).click())
    assert.match(await page.innerText("main"), /조회만 했으며 취소를 보내지 않았습니다/)
    assert.match(manager.forgive().join(), /status of 502/)
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 1000 })
    await leave(() => page.getByRole("link", { name: "양식으로 돌아가기" }).click())
    assert.match(await page.innerText("main"), /금액이 결제의 남은 금액보다 큽니다[^]*승인할 수 없습니다/)
    assert.strictEqual(await approve(manager).count(), 0)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("S5 counts what all people have requested of an order", async () => {
    const { id, impUid } = await shop.order({ amount: 300_000 })
    await clerk.fill(id, { amount: "67000" })
    await clerk.send()
    assert.strictEqual(await clerk.state(), "succeeded")
    await manager.fill(id, { amount: "67000" })
    await manager.page.getByText("보내기 전에 관리자의 승인이 필요합니다").waitFor()
    await manager.send()
    assert.strictEqual(await manager.state(), "waiting")
    assert.match(await manager.page.innerText("main"), /본인이 요청한 환불은 다른 사람이 승인해야 합니다/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [67_000])
  })

  it("S4 cannot end a refund that PortOne has accepted as not refunded, and the page says what to do", async () => {
    const { id } = await shop.order({ async: true })
    await shop.refund(id, "deciding-accepted", { amount: 3000 })
    await other.go("/desk/refunds/deciding-accepted")
    assert.match(await other.page.innerText("main"), /환불되지 않은 것으로는 기록할 수 없습니다/)
    await other.page.getByText("대조 결과 기록").last().click()
    const choices = await other.page.evaluate("[...document.querySelectorAll('[name=found]')].map((one) => one.value)")
    assert.deepStrictEqual(choices, ["given-back"])
    await other.picture("refund-pending-conclusion")
  })
})
