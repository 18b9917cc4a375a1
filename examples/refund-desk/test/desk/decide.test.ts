/**
 * Deciding about refunds: one story for each page, what an approver sees, notices, and the words
 * for the customer.
 */
import { Settlement } from "@effect-portone/gateways"
import type { FoundRefund, RefundOutcome } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Layer, Option } from "effect"
import { FetchHttpClient } from "effect/http"
import { createServer } from "node:http"
import * as Notifier from "../../src/decide/Notifier.ts"
import { timingOf } from "../../src/decide/settlement.ts"
import { storyOf } from "../../src/decide/story.ts"
import { refundPart } from "../../src/desk/pages/RefundPage.ts"
import { unknownPart } from "../../src/desk/parts/UnknownPart.ts"
import { en } from "../../src/desk/text/texts.en.ts"
import { ko } from "../../src/desk/text/texts.ko.ts"
import { opened } from "../opened.ts"
import { control, openShop, pause, taken, written } from "../shop.ts"
import { asker } from "./ask.ts"

const { sandbox, shop } = await opened()

const page = async (path: string, person: string, language: "en" | "ko" = "en") =>
  (await asker(shop).ask(path, { person, language })).text

describe("the story of a refund", () => {
  const nexts = ["done", "call-again", "compare-first", "stop"] as const
  const outcome = (next: RefundOutcome.Next) =>
    ({ _tag: "Undetermined", next, message: "stored", messageKo: "저장됨", evidence: "e" }) as never
  const found = (next: RefundOutcome.Next) => ({ next, message: "now", messageKo: "지금" }) as FoundRefund.FoundRefund

  it("has the words of the newer look-up, and never offers more than either allows", () => {
    for (const [at, stored] of nexts.entries()) {
      for (const [than, now] of nexts.entries()) {
        const story = storyOf({ outcome: outcome(stored) } as never, found(now))
        assert.deepStrictEqual([story?.next, story?.message], [nexts[Math.max(at, than)], "now"])
      }
      assert.strictEqual(storyOf({ outcome: outcome(stored) } as never, undefined)?.message, "stored")
    }
    assert.isUndefined(storyOf({ outcome: undefined } as never, undefined))
  })

  it("is the same on each page: a button that reads says so, and the one that continues names its amount", async () => {
    const { id } = await shop.order()
    await control(sandbox, "faults", { route: "cancel", fault: "drop-before-commit", times: 3 })
    await shop.refund(id, "one-story-for-all", { amount: 3000 })
    const { message } = (await shop.get("/refunds/one-story-for-all")).body.unknown
    for (const path of ["/desk/refunds/one-story-for-all", "/desk/unknown"]) {
      const [clerk, manager] = [await page(path, "minji"), await page(path, "seoyeon")]
      for (const text of [clerk, manager]) {
        assert.include(text, message.replaceAll("'", "&#39;"))
        assert.match(text, />Look up the payment<[^]*Only looks the payment up. Nothing is sent./)
      }
      assert.include(manager, ">Continue the refund of ₩3,000 with the same key<")
      assert.notInclude(clerk, "Continue the refund of")
      assert.include(clerk, en.managerContinues)
    }
  })
})

describe("the page of an unknown refund", () => {
  const seenBy = (outcome: object, found: unknown, role: "clerk" | "manager", state = "unknown") =>
    unknownPart(
      {
        actor: { id: "x", name: "x", role },
        base: "/desk",
        language: "en",
        texts: en,
        csrf: "c",
        people: []
      } as never,
      { key: "a-key-of-it", amount: 3000, currency: "KRW", state, outcome } as never,
      [],
      (typeof found === "object" ? { message: "of the library", ...found } : found) as never
    ).text
  const undetermined = (cause: string, next: RefundOutcome.Next) => ({
    _tag: "Undetermined",
    cause,
    next,
    message: "of the library",
    messageKo: "of the library",
    evidence: "e"
  })
  const before = (text: string) => text.slice(0, text.indexOf("<details class=\"evidence\""))

  it("tells each person what to press, and has the sentences of the library under the evidence only", () => {
    const offered = (text: string) => ({
      continues: text.includes("/continue"),
      concludes: text.includes("/conclude"),
      todo: /class="todo">([^<]*)</.exec(text)?.[1]
    })
    const rows = [
      ["clerk", "call-again", undefined, { continues: false, concludes: false, todo: en.managerContinues }],
      ["manager", "call-again", undefined, { continues: true, concludes: true, todo: en.continueIt }],
      ["clerk", "compare-first", undefined, { continues: false, concludes: false, todo: en.managersCompare }],
      ["manager", "compare-first", undefined, { continues: false, concludes: true, todo: en.compareIt }],
      ["manager", "stop", undefined, { continues: false, concludes: true, todo: en.askPortOne }],
      // What is looked up now is stricter than what was stored, or says that nothing is left to do.
      ["manager", "call-again", { _tag: "TakenBack", next: "compare-first" }, {
        continues: false,
        concludes: true,
        todo: en.compareIt
      }],
      ["manager", "compare-first", { _tag: "Refunded", next: "done" }, {
        continues: false,
        concludes: false,
        todo: en.lookStores
      }],
      ["manager", "call-again", { _tag: "Open", next: "call-again" }, {
        continues: true,
        concludes: true,
        todo: en.continueNow
      }],
      ["manager", "call-again", "failed", { continues: true, concludes: true, todo: en.continueIt }]
    ] as const
    for (const [role, next, found, expected] of rows) {
      const text = seenBy(undetermined("NeverConfirmed", next), found, role)
      assert.deepStrictEqual(offered(text.replaceAll("&#39;", "'")), expected, `${role} ${next}`)
      assert.notInclude(before(text), "of the library")
    }
    assert.include(seenBy(undetermined("NeverConfirmed", "stop"), "failed", "clerk"), en.lookFailed)
    // An equal cancel may be this refund, so no sentence says that the history does not have it.
    const equal = { _tag: "Open", next: "compare-first", isLocked: true, cause: "EqualForeignCancel" }
    const page = seenBy(undetermined("EqualForeignCancel", "compare-first"), equal, "manager")
    for (const words of [en.causes.EqualForeignCancel, en.seen.absent, en.thenContinued]) assert.include(page, words)
    const form = seenBy(undetermined("NeverConfirmed", "call-again"), undefined, "manager")
    for (const words of [en.comparison, en.note]) assert.include(form, `${words} <span class="required">`)
    const async = seenBy(undetermined("AsyncAnswerLost", "compare-first"), undefined, "manager")
    assert.include(async, `${en.compareIt} ${en.compareLater}`)
    const pending = { _tag: "AcceptedPending", next: "compare-first", message: "m", messageKo: "m" }
    assert.include(seenBy(pending, undefined, "clerk", "pending").replaceAll("&#39;", "'"), en.waitForIt)
  })

  it("has words for each cause that speak to no programmer", () => {
    for (const texts of [en, ko]) {
      for (const words of [...Object.values(texts.causes), ...Object.values(texts.seen), texts.lookFailed]) {
        assert.notMatch(words, /refundOnce|checksum|includeSandbox|ledger|tag\b|call again|호출|장부|태그/)
      }
    }
  })

  it("says that a look-up failed and what is known, not that no money moved", async () => {
    const { id } = await shop.order()
    const key = "looked-up-in-vain"
    await control(sandbox, "faults", { route: "cancel", fault: "drop-before-commit", times: 3 })
    await shop.refund(id, key, { amount: 3000 })
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("minji")
    await control(sandbox, "faults", { route: "find", fault: "html-503", times: 20 })
    const looked = await ask(`/desk/refunds/${key}/look`, { cookie, form: { csrf } })
    const { korean } = (await shop.post(`/refunds/${key}/look`, {})).body
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    assert.deepStrictEqual([looked.status, looked.to], [303, `/desk/refunds/${key}?looked=failed`])
    const { text } = await ask(looked.to ?? "", { cookie })
    assert.include(text, en.lookFailed)
    assert.include(text, en.causes.NeverConfirmed)
    assert.notMatch(text, /No money moved/)
    assert.notInclude(korean.detail, "환불된 금액은 없습니다")
  })
})

describe("a refund with a final outcome", () => {
  it("has no words for the customer where PortOne shows another amount than was requested", () => {
    const outcome = { _tag: "Succeeded", next: "compare-first", amount: 2500, asked: 3000, entry: Option.none() }
    const times = { createdAt: "2026-11-23T00:00:00.000Z", updatedAt: "2026-11-23T00:00:00.000Z" }
    const text = (next: string) =>
      refundPart({ language: "en", texts: en, people: [], actor: { id: "x" } } as never, {
        refund: {
          ...times,
          key: "k",
          state: "succeeded",
          amount: 3000,
          currency: "KRW",
          requestedBy: "x",
          outcome: { ...outcome, next }
        },
        events: []
      } as never).text
    assert.include(text("compare-first"), en.amountDiffers("₩3,000", "₩2,500"))
    assert.notInclude(text("compare-first"), en.forCustomer)
    assert.include(text("done"), en.forCustomer)
  })

  it("has a warning in place of words for the customer once the cancel was taken back", async () => {
    const { id, impUid } = await shop.order()
    await shop.refund(id, "taken-back-later", { amount: 3000 })
    assert.include(await page("/desk/refunds/taken-back-later", "minji"), en.says.succeeded)
    await control(sandbox, "revert", { imp_uid: impUid })
    const text = await page("/desk/refunds/taken-back-later", "minji")
    assert.include(text, en.takenBack)
    for (const words of [en.forCustomer, en.says.succeeded]) assert.notInclude(text, words)
    assert.include(await page(`/desk/orders/${id}`, "minji"), en.takenBackState)
  })

  it("says why, in words for the desk", async () => {
    const rejected = (next: string) =>
      refundPart({ language: "en", texts: en, people: [], actor: { id: "x" } } as never, {
        refund: {
          key: "k",
          amount: 3000,
          currency: "KRW",
          state: "rejected",
          requestedBy: "x",
          createdAt: "2026-11-23T00:00:00.000Z",
          updatedAt: "2026-11-23T00:00:00.000Z",
          outcome: { _tag: "Rejected", next, rejection: "words of the PG", message: "call again", messageKo: "호출" }
        },
        events: [],
        background: { shown: "", seen: "of now", obstacle: undefined }
      } as never).text
    assert.include(rejected("call-again"), en.rejectedForNow)
    assert.include(rejected("call-again"), en.callAgain("₩3,000"))
    assert.notInclude(rejected("stop"), en.repeatHint)
    assert.include(rejected("stop"), en.says.rejected)
    for (const next of ["call-again", "stop"]) {
      assert.notInclude(rejected(next), "call again")
      assert.include(rejected(next), "words of the PG")
    }
  })
})

describe("the steps of a refund", () => {
  const sent = async (key: string) =>
    /<li class="([^"]*)"(?:(?!<li).)*Sent to PortOne/s.exec(await page(`/desk/refunds/${key}`, "seoyeon"))?.[1]
  const conclude = async (key: string) => {
    for (const person of ["seoyeon", "dohyun"]) {
      await shop.post(`/refunds/${key}/conclusion`, { found: "given-back", note: "PG" }, person)
    }
    return (await shop.get(`/refunds/${key}`)).body.state
  }

  it("have none to PortOne where no call has sent anything", async () => {
    const { id, impUid } = await shop.order()
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    await shop.refund(id, "stopped-unsent", { amount: 3000 })
    assert.strictEqual(await sent("stopped-unsent"), "")
    assert.deepStrictEqual([await conclude("stopped-unsent"), await sent("stopped-unsent")], ["by-hand", ""])

    const never = await shop.order()
    await control(sandbox, "faults", { route: "find", fault: "html-503", times: 3 })
    await shop.refund(never.id, "never-read", { amount: 3000 })
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
    assert.notStrictEqual(await sent("never-read"), "is-done")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("have one to PortOne where an earlier call has sent, whatever the last one did", async () => {
    const { id, impUid } = await shop.order()
    await control(sandbox, "faults", { route: "cancel", fault: "drop-before-commit", times: 3 })
    await shop.refund(id, "sent-before", { amount: 3000 })
    assert.strictEqual(await sent("sent-before"), "is-now")
    // The next call stops at an equal cancel.
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    const { cookie, csrf } = await asker(shop).proof("seoyeon")
    await asker(shop).ask("/desk/refunds/sent-before/continue", { cookie, form: { csrf, by: "seoyeon" } })
    const { unknown } = (await shop.get("/refunds/sent-before")).body
    assert.deepStrictEqual([unknown.cause, unknown.evidence.slice(0, 6)], ["EqualForeignCancel", "0 sent"])
    assert.deepStrictEqual([await conclude("sent-before"), await sent("sent-before")], ["by-hand", "is-done"])
  })
})

describe("a second person", () => {
  it("sees the customer, the findings of what would be sent, the balance and the history", async () => {
    const { id } = await shop.order(
      { kind: "inicis-vbank", amount: 150_000 },
      { buyer: { name: "성춘향", phone: "010-0000-7777" } }
    )
    await shop.refund(id, "for-a-second-person", {
      amount: 150_000,
      reason: "변심",
      refundAccount: { holder: "성춘향", bank: "88", account: "110123456789" }
    })
    const text = await page("/desk/refunds/for-a-second-person", "seoyeon")
    assert.match(text, /What approving sends[^]*성\*향[^]*010-\*\*\*\*-7777[^]*data-code="refund-phone-vbank"/)
    // What is to be reviewed stands above the button.
    assert.match(
      text,
      /What approving sends[^]*₩150,000[^]*변심[^]*Refundable[^]*History[^]*>Approve and send ₩150,000</
    )
    assert.notInclude(await page("/desk/waiting", "seoyeon"), "Approve and send")
    // The form had the fields for tax, and no warning of them; nor has the review.
    assert.notMatch(text, /data-code="(vat|tax-free)-missing/)
    // A page that loads itself again would lose the reason that is being typed.
    assert.notInclude(text, "http-equiv")
    assert.notMatch(text, /성춘향|110123456789/)
    assert.notInclude(await page("/desk/refunds/for-a-second-person", "minji"), "What approving sends")
  })

  it("shows to whose account the money goes, masked, and whether that is the buyer", async () => {
    const buyer = { name: "성춘향", phone: "010-0000-7777" }
    const account = { bank: "88", account: "110-123-456789" }
    const review = async (key: string, holder: string, fields: Record<string, unknown>) => {
      const { id } = await shop.order({ kind: "inicis-vbank", amount: 150_000 }, fields)
      await shop.refund(id, key, { amount: 150_000, reason: "변심", refundAccount: { ...account, holder } })
      return page(`/desk/refunds/${key}`, "seoyeon")
    }
    const [own, other, unnamed] = [
      await review("to-the-buyer", " 성 춘향", { buyer }),
      await review("to-another-person", "변학도", { buyer }),
      await review("to-nobody-known", "변학도", {})
    ]
    for (const [text, holder] of [[own, "\\*"], [other, "변\\*도"], [unnamed, "변\\*도"]] as const) {
      assert.match(text, new RegExp(`Refund account</dt><dd>Shinhan[^<]*, account ending in 6789, [^<]*${holder}`))
      assert.notMatch(text, /변학도|110123|110-123/)
    }
    assert.deepStrictEqual([own, other, unnamed].map((text) => text.includes(en.payeeDiffers)), [false, true, false])
    // Where the name was removed, or never there, nothing says that they are the same.
    assert.deepStrictEqual([own, other, unnamed].map((text) => text.includes(en.payeeUnknown)), [false, false, true])
  })

  it("approves nothing without balance and history, or with an error in the check, and may decline", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    const key = "not-to-be-approved"
    await shop.refund(id, key, { amount: 150_000 })
    const { cookie, csrf } = await asker(shop).proof("seoyeon")
    const offered = async () => {
      const text = await page(`/desk/refunds/${key}`, "seoyeon")
      return [
        text.includes("Approve and send"),
        text.includes(">Decline</button>"),
        ...Object.values(en.obstacles).map((words) => text.includes(words))
      ]
    }
    assert.deepStrictEqual(await offered(), [true, true, false, false])
    await control(sandbox, "faults", { route: "find", fault: "odd-response", times: 2 })
    assert.deepStrictEqual(await offered(), [false, true, true, false])
    const decide = (form: object) =>
      asker(shop).ask(`/desk/refunds/${key}/decide`, { cookie, form: { csrf, by: "seoyeon", ...form } })
    assert.strictEqual((await decide({ decision: "approve" })).status, 502)

    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 1000 })
    assert.deepStrictEqual(await offered(), [false, true, false, true])
    // Amounts have one form everywhere.
    assert.notMatch(await page(`/desk/refunds/${key}`, "seoyeon"), /150000|149000/)
    assert.strictEqual((await decide({ decision: "approve" })).status, 422)
    assert.strictEqual((await shop.get(`/refunds/${key}`)).body.state, "waiting")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("is not asked to wait where waiting does not help", async () => {
    const { id } = await shop.order({ kind: "inicis-vbank", amount: 150_000 })
    const refundAccount = { holder: "성춘향", bank: "88", account: "110123456789", phone: "01000001234" }
    await shop.refund(id, "seal-is-broken-here", { amount: 150_000, refundAccount })
    await shop.sql("UPDATE refunds SET sealed = 'AAAA' WHERE key = 'seal-is-broken-here'")
    const text = await page("/desk/refunds/seal-is-broken-here", "seoyeon")
    for (const words of ["Sealed data cannot be opened", en.obstacles.rejected]) assert.include(text, words)
    for (const words of [en.obstacles.unreadable, "Approve and send"]) assert.notInclude(text, words)
  })

  it("declines with a reason, which the requester reads on the page of the refund", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "declined-with-reason", { amount: 150_000 })
    await shop.post("/refunds/declined-with-reason/approval", { decision: "decline", note: "영수증 <없음>" }, "seoyeon")
    assert.match(
      await page("/desk/refunds/declined-with-reason", "minji"),
      /<strong>Reason<\/strong><\/p><p>영수증 &#60;없음&#62;<\/p>/
    )
  })

  it("is notified by a log line", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    for (const _time of [1, 2]) await shop.refund(id, "notified-by-a-line", { amount: 150_000 })
    const lines = written.filter((line) =>
      line.includes("shop.approval.waiting") && line.includes("notified-by-a-line")
    )
    assert.lengthOf(lines, 1)
  })

  it("is notified by a webhook that a refund waits, without a word about the customer", async () => {
    const bodies: Array<string> = []
    const server = createServer((request, answer) => {
      let body = ""
      request.on("data", (part) => body += String(part))
      request.on("end", () => {
        bodies.push(body)
        // The first try fails.
        answer.writeHead(bodies.length === 1 ? 500 : 200).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/hook`
    const one = await openShop(sandbox, {
      notifier: Layer.provide(
        Notifier.layerWebhook({ url, desk: "https://desk.example" }),
        FetchHttpClient.layer
      )
    })
    const { id, impUid } = await one.order({ amount: 150_000 }, { buyer: { name: "성춘향", phone: "010-0000-7777" } })
    assert.strictEqual((await one.refund(id, "notified-by-hook", { amount: 150_000, reason: "변심" })).status, 202)
    while (bodies.length < 2) await pause()
    assert.match(
      JSON.parse(bodies[1] ?? "").text,
      new RegExp(`₩150,000.*${id} https://desk.example/desk/refunds/notified-by-hook$`)
    )
    assert.notMatch(bodies.join(), /성춘향|7777|변심/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    await one.close()
    await new Promise((resolve) => server.close(resolve))
  })

  it("is not kept from deciding by a webhook that does not answer", async () => {
    const one = await openShop(sandbox, {
      notifier: Layer.provide(
        Notifier.layerWebhook({ url: "http://127.0.0.1:9/", desk: undefined }),
        FetchHttpClient.layer
      )
    })
    const { id } = await one.order({ amount: 150_000 })
    assert.strictEqual((await one.refund(id, "hook-is-not-there", { amount: 150_000 })).status, 202)
    const { body } = await one.approve("hook-is-not-there")
    assert.strictEqual(body.state, "succeeded")
    await one.close()
  })
})

describe("the list of what waits", () => {
  it("has the oldest twenty, and the way to all of them", async () => {
    const one = await openShop(sandbox)
    const refund = async (at: number) =>
      one.refund((await one.order({ amount: 101_000 })).id, `one-of-many-${at}`, { amount: 101_000 })
    const text = async () => (await asker(one).ask("/desk/waiting", { person: "seoyeon" })).text
    await Promise.all(Array.from({ length: 20 }, (_, at) => refund(at)))
    assert.notInclude(await text(), "Show all")
    await refund(20)
    const shown = await text()
    assert.lengthOf(shown.match(/<article/g) ?? [], 20)
    assert.match(shown, /state=waiting&sort=oldest">Waiting for approval: These are the oldest 20 of 21. Show all</)
    await one.close()
  })
})

describe("when the customer has the money", () => {
  it("has words for each timing that is documented", () => {
    for (const { method, pg, timing } of Settlement.timings) {
      const [first = ""] = pg.split(", ")
      const arrival = timingOf(first === "" ? "html5_inicis" : first, method === "" ? "card" : method)
      assert.include([timing, "card-at-once"], pg === "" && method === "" ? timing : arrival)
      for (const texts of [en, ko]) assert.isNotEmpty(texts.arrivals[arrival])
    }
  })

  it("stands on the page of a refund that was made, and on no other", async () => {
    const { id } = await shop.order({}, { title: "원두 <1kg>" })
    await shop.refund(id, "words-for-customer", { amount: 3000 })
    assert.match(
      await page("/desk/refunds/words-for-customer", "minji", "ko"),
      /고객 안내[^]*주문하신 ‘원두 &#60;1kg&#62;’의 환불\(₩3,000\)이 \d{4}년 \d+월 \d+일에 처리되었습니다. 카드 결제는 즉시 취소되며/
    )
    const waiting = await shop.order({ amount: 150_000 })
    await shop.refund(waiting.id, "no-words-for-customer", { amount: 150_000 })
    assert.notInclude(await page("/desk/refunds/no-words-for-customer", "minji"), en.forCustomer)
  })

  it("stands where people have confirmed a refund at a PG that settles later, without a date", async () => {
    for (const [kind, amount, money] of [["paypal", 10, "US$10.00"], ["card", 3000, "₩3,000"]] as const) {
      const { id } = await shop.order({ kind, async: true })
      const key = `confirmed-words-${kind}`
      await shop.refund(id, key, { amount })
      for (const person of ["seoyeon", "dohyun"]) {
        await shop.post(`/refunds/${key}/conclusion`, { found: "given-back", note: "PG" }, person)
      }
      const arrival = kind === "card" ? en.arrivals["card-at-once"] : en.arrivals.unknown
      const text = await page(`/desk/refunds/${key}`, "minji")
      assert.include(text, en.says["by-hand"])
      assert.include(text, en.customerText("원두", money, undefined, arrival))
      assert.notInclude(text, en.notYetForCustomer)
    }
  })

  it("stands above a look-up, which still speaks after people have confirmed the refund", async () => {
    const { id, impUid } = await shop.order({ async: true })
    await shop.refund(id, "look-after-all", { amount: 3000 })
    for (const person of ["seoyeon", "dohyun"]) {
      await shop.post("/refunds/look-after-all/conclusion", { found: "given-back", note: "PG" }, person)
    }
    const look = async () => {
      const { cookie, csrf } = await asker(shop).proof("minji")
      const { to } = await asker(shop).ask("/desk/refunds/look-after-all/look", { cookie, form: { csrf, by: "minji" } })
      return page((to ?? "").replace(shop.url, ""), "minji")
    }
    assert.include(await page("/desk/refunds/look-after-all", "minji"), en.lookUp)
    const before = await look()
    for (const words of [en.says["by-hand"], en.seen.absent, en.lookUp]) assert.include(before, words)
    await control(sandbox, "settle", { imp_uid: impUid, result: "done" })
    const after = await look()
    assert.include(after, en.says.succeeded)
    assert.notInclude(after, en.lookUp)
  })

  it("has no words for the customer where a PG settles later and the payment cannot be read", async () => {
    const { id } = await shop.order({ kind: "paypal" })
    await shop.refund(id, "read-for-the-words", { amount: 10 })
    for (const [times, language] of [[0, "en"], [1, "en"], [1, "ko"], [0, "ko"]] as const) {
      if (times > 0) await control(sandbox, "faults", { route: "find", fault: "html-503", times: 2 })
      const text = await page("/desk/refunds/read-for-the-words", "minji", language)
      await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
      const texts = language === "en" ? en : ko
      assert.include(text, texts.says.succeeded)
      assert.strictEqual(text.includes(texts.unreadForCustomer), times > 0)
      assert.strictEqual(text.includes(texts.forCustomer), times === 0)
      if (times === 0) assert.include(text, texts.arrivals.unknown)
      for (const words of [texts.notYetForCustomer, texts.arrivals["after-approval"]]) assert.notInclude(text, words)
    }
  })

  it("says that the PG still has to complete a refund that only its notice completes", async () => {
    const account = { holder: "홍길동", bank: "088", account: "110123456789", phone: "01000009999" }
    const { id } = await shop.order({ kind: "smartro-v2-vbank" })
    await shop.refund(id, "completed-by-notice", { amount: 3000, refundAccount: account })
    const text = await page("/desk/refunds/completed-by-notice", "minji")
    for (const words of [en.completedLater, en.notYetForCustomer, en.arrivals["after-notice"]]) {
      assert.include(text, words)
    }
    assert.notInclude(text, en.says.succeeded)
  })

  it("is not announced as done before the refund is sent", async () => {
    for (const kind of ["kakaopay", "naverpay", "trans"]) {
      const { id } = await shop.order({ kind })
      const { cookie, csrf } = await asker(shop).proof("minji")
      const { text } = await asker(shop).ask(`/desk/orders/${id}/refund/check?key=desk-a-new-key`, {
        cookie,
        language: "ko",
        form: { csrf, seen: await shop.seen(id), extent: "part", amount: "3000", reason: "변심", requester: "customer" }
      })
      assert.match(text, /환불 시점/)
      assert.notMatch(text, /처리되었습니다/, kind)
    }
  })
})
