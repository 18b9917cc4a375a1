/**
 * Finding orders and refunds in a real browser: search, filters, totals, files, and buyers who stay
 * masked.
 */
import { afterAll, afterEach, assert, beforeAll, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { openGate } from "../gate.ts"
import { control, openShop, written } from "../shop.ts"
import { inBrowser, openedWithBrowser, type Visit, visit } from "./browser.ts"

const { browser, sandbox, shop } = await openedWithBrowser()
const gate = await openGate(sandbox)
const impatient = await openShop(sandbox, { baseUrl: gate.url, options: { pagePatience: "1 millis" } })
// With the time that the desk itself has; the transport would wait two minutes.
const standard = await openShop(sandbox, { baseUrl: gate.url, options: { pagePatience: undefined } })
afterAll(async () => {
  await Promise.all([impatient.close(), standard.close()])
  await gate.close()
})

const buyer = { name: "홍길동", phone: "010-0000-1234" }
let manager: Visit
let plain: { readonly id: string; readonly impUid: string }
let vbank: typeof plain
let overseas: typeof plain
let kakao: typeof plain

inBrowser("the lists", () => {
  beforeAll(async () => {
    plain = await shop.order({}, { buyer, title: "원두 1kg", orderedAt: "2026-11-22T14:59:59.999Z" })
    vbank = await shop.order({ kind: "inicis-vbank", amount: 46_000 }, { title: "머그컵" })
    overseas = await shop.order({ kind: "usd-card", amount: 45.5 }, {
      title: "Drip bags",
      orderedAt: "2026-11-22T15:00:00.000Z"
    })
    kakao = await shop.order({ kind: "kakaopay", store: "hongdae" }, {
      title: "=SUM(A1)",
      orderedAt: "2026-11-21T15:00:00.000Z"
    })
    await shop.refund(plain.id, "finding-of-minji", { amount: 3000, reason: "변심" })
    await shop.refund(overseas.id, "finding-of-seoyeon", { amount: 5.5, reason: "품절" }, "seoyeon")
    manager = await visit(browser, shop, "seoyeon", { acceptDownloads: true })
  })
  afterEach(async () => {
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    gate.cut()
    assert.deepStrictEqual(manager.complaints, [])
  })

  const ids = async () => (await manager.page.locator(".payments tbody .id").allInnerTexts()).toSorted()
  const all = async () => (await shop.sql("SELECT id FROM orders")).map((row) => String((row as { id: unknown }).id))

  it("finds orders by number, payment, item, name or phone, and shows no more of a buyer", async () => {
    const { go, leave, page, picture } = manager
    const search = async (label: string, typed: string) => {
      await go("/desk/")
      await page.getByLabel(label).fill(typed)
      await leave(() => page.getByRole("button", { name: "검색" }).click())
      return ids()
    }
    for (const typed of [plain.id, plain.impUid.slice(4), "원두 1"]) {
      assert.include(await search("주문, 결제 또는 상품", typed), plain.id, typed)
    }
    for (const typed of ["홍 길동", "+82 10-0000-1234"]) {
      assert.deepStrictEqual(await search("구매자 이름 또는 전화번호 전체", typed), [plain.id], typed)
      assert.match(page.url(), /\?buyer=[np]-[\w-]{22}$/)
      assert.notMatch(await page.content(), /홍길동|0000-1234/)
    }
    // Parts of a name or a number find nothing, or a buyer could be found letter by letter.
    for (const typed of ["홍길", "길동", "1234", "0000-1234", "010-0000-123", "10-0000-1234"]) {
      assert.deepStrictEqual(await search("구매자 이름 또는 전화번호 전체", typed), [], typed)
    }
    await picture("payments-no-buyer")

    await go(`/desk/orders/${plain.id}`)
    assert.match(await page.innerText("main"), /홍\*동[^]*010-\*{4}-1234/)
    await leave(() => page.getByRole("button", { name: "구매자 보기" }).click())
    assert.match(await page.innerText("main"), /홍길동[^]*010-0000-1234/)
    assert.deepStrictEqual(await shop.sql("SELECT actor, order_id FROM events WHERE kind = 'unmasked'"), [
      { actor: "seoyeon", order_id: plain.id }
    ])
    assert.notMatch(written.join(), /홍길동|0000-1234/)
  })

  it("removes a buyer from all of their orders, for a manager only, and says so before", async () => {
    const buyer = { name: "지워질사람", phone: "010-0000-4321" }
    const one = await openShop(sandbox)
    const [first, second] = [await one.order({}, { buyer }), await one.order({}, { buyer })]
    const [clerk, person] = [await visit(browser, one, "minji"), await visit(browser, one, "seoyeon")]
    await clerk.go(`/desk/orders/${first.id}`)
    assert.strictEqual(await clerk.page.getByText("구매자 정보 삭제").count(), 0)
    const { go, leave, page, picture } = person
    await go(`/desk/orders/${first.id}`)
    await page.locator("summary", { hasText: "구매자 정보 삭제" }).click()
    assert.match(await page.innerText("main"), /모든 주문에서 이름, 전화번호, 환불계좌를 삭제합니다. 되돌릴 수 없으며/)
    await picture("payment-erase")
    await leave(() => page.getByRole("button", { name: "구매자 정보 삭제" }).click())
    for (const { id } of [first, second]) {
      await go(`/desk/orders/${id}`)
      assert.match(await page.innerText("main"), /구매자 정보가 없습니다/)
    }
    assert.deepStrictEqual(await one.sql("SELECT actor, order_id FROM events WHERE kind = 'erased'"), [
      { actor: "seoyeon", order_id: first.id }
    ])
    assert.deepStrictEqual(person.complaints, [])
    await Promise.all([clerk.close(), person.close()])
    await one.close()
  })

  it("narrows by state, method, PG, person and days, sorts, adds up, and keeps it in the address", async () => {
    const { go, leave, page, picture } = manager
    const narrow = async (fields: Readonly<Record<string, string>>, path = "/desk/") => {
      await go(path)
      await page.getByText("필터", { exact: true }).click()
      for (const [name, value] of Object.entries(fields)) {
        if (value.startsWith("20")) await page.fill(`[name=${name}]`, value)
        else await page.selectOption(`[name=${name}]`, { label: value })
      }
      await leave(() => page.getByRole("button", { name: "검색" }).click())
    }
    const sorted = [plain.id, overseas.id].toSorted()
    for (
      const [fields, expected] of [
        [{ state: "부분 환불" }, sorted],
        [{ method: "가상계좌" }, [vbank.id]],
        [{ method: "카드", person: "이서연" }, [overseas.id]],
        [{ pg: "카카오페이" }, [kakao.id]],
        // The first and the last moment of a day in Korea, which are on two days of UTC.
        [{ from: "2026-11-22", to: "2026-11-22" }, [plain.id, kakao.id].toSorted()],
        [{ from: "2026-11-23" }, [vbank.id, overseas.id].toSorted()],
        [{ to: "2026-11-21" }, []],
        [{ pg: "KG이니시스", from: "2026-11-22", to: "2026-11-22" }, [plain.id]]
      ] as const
    ) {
      await narrow(fields)
      assert.deepStrictEqual(await ids(), [...expected], JSON.stringify(fields))
    }
    await narrow({ state: "부분 환불", sort: "금액 큰 순" })
    await picture("payments-narrowed")
    assert.match(
      await page.innerText(".totals"),
      /1건 · 금액\s+₩10,000\s+환불[^₩]+₩3,000\s+1건 · 금액\s+US\$45.50\s+환불[^$]+US\$5.50/
    )
    // The address alone brings it back, in another window too.
    const address = new URL(page.url())
    const other = await visit(browser, shop, "seoyeon")
    await other.go(address.pathname + address.search)
    assert.deepStrictEqual(await other.page.locator(".payments tbody .id").allInnerTexts(), [plain.id, overseas.id])
    assert.strictEqual(await other.page.inputValue("[name=state]"), "part")
    await other.close()

    for (
      const [sort, expected] of [
        ["최신순", [vbank.id, overseas.id, plain.id, kakao.id]],
        ["오래된순", [kakao.id, plain.id, overseas.id, vbank.id]],
        ["금액 큰 순", [vbank.id, ...[plain.id, kakao.id].toSorted(), overseas.id]],
        ["금액 작은 순", [overseas.id, ...[plain.id, kakao.id].toSorted().toReversed(), vbank.id]]
      ] as const
    ) {
      await narrow({ sort })
      assert.deepStrictEqual(await page.locator(".payments tbody .id").allInnerTexts(), [...expected], sort)
    }

    await narrow({ person: "김민지", state: "환불 완료" }, "/desk/refunds")
    assert.deepStrictEqual(await ids(), [plain.id])
    assert.match(await page.innerText(".payments"), /원두 1kg[^]*김민지[^]*₩3,000[^]*환불 완료/)
    await page.getByRole("link", { name: "필터 지우기" }).click()
    await page.waitForURL(/\/desk\/refunds$/)
    assert.deepStrictEqual(await ids(), sorted)
  })

  it("adds up all that is found and not the page that is shown", async () => {
    const one = await openShop(sandbox)
    await one.insert(...Array.from({ length: 23 }, (_, at) => ({
      id: `added-${at}`,
      store: "seongsu",
      title: at < 21 ? "원두" : "머그컵",
      amount: 1000,
      currency: "KRW",
      impUid: `imp_added_${at}`,
      pg: "html5_inicis",
      method: "card",
      orderedAt: "2026-11-23T00:00:00.000Z"
    })))
    const { close, go, leave, page } = await visit(browser, one, "seoyeon")
    for (
      const [query, rows, totals] of [["", 20, /23건 · 금액\s+₩23,000/], [
        "?q=원두",
        20,
        /21건 · 금액\s+₩21,000/
      ]] as const
    ) {
      await go(`/desk/${query}`)
      assert.strictEqual(await page.locator(".payments tbody tr").count(), rows)
      assert.match(await page.innerText(".totals"), totals)
    }
    // The other page has the same totals.
    await leave(() => page.getByRole("link", { name: "다음" }).click())
    assert.strictEqual(await page.locator(".payments tbody tr").count(), 1)
    assert.match(await page.innerText(".totals"), /21건 · 금액\s+₩21,000/)
    await close()
    await one.close()
  })

  it("saves what is found as a file for a spreadsheet", async () => {
    const { go, page } = manager
    const saved = async (path: string) => {
      await go(path)
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "CSV로 저장" }).click()
      ])
      return readFileSync(await download.path())
    }
    const orders = await saved("/desk/")
    assert.deepStrictEqual([...orders.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const text = orders.toString("utf8")
    assert.strictEqual(text.trimEnd().split("\r\n").length, 1 + (await all()).length)
    assert.match(text, /,"성수점","원두 1kg","홍\*동","010-\*{4}-1234","카드","KG이니시스",/)
    assert.include(text, ",\"'=SUM(A1)\",")
    const refunds = (await saved("/desk/refunds?person=minji")).toString("utf8")
    assert.match(refunds, /^\uFEFF[^\n]*요청 시각 \(KST\)[^\n]*\n[^\n]*,"환불 완료",3000,"KRW","김민지",[^\n]*\n$/)
  })

  it("S10 never waits for a PortOne that hangs, and has the last balance with its age", async () => {
    const { id, impUid } = await impatient.order()
    await impatient.refund(id, "finding-before-it-hangs", { amount: 3000 })
    const never = await impatient.order({}, { title: "처음 보는 결제" })
    await control(sandbox, "faults", { route: "find", fault: "hang", times: 80 })
    // Two hours and a half, so that the whole hours do not depend on how long the test takes.
    await impatient.sql(`UPDATE orders SET looked_at = looked_at - 9000000 WHERE imp_uid = '${impUid}'`)
    for (
      const [locale, age, unread, late] of [
        ["ko-KR", /조회 시각 \d{4}년 [^(]+\(2시간 전\)/, "조회하지 못함", /제때 응답하지 않았거나/],
        ["en-US", /As of \d+ \w+ \d{4}[^(]+\(2 hours ago\)/, "Could not be looked up", /none in time/]
      ] as const
    ) {
      const { close, complaints, go, page, picture } = await visit(browser, impatient, "seoyeon", { locale })
      const row = (order: string) => page.locator(".payments tbody tr", { hasText: order }).innerText()
      await go("/desk/")
      assert.match(await row(id), /₩10,000\s+₩3,000\s+₩7,000/)
      assert.match(await row(id), age)
      assert.match(await row(never.id), /₩10,000\s+\?\s+\?/)
      assert.include(await row(never.id), unread)
      await picture(`payments-as-of-${locale}`)
      await go(`/desk/orders/${id}`)
      assert.match(await page.innerText("main"), late)
      assert.match(await page.innerText("main"), /₩7,000/)
      assert.match(await page.innerText("main"), age)
      await picture(`payment-as-of-${locale}`)
      for (const path of ["/desk/refunds", "/desk/waiting", "/desk/unknown"]) {
        await go(path)
        await page.locator("h1").waitFor()
      }
      assert.deepStrictEqual(complaints, [])
      await close()
    }
  })

  it("S10 waits two seconds for look-ups where no other time is set, and not for the transport", async () => {
    const { id } = await standard.order()
    await standard.refund(id, "finding-with-the-default", { amount: 3000 })
    await control(sandbox, "faults", { route: "find", fault: "hang", times: 40 })
    const { close, go, page } = await visit(browser, standard, "seoyeon")
    // The answer of PortOne is lost when the test cuts the gate, after the list has come.
    await go("/desk/")
    assert.match(await page.innerText(".payments"), /₩7,000[^]*조회 시각[^]*\(\d+(초|분) 전\)/)
    await close()
  })

  it("S21 shows a clerk the own store, and of others not even that they are there", async () => {
    const clerk = await visit(browser, shop, "junho")
    await clerk.go("/desk/")
    assert.strictEqual(await clerk.page.locator(".payments tbody tr").count(), 1)
    const words: Array<string> = []
    for (const id of [plain.id, "order-of-no-shop"]) {
      await clerk.go(`/desk/orders/${id}`)
      words.push((await clerk.page.innerText("main")).replaceAll(id, "…"))
    }
    assert.strictEqual(words[0], words[1])
    assert.match(words[0] ?? "", /없는 주문입니다/)
    await clerk.close()
  })
})
