/**
 * Finding orders and refunds: filters, totals, buyers who stay masked, and the CSV files.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { orderSheet, type Words } from "../../src/desk/csv.ts"
import { en } from "../../src/desk/text/texts.en.ts"
import { ko } from "../../src/desk/text/texts.ko.ts"
import { buyerIndex, maskedName, maskedPhone } from "../../src/find/buyer.ts"
import { filterOf, isNarrowed, queryOf, startOf, whyUnusable } from "../../src/find/Filter.ts"
import { keysOf } from "../../src/shop/Keys.ts"
import { opened } from "../opened.ts"
import { control, openShop, pause, SECRET, type Shop, taken, written } from "../shop.ts"
import { asker } from "./ask.ts"

const keys = keysOf(Redacted.make(SECRET))
const buyer = { name: "홍길동", phone: "010-0000-1234" }

const { sandbox, shop } = await opened()
const ids: Record<"plain" | "vbank" | "overseas" | "other" | "formula", string> = {
  plain: "",
  vbank: "",
  overseas: "",
  other: "",
  formula: ""
}

beforeAll(async () => {
  const order = async (fields: object, wrong: object) => (await shop.order({ ...fields }, { ...wrong })).id
  ids.plain = await order({}, { buyer, orderedAt: "2026-11-22T14:59:59.999Z" })
  ids.vbank = await order({ kind: "inicis-vbank", amount: 46_000 }, { buyer: { name: "심청", phone: "" } })
  ids.overseas = await order({ kind: "usd-card", amount: 45.5 }, { orderedAt: "2026-11-22T15:00:00.000Z" })
  ids.other = await order({ store: "hongdae" }, { buyer: { ...buyer, name: "hong gil" } })
  ids.formula = await order({ amount: 500 }, { title: "=HYPERLINK(\"http://evil.example\")" })
  await shop.refund(ids.plain, "find-refund-1", { amount: 3000, reason: "+변심, \"따옴표\"" })
  await shop.refund(ids.vbank, "find-refund-2", {
    amount: 46_000,
    refundAccount: { holder: "심청", bank: "88", account: "110123456789", phone: "01000009999" }
  }, "seoyeon")
  await shop.refund(ids.overseas, "find-refund-3", { amount: 0.1 })
})

const ORDER = {
  store: "seongsu",
  amount: 10_000,
  currency: "KRW",
  pg: "html5_inicis",
  method: "card",
  buyer: { name: "심청", phone: "" }
}

const sessions = new Map<string, string>()

/** The orders on a page, in its order. */
const listed = async (query: string, person = "seoyeon", path = "/desk/") => {
  const { text } = await asker(shop, sessions).ask(`${path}?${query}`, { person })
  return [...text.matchAll(/<span class="id">([^<]+)<\/span>/g)].map(([, id = ""]) => id)
}

describe("a filter", () => {
  it("is an address, and is the same after it was saved", () => {
    const filter = filterOf({
      q: " 원두 100% & ",
      buyer: buyerIndex(keys, "홍길동"),
      state: "on-hold",
      method: "vbank",
      pg: "html5_inicis",
      person: "minji",
      from: "2026-02-28",
      to: "2026-11-30",
      sort: "largest",
      page: "3"
    })
    assert.deepStrictEqual(filterOf(Object.fromEntries(new URLSearchParams(queryOf(filter)))), filter)
    assert.strictEqual(queryOf(filterOf({})), "")
  })

  it("keeps what cannot be one, and says so", () => {
    const broken = {
      q: "x".repeat(101),
      buyer: "홍길동",
      state: "PAID",
      method: "a b",
      pg: ["kcp", "kcp"],
      person: "김",
      from: "2026-02-30",
      to: "30.11.2026"
    }
    const filter = filterOf({ ...broken, sort: "id; --", page: "-7" })
    const fields = ["text", "buyer", "state", "method", "pg", "person", "from", "to"] as const
    assert.deepStrictEqual(filter.unusable, fields)
    assert.deepStrictEqual([filter.sort, filter.page, isNarrowed(filter)], ["newest", 0, true])
    const address = queryOf(filter)
    assert.include(address, `q=${broken.q}&buyer=-&state=PAID`)
    const again = filterOf(Object.fromEntries(new URLSearchParams(address)))
    assert.deepStrictEqual(again.unusable, fields.filter((field) => field !== "pg"))
    for (const [name, value] of Object.entries(broken)) {
      assert.strictEqual(whyUnusable(filterOf({ [name]: value }))?.field, name)
    }
    for (const q of ["a\tb", "a\nb", "a\0b", "a\ud800b", "a\u2028b", ["a", "b"], { a: "b" }, [], "😀".repeat(101)]) {
      assert.deepStrictEqual(filterOf({ q }).unusable, ["text"], JSON.stringify(q))
    }
  })

  it("is without what is not seen at the ends, and nothing seen is no filter", () => {
    for (const q of ["원두", " 원두\t", "\u200b원두\ufeff", "\u00a0원두\r\n", "\0원두\u200d"]) {
      assert.deepStrictEqual(filterOf({ q, state: ` paid\u200b` }), { ...filterOf({}), text: "원두", state: "paid" })
    }
    for (const q of ["", " ", "\t", "\u200b", "\ufeff\0"]) {
      assert.isFalse(isNarrowed(filterOf({ q, buyer: q, state: q, from: q })), JSON.stringify(q))
    }
    assert.strictEqual(filterOf({ q: "😀".repeat(100) }).unusable, undefined)
  })

  it("has days of Seoul", () => {
    assert.deepStrictEqual([startOf("2026-11-23"), startOf("2026-11-23", 1)], [
      "2026-11-22T15:00:00.000Z",
      "2026-11-23T15:00:00.000Z"
    ])
  })
})

describe("a buyer", () => {
  it("is shown with stars in place of most letters", () => {
    assert.deepStrictEqual(["홍길동", "심청", "남궁민수", "Alex Example", "김", "👩‍💻"].map(maskedName).slice(0, 5), [
      "홍*동",
      "심*",
      "남**수",
      "A****e",
      "김*"
    ])
    assert.deepStrictEqual(["010-1234-5678", "02-1234-5678", "02-123-4567", "1234", ""].map(maskedPhone), [
      "010-****-5678",
      "02-****-5678",
      "02-****-567",
      "****",
      ""
    ])
    const others = ["031-123-4567", "011-123-4567", "1588-1234", "+1 415 555 2671", "+82 2-123-4567", "0505-1234-5678"]
    assert.deepStrictEqual(others.map(maskedPhone), [
      "031-****-567",
      "011-****-567",
      "****",
      "****-2671",
      "02-****-567",
      "050-****-5678"
    ])
    for (const phone of [...others, "021234567", "0311234567", "01012345678", "8112345678901"]) {
      const shown = maskedPhone(phone).replaceAll(/\D/g, "").length
      assert.isAtLeast(phone.replaceAll(/\D/g, "").replace(/^82/, "0").length - shown, 4, phone)
    }
  })

  it("has one index, however the name or the number is written, and another one under another secret", () => {
    for (const typed of ["홍길동", " 홍 길동", "홍길동".normalize("NFD")]) {
      assert.strictEqual(buyerIndex(keys, typed), buyerIndex(keys, "홍길동"), typed)
    }
    for (const typed of ["01000001234", "+82 10-0000-1234", "０１０－００００－１２３４", "010.0000.1234"]) {
      assert.strictEqual(buyerIndex(keys, typed), buyerIndex(keys, buyer.phone), typed)
    }
    for (
      const [number, ...forms] of [
        [
          "010-1234-5678",
          "+82 010-1234-5678",
          "+82 10-1234-5678",
          "+82 (0)10-1234-5678",
          "82-10-1234-5678",
          "0082 10 1234 5678"
        ],
        ["011-123-4567", "+82 011-123-4567", "+82 11-123-4567"],
        ["02-123-4567", "+82 02-123-4567", "+82 2-123-4567", "０２ １２３ ４５６７"],
        ["070-1234-5678", "+82 070-1234-5678", "+82 70-1234-5678"],
        ["+1 415 555 2671", "1-415-555-2671"]
      ] as const
    ) {
      for (const form of forms) assert.strictEqual(buyerIndex(keys, form), buyerIndex(keys, number), form)
      for (const form of forms) assert.strictEqual(maskedPhone(form), maskedPhone(number), form)
    }
    for (const number of ["010-1234-5679", "011-1234-5678", "+81 10-1234-5678", "820-1012-3456", "1234-5678"]) {
      assert.notStrictEqual(buyerIndex(keys, number), buyerIndex(keys, "010-1234-5678"), number)
    }
    const other = keysOf(Redacted.make("another-secret-of-more-than-32-characters"))
    assert.notStrictEqual(buyerIndex(other, "홍길동"), buyerIndex(keys, "홍길동"))
    assert.notStrictEqual(buyerIndex(keys, "홍길순"), buyerIndex(keys, "홍길동"))
  })

  it("is found by the whole name or number, and no address or log has either", async () => {
    const { ask, proof } = asker(shop, sessions)
    const { cookie, csrf } = await proof("seoyeon")
    for (const [who, expected] of [["홍길동", [ids.plain]], ["01000001234", [ids.other, ids.plain]]] as const) {
      const { status, to } = await ask("/desk/find", { cookie, form: { csrf, who, q: "" } })
      assert.strictEqual(status, 303)
      assert.match(to ?? "", /^\/desk\/\?buyer=[np]-[\w-]{22}$/)
      const { text } = await ask(to ?? "", { cookie })
      assert.include(text, "홍*동")
      assert.notMatch(text, /홍길동|0000-1234|00001234/)
      assert.deepStrictEqual((await listed((to ?? "").split("?")[1] ?? "")).toSorted(), [...expected].toSorted())
    }
    assert.deepStrictEqual(await listed(`buyer=${buyerIndex(keys, "홍길")}`), [])
    assert.deepStrictEqual(await listed(`buyer=${buyerIndex(keys, buyer.phone)}`, "minji"), [ids.plain])
    assert.strictEqual(
      (await ask("/desk/refunds/find", { cookie, form: { who: "홍길동" } })).to,
      `/desk/refunds?buyer=${buyerIndex(keys, "홍길동")}`
    )
    assert.notMatch(written.join(), /홍길동|0000-1234|00001234/)
  })

  it("is unmasked for a person of the store, and that is an event", async () => {
    const { ask, proof } = asker(shop, sessions)
    const { cookie, csrf } = await proof("minji")
    assert.notInclude((await ask(`/desk/orders/${ids.plain}`, { cookie })).text, "홍길동")
    const shown = await ask(`/desk/orders/${ids.plain}/buyer`, { cookie, form: { csrf } })
    assert.match(shown.text, /홍길동[^]*010-0000-1234/)
    assert.strictEqual((await ask(`/desk/orders/${ids.plain}/buyer`, { cookie, form: {} })).status, 403)
    assert.strictEqual((await ask(`/desk/orders/${ids.other}/buyer`, { cookie, form: { csrf } })).status, 404)
    assert.deepStrictEqual(await shop.sql("SELECT kind, actor, order_id FROM events WHERE kind = 'unmasked'"), [
      { kind: "unmasked", actor: "minji", order_id: ids.plain }
    ])
  })

  it("may have a number and no name, which is shown and unmasked too", async () => {
    const one = await openShop(sandbox)
    const { id } = await one.order({}, { buyer: { name: "", phone: "010-0000-4321" } })
    const { ask, proof } = asker(one)
    const { cookie, csrf } = await proof("minji")
    const { text } = await ask(`/desk/orders/${id}`, { cookie })
    assert.match(text, /The order has no name of the buyer\.[^]*010-\*{4}-4321[^]*\/buyer"/)
    assert.notInclude(text, en.noBuyer)
    const shown = await ask(`/desk/orders/${id}/buyer`, { cookie, form: { csrf } })
    assert.include(shown.text, "010-0000-4321")
    assert.include((await ask(`/desk/orders/${(await one.order()).id}`, { cookie })).text, en.noBuyer)
    await one.close()
  })

  it("is sealed in the database, for its own order only", async () => {
    const [row] = await shop.sql(`SELECT * FROM orders WHERE id = '${ids.plain}'`)
    assert.notMatch(JSON.stringify(row), /홍길동|0000-1234|00001234/)
    await shop.sql(
      `UPDATE orders SET buyer = (SELECT buyer FROM orders WHERE id = '${ids.other}') WHERE id = '${ids.plain}'`
    )
    const { ask, proof } = asker(shop, sessions)
    const { cookie, csrf } = await proof("minji")
    const { text } = await ask(`/desk/orders/${ids.plain}/buyer`, { cookie, form: { csrf } })
    assert.notMatch(text, /hong gil|0000-1234/)
  })
})

describe("a buyer whose data are removed", () => {
  const of = (one: Shop, id: string) =>
    one.sql(`SELECT buyer, buyer_name, buyer_phone, masked_name, masked_phone FROM orders WHERE id = '${id}'`)
  const gone = [{ buyer: null, buyer_name: null, buyer_phone: null, masked_name: "", masked_phone: "" }]

  it("is gone from all orders of the same buyer, by a manager, and that is an event", async () => {
    const one = await openShop(sandbox)
    const phone = { name: "", phone: "010-0000-1234" }
    const [asked, same, otherName, noName, noBuyer] = [
      (await one.order({}, { buyer })).id,
      (await one.order({}, { buyer: { name: "홍 길동", phone: "01000001234" } })).id,
      (await one.order({}, { buyer: { ...buyer, name: "홍길순" } })).id,
      (await one.order({}, { buyer: phone })).id,
      (await one.order()).id
    ]
    const { ask, proof } = asker(one)
    const clerk = await proof("minji")
    assert.notInclude((await ask(`/desk/orders/${asked}`, { cookie: clerk.cookie })).text, "/erase")
    const denied = await ask(`/desk/orders/${asked}/erase`, { cookie: clerk.cookie, form: { csrf: clerk.csrf } })
    assert.strictEqual(denied.status, 403)
    const { cookie, csrf } = await proof("seoyeon")
    assert.include((await ask(`/desk/orders/${asked}`, { cookie })).text, `/desk/orders/${asked}/erase`)
    assert.strictEqual((await ask(`/desk/orders/${asked}/erase`, { cookie, form: {} })).status, 403)
    const erased = await ask(`/desk/orders/${asked}/erase`, { cookie, form: { csrf } })
    assert.deepStrictEqual([erased.status, erased.to], [303, `/desk/orders/${asked}`])

    assert.deepStrictEqual([await of(one, asked), await of(one, same)], [gone, gone])
    for (const id of [otherName, noName]) assert.notDeepEqual(await of(one, id), gone, id)
    const { text } = await ask(`/desk/orders/${asked}`, { cookie })
    assert.include(text, "The order has no buyer.")
    assert.notInclude(text, "/erase")
    assert.deepStrictEqual(await one.sql("SELECT actor, order_id FROM events WHERE kind = 'erased'"), [
      { actor: "seoyeon", order_id: asked }
    ])
    // Of an order with a number only, or with nothing, no other order is changed.
    for (const id of [noName, noBuyer]) await ask(`/desk/orders/${id}/erase`, { cookie, form: { csrf } })
    assert.deepStrictEqual(await of(one, noName), gone)
    assert.notDeepEqual(await of(one, otherName), gone)
    await one.close()
  })

  it("is gone from all orders of the same buyer also where the name or the number is not known", async () => {
    const one = await openShop(sandbox)
    const { ask, proof } = asker(one)
    const { cookie, csrf } = await proof("seoyeon")
    const order = async (name: string, phone: string) => (await one.order({}, { buyer: { name, phone } })).id
    const left = async (ids: ReadonlyArray<string>) => {
      const rows = await one.sql(`SELECT id FROM orders WHERE masked_name || masked_phone <> ''`)
      return (rows as ReadonlyArray<{ id: string }>).map(({ id }) => ids.indexOf(id)).filter((at) => at >= 0).toSorted()
    }
    for (
      const [asked, same, others] of [
        [["", "010-1111-2222"], [["", "01011112222"]], [["홍길동", "010-1111-2222"], ["", "010-1111-2223"]]],
        [["홍길동", ""], [["홍 길동", ""]], [["홍길동", "010-1111-2223"], ["홍길순", ""]]],
        [["심청", "010-3333-4444"], [["심 청", "01033334444"]], [["심청", ""], ["", "010-3333-4444"]]]
      ] as ReadonlyArray<readonly [[string, string], Array<[string, string]>, Array<[string, string]>]>
    ) {
      const ids = []
      for (const buyer of [asked, ...same, ...others]) ids.push(await order(...buyer))
      assert.deepStrictEqual(await left(ids), [0, 1, 2, 3])
      await ask(`/desk/orders/${ids[0]}/erase`, { cookie, form: { csrf } })
      assert.deepStrictEqual(await left(ids), [2, 3], asked.join())
    }
    // Of an order without a buyer, and of one whose buyer is gone, no other order is changed.
    const none = (await one.order()).id
    const known = await order("이몽룡", "")
    await ask(`/desk/orders/${none}/erase`, { cookie, form: { csrf } })
    assert.deepStrictEqual(await left([none, known]), [1])
    await one.close()
  })

  it("is gone after the time that buyers are kept, and orders and refunds stay", async () => {
    const folder = mkdtempSync(join(tmpdir(), "portone-keep-"))
    const filename = join(folder, "shop.sqlite")
    const before = await openShop(sandbox, { filename })
    const old = await before.order({}, { buyer, orderedAt: "2015-01-02T00:00:00.000Z" })
    const late = await before.order({}, { buyer, orderedAt: "2999-01-02T00:00:00.000Z" })
    await before.refund(old.id, "of-an-old-order", { amount: 1000 })
    const [sealed] = await of(before, old.id) as ReadonlyArray<Record<string, string>>
    await before.close()
    const after = await openShop(sandbox, { filename })
    const erased = () => after.sql("SELECT actor, note FROM events WHERE kind = 'erased'")
    while ((await erased()).length === 0) await pause()
    assert.deepStrictEqual(await erased(), [{ actor: null, note: "1" }])
    assert.deepStrictEqual(await of(after, old.id), gone)
    assert.notDeepEqual(await of(after, late.id), gone)
    assert.strictEqual((await after.get("/refunds/of-an-old-order")).body.state, "succeeded")
    await after.close()
    assert.isAbove((sealed?.["buyer"] ?? "").length, 50)
    assert.notInclude(readFileSync(filename, "latin1"), sealed?.["buyer"] ?? "")
    rmSync(folder, { recursive: true })
  })
})

describe("the list of orders", () => {
  it("is narrowed by state, method, PG, person and day, and a clerk sees the own store", async () => {
    assert.deepStrictEqual(await listed("state=part"), [ids.overseas, ids.plain])
    assert.deepStrictEqual(await listed("state=full"), [ids.vbank])
    assert.deepStrictEqual((await listed("state=paid")).toSorted(), [ids.other, ids.formula].toSorted())
    assert.deepStrictEqual(await listed("method=vbank"), [ids.vbank])
    assert.deepStrictEqual(await listed("pg=html5_inicis&method=vbank"), [ids.vbank])
    assert.deepStrictEqual(await listed("person=seoyeon"), [ids.vbank])
    assert.deepStrictEqual(await listed("to=2026-11-22"), [ids.plain])
    assert.deepStrictEqual(await listed("from=2026-11-24"), [])
    assert.deepStrictEqual(await listed("state=paid", "junho"), [ids.other])
    assert.deepStrictEqual(await listed("q=HYPERLINK"), [ids.formula])
  })

  it("is empty where the filter cannot be applied, with a sentence and what was entered", async () => {
    const { ask } = asker(shop, sessions)
    const cases = [
      ["q", "x".repeat(101), en.unusable.text(), ko.unusable.text()],
      ["q", "order-1\torder-2", en.unusable.text(), ko.unusable.text()],
      ["buyer", "n-xxx", en.unusable.buyer(), ko.unusable.buyer()],
      ["state", "PAID", en.unusable.state("PAID"), ko.unusable.state("PAID")],
      ["person", "김", en.unusable.person("김"), ko.unusable.person("김")],
      ["from", "2026-02-30", en.unusable.from("2026-02-30"), ko.unusable.from("2026-02-30")]
    ] as const
    for (const [name, value, english, korean] of cases) {
      const query = new URLSearchParams({ [name]: value }).toString()
      for (const path of ["/desk/", "/desk/refunds"]) {
        const page = await ask(`${path}?${query}`, { person: "seoyeon" })
        for (const words of [en.notSearched, english]) assert.include(page.text, words, query)
        assert.notMatch(page.text, /<table|totals/)
        if (name === "q") assert.include(page.text, `value="${value}"`)
        const { text } = await ask(`${path}?${query}`, { person: "seoyeon", language: "ko" })
        for (const words of [ko.notSearched, korean]) assert.include(text, words, query)
      }
      const before = await shop.sql("SELECT count(*) AS count FROM events WHERE kind = 'exported'")
      for (const path of ["/orders", "/desk/payments.csv", "/desk/refunds.csv"]) {
        const { body, status, text = "" } = path === "/orders"
          ? { ...await shop.get(`/orders?${query}`, "seoyeon"), text: undefined }
          : { ...await ask(`${path}?${query}`, { person: "seoyeon" }), body: undefined }
        const problem = body ?? JSON.parse(text)
        assert.deepStrictEqual([status, problem.type], [422, "/problems/field-unusable"], path)
        assert.match(problem.detail, new RegExp(`^${name} must be`))
        assert.match(problem.korean.detail, new RegExp(`^${name}: .*[가-힣]`))
      }
      assert.deepStrictEqual(await shop.sql("SELECT count(*) AS count FROM events WHERE kind = 'exported'"), before)
    }
    for (const query of ["q=a&q=b", "state=paid&state=paid"]) {
      assert.strictEqual((await shop.get(`/orders?${query}`, "seoyeon")).status, 422, query)
    }
    assert.strictEqual((await shop.get("/refunds?state=succeeded")).status, 422)
    // What was entered is there again after the form was sent.
    const { cookie, csrf } = await asker(shop, sessions).proof("seoyeon")
    const { to } = await ask("/desk/find", { cookie, form: { csrf, q: "x".repeat(120), state: "paid" } })
    const { text } = await ask(to ?? "", { cookie })
    assert.match(text, /value="x{120}"[^]*<option value="paid" selected>/)
  })

  it("finds a title however it and the search are spelled, and nothing else", async () => {
    const one = await openShop(sandbox)
    const titles = [
      "원두커피",
      "ＡＢＣ 커피",
      "ABC 커피",
      "Äpfel",
      "ÄPFEL",
      "äpfel",
      "50%_할인",
      "Ｒ２Ｄ２",
      "㈜커피",
      "İzmir",
      "😀 이모지"
    ]
    const id = new Map<string, string>()
    for (const title of titles) {
      for (const form of new Set([title, title.normalize("NFD")])) {
        const { id: made } = await one.order({}, { title: form })
        await one.refund(made, `refund-of-${made}`, { amount: 100 })
        id.set(form, made)
      }
    }
    const of = (...all: ReadonlyArray<string>) =>
      [...new Set(all.flatMap((title) => [title, title.normalize("NFD")]))].map((form) => id.get(form)).toSorted()
    const cases: ReadonlyArray<readonly [ReadonlyArray<string>, ReadonlyArray<string>]> = [
      [["원두커피", "두커"], ["원두커피"]],
      [["ABC", "abc 커피", "ＡＢＣ", "ａｂｃ"], ["ＡＢＣ 커피", "ABC 커피"]],
      [["äpfel", "ÄPFEL", "Äpfel", "äPFEL"], ["Äpfel", "ÄPFEL", "äpfel"]],
      [["50%_할인", "%_", "５０％"], ["50%_할인"]],
      [["r2d2", "Ｒ２ｄ２", "2D2"], ["Ｒ２Ｄ２"]],
      [["㈜커피"], ["㈜커피"]],
      [["😀"], ["😀 이모지"]],
      [["두커피원", "ABD", "pfelä", "5_%", "r3"], []]
    ]
    const { ask } = asker(one)
    for (const [searches, found] of cases) {
      for (const search of searches) {
        for (const q of [search, search.normalize("NFD")]) {
          const query = new URLSearchParams({ q }).toString()
          const orders = (await one.get(`/orders?${query}`, "seoyeon")).body.orders.map(({ id }: any) => id)
          assert.deepStrictEqual(orders.toSorted(), of(...found), q)
          const { text } = await ask(`/desk/refunds?${query}`, { person: "seoyeon" })
          const refunds = [...text.matchAll(/<span class="id">([^<]+)<\/span>/g)].map(([, id = ""]) => id)
          assert.deepStrictEqual(refunds.toSorted(), of(...found), q)
        }
      }
    }
    const [wide] = [id.get("ABC 커피") ?? ""].map((one) =>
      one.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
    )
    assert.include(
      (await one.get(`/orders?${new URLSearchParams({ q: wide ?? "" }).toString()}`, "seoyeon")).body.orders.map((
        { id }: any
      ) => id),
      id.get("ABC 커피")
    )
    await one.close()
  })

  it("has times in UTC, with any offset that the checkout has given, and takes none without", async () => {
    const one = await openShop(sandbox)
    const times = [
      ["2026-11-23T08:59:59+09:00", "2026-11-22T23:59:59.000Z"],
      ["2026-11-23T00:30+0900", "2026-11-22T15:30:00.000Z"],
      ["2026-11-22T10:00:00.123456-05:00", "2026-11-22T15:00:00.123Z"],
      ["2026-11-22T14:59:59Z", "2026-11-22T14:59:59.000Z"]
    ] as const
    const ids: Array<string> = []
    for (const [orderedAt] of times) ids.push((await one.order({}, { orderedAt })).id)
    const rows = await one.sql("SELECT ordered_at AS at FROM orders") as ReadonlyArray<{ at: string }>
    assert.deepStrictEqual(rows.map(({ at }) => at).toSorted(), times.map(([, utc]) => utc).toSorted())
    const day = await one.get("/orders?from=2026-11-23&to=2026-11-23&sort=oldest", "seoyeon")
    assert.deepStrictEqual(day.body.orders.map(({ id }: any) => id), [ids[2], ids[1], ids[0]])

    for (
      const orderedAt of [
        "",
        "yesterday",
        "2026-11-23",
        "2026-11-23T09:00:00",
        "2026-02-30T09:00:00Z",
        "2026-11-23T25:00:00Z",
        "1763856000",
        "2026-11-23 09:00:00+09:00"
      ]
    ) {
      const bad = { ...ORDER, id: "no-time", title: "원두", impUid: "imp_notime", orderedAt }
      const good = { ...bad, id: "with-time", impUid: "imp_time", orderedAt: "2026-11-23T00:00:00Z" }
      const error = await one.runtime.runPromise(Effect.flip(one.inserting(good, bad)))
      assert.strictEqual(error._tag, "OrderTimeUnusable", orderedAt)
      assert.match(error.message, /order no-time[^]*no money moved/)
    }
    assert.deepStrictEqual(await one.sql("SELECT id FROM orders WHERE id LIKE '%-time'"), [])
    await one.close()
  })

  it("is sorted, and has the totals of what is found, by currency", async () => {
    assert.strictEqual((await listed("sort=largest"))[0], ids.vbank)
    assert.strictEqual((await listed("sort=smallest"))[0], ids.overseas)
    assert.strictEqual((await listed("sort=oldest"))[0], ids.plain)
    const { text } = await asker(shop, sessions).ask("/desk/?state=part", { person: "seoyeon" })
    assert.match(text, /1 row · Amount<\/dt><dd>₩10,000<[^]*Refunded[^<]*<\/dt><dd>₩3,000</)
    assert.match(text, /1 row · Amount<\/dt><dd>US\$45.50<[^]*Refunded[^<]*<\/dt><dd>US\$0.10</)
  })

  it("counts a refund in the totals at once, and a cancel of the console with the look-up that finds it", async () => {
    const { id, impUid } = await shop.order()
    await shop.refund(id, "in-totals-at-once", { amount: 3000 })
    const total = async () =>
      /Refunded[^<]*<\/dt><dd>([^<]+)</.exec(
        (await asker(shop, sessions).ask(`/desk/?q=${id}`, { person: "minji" })).text
      )?.[1]
    await shop.sql(`UPDATE orders SET cancelled = 0 WHERE id = '${id}'`)
    assert.strictEqual(await total(), "₩3,000")
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 1000 })
    assert.strictEqual(await total(), "₩4,000")
  })

  it("keeps the state of an order right, by refunds and by look-ups", async () => {
    const { id } = await shop.order({ amount: 300_000 })
    const state = async () => (await shop.sql(`SELECT state FROM orders WHERE id = '${id}'`))[0]
    const asked = async (key: string, amount: number) => shop.refund(id, key, { amount })
    assert.deepStrictEqual(await state(), { state: "paid" })
    await asked("state-of-order-1", 100_000)
    assert.deepStrictEqual(await state(), { state: "part" })
    await asked("state-of-order-2", 200_000)
    assert.deepStrictEqual(await state(), { state: "on-hold" })
    await shop.approve("state-of-order-2")
    assert.deepStrictEqual(await state(), { state: "full" })
  })

  it("has no payment among the paid ones that PortOne does not report as paid, and offers no refund of it", async () => {
    for (
      const [fields, words, korean] of [
        [{ kind: "vbank-ready" }, en.unpaid.account, ko.unpaid.account],
        [{ kind: "card", status: "ready", paid_at: 0 }, en.unpaid.ready, ko.unpaid.ready],
        [{ kind: "failed-card" }, en.unpaid.failed, ko.unpaid.failed],
        [
          { kind: "vbank-ready", status: "cancelled", paid_at: 0, cancel_amount: 0 },
          en.unpaid.revoked,
          ko.unpaid.revoked
        ],
        [{ kind: "failed-card", status: "of-tomorrow" }, en.unpaid.other, ko.unpaid.other]
      ] as const
    ) {
      const { id, impUid } = await shop.order({ ...fields, amount: 20_000 })
      const text = async (path: string, language: "en" | "ko" = "en") =>
        (await asker(shop, sessions).ask(path, { person: "minji", language })).text.replaceAll("&#39;", "'")
      const page = await text(`/desk/orders/${id}`)
      assert.include(page, words)
      assert.include(await text(`/desk/orders/${id}`, "ko"), korean)
      assert.match(page, /<h1>원두<\/h1><span class="chip[^>]*>.*?Not paid<\/span>/)
      assert.match(page, /Refundable<\/dt><dd>₩0</)
      assert.notInclude(page, `/orders/${id}/refund`)
      assert.match(await text(`/desk/?q=${id}`), /<td class="state"><span class="chip[^>]*>.*?Not paid<\/span>/)
      assert.deepStrictEqual(await listed(`q=${id}&state=paid`), [])
      assert.deepStrictEqual(await listed(`q=${id}&state=unpaid`), [id])

      assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, 0)
      for (const amount of [1000, "rest"] as const) {
        const { body, status } = await shop.refund(id, `of-nothing-${id}`, { amount })
        assert.deepStrictEqual([status, body.type], [409, "/problems/nothing-left"])
      }
      assert.deepStrictEqual(await taken(sandbox, impUid), [])

      await control(sandbox, "faults", { route: "find", fault: "html-503", times: 2 })
      const unread = await text(`/desk/orders/${id}`)
      await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
      assert.include(unread, en.unreadable)
      assert.include(unread, en.unpaid.other)
      assert.notInclude(unread, "event-paid")
    }
  })

  it("has a refund that was taken back as a contradiction, and offers none before people have resolved it", async () => {
    for (const [amount, left] of [["rest", 0], [3000, 5000]] as const) {
      const { id, impUid } = await shop.order()
      const key = `taken-back-${left}`
      await shop.refund(id, key, { amount })
      await control(sandbox, "revert", { imp_uid: impUid })
      if (amount === 3000) await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 2000 })
      const text = async (path: string, language: "en" | "ko" = "en") =>
        (await asker(shop, sessions).ask(path, { person: "minji", language })).text.replaceAll("&#39;", "'")
      const [recorded, shown] = amount === "rest" ? ["₩10,000", "₩0"] as const : ["₩3,000", "₩2,000"] as const
      const page = await text(`/desk/orders/${id}`)
      assert.include(page, en.recordsDiffer(recorded, shown))
      assert.include(await text(`/desk/orders/${id}`, "ko"), ko.recordsDiffer(recorded, shown))
      assert.match(page, /<h1>원두<\/h1><span class="chip[^>]*>.*?Records differ<\/span>/)
      assert.include(page, `${en.refunded}</dt><dd>${shown}<`)
      assert.notInclude(page, `/orders/${id}/refund`)
      assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, left)

      const list = await text(`/desk/?q=${id}`)
      assert.match(list, /<td class="state"><span class="chip[^>]*>.*?Records differ<\/span>/)
      assert.include(list, `${en.refundedLast}</dt><dd>${shown}<`)
      for (const [state, found] of [["differs", [id]], ["full", []], ["part", []], ["paid", []]] as const) {
        assert.deepStrictEqual(await listed(`q=${id}&state=${state}`), [...found], state)
      }
      assert.include(await text(`/desk/refunds?q=${key}`), en.takenBackState)
    }
  })

  it("counts what people have confirmed once, where PortOne shows it and where it does not", async () => {
    for (
      const [name, consoles, refunded, left] of [
        ["not-shown", [2000], "₩5,000", 5000],
        ["not-shown-next-to-more", [4000], "₩7,000", 3000],
        ["shown", [3000], "₩3,000", 7000],
        ["shown-next-to-more", [2000, 3000], "₩5,000", 5000]
      ] as const
    ) {
      const { id, impUid } = await shop.order()
      const key = `by-hand-${name}`
      await control(sandbox, "faults", { route: "cancel", fault: "pg-rejection", times: 1 })
      await shop.refund(id, key, { amount: 3000 })
      for (const person of ["seoyeon", "dohyun"]) {
        await shop.post(`/refunds/${key}/conclusion`, { found: "given-back", note: "PG 관리자" }, person)
      }
      for (const amount of consoles) await control(sandbox, "console-cancel", { imp_uid: impUid, amount })
      const { text } = await asker(shop, sessions).ask(`/desk/orders/${id}`, { person: "minji" })
      assert.include(text, `${en.refunded}</dt><dd>${refunded}<`, name)
      const isMissing = name.startsWith("not")
      assert.strictEqual(text.replaceAll("&#39;", "'").includes(en.byHandOnly("₩3,000")), isMissing, name)
      const list = (await asker(shop, sessions).ask(`/desk/?q=${id}`, { person: "minji" })).text
      assert.include(list, `${en.refundedLast}</dt><dd>${refunded}<`, name)
      assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, left, name)
      const more = await shop.refund(id, `${key}-more`, { amount: left + 1000 })
      assert.strictEqual(more.body.type, "/problems/amount-above-left", name)
      assert.strictEqual((await shop.refund(id, `${key}-rest`, { amount: "rest" })).body.refunded, left, name)
      assert.deepStrictEqual(await taken(sandbox, impUid), [left])
    }
  })

  it("takes the cancel of another refund for none that people have confirmed", async () => {
    const { id } = await shop.order()
    await control(sandbox, "faults", { route: "cancel", fault: "pg-rejection", times: 1 })
    await shop.refund(id, "confirmed-at-the-pg", { amount: 3000 })
    for (const person of ["seoyeon", "dohyun"]) {
      await shop.post("/refunds/confirmed-at-the-pg/conclusion", { found: "given-back", note: "PG 관리자" }, person)
    }
    await shop.refund(id, "equal-and-proved", { amount: 3000 })
    const { body } = await shop.get(`/orders/${id}`)
    assert.deepStrictEqual(
      [body.left, body.refunds.map(({ state }: any) => state)],
      [4000, ["by-hand", "succeeded"]]
    )
  })

  it("has a virtual account among the paid ones with the look-up after its deposit", async () => {
    const { id, impUid } = await shop.order({ kind: "vbank-ready" })
    assert.deepStrictEqual(await listed(`q=${id}`), [id])
    assert.deepStrictEqual(await listed(`q=${id}&state=unpaid`), [id])
    await control(sandbox, "deposit", { imp_uid: impUid })
    const { text } = await asker(shop, sessions).ask(`/desk/orders/${id}`, { person: "minji" })
    assert.include(text, `/orders/${id}/refund`)
    assert.deepStrictEqual([await listed(`q=${id}&state=unpaid`), await listed(`q=${id}&state=paid`)], [[], [id]])
  })
})

describe("pages of many rows", () => {
  it.each([1, 45, 500, 501])("have each of %i orders and refunds once, in their order", async (count) => {
    const shop = await openShop(sandbox)
    const orders = Array.from({ length: 520 }, (_, at) => ({
      id: `many-${String(at).padStart(3, "0")}`,
      title: at < count ? "머그컵 ☕ 하나" : "텀블러",
      impUid: `imp_many${at}`,
      orderedAt: new Date(Date.UTC(2026, 0, 1, 0, at * 7919 % 520)).toISOString()
    }))
    await shop.runtime.runPromise(shop.inserting(...orders.map((order) => ({ ...ORDER, ...order }))))
    await shop.sql(
      `INSERT INTO refunds SELECT 'refund-' || id, id, store, imp_uid, pg, method, 100, currency, '변심', 'succeeded',
        NULL, '', NULL, 1, 'minji', NULL, '2026-01-01', ordered_at, ordered_at, NULL, 0 FROM orders`
    )
    const { ask } = asker(shop, sessions)
    const expected = orders.slice(0, count).toSorted((a, b) => b.orderedAt < a.orderedAt ? -1 : 1).map(({ id }) => id)
    for (const path of ["/desk/", "/desk/refunds"]) {
      const last = Math.ceil(count / 20)
      for (const page of new Set([1, 2, 3, last].filter((page) => page <= last))) {
        const { text } = await ask(`${path}?q=${encodeURIComponent("컵 ☕")}&page=${page}`, { person: "seoyeon" })
        const found = [...text.matchAll(/<span class="id">([^<]+)<\/span>/g)].map(([, id = ""]) => id)
        assert.deepStrictEqual(found, expected.slice(20 * page - 20, 20 * page))
        assert.include(text, `${count} row`)
      }
    }
    await shop.close()
  })
})

describe("the list of refunds", () => {
  it("has every refund, with the buyer masked and the names of people and stores", async () => {
    const { text } = await asker(shop, sessions).ask(`/desk/refunds?q=${ids.plain}`, { person: "minji" })
    assert.match(text, /href="\/desk\/refunds\/find-refund-1"[^]*홍\*동[^]*김민지[^]*₩3,000[^]*Refunded/)
    assert.deepStrictEqual(
      await listed("q=find-refund&person=minji&method=card&sort=smallest", "seoyeon", "/desk/refunds"),
      [ids.overseas, ids.plain]
    )
    const payment = await asker(shop, sessions).ask(`/desk/orders/${ids.plain}`, { person: "minji", language: "ko" })
    assert.match(payment.text, /김민지[^]*성수점/)
    assert.notMatch(payment.text, />minji<|>seongsu</)
    assert.deepStrictEqual(await listed("", "junho", "/desk/refunds"), [])
    assert.deepStrictEqual(await listed("q=find-refund-2", "seoyeon", "/desk/refunds"), [ids.vbank])
    assert.deepStrictEqual(await listed("state=waiting", "seoyeon", "/desk/refunds"), [])
  })
})

describe("a CSV file", () => {
  it("has a byte order mark, every row, and no formula", async () => {
    const orders = await asker(shop, sessions).ask("/desk/payments.csv?sort=oldest", { person: "seoyeon" })
    assert.deepStrictEqual(Array.from(orders.bytes.slice(0, 3)), [0xef, 0xbb, 0xbf])
    assert.strictEqual(orders.headers.get("content-disposition"), "attachment; filename=\"payments.csv\"")
    const lines = orders.text.trimEnd().split("\r\n")
    assert.strictEqual(lines.length, 1 + (await shop.sql("SELECT id FROM orders")).length)
    assert.include(orders.text, `"'=HYPERLINK(""http://evil.example"")"`)
    assert.include(orders.text, "\"홍*동\",\"010-****-1234\"")
    assert.notMatch(orders.text, /홍길동|0000-1234/)

    const refunds = await asker(shop, sessions).ask("/desk/refunds.csv?q=find-refund", { person: "seoyeon" })
    assert.strictEqual(refunds.text.trimEnd().split("\r\n").length, 4)
    assert.include(refunds.text, `"'+변심, ""따옴표"""`)
    // Names, and the zone of the times, in the language of the person.
    assert.match(
      refunds.text,
      /Requested at \(KST\)[^]*"Refunded",3000,"KRW","김민지","",[^]*,"Seongsu","원두","홍\*동","Card","KG Inicis",/
    )
    assert.notMatch(refunds.text, /minji|seongsu|succeeded|html5/)
    const korean = await asker(shop, sessions).ask("/desk/payments.csv?sort=oldest", {
      person: "seoyeon",
      language: "ko"
    })
    assert.match(korean.text, /^"주문번호","주문 시각 \(KST\)","매장","상품"/)
    assert.match(korean.text, /,"2026-11-22 23:59:59","성수점","원두","홍\*동","010-\*{4}-1234","카드","KG이니시스",/)
  })

  it("keeps a text in its cell, and calculates none that begins with blanks", async () => {
    const words: Words = {
      language: "en",
      texts: en,
      people: [],
      stores: { seongsu: { english: "a\n=1", korean: "" } }
    }
    const { head, line } = orderSheet(words)
    const order = { ...ORDER, id: "order-a", impUid: "imp_a", orderedAt: "2026-11-22T14:59:59.999Z" }
    const cells = (title: string) => line({ ...order, title }).slice(0, -2).split(",")
    assert.isTrue(
      cells("a").length === head.split(",").length && head.split(",").every((cell) => /^\uFEFF?"/.test(cell))
    )
    for (const title of ["변심\r=1+1", "변심\n=1+1", "변심\r\n=1+1", "a\t=1", "a;=1", "a\u2028=1", "a-1"]) {
      assert.strictEqual(cells(title)[3], `"${title}"`, JSON.stringify(title))
    }
    for (
      const blank of ["", " ", "  ", "\t", "\n", "\r", "\r\n ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\0", "\u2028"]
    ) {
      for (const sign of "=+-@＝＋－＠") {
        assert.strictEqual(cells(`${blank}${sign}1`)[3], `"'${blank}${sign}1"`, JSON.stringify(blank + sign))
      }
    }
    assert.deepStrictEqual([cells("\t1")[3], cells("\r1")[3], cells(" 1-")[3]], ["\"'\t1\"", "\"'\r1\"", "\" 1-\""])
    assert.deepStrictEqual([cells("a")[2], cells("a")[9]], ["\"a\n=1\"", "10000"])
  })

  it("is of the own store, and is an event", async () => {
    const mine = await asker(shop, sessions).ask("/desk/payments.csv", { person: "junho" })
    assert.strictEqual(mine.text.trimEnd().split("\r\n").length, 2)
    assert.deepStrictEqual(
      await shop.sql("SELECT actor, note FROM events WHERE kind = 'exported' ORDER BY id DESC LIMIT 1"),
      [{ actor: "junho", note: "orders" }]
    )
    for (const [file, list] of [["payments.csv?q=a", "?q=a"], ["refunds.csv?q=a", "refunds?q=a"]]) {
      const { status, to } = await asker(shop, sessions).ask(`/desk/${file}`)
      const next = `/desk/${list}`
      assert.deepStrictEqual([status, to], [303, `/desk/sign-in?${new URLSearchParams({ next }).toString()}`])
    }
  })
})
