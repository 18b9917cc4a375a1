/**
 * What a person saw is not true any more: a second tab, and an obstacle that is over.
 */
import { afterAll, afterEach, assert, beforeAll, it } from "@effect/vitest"
import { openAltering } from "../altering.ts"
import { control, openShop, taken } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()
const WORDS = "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다."
const obstacle = await openAltering(sandbox, (payment) => payment, () => WORDS)
const hindered = await openShop(sandbox, { baseUrl: obstacle.url })
afterAll(async () => {
  await hindered.close()
  await obstacle.close()
})
let clerk: Visit

inBrowser("the desk", () => {
  beforeAll(async () => {
    clerk = await visit(browser, shop, "minji")
  })
  afterEach(() => assert.deepStrictEqual(clerk.complaints, []))

  for (const isScripted of [true, false]) {
    it(`sends nothing of a tab opened before the first refund, with${isScripted ? "" : "out"} JavaScript`, async () => {
      const { id, impUid } = await shop.order()
      const stale = await visit(browser, shop, "minji", { javaScriptEnabled: isScripted })
      await stale.fill(id, { extent: "part", amount: "3,000", reason: "둘째 탭" })
      await clerk.fill(id, { amount: "3,000", reason: "첫째 탭" })
      await clerk.send()

      // With the script the button may be disabled by now, and "preview" shows what has changed.
      await stale.leave(() => stale.page.getByRole("button", { name: "미리보기" }).click())
      // The words stay when the script has checked what is typed against the new balance.
      await stale.page.locator("#send:enabled").waitFor()
      const text = await stale.page.innerText("main")
      assert.match(text, /양식을 연 뒤에 남은 금액이 바뀌었습니다/)
      assert.match(text, /₩7,000[^]*첫째 탭/)
      assert.strictEqual(await stale.page.inputValue("#amount"), "3,000")
      assert.strictEqual(await stale.page.inputValue("#reason"), "둘째 탭")
      assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
      await stale.picture(`form-changed-${isScripted}`)

      await stale.send()
      assert.deepStrictEqual(await taken(sandbox, impUid), [3000, 3000])
      await stale.close()
    })
  }

  it("makes a refund that was rejected for now with the button on its page", async () => {
    const { id, impUid } = await hindered.order()
    await control(sandbox, "faults", { route: "cancel", fault: "pg-rejection", times: 1 })
    await clerk.fill(id, { amount: "3000" }, hindered)
    await clerk.send()
    await clerk.page.waitForSelector("[data-state=rejected]")
    assert.include(await clerk.page.innerText("main"), WORDS)
    await clerk.picture("refund-rejected-for-now")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    await clerk.page.getByRole("button", { name: "₩3,000 환불을 같은 키로 이어서 처리" }).click()
    await clerk.page.waitForSelector("[data-state=succeeded]")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })
})
