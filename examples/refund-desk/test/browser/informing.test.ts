/**
 * The words for the customer in a real browser: when the money comes, ready to copy, and no promise
 * where a refund is only accepted.
 */
import { assert, it } from "@effect/vitest"
import type { BrowserContextOptions } from "playwright-core"
import { inBrowser, openedWithBrowser, visit } from "./browser.ts"

const { browser, shop } = await openedWithBrowser()

const holder = { account: "110123456789", holder: "홍길동", phone: "010-1234-5678" }
const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "kcp-vbank": { bank: "BK88", ...holder },
  "smartro-v2-vbank": { bank: "088", ...holder }
}

/** The page of a refund that a clerk has just requested. `kind`: of the payment. */
const refunded = async (kind: string, options: BrowserContextOptions = {}, payment: object = {}) => {
  const { id } = await shop.order({ kind, ...payment }, { title: "원두 & <머그>" })
  const clerk = await visit(browser, shop, "minji", options)
  await clerk.fill(id, { amount: "3000", extent: "part", ...fields[kind] })
  await clerk.send()
  return clerk
}

/** What the clipboard of the person has. */
const clipboard = (page: { readonly evaluate: (text: string) => Promise<unknown> }) =>
  page.evaluate("navigator.clipboard.readText()")

const KOREAN = /^주문하신 ‘원두 & <머그>’의 환불\(₩3,000\)이 \d{4}년 \d+월 \d+일에 처리되었습니다\. (.+)$/
const ENGLISH = /^Your refund of ₩3,000 for “원두 & <머그>” was made on \d+ \w+ \d{4}\. (.+)$/

/** The kind of payment, the language, the button and its answer, and when the money comes. */
const cases = [
  [
    "card",
    "ko-KR",
    ["복사", "복사했습니다"],
    "카드 결제는 즉시 취소되며, 명세서에 반영되는 시점은 카드사에 따라 다릅니다."
  ],
  [
    "card",
    "en-US",
    ["Copy", "Copied"],
    "The card payment is cancelled at once; when the statement shows it is up to the card company."
  ],
  ["trans", "ko-KR", ["복사", "복사했습니다"], "결제는 즉시 취소됩니다."],
  ["trans", "en-US", ["Copy", "Copied"], "The payment is cancelled at once."],
  ["kcp-vbank", "ko-KR", ["복사", "복사했습니다"], "환불계좌로 1~2영업일 안에 입금됩니다."],
  ["kcp-vbank", "en-US", ["Copy", "Copied"], "The money arrives in the refund account in one to two business days."]
] as const

inBrowser("the words for the customer", () => {
  it.each(cases)("of %s in %s are copied exactly as they are shown", async (kind, locale, [copy, copied], arrival) => {
    const { close, complaints, page, picture, state } = await refunded(kind, { locale })
    assert.strictEqual(await state(), "succeeded")
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("navigator.clipboard.writeText('what was there before')")
    const shown = await page.innerText("#customer-text")
    assert.strictEqual((locale === "ko-KR" ? KOREAN : ENGLISH).exec(shown)?.[1], arrival)
    await page.getByRole("button", { name: copy, exact: true }).click()
    await page.getByRole("button", { name: copied, exact: true }).waitFor()
    assert.strictEqual(await clipboard(page), shown)
    await picture(`customer-${kind}-${locale}`)
    assert.deepStrictEqual(complaints, [])
    await close()
  })

  it("can be selected without JavaScript, where there is no button that does nothing", async () => {
    const { close, page } = await refunded("card", { javaScriptEnabled: false })
    assert.strictEqual(await page.locator("button[data-copy]").isVisible(), false)
    const text = page.locator("#customer-text")
    const shown = await text.innerText()
    assert.match(shown, KOREAN)
    // Three clicks select a paragraph. The tests may still ask the page.
    await text.click({ clickCount: 3 })
    assert.strictEqual(String(await page.evaluate("getSelection().toString()")).trim(), shown)
    await close()
  })

  it("say accepted, and not made, where the PG has yet to make the refund", async () => {
    for (
      const [locale, copy, copied, words, warning] of [
        [
          "ko-KR",
          "복사",
          "복사했습니다",
          "주문하신 ‘원두 & <머그>’의 환불(₩3,000)이 접수되었으며 아직 완료되지 않았습니다. 결제사가 나중에 환불을 처리합니다.",
          "아직 고객에게 안내하지 마세요"
        ],
        [
          "en-US",
          "Copy",
          "Copied",
          "Your refund of ₩3,000 for “원두 & <머그>” was accepted and is not made yet. The payment company makes the refund later.",
          "Do not inform the customer yet"
        ]
      ] as const
    ) {
      const { close, page, picture } = await refunded("smartro-v2-vbank", { locale })
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
      assert.include(await page.innerText(".customer"), warning)
      assert.strictEqual(await page.innerText("#customer-text"), words)
      await page.getByRole("button", { name: copy, exact: true }).click()
      await page.getByRole("button", { name: copied, exact: true }).waitFor()
      assert.strictEqual(await clipboard(page), words)
      await picture(`customer-accepted-${locale}`)
      await close()
    }
  })

  it("are not there while PortOne has accepted a refund and the payment does not show it", async () => {
    for (const locale of ["ko-KR", "en-US"]) {
      const { close, page, state } = await refunded("card", { locale }, { async: true })
      assert.strictEqual(await state(), "pending")
      assert.strictEqual(await page.locator("#customer-text, [data-copy]").count(), 0)
      assert.notMatch(await page.innerText("main"), /처리되었습니다|입금됩니다|즉시 취소|was made|arrives|at once/)
      await close()
    }
  })
})
