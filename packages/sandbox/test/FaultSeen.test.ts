import { assert, describe, it } from "vitest"
import { openShop, type RawOutcome } from "./shop.ts"

describe("what the caller of a fault sees", () => {
  const shop = openShop()
  const see = async (fault: string, more: object = {}): Promise<RawOutcome> => {
    const { imp_uid } = await shop.order({ amount: 10_000, name: "상품" })
    await shop.break(fault, more)
    return shop.raw(shop.rawCancel({ imp_uid, amount: 1000, reason: "변심" })).outcome
  }
  const bodyOf = ({ text }: RawOutcome) => text.slice(text.indexOf("\r\n\r\n") + 4)
  const headOf = ({ text }: RawOutcome) => text.slice(0, text.indexOf("\r\n\r\n"))
  const lengthOf = (outcome: RawOutcome) => Number(/content-length: (\d+)/i.exec(headOf(outcome))?.[1])
  const bodyBytes = ({ bytes }: RawOutcome) => bytes.length - bytes.indexOf("\r\n\r\n") - 4

  it("reset-on-connect resets a connection before a byte is read from it", async () => {
    await shop.control("POST", "faults", { fault: "reset-on-connect" })

    const { outcome } = shop.raw("")

    assert.deepInclude(await outcome, { text: "", end: "reset" })
  })

  for (const fault of ["reset-before-commit", "reset-after-commit"]) {
    it(`${fault} resets without a byte`, async () => {
      assert.deepInclude(await see(fault), { text: "", end: "reset" })
    })
  }

  for (const fault of ["drop-before-commit", "drop-after-commit"]) {
    it(`${fault} ends in order without a byte`, async () => {
      assert.deepInclude(await see(fault), { text: "", end: "fin" })
    })
  }

  it("half-headers stops before the headers are complete and resets", async () => {
    const outcome = await see("half-headers")

    assert.match(outcome.text, /^HTTP\/1\.1 200 OK\r\n/)
    assert.notInclude(outcome.text, "\r\n\r\n")
    assert.strictEqual(outcome.end, "reset")
  })

  it("cut-body stops in the middle of the body and resets", async () => {
    const outcome = await see("cut-body")

    assert.strictEqual(bodyBytes(outcome), Math.floor(lengthOf(outcome) / 2))
    assert.strictEqual(outcome.end, "reset")
  })

  it("wrong-content-length promises more than it sends", async () => {
    const outcome = await see("wrong-content-length")

    assert.isAbove(lengthOf(outcome), bodyBytes(outcome))
    assert.strictEqual(JSON.parse(bodyOf(outcome)).code, 0)
    assert.strictEqual(outcome.end, "fin")
  })

  it("short-content-length sends more than it promises", async () => {
    const outcome = await see("short-content-length")

    assert.isBelow(lengthOf(outcome), bodyBytes(outcome))
  })

  it("slow-bytes sends a whole answer in the end", async () => {
    const outcome = await see("slow-bytes")

    assert.strictEqual(JSON.parse(bodyOf(outcome)).response.cancel_amount, 1000)
    assert.strictEqual(bodyBytes(outcome), lengthOf(outcome))
  })

  it("slow has done nothing while it waits, and a reset cancels it", async () => {
    const { imp_uid } = await shop.order()
    await shop.break("slow", { ms: 3_600_000 })
    const { outcome } = shop.raw(shop.rawCancel({ imp_uid }))
    await shop.until(async () => (await shop.requests()).cancel.received === 1)
    assert.deepStrictEqual(await shop.ledger(), [])

    await shop.control("POST", "reset")

    assert.strictEqual((await outcome).text, "")
    assert.deepStrictEqual(await shop.ledger(), [])
  })

  it("slow-answer has already moved the money while it waits", async () => {
    const { imp_uid } = await shop.order()
    await shop.break("slow-answer", { ms: 3_600_000 })
    const { outcome } = shop.raw(shop.rawCancel({ imp_uid }))

    await shop.until(async () => (await shop.ledger()).length === 1)

    await shop.control("POST", "reset")
    assert.strictEqual((await outcome).text, "")
  })

  it("slow and slow-answer answer in good order in the end", async () => {
    for (const fault of ["slow", "slow-answer"]) {
      assert.strictEqual(JSON.parse(bodyOf(await see(fault, { ms: 1 }))).code, 0)
    }
  })

  it("hang sends nothing until the caller hangs up", async () => {
    const { imp_uid } = await shop.order()
    await shop.break("hang")
    const { outcome, socket } = shop.raw(shop.rawCancel({ imp_uid }, "X: y"))
    await shop.until(async () => (await shop.requests()).cancel.received === 1)

    socket.end()

    assert.deepInclude(await outcome, { text: "", end: "fin" })
  })

  it("half-open does not even notice that the caller has hung up", async () => {
    const { imp_uid } = await shop.order()
    await shop.break("half-open")
    const { outcome, socket } = shop.raw(shop.rawCancel({ imp_uid }, "X: y"))
    await shop.until(async () => (await shop.ledger()).length === 1)

    socket.end()
    for (let round = 0; round < 20; round++) await shop.requests()

    assert.isFalse(socket.readableEnded)
    await shop.control("POST", "reset")
    assert.strictEqual((await outcome).text, "")
  })

  it("continue-100 sends 100 and 102 before the response", async () => {
    const { text } = await see("continue-100")

    assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 102 Processing\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
  })

  for (const status of [302, 307]) {
    it(`redirect-${status} points to the same address, where a second request is counted`, async () => {
      const { imp_uid } = await shop.order()
      await shop.break(`redirect-${status}`)

      const answer = await shop.cancel({ imp_uid })

      assert.strictEqual(answer.status, status)
      assert.strictEqual(answer.headers.get("location"), `${shop.sandbox.url}/payments/cancel`)
      await fetch(answer.headers.get("location") ?? "", { method: status === 302 ? "GET" : "POST" })
      assert.strictEqual((await shop.requests()).cancel.received, 2)
    })
  }

  it("unauthorized-once is a 401 although the token is good", async () => {
    const { imp_uid } = await shop.order()
    await shop.break("unauthorized-once")

    const first = await shop.cancel({ imp_uid })
    const second = await shop.cancel({ imp_uid })

    assert.strictEqual(first.status, 401)
    assert.deepStrictEqual(first.json, { code: -1, message: "Unauthorized", response: null })
    assert.strictEqual(second.json.code, 0)
  })

  it("expired-token ends the token for good, so the next sign-in gets another", async () => {
    const { imp_uid } = await shop.order()
    const old = shop.token
    await shop.break("expired-token")

    assert.strictEqual((await shop.cancel({ imp_uid })).status, 401)
    assert.strictEqual((await shop.cancel({ imp_uid })).status, 401)
    await shop.signIn()
    assert.notStrictEqual(shop.token, old)
    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 0)
  })

  for (const status of [403, 408, 409, 421, 425, 429]) {
    it(`status-${status} is an envelope with code -1`, async () => {
      const outcome = await see(`status-${status}`)

      assert.match(outcome.text, new RegExp(`^HTTP/1\\.1 ${status} `))
      assert.deepInclude(JSON.parse(bodyOf(outcome)), { code: -1, response: null })
      assert.strictEqual(/\r\nretry-after: 1\r\n/i.test(outcome.text), status === 429)
    })
  }

  it("status-429 and status-503 say when to come back, in seconds and as a date", async () => {
    const seconds = await see("status-429", { ms: 2500 })
    const date = await see("status-503", { ms: 60_000 })

    assert.match(headOf(seconds), /\r\nretry-after: 3\r\n/i)
    const time = (name: string) =>
      Date.parse(new RegExp(`\\r\\n${name}: (.*)\\r\\n`, "i").exec(headOf(date))?.[1] ?? "")
    assert.match(headOf(date), /^HTTP\/1\.1 503 [^]*GMT/)
    assert.strictEqual(time("retry-after") - time("date"), 60_000)
  })

  it("the html faults send a page and not JSON", async () => {
    for (
      const [fault, status] of [
        ["html-500", 500],
        ["html-500-after-commit", 500],
        ["html-502", 502],
        ["html-503", 503],
        ["html-200", 200]
      ] as const
    ) {
      const outcome = await see(fault)

      assert.match(headOf(outcome), new RegExp(`^HTTP/1\\.1 ${status} [^]*content-type: text/html`, "i"))
      assert.match(bodyOf(outcome), /^<html>/)
    }
  })

  it("empty-body is 200 with nothing in it", async () => {
    const outcome = await see("empty-body")

    assert.match(outcome.text, /^HTTP\/1\.1 200 OK/)
    assert.strictEqual(lengthOf(outcome), 0)
    assert.strictEqual(bodyBytes(outcome), 0)
  })

  it("truncated-json has a fitting length and does not parse", async () => {
    const outcome = await see("truncated-json")

    assert.strictEqual(lengthOf(outcome), bodyBytes(outcome))
    assert.throws(() => JSON.parse(bodyOf(outcome)))
  })

  it("big-body is 10 MB and parses", async () => {
    const outcome = await see("big-body")

    assert.strictEqual(bodyBytes(outcome), 10 * 1024 * 1024)
    assert.strictEqual(JSON.parse(bodyOf(outcome)).response.cancel_amount, 1000)
  })

  it("wrong-charset declares EUC-KR and is not UTF-8", async () => {
    const outcome = await see("wrong-charset")

    assert.match(headOf(outcome), /charset=euc-kr/i)
    const body = outcome.bytes.subarray(outcome.bytes.indexOf("\r\n\r\n") + 4)
    assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(body))
    assert.strictEqual(JSON.parse(new TextDecoder("euc-kr").decode(body)).message, "취소")
  })

  it("unknown-code, pg-rejection and portone-rejection are rejections with HTTP 200", async () => {
    assert.deepInclude(JSON.parse(bodyOf(await see("unknown-code"))), { code: 7777, response: null })
    assert.deepStrictEqual(JSON.parse(bodyOf(await see("pg-rejection"))), {
      code: -1,
      message: "결제취소에 실패하였습니다. [500626|기 취소 거래]",
      response: null
    })
    assert.deepStrictEqual(JSON.parse(bodyOf(await see("portone-rejection"))), {
      code: 1,
      message: "취소할 결제건이 존재하지 않습니다.",
      response: null
    })
  })

  it("null-response and odd-response have code 0 and an unusable response", async () => {
    assert.deepStrictEqual(JSON.parse(bodyOf(await see("null-response"))), { code: 0, message: null, response: null })
    const odd = JSON.parse(bodyOf(await see("odd-response")))
    assert.strictEqual(odd.code, 0)
    assert.isArray(odd.response.imp_uid)
    assert.isString(odd.response.amount)
  })

  it("status changes the status of a fault's answer", async () => {
    assert.match((await see("null-response", { status: 418 })).text, /^HTTP\/1\.1 418 /)
    assert.match((await see("cut-body", { status: 500 })).text, /^HTTP\/1\.1 500 /)
  })
})
