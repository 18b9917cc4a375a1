/**
 * The refund form in a real browser: what it asks for, what it keeps, and what it never sends.
 */
import { afterEach, assert, beforeAll, it } from "@effect/vitest"
import { control, taken } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()

let clerk: Visit

inBrowser("the form", () => {
  beforeAll(async () => {
    clerk = await visit(browser, shop, "minji")
  })
  afterEach(() => assert.deepStrictEqual(clerk.complaints, []))

  const form = async (kind: string, fields: object = {}) => {
    const { id, impUid } = await shop.order({ kind, ...fields })
    await clerk.go(`/desk/orders/${id}/refund`)
    return { id, impUid }
  }
  const required = async () =>
    (await clerk.page.locator("label:has(.required), legend:has(.required)").allInnerTexts())
      .map((words) => words.replace(/\s*필수$/, ""))
  const fields = async (...names: ReadonlyArray<string>) => {
    const seen: Array<string> = []
    for (const name of names) if (await clerk.page.locator(`#${name}`).count() > 0) seen.push(name)
    return seen
  }

  it("marks what is required before anything is sent, and has an account where the method needs one", async () => {
    const plain = ["얼마를 환불할까요?", "사유", "누가 요청했나요?"]
    await form("card")
    assert.deepStrictEqual(await required(), plain)
    await form("kcp-vbank")
    assert.deepStrictEqual(await required(), [...plain, "은행", "계좌번호", "예금주"])
    // Smartro requires a phone number too.
    await form("smartro-v2-vbank")
    assert.deepStrictEqual(await required(), [...plain, "은행", "계좌번호", "예금주", "예금주 연락처"])
    await clerk.picture("form-account")
  })

  it("has the banks of the PG with the PG's own codes, and a field for a code where no list is public", async () => {
    for (const [kind, code] of [["inicis-vbank", "88"], ["kcp-vbank", "BK88"], ["daou-vbank", "10"]] as const) {
      await form(kind)
      await clerk.page.selectOption("#bank", { label: "신한은행" })
      assert.strictEqual(await clerk.page.inputValue("#bank"), code)
    }
    await form("ksnet-vbank")
    assert.strictEqual(await clerk.page.locator("input#bank").count(), 1)
    assert.match(await clerk.page.innerText("main"), /이 PG사는 공개된 은행코드표가 없습니다/)
  })

  it("asks for tax only where the PG needs it, and warns of it nowhere", async () => {
    for (
      const [kind, expected] of [
        ["kakaopay", []],
        ["usd-card", []],
        ["kcp-vbank", ["taxFree"]],
        ["card", ["vatAmount"]]
      ] as const
    ) {
      await form(kind, kind === "usd-card" ? { amount: 45.5 } : {})
      assert.deepStrictEqual(await fields("taxFree", "vatAmount"), [...expected], kind)
    }
    await clerk.page.fill("#amount", "3000")
    await clerk.page.getByText("알려진 문제가 없습니다").waitFor()
    assert.strictEqual(await clerk.page.locator("#check .finding").count(), 0)
  })

  it("sends nothing with a mistake, names each at its field, and loses nothing that was typed", async () => {
    const { id, impUid } = await form("kcp-vbank")
    await clerk.fill(id, {
      amount: "3,00",
      reason: "010-1234-5678로 연락",
      bank: "BK88",
      account: "110123456789",
      holder: ""
    })
    await clerk.submit()
    await clerk.page.locator("#summary:focus").waitFor()
    const { page } = clerk
    assert.deepStrictEqual(await page.locator(".mistake").allInnerTexts(), [
      "금액은 3,000처럼 0보다 큰 숫자 하나로, 중간에 빈칸 없이 입력하세요.",
      "사유에 전화번호, 계좌번호, 카드번호처럼 보이는 숫자가 있습니다. 포트원과 PG사에 전달되므로 지워 주세요.",
      "예금주가 없거나 16자보다 깁니다."
    ])
    assert.deepStrictEqual(
      [await page.inputValue("#amount"), await page.inputValue("#bank"), await page.inputValue("#account")],
      ["3,00", "BK88", ""]
    )
    assert.match(await page.innerText("#account-hint"), /••••6789/)
    // S20 What is not shown is not sent.
    await page.fill("#reason", "단순\u0007변심")
    await clerk.submit()
    assert.include(await page.locator(".mistake").allInnerTexts(), "표시할 수 없는 문자가 있습니다. 다시 입력하세요.")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    await page.fill("#amount", "3,000")
    await page.fill("#reason", "단순 변심")
    await page.fill("#holder", "홍길동")
    await page.locator("#send:enabled", { hasText: "₩3,000 환불하기" }).waitFor()
    await clerk.send()
    assert.strictEqual(await clerk.state(), "succeeded")
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.strictEqual(line.request.refund_account, "110123456789")
  })

  it("names on its button no amount but the one that would be sent, also while the preview is under way", async () => {
    const { id } = await shop.order()
    const { page } = clerk
    await clerk.fill(id, { amount: "2500" })
    await page.locator("#send", { hasText: "₩2,500 환불하기" }).waitFor()
    await control(sandbox, "faults", { route: "find", fault: "html-503", times: 40 })
    await page.fill("#amount", "3000")
    assert.strictEqual(await page.innerText("#send"), "환불하기")
    await page.getByText("미리보기에 실패했습니다").waitFor()
    assert.strictEqual(await page.innerText("#send"), "환불하기")
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    assert.isTrue(clerk.forgive().every((complaint) => complaint.includes("status of 502")))
    await page.fill("#amount", "3500")
    await page.locator("#send", { hasText: "₩3,500 환불하기" }).waitFor()
  })

  it("comes back as it was typed when PortOne did not answer", async () => {
    const { id, impUid } = await shop.order()
    await clerk.fill(id, { amount: "2500", reason: "품절" })
    const { leave, page } = clerk
    await page.locator("#send:enabled", { hasText: "₩2,500 환불하기" }).waitFor()
    await control(sandbox, "faults", { route: "find", fault: "html-503", times: 40 })
    await leave(() => page.click("#send"))
    assert.match(await page.innerText("main"), /응답을 읽을 수 없습니다. 조회만 했으며 취소를 보내지 않았습니다/)
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    assert.isTrue(clerk.forgive().every((complaint) => complaint.includes("status of 502")))
    await leave(() => page.getByRole("link", { name: "양식으로 돌아가기" }).click())
    assert.match(await page.innerText("main"), /양식을 처리하지 못해 아무것도 보내지 않았습니다/)
    assert.deepStrictEqual([await page.inputValue("#amount"), await page.inputValue("#reason")], ["2500", "품절"])
    await clerk.send()
    assert.strictEqual(await clerk.state(), "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [2500])
  })

  it("has names for people, stores and methods, one form of money, and the zone of its times", async () => {
    const { id } = await shop.order({ kind: "usd-card", amount: 45.5 })
    await shop.refund(id, "filling-names", { amount: 5.5 })
    for (const path of ["/desk/", "/desk/refunds", `/desk/orders/${id}`, "/desk/refunds/filling-names"]) {
      await clerk.go(path)
      const text = await clerk.page.innerText("body")
      assert.match(text, /시각은 모두 한국 시간\(KST, UTC\+9\)입니다/)
      assert.notMatch(text, /minji|seongsu|html5_inicis|\bcard\b|\d (USD|KRW)\b/, path)
      assert.match(text, /US\$5\.50/, path)
    }
  })
})
