/**
 * Refunds made at the desk in a real browser, with the sandbox's ledger as the judge.
 */
import { afterAll, afterEach, assert, beforeAll, it } from "@effect/vitest"
import { openGate } from "../gate.ts"
import { control, openShop, taken, written } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()
const gate = await openGate(sandbox)
const impatient = await openShop(sandbox, { patience: "1 millis", baseUrl: gate.url })
afterAll(async () => {
  await impatient.close()
  await gate.close()
})
let clerk: Visit
let manager: Visit
let otherManager: Visit

const fault = (name: string, times = 1) => control(sandbox, "faults", { route: "cancel", fault: name, times })
const cancels = async () => (await control(sandbox, "requests")).cancel?.received ?? 0

inBrowser("the desk", () => {
  beforeAll(async () => {
    ;[clerk, manager, otherManager] = await Promise.all([
      visit(browser, shop, "minji"),
      visit(browser, shop, "seoyeon"),
      visit(browser, shop, "dohyun", { locale: "en-US" })
    ])
  })
  afterEach(() => assert.deepStrictEqual([clerk, manager, otherManager].flatMap(({ complaints }) => complaints), []))

  it("refunds a part and shows it in the figures and in the history", async () => {
    const { id, impUid } = await shop.order()
    await clerk.fill(id, { amount: "3,000" })
    await clerk.page.getByRole("button", { name: "₩3,000 환불하기" }).waitFor()
    await clerk.picture("form-part")
    await clerk.send()

    assert.strictEqual(await clerk.state(), "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    await clerk.picture("refund-succeeded")
    await clerk.page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await clerk.page.getByRole("button", { name: "복사", exact: true }).click()
    await clerk.page.getByRole("button", { name: "복사했습니다" }).waitFor()
    assert.match(
      await clerk.page.evaluate("navigator.clipboard.readText()") as string,
      /^주문하신 ‘원두’의 환불\(₩3,000\)이 .*처리되었습니다\. 카드 결제는 즉시 취소되며/
    )
    await clerk.go(`/desk/orders/${id}`)
    assert.match(await clerk.page.innerText(".is-left"), /₩7,000/)
    assert.match(await clerk.page.innerText(".timeline"), /취소\s+김민지\s+−₩3,000[\s\S]*단순 변심[\s\S]*결제/)
    await clerk.picture("payment")
  })

  it("refunds everything only when that is chosen by its name", async () => {
    const { id, impUid } = await shop.order()
    await clerk.fill(id, {})
    await clerk.page.click("#send")
    await clerk.page.waitForSelector("#summary:focus")
    assert.match(await clerk.page.title(), /^오류: /)
    await clerk.picture("form-mistake")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    await clerk.fill(id, { extent: "all" })
    await clerk.page.getByRole("button", { name: "₩10,000 환불하기" }).waitFor()
    await clerk.send()
    assert.strictEqual(await clerk.state(), "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [10_000])
    await clerk.go(`/desk/orders/${id}/refund`)
    assert.match(await clerk.page.innerText("main"), /환불할 금액이 남아 있지 않습니다/)
  })

  it("says what speaks against a refund while it is typed", async () => {
    const { id, impUid } = await shop.order({ kind: "inicis-vbank" })
    const says = (code: string) => clerk.page.locator(`#check [data-code=${code}]`)
    await clerk.fill(id, { amount: "3000" })
    await says("refund-account-vbank").waitFor()
    await clerk.page.locator("#send:disabled").waitFor()
    assert.strictEqual(await clerk.page.innerText("#send"), "환불하기")
    await clerk.picture("form-findings")

    await clerk.page.fill("#amount", "30,000")
    await clerk.page.getByText("남은 금액 ₩10,000보다 큽니다").waitFor()
    await clerk.page.fill("#amount", "3,000")
    await clerk.page.selectOption("#bank", { label: "신한은행" })
    await clerk.page.fill("#account", "110-123-456789")
    await clerk.page.fill("#holder", "홍길동")
    await says("refund-phone-vbank").waitFor()
    assert.strictEqual(await says("refund-account-vbank").count(), 0)
    await clerk.page.locator("#send:enabled", { hasText: "₩3,000 환불하기" }).waitFor()
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("takes a bank of that PG's list, rejects a wrong account number, and shows no number again", async () => {
    const { id, impUid } = await shop.order({ kind: "kcp-vbank" })
    const account = { amount: "3000", bank: "BK88", holder: "홍길동", phone: "010-1234-5678" }
    await clerk.fill(id, { ...account, account: "110123456789x" })
    await clerk.submit()
    await clerk.page.waitForSelector("#summary:focus")
    assert.match(await clerk.page.innerText("#summary"), /계좌번호는 숫자 6~16자리/)
    assert.match(await clerk.page.innerText("#account-hint"), /••••6789/)
    assert.notInclude(await clerk.page.content(), "110123456789")
    await clerk.picture("form-wrong-account")

    await clerk.page.fill("#account", "110-123-456789")
    await clerk.send()
    assert.strictEqual(await clerk.state(), "succeeded")
    assert.notInclude(await clerk.page.content(), "456789")
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.deepStrictEqual([line.request.refund_bank, line.request.refund_account], ["BK88", "110123456789"])
    assert.notMatch(written.join(), /110-?123-?456789|홍길동|010-?1234-?5678/)
  })

  it("follows a refund whose answer was lost until it has settled, without being asked", async () => {
    const { id, impUid } = await impatient.order()
    await fault("hang-after-commit")
    await clerk.fill(id, { amount: "3000" }, impatient)
    await clerk.send()
    assert.strictEqual(await clerk.state(), "running")
    await clerk.picture("refund-settling")

    // The page reports a lost connection, and the refund is not affected.
    await clerk.page.context().setOffline(true)
    await clerk.page.getByText("연결이 끊겼습니다").waitFor()
    await clerk.page.context().setOffline(false)
    gate.cut()
    await clerk.page.waitForSelector("[data-state=succeeded]")
    assert.isTrue(clerk.forgive().every((complaint) => complaint.includes("ERR_INTERNET_DISCONNECTED")))
    assert.match(await clerk.page.title(), /^환불 완료 ·/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("says what decides an unknown outcome, and continues only where that is safe", async () => {
    const { id, impUid } = await shop.order()
    await fault("drop-before-commit", 3)
    await clerk.fill(id, { amount: "3000" })
    await clerk.send()
    assert.strictEqual(await clerk.state(), "unknown")
    const [key = ""] = /[^/]+$/.exec(new URL(clerk.page.url()).pathname) ?? []
    await clerk.go("/desk/unknown")
    // What staff reads is for staff; the sentences of the outcome are evidence for PortOne.
    const { body } = await shop.get(`/refunds/${key}`)
    const seen = await clerk.page.innerText("main")
    assert.strictEqual(body.unknown.next, "call-again")
    assert.notMatch(seen, /호출|checksum|태그|장부/)
    assert.include(seen, "관리자가 같은 키로 이어서 처리할 수 있습니다")
    await clerk.page.getByText("포트원 문의용 근거").click()
    assert.include(
      (await clerk.page.innerText("main")).replace(/\s+/g, " "),
      body.unknown.messageKo.replace(/\s+/g, " ")
    )
    assert.include(seen, "결제 다시 조회")
    assert.strictEqual(await clerk.page.getByRole("button", { name: "같은 키로" }).count(), 0)
    assert.notMatch(await clerk.page.innerText("main"), /재시도|다시 보내기/)
    await clerk.picture("unknown")

    const before = await cancels()
    await clerk.leave(() => clerk.page.getByRole("button", { name: "결제 다시 조회" }).click())
    assert.match(clerk.page.url(), /\/refunds\//)
    assert.deepStrictEqual([await clerk.state(), await cancels()], ["unknown", before])

    assert.match(await clerk.page.innerText("main"), /방금 조회한 결과/)

    // A manager's look-up only reads too; the button that continues has another name.
    await manager.go("/desk/unknown")
    await manager.leave(() => manager.page.getByRole("button", { name: "결제 다시 조회" }).click())
    assert.deepStrictEqual([await manager.state(), await cancels()], ["unknown", before])
    await manager.page.getByRole("button", { name: "같은 키로 이어서 처리" }).click()
    await manager.page.waitForSelector("[data-state=succeeded]")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("only looks up where calling again could refund twice, also for a manager", async () => {
    const { id, impUid } = await shop.order({ kind: "smartro-v2-vbank" })
    await fault("drop-before-commit")
    await manager.fill(id, {
      amount: "3000",
      bank: "088",
      account: "110123456789",
      holder: "홍길동",
      phone: "01012345678"
    })
    await manager.send()
    assert.strictEqual(await manager.state(), "unknown")
    await manager.page.click("details.conclude > summary")
    await manager.picture("unknown-async")

    const before = await cancels()
    await manager.leave(() => manager.page.getByRole("button", { name: "결제 다시 조회" }).click())
    assert.deepStrictEqual([await manager.state(), await cancels()], ["unknown", before])
    await manager.page.click("details.conclude > summary")
    await manager.page.getByLabel("환불되었습니다").check()
    await manager.page.getByLabel("메모").fill("관리자 페이지에서 확인")
    await manager.leave(() => manager.page.getByRole("button", { name: "기록하기" }).click())
    assert.strictEqual(await manager.state(), "unknown")
    assert.match(await manager.page.innerText("main"), /다른 관리자도 대조해/)

    await otherManager.go(new URL(manager.page.url()).pathname)
    assert.match(
      await otherManager.page.innerText("main"),
      /이서연 compared: It was refunded[^]*관리자 페이지에서 확인/
    )
    await otherManager.page.click("details.conclude > summary")
    await otherManager.page.getByLabel("It was refunded").check()
    await otherManager.page.getByLabel("Note").fill("PG console shows it")
    await otherManager.picture("unknown-second-person")
    await otherManager.page.getByRole("button", { name: "Record it" }).click()
    await otherManager.page.waitForSelector("[data-state=by-hand]")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("makes one refund of a double click, the back button and a reload", async () => {
    const { id, impUid } = await impatient.order()
    await clerk.fill(id, { amount: "3000" }, impatient)
    const form = clerk.page.url()
    const csrf = await clerk.page.inputValue("form.refund [name=csrf]")
    const seen = await clerk.page.inputValue("form.refund [name=seen]")
    // The second click may abort the navigation of the first, so this waits for the state on the
    // page and not for a navigation.
    await clerk.page.dblclick("#send")
    await clerk.page.waitForSelector("[data-state=succeeded]")
    assert.match(clerk.page.url(), /\/refunds\//)
    await clerk.page.reload()
    await clerk.page.goBack()
    await clerk.page.waitForSelector("[data-state=succeeded]")
    await clerk.page.goto(form)
    await clerk.page.waitForSelector("[data-state=succeeded]")

    // A browser that has kept the page sends its form once more, changed.
    const again = await clerk.page.context().request.post(form, {
      headers: { "sec-fetch-site": "same-origin" },
      form: { csrf, seen, extent: "part", amount: "5000", reason: "다른 사유", requester: "customer" }
    })
    assert.match(again.url(), /\/refunds\/.*again=1$/)
    assert.include(await again.text(), "이미 보낸 양식입니다")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("leads from a form that the browser has kept to its refund, and leaves one that was not sent", async () => {
    const { id, impUid } = await shop.order()
    const { close, fill, page } = await visit(browser, shop, "minji")
    await fill(id, { amount: "3000" })
    const form = page.url()
    // As where a person goes back to a page that the browser has kept.
    const comeBack = () => page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    const looked = page.waitForResponse(form)
    await comeBack()
    assert.strictEqual((await looked).status(), 200)
    assert.deepStrictEqual([page.url(), await page.inputValue("#amount")], [form, "3000"])

    const other = await page.context().newPage()
    await other.goto(form)
    await other.check("[value=part]")
    await other.fill("#amount", "3000")
    await other.fill("#reason", "단순 변심")
    await other.click("#send")
    await other.waitForSelector("[data-state=succeeded]")
    await comeBack()
    await page.waitForSelector("[data-state=succeeded]")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    await close()
  })

  it("waits for a second person above an amount, and not for oneself", async () => {
    const { id, impUid } = await shop.order({ amount: 300_000 })
    await manager.fill(id, { amount: "150000" })
    await manager.page.getByText("관리자의 승인이 필요합니다").waitFor()
    await manager.send()
    assert.strictEqual(await manager.state(), "waiting")
    assert.strictEqual(await manager.page.getByRole("button", { name: "승인하고 보내기" }).count(), 0)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    await otherManager.go("/desk/waiting")
    await otherManager.picture("waiting")
    // The list leads to the page that has what is to be reviewed, above the button.
    assert.strictEqual(await otherManager.page.getByRole("button", { name: "Approve and send" }).count(), 0)
    await otherManager.page.getByRole("link", { name: "Review", exact: true }).click()
    await otherManager.page.waitForURL(/\/refunds\//)
    const approve = otherManager.page.getByRole("button", { name: "Approve and send ₩150,000" })
    const history = otherManager.page.getByRole("heading", { name: "History" })
    const [above, below] = [await history.boundingBox(), await approve.boundingBox()]
    assert.isBelow(above?.y ?? Infinity, below?.y ?? 0)
    await otherManager.picture("review")
    // The page of the person who requested it is still open, with its button to withdraw.
    await manager.page.waitForSelector("[data-while=waiting]")
    await approve.click()
    await otherManager.page.waitForSelector("[data-state=succeeded]")
    await manager.page.waitForSelector("[data-state=succeeded]")
    assert.strictEqual(await manager.page.locator("[data-while]").count(), 0)
    assert.deepStrictEqual(await taken(sandbox, impUid), [150_000])
  })
})
