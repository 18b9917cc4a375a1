/**
 * Refunds of the shop over real HTTP, with the sandbox's ledger as the judge.
 */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { inspect } from "node:util"
import { en } from "../src/desk/text/texts.en.ts"
import { keysOf } from "../src/shop/Keys.ts"
import { Refunds } from "../src/shop/Refunds.ts"
import { sealText } from "../src/shop/vault.ts"
import { openAltering, type Wire } from "./altering.ts"
import { asker } from "./desk/ask.ts"
import { openGate } from "./gate.ts"
import { opened } from "./opened.ts"
import { control, openShop, pause, SECRET, taken, written } from "./shop.ts"

const { sandbox, shop } = await opened()
const gate = await openGate(sandbox)
const impatient = await openShop(sandbox, { patience: "1 millis", baseUrl: gate.url })
afterAll(async () => {
  await impatient.close()
  await gate.close()
})

const boss = { name: "이서연", role: "manager", store: "seongsu" } as const
const fault = (route: string, name: string, times = 1) => control(sandbox, "faults", { route, fault: name, times })
const cancels = async () => (await control(sandbox, "requests")).cancel?.received ?? 0

describe("a refund", () => {
  it("takes the amount for \"rest\" from the shop's data, and is 201 with its address", async () => {
    const { id, impUid } = await shop.order()
    const done = await shop.refund(id, "whole-order", { amount: "rest", reason: "변심" })

    assert.deepStrictEqual([done.status, done.location, done.body.state], [201, "/refunds/whole-order", "succeeded"])
    assert.deepStrictEqual([done.body.amount, done.body.refunded, done.body.certain], [10_000, 10_000, "answer"])
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.deepStrictEqual([line.request.amount, line.request.checksum], [10_000, 10_000])
    assert.match(line.request.reason, /^\[[A-Z2-7]{18}\] 변심$/)
  })

  it("is done in parts, and the rest by name, and then nothing is left", async () => {
    const { id, impUid } = await shop.order()
    const part = await shop.refund(id, "first-part", { amount: 3000 })
    const rest = await shop.refund(id, "the-rest", { amount: "rest" })
    const more = await shop.refund(id, "one-more", { amount: 1 })

    assert.deepStrictEqual([part.status, rest.status, more.status], [201, 201, 409])
    assert.strictEqual(more.body.type, "/problems/nothing-left")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000, 7000])
    const seen = await shop.get(`/orders/${id}`)
    assert.deepStrictEqual([seen.body.left, seen.body.refunds.length], [0, 2])
  })

  it("keeps cents exact", async () => {
    const { id, impUid } = await shop.order({ kind: "usd-card", amount: 0.3 })
    for (const key of ["cents-one", "cents-two"]) {
      assert.strictEqual((await shop.refund(id, key, { amount: 0.1 })).status, 201)
    }
    assert.strictEqual((await shop.refund(id, "cents-rest")).body.refunded, 0.1)
    assert.deepStrictEqual(await taken(sandbox, impUid), [0.1, 0.1, 0.1])
  })

  it("happens once for one key, however often it is asked for", async () => {
    const { id, impUid } = await shop.order()
    const answers = [await shop.refund(id, "again-and-again", { amount: 4000 })]
    answers.push(await shop.refund(id, "\"again-and-again\"", { amount: 4000 }))

    assert.deepStrictEqual(answers.map(({ status }) => status), [201, 201])
    assert.deepStrictEqual(answers[1]?.body, answers[0]?.body)
    assert.deepStrictEqual(await taken(sandbox, impUid), [4000])
  })

  it("happens once for one key that comes eight times at once", async () => {
    const { id, impUid } = await shop.order()
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.refund(id, "eight-times", { amount: 4000 })))

    assert.deepStrictEqual(answers.map(({ status }) => status), Array.from({ length: 8 }, () => 201))
    assert.deepStrictEqual(await taken(sandbox, impUid), [4000])
  })

  it("is rejected when its key belongs to another request: another amount, order or person", async () => {
    const { id, impUid } = await shop.order()
    const other = await shop.order()
    await shop.refund(id, "taken-key", { amount: 1000 })
    const answers = [
      await shop.refund(id, "taken-key", { amount: 2000 }),
      await shop.refund(other.id, "taken-key", { amount: 1000 }),
      await shop.refund(id, "taken-key", { amount: 1000 }, "seoyeon")
    ]

    for (const { body, status } of answers) {
      assert.deepStrictEqual([status, body.type], [422, "/problems/key-reused"])
    }
    assert.deepStrictEqual([await taken(sandbox, impUid), await taken(sandbox, other.impUid)], [[1000], []])
  })

  it("never takes more than there is, however many are asked for at once", async () => {
    const { id, impUid } = await shop.order()
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => shop.refund(id, `at-once-${index}`, { amount: 4000 }))
    )

    assert.deepStrictEqual(answers.map(({ status }) => status).toSorted(), [201, 201, 422, 422, 422, 422])
    assert.deepStrictEqual(await taken(sandbox, impUid), [4000, 4000])
  })

  it("needs a key that is fit for an address", async () => {
    const { id, impUid } = await shop.order()
    const answers = [
      await shop.post(`/orders/${id}/refunds`, { amount: "rest" }),
      await shop.refund(id, "short"),
      await shop.refund(id, "with/slash"),
      await shop.refund(id, "k".repeat(65))
    ]

    for (const { body, status } of answers) assert.deepStrictEqual([status, body.type], [400, "/problems/key-unusable"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("E5.4 takes no missing or invalid amount and no unknown field, so that a typing mistake does not become \"everything\"", async () => {
    const { id, impUid } = await shop.order()
    const before = await cancels()
    for (
      const body of [
        {},
        { reason: "변심" },
        { amout: 3000 },
        { amount: 0 },
        { amount: -1 },
        { amount: null },
        { amount: "3000" },
        { amount: "all" },
        { imp_uid: impUid },
        { impUid, amount: 1000 },
        { reason: "가".repeat(201) },
        { amount: 1000, refundAccount: { holder: "홍길동" } },
        [],
        "text"
      ]
    ) {
      const { body: problem, status, type } = await shop.refund(id, "slip-of-the-pen", body as object)
      assert.include([400, 422], status, JSON.stringify(body))
      assert.strictEqual(type, "application/problem+json")
      assert.notInclude(JSON.stringify(problem), "홍길동")
    }
    assert.strictEqual((await shop.refund(id, "slip-of-the-pen", { amount: 0.5 })).status, 422)
    assert.strictEqual(
      (await shop.refund(id, "slip-of-the-pen", { amount: 10_001 })).body.type,
      "/problems/amount-above-left"
    )
    assert.strictEqual(await cancels(), before)
    assert.strictEqual((await shop.get("/refunds/slip-of-the-pen")).status, 404)
  })
})

describe("who may do what", () => {
  it("is for people who are signed in", async () => {
    for (const headers of [{}, { authorization: "Bearer demo-nobody" }, { authorization: "Basic ZGVtbw==" }]) {
      const { body, status, type } = await shop.send("GET", "/orders", headers)
      assert.deepStrictEqual([status, type, body.type], [401, "application/problem+json", "/problems/not-signed-in"])
    }
  })

  it("shows a clerk the own store's orders only, and refunds none of another store", async () => {
    const { id, impUid } = await shop.order({ store: "hongdae" })
    const list = (person: string) =>
      shop.get("/orders", person).then(({ body }) => body.orders.map((one: any) => one.id))
    assert.notInclude(await list("minji"), id)
    assert.include(await list("junho"), id)
    assert.include(await list("seoyeon"), id)

    const answers = [await shop.refund(id, "not-my-store"), await shop.get(`/orders/${id}`)]
    assert.deepStrictEqual(answers.map(({ body, status }) => [status, body.type]), [
      [404, "/problems/order-not-found"],
      [404, "/problems/order-not-found"]
    ])
    assert.strictEqual((await shop.refund(id, "my-store-all-right", { amount: 1000 }, "junho")).status, 201)
    assert.strictEqual((await shop.get("/refunds/my-store-all-right")).status, 404)
    assert.strictEqual((await shop.refund("order-of-nobody", "no-such-order")).status, 404)
    assert.deepStrictEqual(await taken(sandbox, impUid), [1000])
  })

  it("S21 does not learn which orders and refunds of other stores exist", async () => {
    const { id } = await shop.order({ store: "hongdae" })
    await shop.refund(id, "of-another-store", { amount: 1000 }, "junho")
    const steps = ["look", "approval", "conclusion"]
    const asked = async (order: string, key: string) => {
      const answers = [
        await shop.get(`/orders/${order}`),
        await shop.post(`/orders/${order}/refunds/preview`, { amount: "rest" }),
        await shop.refund(order, "a-new-refund-of-it"),
        await shop.get(`/refunds/${key}`),
        ...await Promise.all(
          steps.map((step) =>
            shop.post(`/refunds/${key}/${step}`, { decision: "approve", seen: "x", found: "given-back", note: "x" })
          )
        )
      ]
      return answers.map((
        { body, status }
      ) => [status, JSON.stringify(body).replaceAll(order, "…").replaceAll(key, "…")])
    }

    const seen = await asked(id, "of-another-store")
    assert.deepStrictEqual(seen, await asked("order-of-nobody", "refund-of-nobody"))
    for (const [status] of seen) assert.strictEqual(status, 404)
    const hidden = (name: string) =>
      written.filter((line) => /"shop.denied".*another-store/.test(line) && line.includes(`"${name}"`)).length
    // Of the order: payment, preview and refund. Of the refund: reading it, and each step.
    assert.deepStrictEqual([hidden(id), hidden("of-another-store")], [3, 4])
  })

  it("S21 learns of a key of another store only that it cannot be used", async () => {
    const other = await shop.order({ store: "hongdae" })
    await shop.refund(other.id, "key-of-another-store", { amount: 1000 }, "junho")
    const own = await shop.order()
    await shop.refund(own.id, "key-of-the-own-store", { amount: 1000 })
    const { id, impUid } = await shop.order()
    const seen = async (key: string) => {
      const { body, status } = await shop.refund(id, key, { amount: 1 })
      return [status, JSON.stringify(body).replaceAll(key, "…")]
    }
    const answer = await seen("key-of-another-store")
    assert.deepStrictEqual(answer, await seen("key-of-the-own-store"))
    assert.strictEqual(answer[0], 422)
    assert.match(String(answer[1]), /The key … cannot be used for this request[^]*쓸 수 없는 키입니다/)
    assert.notMatch(String(answer[1]), /another request|다른 요청|order-|hongdae/)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("ends at the daily limit of a person, and reports what is left of it", async () => {
    const one = await openShop(sandbox, {
      options: { limits: { KRW: { clerk: 10_000, manager: 20_000, fourEyesAbove: 100_000 } } }
    })
    const { id, impUid } = await one.order({ amount: 30_000 })
    const first = await one.refund(id, "limit-first", { amount: 7000 })
    // What the same person has requested on another day, of another order.
    const before = await one.order({ amount: 30_000 })
    for (
      const statement of [
        "CREATE TABLE one AS SELECT * FROM refunds WHERE key = 'limit-first'",
        `UPDATE one SET key = 'of-another-day', order_id = '${before.id}', imp_uid = '${before.impUid}', day = '2020-01-01'`,
        "INSERT INTO refunds SELECT * FROM one",
        `INSERT INTO events (at, day, kind, actor, refund, order_id, to_state, amount, currency) VALUES
          ('2020-01-01T03:00:00.000Z', '2020-01-01', 'requested', 'minji', 'of-another-day', '${before.id}', 'running', 7000, 'KRW')`
      ]
    ) await one.sql(statement)
    const answers = [
      first,
      await one.refund(id, "limit-second", { amount: 4000 }),
      await one.refund(id, "limit-third", { amount: 3000 }),
      await one.refund(id, "limit-manager", { amount: 4000 }, "seoyeon")
    ]
    const dollars = await one.order({ kind: "usd-card", amount: 20 })

    assert.deepStrictEqual(answers.map(({ status }) => status), [201, 403, 201, 201])
    assert.match(answers[1]?.body.detail, /3000 KRW more today/)
    assert.strictEqual((await one.refund(dollars.id, "no-limit-set")).body.type, "/problems/no-limit-for-currency")
    assert.deepStrictEqual(await taken(sandbox, impUid), [7000, 3000, 4000])
    await one.close()
  })

  it("needs a second person above an amount, who is a manager and not the first", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    const waiting = await shop.refund(id, "four-eyes-one", { amount: 120_000 }, "seoyeon")
    assert.deepStrictEqual([waiting.status, waiting.body.state], [202, "waiting"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    const seen = await shop.seen(id)
    const approve = (person: string, more: object = { seen }) =>
      shop.post("/refunds/four-eyes-one/approval", { decision: "approve", ...more }, person)
    assert.strictEqual((await approve("minji")).body.type, "/problems/managers-only")
    const steps = [["approval", { decision: "decline", note: "x" }], ["conclusion", {
      found: "given-back",
      note: "x"
    }]] as const
    for (const [step, body] of steps) {
      const { body: problem, status } = await shop.post(`/refunds/four-eyes-one/${step}`, body)
      assert.deepStrictEqual([status, problem.type], [403, "/problems/managers-only"], step)
    }
    assert.strictEqual((await approve("seoyeon")).body.type, "/problems/four-eyes")
    const own = await shop.post("/refunds/four-eyes-one/approval", { decision: "decline", note: "x" }, "seoyeon")
    assert.strictEqual(own.body.type, "/problems/four-eyes")
    assert.strictEqual((await shop.post("/refunds/four-eyes-one/approval", {}, "dohyun")).status, 422)
    const list = (await shop.get("/refunds?state=waiting", "dohyun")).body.refunds.map((one: any) => one.key)
    assert.include(list, "four-eyes-one")

    // The balance and the history belong to the decision.
    for (const broken of ["html-503", "odd-response"]) {
      await fault("find", broken)
      assert.strictEqual((await approve("dohyun")).body.type, "/problems/lookup-failed", broken)
    }
    assert.strictEqual((await shop.get("/refunds/four-eyes-one", "dohyun")).body.state, "waiting")
    for (const [wrong, type] of [["x", "balance-changed"], ["", "balance-changed"], [1, "field-unusable"]] as const) {
      assert.strictEqual((await approve("dohyun", { seen: wrong })).body.type, `/problems/${type}`)
    }
    assert.strictEqual((await approve("dohyun", {})).body.type, "/problems/field-unusable")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    // A second click reports the refund.
    const both = await Promise.all([approve("dohyun"), approve("dohyun")])
    assert.deepStrictEqual([...both, await approve("dohyun")].map(({ status }) => status), [201, 201, 201])
    assert.deepStrictEqual(await taken(sandbox, impUid), [120_000])
    assert.strictEqual((await shop.get("/refunds/four-eyes-one", "dohyun")).body.decidedBy, "dohyun")
  })

  it("is not approved by who has seen the order before another of its refunds was made", async () => {
    const { id, impUid } = await shop.order({ amount: 300_000 })
    await shop.refund(id, "waits-with-other", { amount: 120_000 }, "minji")
    await shop.refund(id, "waits-with-equal", { amount: 120_000 }, "minji")
    const seen = await shop.seen(id)
    const approve = (key: string, person: string) =>
      shop.post(`/refunds/${key}/approval`, { decision: "approve", seen }, person)
    const answers = [await approve("waits-with-other", "dohyun"), await approve("waits-with-equal", "seoyeon")]
    assert.deepStrictEqual(answers.map(({ status }) => status), [201, 409])
    assert.strictEqual(answers[1]?.body.type, "/problems/balance-changed")
    assert.deepStrictEqual(await taken(sandbox, impUid), [120_000])

    // Nor both at once.
    const both = await shop.order({ amount: 300_000 })
    await shop.refund(both.id, "waits-at-once-1", { amount: 120_000 })
    await shop.refund(both.id, "waits-at-once-2", { amount: 120_000 })
    const body = { decision: "approve", seen: await shop.seen(both.id) }
    const at = await Promise.all([
      shop.post("/refunds/waits-at-once-1/approval", body, "dohyun"),
      shop.post("/refunds/waits-at-once-2/approval", body, "seoyeon")
    ])
    assert.deepStrictEqual(at.map(({ status }) => status).toSorted(), [201, 409])
    assert.deepStrictEqual(await taken(sandbox, both.impUid), [120_000])
  })

  it("needs a second person also for an amount that is cut into small ones", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    const small = await shop.refund(id, "cut-into-one", { amount: 90_000 })
    const next = await shop.refund(id, "cut-into-two", { amount: 20_000 })

    assert.deepStrictEqual([small.status, next.status, next.body.state], [201, 202, "waiting"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [90_000])
  })

  it("S5 counts an order and not a person: three people cannot split an amount", async () => {
    const { id, impUid } = await shop.order({ amount: 300_000 })
    const answers = [
      await shop.refund(id, "split-by-minji", { amount: 67_000 }, "minji"),
      await shop.refund(id, "split-by-seoyeon", { amount: 67_000 }, "seoyeon"),
      await shop.refund(id, "split-by-dohyun", { amount: 67_002 }, "dohyun")
    ]
    assert.deepStrictEqual(answers.map(({ body }) => body.state), ["succeeded", "waiting", "waiting"])
    // Nor does another day help.
    await shop.sql("UPDATE refunds SET day = '2000-01-01', created_at = '2000-01-01' WHERE key LIKE 'split-by-%'")
    assert.strictEqual((await shop.refund(id, "split-by-a-day", { amount: 50_000 })).body.state, "waiting")
    assert.deepStrictEqual(await taken(sandbox, impUid), [67_000])
  })

  it("S3 judges second persons from the events, which no statement changes", async () => {
    const { id } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "events-are-kept", { amount: 120_000 }, "seoyeon")
    const sql = (statement: string) =>
      shop.sql(statement).then(() => "done", (error: unknown) => String(inspect(error, { depth: 9 })))
    const where = "WHERE refund = 'events-are-kept'"
    for (
      const [statement, words] of [
        [`UPDATE events SET actor = 'minji' ${where}`, "never changed"],
        [`DELETE FROM events ${where}`, "never removed"],
        [
          `INSERT OR REPLACE INTO events SELECT id, at, day, kind, 'minji', refund, order_id, from_state, to_state, amount, currency, found, note FROM events ${where}`,
          "never replaced"
        ],
        ["UPDATE refunds SET requested_by = 'minji' WHERE key = 'events-are-kept'", "never changed"]
      ] as const
    ) {
      assert.include(await sql(statement), words)
    }
    const approve = (person: string) => shop.approve("events-are-kept", person)
    await shop.sql("DROP TRIGGER refunds_keep_their_origin")
    await shop.sql("UPDATE refunds SET requested_by = 'minji' WHERE key = 'events-are-kept'")
    assert.strictEqual((await approve("seoyeon")).body.type, "/problems/four-eyes")
    await fault("cancel", "pg-rejection")
    assert.strictEqual((await approve("dohyun")).body.state, "unknown")

    // Who concludes it does not replace who approved it.
    for (const person of ["dohyun", "seoyeon"]) {
      await shop.post("/refunds/events-are-kept/conclusion", { found: "given-back", note: "확인" }, person)
    }
    const { body } = await shop.get("/refunds/events-are-kept", "dohyun")
    assert.deepStrictEqual([body.state, body.decidedBy], ["by-hand", "dohyun"])
    assert.include(await sql("UPDATE refunds SET decided_by = 'minji' WHERE key = 'events-are-kept'"), "never changed")
    const { events } = (await shop.get("/refunds/events-are-kept/events", "dohyun")).body
    assert.deepStrictEqual(
      events.map(({ actor, fromState, kind, toState }: any) => [kind, actor, fromState, toState]),
      [
        ["requested", "seoyeon", null, "waiting"],
        ["approved", "dohyun", "waiting", "running"],
        ["ended", null, "running", "unknown"],
        ["compared", "dohyun", "unknown", null],
        ["concluded", "seoyeon", "unknown", "by-hand"]
      ]
    )
  })

  it("is withdrawn by who requested it, while it waits, and by no other person", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "to-be-withdrawn", { amount: 150_000 })
    const withdraw = (person: string) => shop.post("/refunds/to-be-withdrawn/withdrawal", {}, person)
    assert.strictEqual((await withdraw("seoyeon")).body.type, "/problems/not-yours")
    const withdrawn = await withdraw("minji")
    assert.deepStrictEqual([withdrawn.status, withdrawn.body.state], [200, "withdrawn"])
    assert.strictEqual((await withdraw("minji")).body.type, "/problems/not-now")
    const late = await shop.approve("to-be-withdrawn", "dohyun")
    assert.strictEqual(late.body.type, "/problems/not-now")
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, 150_000)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("S8 leaves a log line for each step and each denial, with the person and the outcome", async () => {
    const { id } = await shop.order({ amount: 150_000, store: "hongdae" })
    const from = written.length
    await shop.refund(id, "logged-refund", { amount: 120_000, reason: "비밀 사유" }, "dohyun")
    await shop.approve("logged-refund", "dohyun")
    await shop.post("/refunds/logged-refund/approval", { decision: "decline", note: "비밀 메모" }, "seoyeon")
    await shop.get(`/orders/${id}`, "minji")
    await shop.get("/orders", "nobody")
    const line = (pattern: RegExp) =>
      vi.waitFor(() => assert.isTrue(written.slice(from).some((text) => pattern.test(text)), String(pattern)), 60_000)
    await line(/shop\.event\.requested.*"actor":"dohyun".*"outcome":"waiting"/)
    await line(/shop\.denied.*"actor":"dohyun".*"outcome":"FourEyes"/)
    await line(/shop\.event\.declined.*"actor":"seoyeon".*"outcome":"declined"/)
    await line(/shop\.denied.*"actor":"minji".*"outcome":"another-store"/)
    await line(/shop\.denied.*"actor":"none".*"outcome":"NotSignedIn".*"address":"127\.0\.0\.1"/)
    for (const text of written.slice(from)) {
      if (/"shop\./.test(text)) assert.notMatch(text, /비밀/)
    }
  })

  it("drops no note: one that cannot be stored is rejected, also with an approval", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "approved-with-note", { amount: 150_000 })
    const approve = async (key: string, orderId: string, note: unknown) =>
      shop.post(`/refunds/${key}/approval`, { decision: "approve", seen: await shop.seen(orderId), note }, "dohyun")
    for (const note of ["x".repeat(501), "a\u0000b", "\ud800", 1, {}]) {
      const { body, status } = await approve("approved-with-note", id, note)
      assert.deepStrictEqual([status, body.type], [422, "/problems/field-unusable"])
      assert.match(body.detail, /^note must be [^]*This request moved no money/)
    }
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    assert.strictEqual((await approve("approved-with-note", id, `${"x\r\n".repeat(249)}x😀`)).status, 201)
    const { events } = (await shop.get("/refunds/approved-with-note/events")).body
    assert.strictEqual(events.find(({ kind }: any) => kind === "approved").note, `${"x\n".repeat(249)}x😀`)
    for (const [at, note] of [undefined, null, "", "  "].entries()) {
      const { id } = await shop.order({ amount: 150_000 })
      const key = `approved-without-${at}`
      await shop.refund(id, key, { amount: 150_000 })
      assert.strictEqual(
        (await approve(key, id, note)).status,
        201
      )
    }
  })

  it("never sends a declined refund, and its amount is refundable again", async () => {
    const { id, impUid } = await shop.order({ amount: 150_000 })
    await shop.refund(id, "to-be-declined", { amount: 150_000 })
    const decline = (body: object) => shop.post("/refunds/to-be-declined/approval", body, "dohyun")
    for (const note of [undefined, "", " ", 1]) {
      assert.strictEqual((await decline({ decision: "decline", note })).body.type, "/problems/field-unusable")
    }
    assert.strictEqual((await shop.get("/refunds/to-be-declined")).body.state, "waiting")
    const declined = await decline({ decision: "decline", note: "영수증 없음" })
    const replay = await shop.refund(id, "to-be-declined", { amount: 150_000 })

    assert.deepStrictEqual([declined.status, replay.status, replay.body.refund.state], [200, 409, "declined"])
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, 150_000)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })
})

describe("the check before the send", () => {
  it("rejects what cannot work, with all findings in both languages, and writes no row", async () => {
    const { id } = await shop.order({ kind: "inicis-vbank" })
    const { body, status } = await shop.refund(id, "no-account-given")

    assert.deepStrictEqual([status, body.type, body.moneyMoved], [422, "/problems/missing-refund-account", "no"])
    assert.strictEqual(body.findings[0].code, "refund-account-vbank")
    assert.match(body.korean.detail, /환불계좌가 없습니다/)
    assert.strictEqual((await shop.get("/refunds/no-account-given")).status, 404)
  })

  it("is shown in a preview, and sends nothing", async () => {
    const { id } = await shop.order({ kind: "inicis-vbank", amount: 150_000 })
    const before = await cancels()
    const { body, status } = await shop.post(`/orders/${id}/refunds/preview`, { amount: "rest" })

    assert.deepStrictEqual([status, body.amount, body.needsApproval], [200, 150_000, true])
    assert.strictEqual(body.findings[0].severity, "error")
    assert.strictEqual(await cancels(), before)
  })

  it("stops where order and payment are not the same thing", async () => {
    const { id, impUid } = await shop.order({}, { amount: 20_000 })
    const { body, status } = await shop.refund(id, "another-amount")

    assert.deepStrictEqual([status, body.type], [409, "/problems/payment-differs"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("refunds no more than the payment has, after a cancel in the console", async () => {
    const { id, impUid } = await shop.order()
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 4000 })

    assert.strictEqual((await shop.refund(id, "more-than-is-left", { amount: 7000 })).status, 422)
    assert.strictEqual((await shop.refund(id, "what-is-left-of-it")).body.refunded, 6000)
    assert.deepStrictEqual(await taken(sandbox, impUid), [6000])
  })
})

describe("a refund account", () => {
  const refundAccount = { holder: "홍길동전", bank: "88", account: "110987654321", phone: "01098765432" }

  it("reaches PortOne, is sealed while a refund waits, and is gone afterwards", async () => {
    const { id, impUid } = await shop.order({ kind: "inicis-vbank", amount: 120_000 })
    await shop.refund(id, "to-an-account", { amount: "rest", refundAccount, vatAmount: 0 })
    const [waiting] = await shop.rows("to-an-account")
    await shop.approve("to-an-account", "dohyun")
    const [after] = await shop.rows("to-an-account")

    assert.isAbove(String(waiting?.["sealed"]).length, 40)
    assert.notMatch(JSON.stringify(waiting), /홍길동전|110987654321|01098765432/)
    assert.strictEqual(after?.["sealed"], null)
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.include(JSON.stringify(line.request), "110987654321")

    for (
      const [step, body, person] of [
        ["withdrawal", {}, "minji"],
        ["approval", { decision: "decline", note: "영수증 없음" }, "dohyun"]
      ] as const
    ) {
      const key = `not-sent-after-${step}`
      const { id } = await shop.order({ kind: "inicis-vbank", amount: 120_000 })
      await shop.refund(id, key, { amount: "rest", refundAccount, vatAmount: 0 })
      assert.isString((await shop.rows(key))[0]?.["sealed"])
      await shop.post(`/refunds/${key}/${step}`, body, person)
      assert.isNull((await shop.rows(key))[0]?.["sealed"], key)
    }
  })

  it("cannot replace the account of another refund: a seal of another row stops the refund before it is sent", async () => {
    const keys = ["account-of-one", "account-of-other"]
    const payments: Array<string> = []
    let other = ""
    for (const key of keys) {
      const { id, impUid } = await shop.order({ kind: "inicis-vbank", amount: 120_000 })
      payments.push(impUid)
      other = id
      await shop.refund(id, key, { amount: "rest", refundAccount })
    }
    await shop.sql(
      "UPDATE refunds SET sealed = (SELECT sealed FROM refunds WHERE key = 'account-of-one') WHERE key = 'account-of-other'"
    )
    const approved = await Promise.all(
      keys.map((key) => shop.approve(key, "dohyun"))
    )

    assert.deepStrictEqual([approved[0]?.body.state, approved[1]?.body.type], ["succeeded", "/problems/seal-broken"])
    // Also where it was altered after the approval.
    await shop.sql("UPDATE refunds SET state = 'running' WHERE key = 'account-of-other'")
    assert.strictEqual(
      (await shop.refund(other, "account-of-other", { amount: "rest", refundAccount })).body.state,
      "running"
    )
    assert.deepStrictEqual(await Promise.all(payments.map((one) => taken(sandbox, one))), [[120_000], []])
    // Otherwise the shop would try it again while the other tests run.
    await shop.sql("DELETE FROM refunds WHERE key = 'account-of-other'")
  })

  it("belongs to the request its key was used for", async () => {
    const { id } = await shop.order({ kind: "inicis-vbank" })
    assert.strictEqual((await shop.refund(id, "same-account", { amount: "rest", refundAccount })).status, 201)
    const other = { ...refundAccount, account: "110000000000" }
    assert.strictEqual((await shop.refund(id, "same-account", { amount: "rest", refundAccount: other })).status, 422)
  })
})

describe("an outcome that is not known yet", () => {
  it("is 202 with an address that shows the outcome: the answer was lost, the money moved", async () => {
    const { id, impUid } = await impatient.order()
    await fault("cancel", "hang-after-commit")
    const asked = await impatient.refund(id, "lost-answer", { amount: 3000 })

    assert.deepStrictEqual([asked.status, asked.location, asked.body.state], [202, "/refunds/lost-answer", "running"])
    while ((await taken(sandbox, impUid)).length === 0) await pause()
    gate.cut()
    const end = await impatient.ended("lost-answer")
    assert.deepStrictEqual([end.state, end.certain], ["succeeded", "tag"])
    assert.strictEqual((await impatient.refund(id, "lost-answer", { amount: 3000 })).status, 201)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("is refunded once, also when the request was lost and had to be repeated", async () => {
    const { id, impUid } = await shop.order()
    await fault("cancel", "drop-before-commit")
    const done = await shop.refund(id, "lost-request", { amount: 3000 })

    assert.strictEqual(done.status, 201)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("continues when its client hangs up in the middle", async () => {
    const { id, impUid } = await shop.order()
    await control(sandbox, "faults", { route: "cancel", fault: "slow-answer", ms: 500 })
    const gone = new AbortController()
    const asked = shop.refund(id, "client-hangs-up", { amount: 3000 }, "minji", gone.signal).catch(() => "gone")
    while ((await taken(sandbox, impUid)).length === 0) await pause()
    gone.abort()

    assert.strictEqual(await asked, "gone")
    assert.strictEqual((await shop.ended("client-hangs-up")).state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("is accepted and pending at a PG that settles later, until its webhook leads to a look-up", async () => {
    const { id, impUid } = await shop.order({ async: true })
    const asked = await shop.refund(id, "settles-later", { amount: 3000 })
    assert.deepStrictEqual([asked.status, asked.body.state], [202, "pending"])
    assert.include((await shop.get("/refunds")).body.refunds.map((one: any) => one.key), "settles-later")
    const before = await cancels()
    assert.strictEqual((await shop.post("/refunds/settles-later/look", {})).body.state, "pending")

    await control(sandbox, "settle", { imp_uid: impUid, result: "done" })
    const heard = await shop.send(
      "POST",
      "/webhooks/portone",
      { "content-type": "application/json" },
      JSON.stringify({
        imp_uid: impUid,
        merchant_uid: id,
        status: "cancelled"
      })
    )

    assert.strictEqual(heard.status, 204)
    assert.strictEqual((await shop.get("/refunds/settles-later")).body.state, "succeeded")
    assert.deepStrictEqual([await cancels(), await taken(sandbox, impUid)], [before, [3000]])
  })

  it("S4 is for two managers to conclude after comparing, with a note, where a PG says it was cancelled before", async () => {
    for (const [found, state, sent] of [["given-back", "by-hand", 0], ["not-given-back", "succeeded", 3000]] as const) {
      const { id, impUid } = await shop.order()
      const key = `pg-says-so-${state}`
      await fault("cancel", "pg-rejection")
      const asked = await shop.refund(id, key, { amount: 3000 }, "dohyun")
      assert.deepStrictEqual([asked.status, asked.body.unknown.cause], [202, "PgSaysAlreadyCancelled"])
      assert.match(asked.body.unknown.messageKo, /대조하세요/)
      const conclude = (person: string, body: object = { found, note: "콘솔에서 확인" }) =>
        shop.post(`/refunds/${key}/conclusion`, body, person)
      assert.strictEqual((await conclude("minji")).status, 403)
      for (const note of [undefined, "", "  ", "x".repeat(501), "a\u0000b", 1]) {
        assert.strictEqual((await conclude("dohyun", { found, note })).body.type, "/problems/field-unusable")
      }

      // One person alone concludes nothing, however often, nor do two who disagree.
      const other = found === "given-back" ? "not-given-back" : "given-back"
      const alone = [
        await conclude("dohyun"),
        await conclude("dohyun"),
        await conclude("seoyeon", { found: other, note: "다르게 보임" })
      ]
      assert.deepStrictEqual(alone.map(({ body, status }) => [status, body.state]), alone.map(() => [202, "unknown"]))
      assert.deepStrictEqual(await taken(sandbox, impUid), [])
      assert.strictEqual((await conclude("seoyeon")).body.state, "unknown")
      const end = await conclude("dohyun")
      assert.strictEqual(end.body.state, state)
      assert.strictEqual((await conclude("seoyeon")).status, sent === 0 ? 409 : 201)
      assert.deepStrictEqual(await taken(sandbox, impUid), sent === 0 ? [] : [3000])
      const { events } = (await shop.get(`/refunds/${key}/events`, "dohyun")).body
      assert.deepStrictEqual(
        events.filter(({ kind }: any) => kind === "compared" || kind === "concluded").map(
          ({ actor, fromState, kind, note }: any) => [kind, actor, fromState, note !== ""]
        ),
        [
          ["compared", "dohyun", "unknown", true],
          ["compared", "dohyun", "unknown", true],
          ["compared", "seoyeon", "unknown", true],
          ["compared", "seoyeon", "unknown", true],
          ["concluded", "dohyun", "unknown", true]
        ]
      )
    }
  })

  it("S4 is not concluded with a comparison of before the last call of its key", async () => {
    const { id, impUid } = await shop.order()
    const found = { found: "given-back", note: "콘솔에서 확인" }
    await fault("cancel", "drop-before-commit", 3)
    await shop.refund(id, "compared-too-early", { amount: 3000 })
    await shop.post("/refunds/compared-too-early/conclusion", found, "dohyun")
    await fault("cancel", "drop-before-commit", 3)
    await shop.runtime.runPromise(
      Effect.flatMap(Refunds, (refunds) => refunds.resume({ ...boss, id: "seoyeon" }, "compared-too-early"))
    )
    const late = await shop.post("/refunds/compared-too-early/conclusion", found, "seoyeon")
    assert.deepStrictEqual([late.status, late.body.state], [202, "unknown"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("S4 is continued after those of its payment that are under way, and forgets nothing of them", async () => {
    const { id, impUid } = await impatient.order()
    await fault("cancel", "pg-rejection")
    await impatient.refund(id, "locked-by-its-pg", { amount: 3000 })
    assert.strictEqual((await impatient.ended("locked-by-its-pg")).unknown.isLocked, true)
    const before = await cancels()
    await fault("cancel", "hang-after-commit")
    await impatient.refund(id, "under-way-as-well", { amount: 1000 })
    while (await cancels() === before) await pause()
    const conclude = (person: string) =>
      impatient.post("/refunds/locked-by-its-pg/conclusion", { found: "not-given-back", note: "확인" }, person)
    await conclude("seoyeon")
    assert.strictEqual((await conclude("dohyun")).body.state, "running")
    gate.cut()
    assert.strictEqual((await impatient.ended("under-way-as-well")).state, "succeeded")
    assert.strictEqual((await impatient.ended("locked-by-its-pg")).state, "succeeded")
    assert.deepStrictEqual((await taken(sandbox, impUid)).toSorted(), [1000, 3000])
  })

  it("goes on with its own key where an equal cancel in the history belongs to another refund", async () => {
    const { id, impUid } = await impatient.order()
    await fault("cancel", "hang")
    const before = await cancels()
    await impatient.refund(id, "whose-cancel-is-it", { amount: 3000 })
    while (await cancels() === before) await pause()
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    gate.cut()
    const end = await impatient.ended("whose-cancel-is-it")
    assert.deepStrictEqual([end.state, end.unknown.cause], ["unknown", "EqualForeignCancel"])

    const found = { found: "not-given-back", note: "콘솔의 취소는 다른 환불" }
    await impatient.post("/refunds/whose-cancel-is-it/conclusion", found, "seoyeon")
    assert.strictEqual(end.unknown.afterComparing, "again")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    await impatient.post("/refunds/whose-cancel-is-it/conclusion", found, "dohyun")
    assert.strictEqual((await impatient.ended("whose-cancel-is-it")).state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("S4 goes on with its own key also where the database has never seen the payment with the equal cancel", async () => {
    const { id, impUid } = await shop.order()
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    const asked = await shop.refund(id, "first-sight-of-it", { amount: 3000 })
    assert.deepStrictEqual([asked.status, asked.body.unknown.cause], [202, "EqualForeignCancel"])

    const found = { found: "not-given-back", note: "콘솔의 취소는 다른 환불" }
    await shop.post("/refunds/first-sight-of-it/conclusion", found, "seoyeon")
    assert.strictEqual(
      (await shop.post("/refunds/first-sight-of-it/conclusion", found, "dohyun")).body.state,
      "succeeded"
    )
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("is not made again by a restored database while the history may have it, and goes on when two managers have compared", async () => {
    const restored = await openShop(sandbox, { options: { isRestored: true } })
    const { id, impUid } = await restored.order()
    // The copy knows the payment. One that it does not know stops at an equal cancel anyway.
    await restored.refund(id, "in-the-copy", { amount: 500 })
    // Stands for the refund of the lost time, at a PG that does not return `reason`.
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    const asked = await restored.refund(id, "before-the-copy", { amount: 3000 })
    assert.deepStrictEqual([asked.status, asked.body.unknown?.next], [202, "compare-first"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [500])

    const found = { found: "not-given-back", note: "콘솔의 취소는 다른 환불" }
    await restored.post("/refunds/before-the-copy/conclusion", found, "seoyeon")
    await restored.post("/refunds/before-the-copy/conclusion", found, "dohyun")
    assert.strictEqual((await restored.get("/refunds/before-the-copy")).body.state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [500, 3000])
    await restored.close()
  })

  it("is proven not refunded where another cancel came first, and can be requested with a new key", async () => {
    const { id, impUid } = await impatient.order()
    await fault("cancel", "hang")
    const before = await cancels()
    await impatient.refund(id, "came-too-late", { amount: 3000 })
    while (await cancels() === before) await pause()
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 4000 })
    gate.cut()
    assert.strictEqual((await impatient.ended("came-too-late")).state, "not-refunded")
    const { body, status } = await impatient.refund(id, "came-too-late", { amount: 3000 })
    assert.deepStrictEqual([status, body.type], [409, "/problems/not-refunded"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("S4 is not closed as not refunded while PortOne has accepted it, and two managers may find it refunded", async () => {
    const { id, impUid } = await shop.order({ async: true })
    await shop.refund(id, "accepted-is-no-no", { amount: 3000 })
    const conclude = (found: string, person: string) =>
      shop.post("/refunds/accepted-is-no-no/conclusion", { found, note: "확인" }, person)
    for (const person of ["seoyeon", "dohyun", "seoyeon"]) {
      const { body, status } = await conclude("not-given-back", person)
      assert.deepStrictEqual([status, body.type], [409, "/problems/still-accepted"])
    }
    // Nor after the PG has rejected it, which no look-up shows.
    await control(sandbox, "settle", { imp_uid: impUid, result: "rejected" })
    assert.strictEqual((await conclude("not-given-back", "dohyun")).status, 409)
    const { events } = (await shop.get("/refunds/accepted-is-no-no/events", "dohyun")).body
    assert.notInclude(events.map(({ kind }: any) => kind), "compared")
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, 7000)

    // As PortOne advises then: in its console, and recorded here.
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    await conclude("given-back", "seoyeon")
    assert.strictEqual((await conclude("given-back", "dohyun")).body.state, "by-hand")
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.left, 7000)
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
  })

  it("S4 is not recorded as not refunded while the payment cannot be read", async () => {
    const { id, impUid } = await shop.order()
    await fault("cancel", "pg-rejection")
    await shop.refund(id, "compared-unread", { amount: 3000 })
    const conclude = (person: string) =>
      shop.post("/refunds/compared-unread/conclusion", { found: "not-given-back", note: "확인" }, person)
    await conclude("seoyeon")
    for (const broken of ["html-503", "odd-response"]) {
      await fault("find", broken, 2)
      assert.strictEqual((await conclude("dohyun")).body.type, "/problems/lookup-failed", broken)
    }
    assert.strictEqual((await shop.get("/refunds/compared-unread")).body.state, "unknown")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])
    assert.strictEqual((await conclude("dohyun")).body.state, "succeeded")
  })

  it("is looked after: what the payment history proves needs no person", async () => {
    const { id, impUid } = await shop.order({ async: true })
    await shop.refund(id, "proved-meanwhile", { amount: 3000 })
    await control(sandbox, "settle", { imp_uid: impUid, result: "done" })
    const seen = await shop.post(
      "/refunds/proved-meanwhile/conclusion",
      { found: "not-given-back", note: "확인" },
      "dohyun"
    )

    assert.deepStrictEqual([seen.status, seen.body.state, seen.body.certain], [201, "succeeded", "tag"])
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("needs people where its cancel is in the history twice, and is not reported again after they have compared", async () => {
    const { id, impUid } = await shop.order({ kind: "paypal", async: true })
    await fault("cancel", "drop-after-commit")
    await shop.refund(id, "settled-twice", { amount: 10 })
    for (const person of ["seoyeon", "dohyun"]) {
      await shop.post("/refunds/settled-twice/conclusion", { found: "not-given-back", note: "대조" }, person)
    }
    assert.strictEqual((await shop.get("/refunds/settled-twice")).body.state, "pending")
    const given = async (person: string) =>
      (await shop.post("/refunds/settled-twice/conclusion", { found: "given-back", note: "PG" }, person)).body.state
    assert.strictEqual(await given("seoyeon"), "pending")
    for (const result of ["done", "done"]) await control(sandbox, "settle", { imp_uid: impUid, result })
    assert.deepStrictEqual(await taken(sandbox, impUid), [10, 10])
    // Neither has compared it with what is there now.
    assert.strictEqual(await given("dohyun"), "unknown")

    const look = async () => (await shop.post("/refunds/settled-twice/look", {})).body
    const { state, unknown } = await look()
    assert.deepStrictEqual([state, unknown.cause, unknown.next], ["unknown", "BrokenInvariant", "stop"])
    assert.match(unknown.message, /more than one cancel of this refund/)
    assert.match(unknown.messageKo, /취소가 둘 이상/)
    assert.strictEqual(unknown.evidence, "the payment history has 2 of this refund: 10, 10 USD")
    assert.strictEqual((await look()).state, "unknown")
    const events = async () =>
      (await shop.get("/refunds/settled-twice/events")).body.events.map(({ kind, toState }: any) =>
        `${kind} ${toState}`
      )
    assert.deepStrictEqual((await events()).filter((one: string) => one === "ended unknown").length, 2)
    const page = await asker(shop).ask("/desk/refunds/settled-twice?looked=1", { person: "seoyeon" })
    for (const words of [en.causes.BrokenInvariant, en.seen.differs, en.askPortOne]) assert.include(page.text, words)
    assert.notInclude(page.text, en.waitForIt)

    assert.deepStrictEqual([await given("dohyun"), await given("seoyeon")], ["unknown", "by-hand"])
    assert.strictEqual((await look()).state, "by-hand")
  })

  it("is proved with the amount that PortOne shows, where that is another one", async () => {
    let paid: (payment: Wire) => Wire = (payment) => payment
    const proxy = await openAltering(sandbox, (payment) => paid(payment))
    const one = await openShop(sandbox, { baseUrl: proxy.url })
    const { id, impUid } = await one.order({ async: true })
    await one.refund(id, "settled-with-less", { amount: 3000 })
    await control(sandbox, "settle", { imp_uid: impUid, result: "done" })
    paid = (payment) => ({
      ...payment,
      cancel_amount: 2700,
      cancel_history: payment["cancel_history"].map((entry: object) => ({ ...entry, amount: 2700 }))
    })
    const { body } = await one.post("/refunds/settled-with-less/look", {})
    assert.deepStrictEqual([body.state, body.amount, body.refunded], ["succeeded", 3000, 2700])
    const { text } = await asker(one).ask("/desk/refunds/settled-with-less", { person: "minji" })
    assert.include(text, en.amountDiffers("₩3,000", "₩2,700"))
    assert.notInclude(text, en.forCustomer)
    await one.close()
    await proxy.close()
  })

  it("needs people again where its own cancel appears in addition to the one that they have confirmed", async () => {
    const { id, impUid } = await shop.order({ kind: "paypal", async: true })
    await fault("cancel", "drop-after-commit")
    await shop.refund(id, "confirmed-then-made", { amount: 10 })
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 10 })
    const conclude = async () => {
      for (const person of ["seoyeon", "dohyun"]) {
        await shop.post("/refunds/confirmed-then-made/conclusion", { found: "given-back", note: "콘솔" }, person)
      }
      return (await shop.get("/refunds/confirmed-then-made")).body.state
    }
    const look = async () => (await shop.post("/refunds/confirmed-then-made/look", {})).body
    assert.strictEqual(await conclude(), "by-hand")
    assert.strictEqual((await look()).state, "by-hand")
    await control(sandbox, "settle", { imp_uid: impUid, result: "done" })

    const body = JSON.stringify({ imp_uid: impUid, merchant_uid: id, status: "cancelled" })
    await shop.send("POST", "/webhooks/portone", { "content-type": "application/json" }, body)
    const { state, unknown } = (await shop.get("/refunds/confirmed-then-made")).body
    assert.deepStrictEqual([state, unknown.cause, unknown.next], ["unknown", "BrokenInvariant", "stop"])
    assert.match(unknown.message, /may have been made twice/)
    assert.match(unknown.messageKo, /두 번 환불됐을 수 있습니다/)
    assert.strictEqual((await look()).state, "unknown")
    const page = await asker(shop).ask("/desk/refunds/confirmed-then-made?looked=1", { person: "seoyeon" })
    assert.include(page.text, en.askPortOne)
    assert.notInclude(page.text, en.lookStores)
    assert.include(page.text, "value=\"given-back\"")
    assert.notInclude(page.text, "value=\"not-given-back\"")
    assert.strictEqual(await conclude(), "by-hand")
    assert.strictEqual((await look()).state, "by-hand")
    assert.deepStrictEqual(await taken(sandbox, impUid), [10])
  })

  it("is proved by the history after people have confirmed it, where it is there once", async () => {
    const { id, impUid } = await shop.order({ async: true })
    await shop.refund(id, "another-of-the-payment", { amount: 3000 })
    await shop.refund(id, "confirmed-then-proved", { amount: 3000 })
    for (const person of ["seoyeon", "dohyun"]) {
      await shop.post("/refunds/confirmed-then-proved/conclusion", { found: "given-back", note: "PG" }, person)
    }
    assert.strictEqual((await shop.get("/refunds/confirmed-then-proved")).body.state, "by-hand")
    for (const result of ["done", "done"]) await control(sandbox, "settle", { imp_uid: impUid, result })
    const { body } = await shop.post("/refunds/confirmed-then-proved/look", {})
    assert.deepStrictEqual([body.state, body.certain, body.refunded], ["succeeded", "tag", 3000])
    assert.strictEqual((await shop.get("/refunds/another-of-the-payment")).body.state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000, 3000])
  })
})

describe("a shop that looks after its refunds", () => {
  it("calls the key again where no comparison is needed, and sends nothing where a person has to compare", async () => {
    const one = await openShop(sandbox, { options: { lookEvery: "20 millis" } })
    const { id: first, impUid } = await one.order()
    const { id: second, impUid: other } = await one.order()
    await fault("cancel", "pg-rejection")
    await one.refund(second, "a-person-has-to-compare")
    // The look-up before the cancel is answered, and those after it are not.
    await fault("cancel", "drop-before-commit", 3)
    assert.strictEqual((await one.refund(first, "time-decides-this-one")).status, 202)

    assert.strictEqual((await one.ended("time-decides-this-one", "minji", "unknown")).state, "succeeded")
    assert.strictEqual((await one.get("/refunds/a-person-has-to-compare")).body.state, "unknown")
    assert.deepStrictEqual([await taken(sandbox, impUid), await taken(sandbox, other)], [[10_000], []])
    await one.close()
  })
})

describe("a database that goes down in the middle", () => {
  const broken = (event: string) =>
    `CREATE TRIGGER broken BEFORE ${event} BEGIN SELECT RAISE(ABORT, 'disk of 홍길동 is full'); END`

  it("before the row is written: nothing is sent, and the same key works when it is up again", async () => {
    const { id, impUid } = await shop.order()
    await shop.sql(broken("INSERT ON refunds"))
    const { body, status } = await shop.refund(id, "no-row-no-send", { amount: 3000 })
    assert.deepStrictEqual([status, body.type, await taken(sandbox, impUid)], [503, "/problems/database-failed", []])

    await shop.sql("DROP TRIGGER broken")
    assert.strictEqual((await shop.refund(id, "no-row-no-send", { amount: 3000 })).status, 201)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })

  it("before the cancel is recorded: nothing is sent, and the refund is resumed when the database is up again", async () => {
    const one = await openShop(sandbox, { options: { lookEvery: "20 millis" } })
    const { id, impUid } = await one.order()
    await one.sql(broken("INSERT ON portone_refund_ledger"))
    assert.deepStrictEqual((await one.refund(id, "not-noted-not-sent")).body.state, "running")
    assert.deepStrictEqual(await taken(sandbox, impUid), [])

    await one.sql("DROP TRIGGER broken")
    assert.strictEqual((await one.ended("not-noted-not-sent")).state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [10_000])
    await one.close()
  })

  it("after the money moved: the refund is running until its outcome can be written, and moves no money again", async () => {
    const one = await openShop(sandbox, { options: { lookEvery: "20 millis" } })
    const { id, impUid } = await one.order()
    await one.sql(broken("UPDATE OF outcome ON refunds"))
    assert.deepStrictEqual((await one.refund(id, "moved-not-written", { amount: 3000 })).status, 202)
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])

    await one.sql("DROP TRIGGER broken")
    assert.strictEqual((await one.ended("moved-not-written")).state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
    await one.close()
  })
})

describe("an outcome that an earlier version has stored", () => {
  const store = (key: string, tag: string) => {
    const text = JSON.stringify({ _tag: tag, sends: 1, message: "of an earlier version" })
    const sealed = sealText(keysOf(Redacted.make(SECRET)), `outcome|${key}`, text)
    return shop.sql(`UPDATE refunds SET outcome = '${sealed}' WHERE key = '${key}'`)
  }

  it("keeps no other refund from being read, and its state stands", async () => {
    const { id } = await shop.order()
    await shop.refund(id, "old-outcome-made", { amount: 3000 })
    await fault("cancel", "portone-rejection")
    await shop.refund(id, "old-outcome-rejected", { amount: 1000 })
    for (const key of ["old-outcome-made", "old-outcome-rejected"]) await store(key, "Rejected")
    const list = (await shop.get(`/orders/${id}`)).body.refunds.map(({ state }: any) => state)
    assert.deepStrictEqual(list, ["succeeded", "rejected"])
    assert.strictEqual((await shop.refund(id, "old-outcome-made", { amount: 3000 })).status, 201)
    const { body, status } = await shop.refund(id, "old-outcome-rejected", { amount: 1000 })
    assert.deepStrictEqual([status, body.type, body.refund.state], [422, "/problems/not-now", "rejected"])
  })

  it("is decided by a look-up of now and two managers where it is not known", async () => {
    const { id, impUid } = await shop.order()
    await fault("cancel", "drop-before-commit", 3)
    await shop.refund(id, "old-unknown", { amount: 3000 })
    await store("old-unknown", "OutcomeUnknown")
    const { text } = await asker(shop).ask("/desk/refunds/old-unknown", { person: "seoyeon" })
    assert.include(text, en.unreadOutcome)
    assert.include(text, en.lookFirst)
    assert.notInclude(text, "not-given-back")
    const looked = await asker(shop).ask("/desk/refunds/old-unknown?looked=1", { person: "seoyeon" })
    assert.include(looked.text, "value=\"not-given-back\"")
    const conclude = (person: string) =>
      shop.post("/refunds/old-unknown/conclusion", { found: "not-given-back", note: "확인" }, person)
    assert.strictEqual((await conclude("seoyeon")).body.state, "unknown")
    assert.strictEqual((await conclude("dohyun")).body.state, "succeeded")
    assert.deepStrictEqual(await taken(sandbox, impUid), [3000])
  })
})

describe("a shop that closes", () => {
  it("starts nothing new, waits for refunds in flight, and reports those without a final outcome", async () => {
    const one = await openShop(sandbox, { patience: "1 millis" })
    const [done, stuck, late] = [await one.order(), await one.order(), await one.order()]
    await fault("cancel", "hang")
    const before = await cancels()
    await one.refund(stuck.id, "stuck-refund")
    // Otherwise the other one may come first, and hang.
    while (await cancels() === before) await pause()
    await one.refund(done.id, "soon-done-refund")
    await one.ended("soon-done-refund")

    const draining = one.drain("50 millis")
    assert.strictEqual((await one.refund(late.id, "late-refund")).status, 503)
    assert.deepStrictEqual((await draining).map(({ key, state }) => [key, state]), [["stuck-refund", "running"]])
    assert.deepStrictEqual(await taken(sandbox, late.impUid), [])
    await one.close()
  })
})

describe("everything this shop has written", () => {
  it("holds no secret and no account", () => {
    assert.isAbove(written.length, 100)
    for (const text of written) {
      assert.notMatch(text, /홍길동|110987654321|01098765432|imp_sandbox_secret|a-shop-secret|Bearer/)
    }
  })
})
