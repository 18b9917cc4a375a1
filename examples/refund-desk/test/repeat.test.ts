/**
 * A rejection for an obstacle that passes: page, API and behaviour agree.
 */
import { afterAll, assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { en } from "../src/desk/text/texts.en.ts"
import { Finder } from "../src/find/Finder.ts"
import { openAltering } from "./altering.ts"
import { asker } from "./desk/ask.ts"
import { opened } from "./opened.ts"
import { control, openShop, start, taken } from "./shop.ts"

const { sandbox } = await opened()
// The PG settles its shops once a day; then there is enough again.
const WORDS = "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다."
const obstacle = await openAltering(sandbox, (payment) => payment, () => WORDS)
const shop = await openShop(sandbox, { baseUrl: obstacle.url, options: { lookEvery: "20 millis" } })
afterAll(async () => {
  await shop.close()
  await obstacle.close()
})
const fault = (name: string, times = 1) => control(sandbox, "faults", { route: "cancel", fault: name, times })
const rejected = async (id: string, key: string, body: object, person = "minji", at = shop) => {
  await fault("pg-rejection")
  const answer = await at.refund(id, key, body, person)
  assert.deepStrictEqual([answer.body.type, answer.body.refund?.next], ["/problems/rejected", "call-again"], key)
  return answer
}
const kinds = async (key: string) =>
  (await shop.get(`/refunds/${key}/events`, "seoyeon")).body.events.map(({ actor, kind, toState }: any) => [
    kind,
    actor,
    toState
  ])

describe("a refund that was rejected for an obstacle that passes", () => {
  it("is made by the same request later, as its answer says, and never by itself", async () => {
    const { id, impUid } = await shop.order()
    const { body, status } = await rejected(id, "passes-by-request", { amount: 1000 })
    assert.strictEqual(status, 422)
    assert.match(body.detail, /Call again with the same key/)
    assert.match(body.korean.detail, /같은 키로 다시 호출하세요/)

    // The program has looked after its refunds when it has finished this one.
    const other = await shop.order()
    await fault("drop-before-commit", 3)
    await shop.refund(other.id, "looked-after", { amount: 1000 })
    assert.strictEqual((await shop.ended("looked-after", "minji", "unknown")).state, "succeeded")
    assert.strictEqual((await shop.get("/refunds/passes-by-request")).body.state, "rejected")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    const answers = await Promise.all(
      Array.from({ length: 4 }, () => shop.refund(id, "passes-by-request", { amount: 1000 }))
    )
    assert.deepStrictEqual(answers.map(({ status }) => status), [201, 201, 201, 201])
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
    assert.deepStrictEqual(await kinds("passes-by-request"), [
      ["requested", "minji", "running"],
      ["ended", null, "rejected"],
      ["requested", "minji", "running"],
      ["ended", null, "succeeded"]
    ])
  })

  it("keeps its amount where \"rest\" was requested", async () => {
    const { id, impUid } = await shop.order()
    await rejected(id, "passes-as-the-rest", { amount: "rest" })
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 4000 })
    const { body, status } = await shop.refund(id, "passes-as-the-rest", { amount: "rest" })
    assert.deepStrictEqual([status, body.type], [422, "/problems/amount-above-left"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("is made by the button that the page names, with the account it was requested with", async () => {
    const { id, impUid } = await shop.order({ kind: "inicis-vbank" })
    const refundAccount = { holder: "홍길동전", bank: "88", account: "110987654321" }
    await rejected(id, "passes-by-button", { amount: 1000, refundAccount, vatAmount: 0 })
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("minji")
    const { text } = await ask("/desk/refunds/passes-by-button", { cookie })
    for (const words of [en.rejectedForNow, en.callAgain("₩1,000"), en.repeatHint, WORDS]) assert.include(text, words)
    assert.notMatch(text, /홍길동전|110987654321/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    const seen = /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? ""
    assert.include(text, en.history)
    const stale = await ask("/desk/refunds/passes-by-button/repeat", { cookie, form: { csrf } })
    assert.strictEqual(stale.to, "/desk/refunds/passes-by-button?changed=1")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    const pressed = await ask("/desk/refunds/passes-by-button/repeat", { cookie, form: { csrf, seen } })
    assert.deepStrictEqual([pressed.status, pressed.to], [303, "/desk/refunds/passes-by-button"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.include(JSON.stringify(line.request), "110987654321")
    assert.strictEqual((await shop.rows("passes-by-button"))[0]?.["sealed"], null)
    const late = await ask("/desk/refunds/passes-by-button/repeat", { cookie, form: { csrf, seen } })
    assert.strictEqual(late.status, 409)
    assert.notInclude((await ask("/desk/refunds/passes-by-button", { cookie })).text, en.repeatHint)
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
  })

  it("is not made as well where a colleague made it in the console since, whole or in parts", async () => {
    const { id, impUid } = await shop.order()
    await rejected(id, "passes-to-console", { amount: 3000 })
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    const again = await shop.refund(id, "passes-to-console", { amount: 3000 })
    assert.deepStrictEqual([again.status, again.body.unknown.cause], [202, "EqualForeignCancel"])

    const parts = await shop.order()
    await rejected(parts.id, "passes-to-parts", { amount: 3000 })
    const { ask, proof } = asker(shop)
    const { cookie, csrf } = await proof("minji")
    const seen = await shop.seen(parts.id)
    for (const amount of [2000, 1000]) await control(sandbox, "console-cancel", { imp_uid: parts.impUid, amount })
    const { to } = await ask("/desk/refunds/passes-to-parts/repeat", { cookie, form: { csrf, seen } })
    assert.strictEqual(to, "/desk/refunds/passes-to-parts?changed=1")
    assert.include((await ask(to ?? "", { cookie })).text, en.changedSince)
    assert.deepStrictEqual([await taken(sandbox, impUid), await taken(sandbox, parts.impUid)], [[], []])
  })

  describe("and whose buyer is removed", () => {
    const refundAccount = { holder: "홍길동전", bank: "88", account: "110987654321" }
    const ask = { amount: 1000, vatAmount: 0, refundAccount }
    const sealed = async (key: string) => (await shop.rows(key))[0]?.["sealed"]
    const erase = async (id: string) => {
      const { cookie, csrf } = await asker(shop).proof("seoyeon")
      assert.strictEqual((await asker(shop).ask(`/desk/orders/${id}/erase`, { cookie, form: { csrf } })).status, 303)
    }
    const isOver = async (key: string, id: string, impUid: string) => {
      assert.strictEqual(await sealed(key), "removed")
      const { body, status } = await shop.refund(id, key, ask)
      assert.deepStrictEqual([status, body.refund.state, body.refund.next], [422, "rejected", "stop"])
      assert.match(body.detail, /refund account was removed with the buyer[^]*new key/)
      assert.match(body.korean.detail, /환불계좌를 삭제해[^]*새 키로 요청하세요/)
      const { cookie, csrf } = await asker(shop).proof("minji")
      const { text } = await asker(shop).ask(`/desk/refunds/${key}`, { cookie })
      for (const words of [en.rejectedForNow, en.repeatHint]) assert.notInclude(text, words)
      const pressed = await asker(shop).ask(`/desk/refunds/${key}/repeat`, { cookie, form: { csrf } })
      assert.strictEqual(pressed.status, 409)
      const without = await shop.refund(id, `${key}-anew`, { amount: 1000, vatAmount: 0 })
      assert.deepStrictEqual([without.status, without.body.type], [422, "/problems/missing-refund-account"])
      assert.deepStrictEqual(await taken(sandbox, impUid), [])
      assert.strictEqual((await shop.refund(id, `${key}-anew`, ask)).status, 201)
      assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
    }

    it("keeps no account, and asks for it anew; one without an account goes on", async () => {
      const buyer = { name: "홍길동", phone: "010-0000-1201" }
      const { id, impUid } = await shop.order({ kind: "inicis-vbank" }, { buyer })
      const card = await shop.order({}, { buyer })
      const other = await shop.order({ kind: "inicis-vbank" }, { buyer: { ...buyer, phone: "010-0000-1202" } })
      await rejected(id, "passes-and-erased", ask)
      await rejected(card.id, "passes-of-a-card", { amount: 1000 })
      await rejected(other.id, "passes-of-another", ask)
      await erase(id)
      await isOver("passes-and-erased", id, impUid)
      assert.strictEqual((await shop.refund(card.id, "passes-of-a-card", { amount: 1000 })).status, 201)
      assert.strictEqual((await shop.refund(other.id, "passes-of-another", ask)).status, 201)
    })

    it("while it waits keeps the account until its end", async () => {
      const { id, impUid } = await shop.order({ kind: "inicis-vbank", amount: 150_000 }, {
        buyer: { name: "심청", phone: "" }
      })
      await shop.refund(id, "erased-while-waiting", { ...ask, amount: 120_000 })
      await erase(id)
      await fault("pg-rejection")
      await shop.approve("erased-while-waiting", "dohyun")
      assert.strictEqual(await sealed("erased-while-waiting"), "removed")
      assert.strictEqual((await shop.refund(id, "erased-waits-again", { ...ask, amount: 120_000 })).status, 202)
      await erase(id)
      assert.strictEqual(
        (await shop.approve("erased-waits-again", "dohyun")).status,
        201
      )
      assert.strictEqual(await sealed("erased-waits-again"), null)
      assert.deepStrictEqual(await taken(sandbox, impUid), [120_000])
      assert.include(JSON.stringify(await control(sandbox, `ledger?imp_uid=${impUid}`)), refundAccount.account)
    })

    it("because of its age keeps no account, also where the buyer was gone before", async () => {
      const { id, impUid } = await shop.order({ kind: "inicis-vbank" }, { orderedAt: "2015-01-02T00:00:00.000Z" })
      const late = await shop.order({ kind: "inicis-vbank" })
      await rejected(id, "passes-and-is-old", ask)
      await rejected(late.id, "passes-and-is-new", ask)
      await shop.runtime.runPromise(
        Effect.flatMap(Finder, (finder) => finder.eraseBefore(Date.parse("2016-01-01T00:00:00Z")))
      )
      await isOver("passes-and-is-old", id, impUid)
      assert.strictEqual((await shop.refund(late.id, "passes-and-is-new", ask)).status, 201)
    })
  })

  it("is judged like a new one: a second person, who requested it neither time", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await rejected(id, "passes-first", { amount: 90_000 })
    await rejected(id, "passes-second", { amount: 20_000 })
    assert.strictEqual((await shop.refund(id, "passes-first", { amount: 90_000 })).status, 201)
    const { cookie, csrf } = await asker(shop).proof("seoyeon")
    await asker(shop).ask("/desk/refunds/passes-second/repeat", { cookie, form: { csrf, seen: await shop.seen(id) } })
    assert.strictEqual((await shop.get("/refunds/passes-second")).body.state, "waiting")
    assert.deepStrictEqual(await taken(sandbox, impUid), [90_000])

    const approve = (person: string) => shop.approve("passes-second", person)
    assert.strictEqual((await approve("seoyeon")).body.type, "/problems/four-eyes")
    const { text } = await asker(shop).ask("/desk/refunds/passes-second", { cookie })
    assert.include(text, en.ownRefund)
    assert.strictEqual((await approve("dohyun")).status, 201)
    assert.deepStrictEqual(await taken(sandbox, impUid), [90_000, 20_000])
  })

  it("says of a request that waits or was declined only what is true of that", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    const ask = { amount: 120_000 }
    const decide = (decision: object, person: string) =>
      shop.post("/refunds/passes-to-decline/approval", decision, person)
    assert.strictEqual((await shop.refund(id, "passes-to-decline", ask)).body.state, "waiting")
    await fault("pg-rejection")
    const rejection = await shop.approve("passes-to-decline")
    assert.strictEqual(rejection.body.refund.next, "call-again")
    const waiting = await shop.refund(id, "passes-to-decline", ask)
    assert.deepStrictEqual([waiting.status, waiting.body.state, waiting.body.next], [202, "waiting", undefined])
    // Who approved the request before has not reviewed this one.
    const { text: again } = await asker(shop).ask("/desk/refunds/passes-to-decline", { person: "minji" })
    assert.match(
      again,
      /<li class="is-now" aria-current="step">[^]{0,400}<span>Reviewed<\/span><span class="small"><\/span>/
    )

    const declined = await decide({ decision: "decline", note: "고객이 취소" }, "dohyun")
    assert.deepStrictEqual([declined.status, declined.body.state], [200, "declined"])
    assert.isUndefined(declined.body.next)
    assert.notMatch(JSON.stringify(declined.body), /same key|같은 키/)
    assert.deepStrictEqual((await shop.refund(id, "passes-to-decline", ask)).body.refund, declined.body)
    const { text } = await asker(shop).ask("/desk/refunds/passes-to-decline", { person: "minji" })
    assert.include(text, en.says.declined)
    for (const words of [en.repeatHint, en.rejectedForNow, WORDS]) assert.notInclude(text, words)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("counts once for the daily limit", async () => {
    const one = await openShop(sandbox, {
      baseUrl: obstacle.url,
      options: { limits: { KRW: { clerk: 10_000, manager: 20_000, fourEyesAbove: 100_000 } } }
    })
    const { id, impUid } = await one.order({ amount: 30_000 })
    await rejected(id, "passes-in-limits", { amount: 7000 }, "minji", one)
    assert.strictEqual((await one.refund(id, "passes-in-limits", { amount: 7000 })).status, 201)
    const { body } = await one.refund(id, "above-the-limit", { amount: 3001 })
    assert.match(body.detail, /3000 KRW more today/)
    assert.strictEqual((await one.refund(id, "within-the-limit", { amount: 3000 })).status, 201)
    assert.deepStrictEqual(await taken(sandbox, impUid), [7000, 3000])
    await one.close()
  })

  it("is not made as well where it was requested with a new key since", async () => {
    const { id, impUid } = await shop.order()
    await rejected(id, "passes-replaced", { amount: 1000 })
    assert.strictEqual((await shop.refund(id, "passes-with-a-new-key", { amount: 1000 })).status, 201)
    const { body, status } = await shop.refund(id, "passes-replaced", { amount: 1000 })
    assert.deepStrictEqual([status, body.type], [409, "/problems/order-changed"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
  })

  it("is not made as well where one of the same amount, also rejected before, was made since", async () => {
    const { id, impUid } = await shop.order()
    await rejected(id, "passes-and-is-made", { amount: 1000 })
    await rejected(id, "passes-with-another-key", { amount: 1000 })
    assert.strictEqual((await shop.refund(id, "passes-and-is-made", { amount: 1000 })).status, 201)
    const { body, status } = await shop.refund(id, "passes-with-another-key", { amount: 1000 })
    assert.deepStrictEqual([status, body.type], [409, "/problems/order-changed"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
  })
})

describe("a refund that a start takes up", () => {
  it("is not made as well where a colleague made it in the console while the desk was down", async () => {
    // Of its own, because the other shop looks payments up all the time and would meet the faults.
    await using sandbox = await start()
    const folder = mkdtempSync(join(tmpdir(), "portone-taken-up-"))
    const setup = { filename: join(folder, "shop.sqlite") }
    const before = await openShop(sandbox, { ...setup, patience: "300 millis" })
    const { id, impUid } = await before.order()
    // The ledger knows the payment, so that an equal cancel is not one of before its time.
    assert.strictEqual((await before.refund(id, "taken-up-earlier", { amount: 1000 })).status, 201)
    // The look-up of the check is answered, and none of the refund's own.
    await control(sandbox, "faults", [
      { route: "find", fault: "slow", ms: 1, times: 1 },
      { route: "find", fault: "hang", times: 5 }
    ])
    assert.strictEqual((await before.refund(id, "taken-up-later", { amount: 3000 })).body.state, "running")
    await before.close()
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE", headers: { connection: "close" } })
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    const after = await openShop(sandbox, setup)
    assert.strictEqual((await after.ended("taken-up-later")).state, "unknown")
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
    await after.close()
    rmSync(folder, { recursive: true })
  })
})
