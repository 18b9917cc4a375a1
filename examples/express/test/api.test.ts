/**
 * Refunds over HTTP, compared with the ledger of the sandbox.
 */
import { start } from "@effect-portone/sandbox"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setLimits } from "./limits.ts"
import { control, openShop, pause, refunded, type Shop, TAG_SECRET, TOKEN, written } from "./shop.ts"

setLimits()

let sandbox: Awaited<ReturnType<typeof start>>
let shop: Shop
beforeAll(async () => {
  sandbox = await start()
  shop = await openShop(sandbox)
})
afterAll(async () => {
  await shop.crash()
  await sandbox.close()
})

const received = async (route: string): Promise<number> => (await control(sandbox, "requests"))[route]?.received ?? 0

describe("a refund", () => {
  it("is 201 with its address, and is read there", async () => {
    const { id, impUid } = await shop.order()
    const { body, location, status } = await shop.refund(id, "a-first-part", { amount: 3000, reason: "단순 변심" })

    assert.deepStrictEqual([status, location], [201, "/refunds/a-first-part"])
    assert.deepStrictEqual([body.state, body.refunded, body.next], ["succeeded", 3000, "done"])
    assert.deepStrictEqual((await shop.get("/refunds/a-first-part")).body, body)
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    assert.deepStrictEqual([line.request.amount, line.request.checksum], [3000, 10_000])
    assert.match(line.request.reason, /^\[[A-Z2-7]{18}\] 단순 변심$/)
  })

  it("is of the rest where the rest is named", async () => {
    const { id, impUid } = await shop.order()
    await shop.refund(id, "before-the-rest", { amount: 3000 })
    const { body } = await shop.refund(id, "the-rest", { amount: "rest" })

    assert.strictEqual(body.refunded, 7000)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [3000, 7000])
  })

  it("happens once when one key arrives eight times at once", async () => {
    const { id, impUid } = await shop.order()
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => shop.refund(id, "double-click", { amount: 4000 }))
    )

    assert.deepStrictEqual(replies.map(({ status }) => status), Array.from({ length: 8 }, () => 201))
    assert.deepStrictEqual(await refunded(sandbox, impUid), [4000])
  })

  it("happens twice when two keys arrive at once, one after the other", async () => {
    const { id, impUid } = await shop.order()
    const replies = await Promise.all(["key-of-one", "key-of-two"].map((key) => shop.refund(id, key, { amount: 4000 })))

    assert.deepStrictEqual(replies.map(({ status }) => status), [201, 201])
    assert.deepStrictEqual(await refunded(sandbox, impUid), [4000, 4000])
  })

  it("is 422 before anything is stored when its reason cannot be stored as it is", async () => {
    const { id, impUid } = await shop.order()
    const reply = await shop.refund(id, "half-a-character", { amount: 1000, reason: "thx \ud83d" })

    assert.deepStrictEqual([reply.status, reply.body.moneyMoved], [422, "no"])
    assert.strictEqual((await shop.get("/refunds/half-a-character")).status, 404)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [])
  })

  it("is 400 when its body is not UTF-8, because two texts could become one", async () => {
    const { id, impUid } = await shop.order()
    const response = await fetch(`${shop.url}/orders/${id}/refunds`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", "idempotency-key": "not-utf-8" },
      body: Buffer.concat([
        Buffer.from("{\"amount\":1000,\"reason\":\""),
        Buffer.from([0xff, 0xfe]),
        Buffer.from("\"}")
      ])
    })

    assert.strictEqual(response.status, 400)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [])
  })

  it("is 400 when its body has a name twice, however it is escaped", async () => {
    const { id, impUid } = await shop.order()
    for (const body of ["{\"amount\":100,\"amount\":9000}", "{\"amount\":100, \"\\u0061mount\" : 9000}"]) {
      const reply = await shop.refundText(id, "two-amounts", body)
      assert.deepStrictEqual([reply.status, reply.body.type], [400, "urn:shop:problem:body-unreadable"], body)
    }
    const utf16 = await fetch(`${shop.url}/orders/${id}/refunds`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${TOKEN}`,
        "content-type": "application/json; charset=utf-16le",
        "idempotency-key": "two-amounts"
      },
      body: Buffer.from("{\"amount\":100,\"amount\":9000}", "utf16le")
    })
    assert.strictEqual(utf16.status, 400)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [])
    const quoted = await shop.refund(id, "quoted-name", { amount: 100, reason: "\"amount\": 1, \\" })
    assert.strictEqual(quoted.status, 201)
  })

  it("is 409 when its key belongs to another amount, order or reason", async () => {
    const [{ id, impUid }, other] = [await shop.order(), await shop.order()]
    await shop.refund(id, "used-before", { amount: 1000 })
    const replies = [
      await shop.refund(id, "used-before", { amount: 2000 }),
      await shop.refund(id, "used-before", { amount: "rest" }),
      await shop.refund(id, "used-before", { amount: 1000, reason: "다른 사유" }),
      await shop.refund(other.id, "used-before", { amount: 1000 })
    ]

    for (const { body, status, type } of replies) {
      assert.deepStrictEqual([status, type], [409, "application/problem+json"])
      assert.deepStrictEqual([body.type, body.moneyMoved], ["urn:shop:problem:key-reused", "no"])
      assert.match(body.detail, /This request moved no money\. Read its refund; only another one needs a new key/)
      assert.match(body.korean.detail, /환불된 금액은 없습니다\. 그 환불을 조회하세요\. 다른 환불에만 새 키를 쓰세요/)
    }
    assert.deepStrictEqual([await refunded(sandbox, impUid), await refunded(sandbox, other.impUid)], [[1000], []])
  })

  it("has its row before anything is sent", async () => {
    const slow = await openShop(sandbox, { patience: "1 millis" })
    const order = await slow.order()
    await control(sandbox, "faults", { route: "find", fault: "hang" })
    const before = await received("cancel")
    const { body, status } = await slow.refund(order.id, "row-comes-first", { amount: 1000 })

    assert.deepStrictEqual([status, body.state], [202, "running"])
    assert.strictEqual((await slow.get("/refunds/row-comes-first")).body.state, "running")
    assert.strictEqual(await received("cancel"), before)
    await slow.crash()
    // The look-up may not have met it before the crash.
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
  })
})

describe("a refund that PortOne or the PG does not make", () => {
  it("is a problem: rejected, or more than is left", async () => {
    const virtualAccount = await shop.order({ kind: "inicis-vbank" })
    const cancelled = await shop.order()
    await control(sandbox, "console-cancel", { imp_uid: cancelled.impUid, amount: 8000 })

    const rejected = await shop.refund(virtualAccount.id, "no-account", { amount: 1000 })
    const tooMuch = await shop.refund(cancelled.id, "too-much", { amount: 5000 })

    assert.deepStrictEqual([rejected.status, tooMuch.status], [422, 409])
    assert.deepStrictEqual([rejected.type, tooMuch.type], Array.from({ length: 2 }, () => "application/problem+json"))
    assert.deepStrictEqual([rejected.body.moneyMoved, tooMuch.body.moneyMoved], ["no", "no"])
    for (const { body } of [rejected, tooMuch]) {
      assert.match(body.detail, /\. .*\./)
      assert.match(body.korean.detail, /[가-힣]/)
    }
  })
})

describe("a request that cannot be a refund", () => {
  it("is rejected with the name of the field, and nothing is sent", async () => {
    const { id, impUid } = await shop.order()
    const before = await received("cancel")
    const bodies: ReadonlyArray<readonly [body: unknown, field: string]> = [
      [{}, "amount"],
      [{ amount: 0 }, "amount"],
      [{ amount: -1 }, "amount"],
      [{ amount: null }, "amount"],
      [{ amount: "3,00" }, "amount"],
      [{ amount: "3000" }, "amount"],
      [{ amount: "NaN" }, "amount"],
      [{ amount: 0.5 }, "amount"],
      [{ amount: 10_001 }, "amount"],
      [{ amount: "all" }, "amount"],
      [{ amount: 1000, reason: "가".repeat(236) }, "reason"],
      [{ amount: 1000, imp_uid: impUid }, "imp_uid"]
    ]
    for (const [body, field] of bodies) {
      const reply = await shop.refund(id, "not-a-refund", body)
      assert.deepStrictEqual(
        [reply.status, reply.type, reply.body.type, reply.body.field],
        [422, "application/problem+json", "urn:shop:problem:field-invalid", field],
        JSON.stringify(body)
      )
      assert.match(reply.body.detail, /This request moved no money/)
      assert.match(reply.body.korean.detail, /환불된 금액은 없습니다/)
    }

    assert.strictEqual((await shop.get("/refunds/not-a-refund")).status, 404)
    assert.strictEqual(await received("cancel"), before)
  })

  it("is rejected when its amount is not the number that is written", async () => {
    const { id, impUid } = await shop.order()
    for (const amount of ["99.99999999999999999", "1e3", "0.1e4", "1E+3", "-0", "1e400", "100.00000000000000001"]) {
      const { body, status } = await shop.refundText(id, "rounded-amount", `{"amount":${amount},"reason":"1e3"}`)
      assert.deepStrictEqual([status, body.type, body.field], [422, "urn:shop:problem:field-invalid", "amount"], amount)
    }
    assert.deepStrictEqual(await refunded(sandbox, impUid), [])
    const { body } = await shop.refundText(id, "exact-amount", "{\"amount\":100.00,\"reason\":\"1e3 \\\" 1e3\"}")
    assert.deepStrictEqual([body.state, body.refunded], ["succeeded", 100])
  })

  it("may have 235 characters of reason, however many code units they are", async () => {
    const { id } = await shop.order()
    assert.strictEqual((await shop.refund(id, "emoji-reason", { amount: 1000, reason: "😀".repeat(235) })).status, 201)
    assert.strictEqual((await shop.refund(id, "long-reason", { amount: 1000, reason: "😀".repeat(236) })).status, 422)
  })

  it("may have line breaks and tabs in the reason, and no other control characters", async () => {
    const { id } = await shop.order()
    assert.strictEqual((await shop.refund(id, "two-lines", { amount: 1000, reason: "변심\n\t교환 없음" })).status, 201)
    assert.strictEqual((await shop.refund(id, "with-a-bell", { amount: 1000, reason: "변심\u0007" })).status, 422)
  })

  it("is 400 without a JSON object or a key", async () => {
    const { id } = await shop.order()
    for (const body of ["{\"amount\":", "{\"amount\":NaN}", "[]", "\"text\""]) {
      const { status, type } = await shop.refundText(id, "not-json-at-all", body)
      assert.deepStrictEqual([status, type], [400, "application/problem+json"], body)
    }
    const noKey = await shop.refund(id, "", { amount: 1000 })
    assert.deepStrictEqual([noKey.status, noKey.body.type], [400, "urn:shop:problem:key-invalid"])
  })

  it("is 401 without the token, and 404 for an order that does not exist", async () => {
    const { id } = await shop.order()
    for (const authorization of ["", "Bearer wrong", TOKEN, `Bearer ${TOKEN.toUpperCase()}`, `bearer${TOKEN}`]) {
      const reply = await shop.call("POST", `/orders/${id}/refunds`, { authorization }, "{}")
      assert.deepStrictEqual([reply.status, reply.type], [401, "application/problem+json"])
    }
    for (const scheme of ["bearer", "BEARER", "Bearer "]) {
      assert.strictEqual((await shop.call("GET", `/orders/${id}`, { authorization: `${scheme} ${TOKEN}` })).status, 200)
    }
    assert.strictEqual((await shop.refund("order-none", "no-such-order", { amount: 1 })).status, 404)
    for (const path of ["/nowhere", "/refunds/%ZZ", "/orders/%E0%A4%A"]) {
      const reply = await shop.get(path)
      assert.deepStrictEqual([reply.status, reply.body.type], [404, "urn:shop:problem:not-found"], path)
    }
  })
})

describe("bytes that Node cannot read", () => {
  /** Sends a text, does something with the socket, and returns what comes back. */
  const bytes = (url: string, text: string, then: (socket: Socket) => void = (socket) => void socket.end()) =>
    new Promise<string>((resolve) => {
      let all = ""
      const socket = connect(Number(new URL(url).port), "127.0.0.1")
      socket.setEncoding("utf8").on("data", (part: string) => (all += part))
      socket.on("error", () => {}).on("close", () => resolve(all))
      socket.write(text, () => then(socket))
    })

  it("are answered by a problem", async () => {
    for (
      const [text, status, type] of [
        ["hello\r\n\r\n", "400 Bad Request", "not-http"],
        [`GET / HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(20_000)}\r\n\r\n`, "431 Request Header", "headers-too-large"]
      ] as const
    ) {
      const reply = await bytes(shop.url, text)
      const body = JSON.parse(reply.slice(reply.indexOf("\r\n\r\n")))
      assert.isTrue(reply.startsWith(`HTTP/1.1 ${status}`))
      assert.match(reply, /\r\nContent-Type: application\/problem\+json/)
      assert.deepStrictEqual([body.type, body.moneyMoved], [`urn:shop:problem:${type}`, "no"])
      assert.match(body.korean.detail, /환불된 금액은 없습니다/)
    }
  })

  it("behind a refund in flight are not answered, because the response would be read as that refund's", async () => {
    const waiting = await openShop(sandbox)
    const { id, impUid } = await waiting.order()
    await control(sandbox, "faults", { route: "cancel", fault: "hang-after-commit" })
    const head = `POST /orders/${id}/refunds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\n`
    const reply = await bytes(
      waiting.url,
      `${head}Content-Type: application/json\r\nIdempotency-Key: bytes-behind\r\nContent-Length: 15\r\n\r\n{"amount":3000}`,
      async (socket) => {
        while ((await refunded(sandbox, impUid)).length === 0) await pause()
        socket.end("hello\r\n\r\n")
      }
    )

    assert.strictEqual(reply, "")
    assert.strictEqual((await waiting.get("/refunds/bytes-behind")).body.state, "running")
    await waiting.crash()
  })
})

describe("a refund that the PG has accepted", () => {
  it("is for a person to compare after a week, and is still followed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "accepted-"))
    const filename = join(folder, "shop.sqlite")
    const before = await openShop(sandbox, { filename })
    const { id, impUid } = await before.order({ kind: "paypal", async: true })
    const { body } = await before.refund(id, "accepted-for-good", { amount: 10 })
    assert.deepStrictEqual([body.state, body.next], ["pending", "compare-first"])
    await before.sql("UPDATE refunds SET created_at = '2020-01-01T00:00:00.000Z'")
    for (
      const reply of [
        await before.get("/refunds/accepted-for-good"),
        await before.refund(id, "accepted-for-good", { amount: 10 })
      ]
    ) assert.deepStrictEqual([reply.body.state, reply.body.next], ["unknown", "compare-first"])
    await before.crash()

    await control(sandbox, "settle", { imp_uid: impUid, result: "done" })
    const after = await openShop(sandbox, { filename })
    while ((await after.get("/refunds/accepted-for-good")).body.state !== "succeeded") await pause()
    assert.deepStrictEqual(await refunded(sandbox, impUid), [10])
    await after.crash()
    rmSync(folder, { recursive: true })
  })
})

describe("a refund that is called again", () => {
  /** A row as an earlier call has left it. */
  const left = (
    on: Shop,
    { id, impUid }: { readonly id: string; readonly impUid: string },
    key: string,
    state: string
  ) =>
    on.sql(`INSERT INTO refunds VALUES ('${key}', '${id}', '${impUid}', '3000', '', '${state}', NULL, 'call-again',
      'This request moved no money.', '이 요청으로는 환불되지 않았습니다.', '2026-11-30T00:00:00.000Z')`)

  it("is running during that call, and the next start takes it up, whatever the row was before", async () => {
    for (const state of ["rejected", "not-refunded", "unknown"]) {
      const folder = mkdtempSync(join(tmpdir(), "again-"))
      const filename = join(folder, "shop.sqlite")
      const first = await openShop(sandbox, { filename, patience: "1 millis" })
      const order = await first.order()
      await left(first, order, "called-again", state)
      await control(sandbox, "faults", { route: "cancel", fault: "hang-after-commit" })
      const reply = await first.refund(order.id, "called-again", { amount: 3000 })
      while ((await refunded(sandbox, order.impUid)).length === 0) await pause()
      const { body } = await first.get("/refunds/called-again")

      for (const row of [reply.body, body]) {
        assert.deepStrictEqual([row.state, row.next, row.message, row.messageKo], ["running", null, null, null], state)
      }
      assert.strictEqual(reply.status, 202)
      assert.strictEqual(await first.drain("1 millis"), 1)
      await first.crash()

      const second = await openShop(sandbox, { filename })
      assert.strictEqual((await second.returned("called-again")).state, "succeeded")
      assert.deepStrictEqual(await refunded(sandbox, order.impUid), [3000])
      await second.crash()
      rmSync(folder, { recursive: true })
    }
  })

  it("is called once when the request comes eight times at once", async () => {
    const order = await shop.order()
    await left(shop, order, "again-at-once", "rejected")
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => shop.refund(order.id, "again-at-once", { amount: 3000 }))
    )

    assert.deepStrictEqual(replies.map(({ status }) => status), Array.from({ length: 8 }, () => 201))
    assert.deepStrictEqual(await refunded(sandbox, order.impUid), [3000])
  })

  it("stays accepted where that call fails before it sends anything", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stays-"))
    const filename = join(folder, "shop.sqlite")
    const before = await openShop(sandbox, { filename })
    const { id } = await before.order({ kind: "paypal", async: true })
    const { body } = await before.refund(id, "stays-accepted", { amount: 10 })
    await before.crash()
    const after = await openShop(sandbox, { filename, tagSecret: "another-secret-of-more-than-32-characters" })
    const { body: again } = await after.refund(id, "stays-accepted", { amount: 10 })

    assert.strictEqual(body.state, "pending")
    assert.deepStrictEqual(again, body)
    await after.crash()
    rmSync(folder, { recursive: true })
  })

  it("is not called until the outcome of the call before is stored", async () => {
    const broken = await openShop(sandbox, { patience: "1 millis" })
    const { id, impUid } = await broken.order()
    await broken.sql(`CREATE TRIGGER full BEFORE UPDATE OF state ON refunds WHEN NEW.state <> 'running'
      BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`)
    const logged = written.length
    await broken.refund(id, "not-stored-yet", { amount: 3000 })
    while (!written.slice(logged).some((line) => line.includes("SqlError"))) await received("find")
    await broken.sql("DROP TRIGGER full")

    assert.strictEqual((await broken.returned("not-stored-yet")).state, "succeeded")
    assert.deepStrictEqual(await refunded(sandbox, impUid), [3000])
    await broken.crash()
  })
})

describe("a key whose refund was never sent", () => {
  it("may have the corrected request", async () => {
    const { id, impUid } = await shop.order()
    await shop.refund(id, "the-one-before", { amount: 1000 })
    const [line] = await control(sandbox, `ledger?imp_uid=${impUid}`)
    const invalid = await shop.refund(id, "with-its-tag", { amount: 2000, reason: line.request.reason })
    assert.deepStrictEqual([invalid.status, invalid.body.moneyMoved], [422, "no"])
    assert.deepStrictEqual([invalid.body.refund.state, invalid.body.refund.next], ["invalid", "call-again"])
    assert.match(invalid.body.detail, /Correct reason and call again/)
    const corrected = await shop.refund(id, "with-its-tag", { amount: 2000, reason: "변심" })

    assert.deepStrictEqual([corrected.status, corrected.body.reason], [201, "변심"])
    assert.strictEqual((await shop.refund(id, "with-its-tag", { amount: 2000 })).status, 409)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [1000, 2000])
  })
})

describe("a key with which another amount was refunded", () => {
  it("is no refund that was not made, and its advice leads to no second one", async () => {
    const { id, impUid } = await shop.order()
    await shop.refund(id, "from-the-lost-time", { amount: 2700 })
    const restored = await openShop(sandbox, { isRestored: true })
    await restored.sql(`INSERT INTO orders VALUES ('${id}', '${impUid}', 10000, 'KRW', 'paid', 0)`)
    const { body, status } = await restored.refund(id, "from-the-lost-time", { amount: 3000 })

    assert.deepStrictEqual([status, body.state, body.next, body.moneyMoved], [202, "unknown", "stop", undefined])
    assert.match(body.message, /used for 2700 before.*compare the payment history with the order/)
    assert.match(body.messageKo, /2700.*취소 내역을 주문과 대조하세요/)
    await restored.refund(id, "from-the-lost-time", { amount: 3000 })
    assert.deepStrictEqual(await refunded(sandbox, impUid), [2700])
    await restored.crash()
  })
})

describe("an order", () => {
  it("has what PortOne reports after a refund, without a webhook", async () => {
    const { id } = await shop.order()
    await shop.refund(id, "a-part-of-it", { amount: 3000 })
    assert.deepInclude((await shop.get(`/orders/${id}`)).body, { status: "cancelled", cancelled: 3000 })
    await shop.refund(id, "the-rest-of-it", { amount: "rest" })
    assert.deepInclude((await shop.get(`/orders/${id}`)).body, { status: "cancelled", cancelled: 10_000 })
  })
})

describe("a webhook", () => {
  const webhook = (body: string, type = "application/json") =>
    shop.call("POST", "/webhooks/portone", { "content-type": type }, body)

  it("leads to a look-up, whose result is stored; what its body claims is not", async () => {
    const { id, impUid } = await shop.order()
    const claim = JSON.stringify({ imp_uid: impUid, status: "cancelled", cancel_amount: 10_000 })
    assert.strictEqual((await webhook(claim)).status, 204)
    assert.deepInclude((await shop.get(`/orders/${id}`)).body, { status: "paid", cancelled: 0 })

    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 1000 })
    assert.strictEqual(
      (await webhook(`imp_uid=${impUid}&status=paid`, "application/x-www-form-urlencoded")).status,
      204
    )
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.cancelled, 1000)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [])
  })

  it("never overwrites the look-up of a later one, however late its own is answered", async () => {
    const { id, impUid } = await shop.order()
    const body = JSON.stringify({ imp_uid: impUid })
    await control(sandbox, "faults", { route: "find", fault: "slow-answer", ms: 500 })
    const before = await received("find")
    const earlier = webhook(body)
    while (await received("find") === before) await pause()
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 1000 })
    const replies = [await webhook(body), await earlier]

    assert.deepStrictEqual(replies.map(({ status }) => status), [204, 204])
    assert.strictEqual((await shop.get(`/orders/${id}`)).body.cancelled, 1000)
  })

  it("about a payment of no order leads to no look-up", async () => {
    const before = await received("find")
    assert.strictEqual((await webhook("{\"imp_uid\":\"imp_999999999999\"}")).status, 204)
    assert.strictEqual(await received("find"), before)
  })

  it("is 400 when it cannot be read, and 502 when PortOne cannot be", async () => {
    const { impUid } = await shop.order()
    assert.strictEqual((await webhook("<html>")).status, 400)
    await control(sandbox, "faults", { route: "find", fault: "html-503", times: 20 })
    const { status, type } = await webhook(JSON.stringify({ imp_uid: impUid }))
    assert.deepStrictEqual([status, type], [502, "application/problem+json"])
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "DELETE" })
  })
})

describe("a program that crashes after the answer of a cancel is lost", () => {
  it("resumes the refund with the same key at its next start, and it happens once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "portone-express-"))
    const filename = join(folder, "shop.sqlite")
    const first = await openShop(sandbox, { filename, patience: "1 millis" })
    const [applied, unsent] = [await first.order(), await first.order()]
    await control(sandbox, "faults", { route: "cancel", fault: "hang-after-commit" })
    assert.strictEqual((await first.refund(applied.id, "applied-and-lost", { amount: 3000 })).status, 202)
    while ((await refunded(sandbox, applied.impUid)).length === 0) await pause()
    const before = await received("cancel")
    await control(sandbox, "faults", { route: "cancel", fault: "hang" })
    assert.strictEqual((await first.refund(unsent.id, "never-applied", { amount: 3000 })).status, 202)
    while (await received("cancel") === before) await pause()
    await first.crash()

    const second = await openShop(sandbox, { filename })
    const states = [await second.returned("applied-and-lost"), await second.returned("never-applied")]

    assert.deepStrictEqual(states.map(({ state }) => state), ["succeeded", "succeeded"])
    assert.deepStrictEqual(
      [await refunded(sandbox, applied.impUid), await refunded(sandbox, unsent.impUid)],
      [[3000], [3000]]
    )
    const again = await second.refund(applied.id, "applied-and-lost", { amount: 3000 })
    assert.strictEqual(again.status, 201)
    assert.deepStrictEqual(await refunded(sandbox, applied.impUid), [3000])
    await second.crash()
    rmSync(folder, { recursive: true })
  })
})

describe("a file that was restored from a copy", () => {
  it("has no refund made again that stands in the payment history without a tag", async () => {
    const restored = await openShop(sandbox, { isRestored: true })
    const { id, impUid } = await restored.order()
    // The copy knows the payment. A payment that it does not know stops at an equal cancel anyway.
    await restored.refund(id, "in-the-copy", { amount: 500 })
    // Stands for the refund of the lost time, at a PG that does not return `reason`.
    await control(sandbox, "console-cancel", { imp_uid: impUid, amount: 3000 })
    const { body, status } = await restored.refund(id, "before-the-copy", { amount: 3000 })

    assert.deepStrictEqual([status, body.state, body.next], [202, "unknown", "compare-first"])
    assert.deepStrictEqual(await refunded(sandbox, impUid), [500])
    await restored.crash()
  })
})

describe("a shop that shuts down", () => {
  it("starts no refund any more, and finishes those in flight", async () => {
    const closing = await openShop(sandbox)
    const { id, impUid } = await closing.order()
    await control(sandbox, "faults", { route: "cancel", fault: "slow-answer", ms: 500 })
    const inFlight = closing.refund(id, "in-flight", { amount: 1000 })
    while ((await refunded(sandbox, impUid)).length === 0) await pause()
    const drained = closing.drain("30 seconds")
    const late = await closing.refund(id, "too-late", { amount: 1000 })

    assert.deepStrictEqual([late.status, late.body.type], [503, "urn:shop:problem:shutting-down"])
    assert.strictEqual((await inFlight).status, 201)
    assert.strictEqual(await drained, 0)
    assert.deepStrictEqual(await refunded(sandbox, impUid), [1000])
    await closing.crash()
  })
})

describe("responses and log lines", () => {
  it("hold no secret", () => {
    const text = written.join("\n")
    for (const secret of [TOKEN, TAG_SECRET, sandbox.secret]) assert.notInclude(text, secret)
    assert.isAbove(text.length, 1000)
  })
})
