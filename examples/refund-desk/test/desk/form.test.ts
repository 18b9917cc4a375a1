/**
 * The refund form: what it asks for, what it keeps, and what the send button follows.
 */
import { assert, describe, it } from "@effect/vitest"
import { withMoney } from "../../src/desk/text/Format.ts"
import { en } from "../../src/desk/text/texts.en.ts"
import { ko } from "../../src/desk/text/texts.ko.ts"
import { opened } from "../opened.ts"
import { control, openShop, type Shop, taken } from "../shop.ts"
import { asker } from "./ask.ts"

const { sandbox, shop } = await opened()

const typed = {
  extent: "part",
  amount: "3000",
  reason: "고객 변심 \"꼭\"",
  requester: "customer",
  by: "minji"
}
const typedNow = async (id: string, at = shop) => ({ ...typed, seen: await at.seen(id) })
const addressOf = (id: string) => `/desk/orders/${id}/refund?key=desk-${crypto.randomUUID()}`
const form = async (id: string) => (await asker(shop).ask(addressOf(id), { person: "minji" })).text

/** The value of a cookie that an answer sets. */
const cookieIn = (headers: Headers, name: string) =>
  headers.getSetCookie().map((one) => one.split(";")[0] ?? "").find((one) => one.startsWith(`${name}=`))

describe("the fields of the form", () => {
  it("are marked as required before anything is sent, also the phone where the PG requires it", async () => {
    const required = (text: string) =>
      [...text.matchAll(/<(?:label for="(\w+)"|legend)>([^<]+) <span class="required">/g)].map(([, , words]) => words)
    const plain = [en.howMuch, en.reason, en.requester]
    assert.deepStrictEqual(required(await form((await shop.order()).id)), plain)
    const account = [...plain, en.bank, en.accountNumber, en.holder]
    assert.deepStrictEqual(required(await form((await shop.order({ kind: "kcp-vbank" })).id)), account)
    const smartro = await form((await shop.order({ kind: "smartro-v2-vbank" })).id)
    assert.deepStrictEqual(required(smartro), [...account, en.phone])
    assert.match(smartro, /<select id="bank"[^]*value="088"/)
  })

  it("have tax only where the PG asks for it, and no warning repeats that", async () => {
    const names = (text: string) => ["taxFree", "vatAmount"].filter((name) => text.includes(`name="${name}"`))
    assert.deepStrictEqual(names(await form((await shop.order({ kind: "kakaopay" })).id)), [])
    assert.deepStrictEqual(names(await form((await shop.order({ kind: "usd-card" })).id)), [])
    assert.deepStrictEqual(names(await form((await shop.order({ kind: "kcp-vbank" })).id)), ["taxFree"])
    const { id } = await shop.order({ kind: "inicis-vbank" })
    assert.deepStrictEqual(names(await form(id)), ["vatAmount"])
    const { cookie, csrf } = await asker(shop).proof("minji")
    const { text } = await asker(shop).ask(addressOf(id).replace("?", "/check?"), {
      cookie,
      form: { csrf, ...await typedNow(id) }
    })
    assert.notInclude(text, "data-code=\"vat-missing\"")
  })
})

describe("a form in a second tab", () => {
  const sender = async (id: string) => {
    const { cookie, csrf } = await asker(shop).proof("minji")
    const fields = { csrf, ...await typedNow(id), action: "send" }
    return {
      address: addressOf(id),
      send: (address: string, more: Record<string, string> = {}) =>
        asker(shop).ask(address, { cookie, form: { ...fields, ...more } })
    }
  }

  it("that was opened before the first refund comes back with the new balance, the history and what was typed", async () => {
    const { id, impUid } = await shop.order()
    const { address, send } = await sender(id)
    assert.strictEqual((await send(addressOf(id), { reason: "첫 탭" })).status, 303)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])

    const stale = await send(address)
    assert.strictEqual(stale.status, 422)
    for (
      const words of [
        en.mistakes.balance,
        en.changed,
        `value="${await shop.seen(id)}"`,
        "₩7,000",
        en.history,
        "첫 탭",
        "고객 변심 &#34;꼭&#34;"
      ]
    ) {
      assert.include(stale.text, words)
    }
    assert.match(stale.text, /name="amount" value="3000"/)
    const preview = await send(address, { action: "check" })
    for (const words of [en.mistakes.balance, "첫 탭"]) assert.include(preview.text, words)
    const panel = await send(address.replace("?", "/check?"))
    assert.include(panel.text, "data-blocked")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])

    assert.strictEqual((await send(address, { seen: await shop.seen(id) })).status, 303)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000, 3000])
  })

  it("that is sent at the same moment is one refund, and the other comes back", async () => {
    const { id, impUid } = await shop.order()
    const { send } = await sender(id)
    const both = await Promise.all([send(addressOf(id)), send(addressOf(id))])
    assert.deepStrictEqual(both.map(({ status }) => status).toSorted(), [303, 422])
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("of another order with the same key is not taken for the one that was sent", async () => {
    const [one, other] = [await shop.order(), await shop.order()]
    const first = await sender(one.id)
    assert.strictEqual((await first.send(first.address)).status, 303)
    const second = await sender(other.id)
    const { status, text } = await second.send(first.address.replace(one.id, other.id))
    assert.strictEqual(status, 422)
    assert.notInclude(text, en.again)
    assert.deepStrictEqual([await taken(sandbox, one.impUid), await taken(sandbox, other.impUid)], [[3000], []])
  })

  it("has no mistake before anything is typed", async () => {
    assert.notInclude(await form((await shop.order()).id), en.mistakes.balance)
  })
})

describe("what was typed", () => {
  it("is there again after the session has ended, for the same person and once", async () => {
    const { id, impUid } = await shop.order()
    const address = addressOf(id)
    const { ask } = asker(shop)
    const sent = await ask(address, { form: { csrf: "of a session that is over", ...await typedNow(id) } })
    assert.deepStrictEqual([sent.status, sent.to], [
      303,
      `/desk/sign-in?${new URLSearchParams({ next: address }).toString()}`
    ])
    const kept = cookieIn(sent.headers, "desk_kept") ?? ""
    assert.notMatch(decodeURIComponent(kept), /변심|3000/)

    const other = await ask(address, { person: "seoyeon", cookie: kept })
    assert.notInclude(other.text, "value=\"3000\"")
    const again = await ask(address, { person: "minji", cookie: kept })
    assert.match(
      again.text,
      /Nothing was sent: the form could not be taken[^]*value="3000"[^]*value="고객 변심 &#34;꼭&#34;"/
    )
    assert.match(again.headers.getSetCookie().join(), /desk_kept=;/)
    assert.notInclude((await ask(addressOf(id), { person: "minji", cookie: kept })).text, "value=\"3000\"")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("is there again after the form of an old page was not taken", async () => {
    const { id, impUid } = await shop.order()
    const address = addressOf(id)
    const { cookie } = await asker(shop).proof("minji")
    const { headers, status, text } = await asker(shop).ask(address, {
      cookie,
      form: { csrf: "old", ...await typedNow(id) }
    })
    assert.strictEqual(status, 403)
    assert.include(text, `href="${address}"`)
    const kept = `${cookie}; ${cookieIn(headers, "desk_kept") ?? ""}`
    assert.include((await asker(shop).ask(address, { cookie: kept })).text, "value=\"3000\"")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("is there again in the note of a decision", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "kept-note-of-one", { amount: 150_000 })
    const fields = { csrf: "old", by: "seoyeon", decision: "decline", note: "영수증이 없습니다" }
    const { headers } = await asker(shop).ask("/desk/refunds/kept-note-of-one/decide", { form: fields })
    const kept = cookieIn(headers, "desk_kept") ?? ""
    const { text } = await asker(shop).ask("/desk/refunds/kept-note-of-one", { person: "seoyeon", cookie: kept })
    assert.match(text, /<details class="conclude" open>[^]*>영수증이 없습니다<\/textarea>/)
    assert.strictEqual((await shop.get("/refunds/kept-note-of-one")).body.state, "waiting")
  })

  it("is there again where a note or a choice was missing", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "kept-note-of-two", { amount: 150_000 })
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("seoyeon")
    const fields = { csrf, by: "seoyeon", note: "영수증이 없습니다" }
    const { headers, status, text } = await ask("/desk/refunds/kept-note-of-two/decide", { cookie, form: fields })
    assert.strictEqual(status, 400)
    assert.include(text, "href=\"/desk/refunds/kept-note-of-two\"")
    const kept = `${cookie}; ${cookieIn(headers, "desk_kept") ?? ""}`
    assert.include(
      (await ask("/desk/refunds/kept-note-of-two", { cookie: kept })).text,
      ">영수증이 없습니다</textarea>"
    )
  })

  it("is nothing where only a button was pressed, and nothing is shown as typed", async () => {
    const { ask } = asker(shop)
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "nothing-was-typed", { amount: 150_000 })
    for (
      const [step, more] of [["look", {}], ["withdraw", {}], ["continue", {}], ["decide", {
        decision: "approve",
        seen: "1"
      }]] as const
    ) {
      const { headers, status } = await ask(`/desk/refunds/nothing-was-typed/${step}`, {
        form: { csrf: "old", by: "seoyeon", ...more }
      })
      assert.strictEqual(status, 303)
      assert.isUndefined(cookieIn(headers, "desk_kept"), step)
    }
    const { cookie } = await asker(shop).proof("seoyeon")
    const stale = await ask("/desk/refunds/nothing-was-typed/withdraw", {
      cookie,
      form: { csrf: "old", by: "seoyeon" }
    })
    assert.include(stale.text, en.staleForm.detail)
    assert.notInclude(stale.text, en.typed.kept)
  })

  it("is shown to be copied, or is said to be lost, where it is too long to be kept", async () => {
    const { ask, proof } = asker(shop)
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "too-long-to-keep", { amount: 150_000 })
    const { cookie, csrf } = await proof("seoyeon")
    const note = `${"가나다라마바사아자차".repeat(140)}<끝>`
    const fields = { by: "seoyeon", decision: "decline", note }
    for (const [token, status] of [["old", 403], [csrf, 400]] as const) {
      const sent = await ask("/desk/refunds/too-long-to-keep/decide", { cookie, form: { csrf: token, ...fields } })
      assert.strictEqual(sent.status, status)
      assert.include(sent.text, en.typed["too-long"])
      assert.notInclude(sent.text, en.typed.kept)
      assert.include(sent.text, `>${note.replace("<", "&#60;").replace(">", "&#62;")}</textarea>`)
    }
    const over = await ask("/desk/refunds/too-long-to-keep/decide", { form: { csrf: "old", ...fields } })
    assert.strictEqual(over.status, 303)
    const kept = `${cookie}; ${cookieIn(over.headers, "desk_kept") ?? ""}`
    for (const [language, words, other] of [["en", en.notKept, en.kept], ["ko", ko.notKept, ko.kept]] as const) {
      const { text } = await ask("/desk/refunds/too-long-to-keep", { cookie: kept, language })
      assert.include(text, words)
      assert.notInclude(text, other)
    }
    assert.include(
      (await ask("/desk/refunds/too-long-to-keep/decide", { cookie, form: { csrf: "old", ...fields, note: "짧음" } }))
        .text,
      en.typed.kept
    )
  })

  it("keeps an account after a mistake without showing it, and sends it", async () => {
    const { id, impUid } = await shop.order({ kind: "kcp-vbank" })
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("minji")
    const address = addressOf(id)
    const account = { bank: "BK88", account: "110-123-456789", holder: "홍길동" }
    const wrong = await ask(address, { cookie, form: { csrf, ...await typedNow(id), ...account, reason: "" } })
    assert.strictEqual(wrong.status, 422)
    assert.match(wrong.text, /account ending in ••••6789 is kept/)
    assert.notMatch(wrong.text, /110-?123-?456789/)
    const keptAccount = /name="keptAccount" value="([^"]+)"/.exec(wrong.text)?.[1] ?? ""
    const right = { csrf, ...await typedNow(id), ...account, account: "", keptAccount }
    // Not for another refund.
    assert.strictEqual((await ask(addressOf(id), { cookie, form: right })).status, 422)
    assert.strictEqual((await ask(address, { cookie, form: right })).status, 303)
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.strictEqual(line.request.refund_account, "110123456789")
  })
})

describe("the panel", () => {
  it("blocks the send button and takes its amount away where the refund would be rejected", async () => {
    const { id } = await shop.order({ kind: "inicis-vbank" })
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("minji")
    const fields = { csrf, ...await typedNow(id) }
    const check = async (more: Record<string, string>) =>
      /data-submit="([^"]+)"( data-blocked)?/.exec(
        (await ask(addressOf(id).replace("?", "/check?"), { cookie, form: { ...fields, ...more } })).text
      )?.slice(1, 3)
    assert.deepStrictEqual(await check({}), ["Refund", " data-blocked"])
    assert.deepStrictEqual(await check({ amount: "99999" }), ["Refund", " data-blocked"])
    assert.deepStrictEqual(await check({ extent: "", amount: "" }), ["Refund", undefined])
    assert.deepStrictEqual(
      await check({ bank: "88", account: "110123456789", holder: "홍길동", phone: "01012345678" }),
      ["Refund ₩3,000", undefined]
    )
  })
})

describe("a form that is sent", () => {
  it("looks the payment up once for its check, and the refund looks it up before it sends", async () => {
    const { id, impUid } = await shop.order()
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("minji")
    const looked = async () => (await control(sandbox, "requests")).find.received
    const fields = { csrf, ...await typedNow(id) }
    const before = await looked()
    assert.strictEqual((await ask(addressOf(id), { cookie, form: fields })).status, 303)
    assert.deepStrictEqual([await looked() - before, await taken(sandbox, impUid)], [2, [3000]])
  })
})

describe("the send button", () => {
  const panel = async (at: Shop, id: string, amount: string, person = "minji") => {
    const { cookie, csrf } = await asker(at).proof(person)
    const form = { csrf, ...await typedNow(id, at), amount }
    return (await asker(at).ask(addressOf(id).replace("?", "/check?"), { cookie, form })).text
  }

  it("asks for approval where a second person is needed, and names the amount", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    assert.include(await panel(shop, id, "100000"), `data-submit="${en.submitAmount("₩100,000")}"`)
    assert.include(await panel(shop, id, "150000"), `data-submit="${en.submitForApproval("₩150,000")}"`)
  })

  it("is blocked above the limit of the day, and nothing says that there is no problem", async () => {
    const limits = { KRW: { clerk: 5000, manager: 5000, fourEyesAbove: 100_000 } }
    const one = await openShop(sandbox, { options: { limits } })
    const { id } = await one.order({ amount: 150_000 })
    const above = await panel(one, id, "6000")
    assert.include(above, en.aboveToday("₩5,000"))
    assert.include(above, " data-blocked")
    assert.notInclude(above, en.fine)
    assert.include(await panel(one, id, "5000"), en.fine)
    await one.close()
  })
})

describe("a sentence", () => {
  it("has money as the pages write it, and leaves other words alone", () => {
    assert.strictEqual(withMoney("a cancel of 141000 KRW and 45.5 USD", "en"), "a cancel of ₩141,000 and US$45.50")
    assert.strictEqual(withMoney("3000 KRW을(를) 요청", "ko"), "₩3,000을(를) 요청")
    assert.strictEqual(withMoney("HTTP 500 ABC, imp_1 20 PGs", "en"), "HTTP 500 ABC, imp_1 20 PGs")
  })

  it("names the zone of its times", async () => {
    assert.include(await form((await shop.order()).id), en.allTimes)
  })
})
