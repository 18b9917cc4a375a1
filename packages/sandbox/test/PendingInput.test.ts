import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

const lines: Array<string> = []
/** Waits until each of these is in a line of the log. */
const logged = async (...parts: ReadonlyArray<string>) => {
  while (!parts.every((part) => lines.some((line) => line.includes(part)))) await new Promise(setImmediate)
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

describe("bytes that are not HTTP, after a request on the same connection", () => {
  const shop = openShop({ log: (line) => lines.push(line) })
  const raw = (body: string, length: number, more = "") =>
    `POST /payments/cancel HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${shop.token}\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n${more}\r\n${body}`

  it("leave the answer of an applied cancel as it is: 200 with code 0, then 400", async () => {
    const rests = ["}", "변심", "\u0000\u0001", "GET\r\n", "HTTP/1.1 200 OK\r\n\r\n", "POST / HTTP/9.9\r\n\r\n"]
    for (const rest of rests) {
      lines.length = 0
      const { imp_uid } = await shop.order({ amount: 1000 })
      const body = `imp_uid=${imp_uid}&amount=100`

      const { text } = await shop.raw(raw(body, body.length) + rest).outcome

      assert.deepStrictEqual(statuses(text), [200, 400], rest)
      assert.include(text, "\"code\":0")
      assert.isTrue(text.endsWith("\r\nconnection: close\r\n\r\n"))
      await logged(`POST /payments/cancel 200 code 0 accepted ${imp_uid}`, "- (not HTTP) 400 rejected")
      assert.lengthOf(lines.filter((line) => line.includes("not HTTP")), 1)
    }
  })

  it("are what a length in characters leaves over, of a body in Korean", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })
    const body = `imp_uid=${imp_uid}&amount=250&reason=고객의 단순 변심`

    const { text } = await shop.raw(raw(body, body.length)).outcome

    assert.deepStrictEqual(statuses(text), [200, 400])
    assert.strictEqual((await shop.ledger())[0].amount, 250)
  })

  it("wait for every request before them, in their order", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })
    const two = [1, 2].map((amount) => `imp_uid=${imp_uid}&amount=${amount}`).map((body) => raw(body, body.length))

    const { text } = await shop.raw(`${two.join("")}GET /banks/004 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n\u0000`).outcome

    assert.deepStrictEqual(statuses(text), [200, 200, 401, 400])
    assert.deepStrictEqual((await shop.ledger()).map((line: { amount: number }) => line.amount), [1, 2])
  })

  it("wait for a slow answer, and get none where the answer never comes or ends the connection", async () => {
    const { imp_uid } = await shop.order({ amount: 1000 })
    const body = `imp_uid=${imp_uid}&amount=1`

    await shop.break("slow-answer", { ms: 30 })
    assert.deepStrictEqual(statuses((await shop.raw(`${raw(body, body.length)}?!`).outcome).text), [200, 400])

    for (const fault of ["drop-after-commit", "reset-after-commit"]) {
      lines.length = 0
      await shop.break(fault)
      assert.strictEqual((await shop.raw(`${raw(body, body.length)}?!`).outcome).text, "")
      await logged(`POST /payments/cancel - code 0 accepted ${imp_uid} (fault ${fault})`, "- (not HTTP) - no response")
    }

    lines.length = 0
    await shop.break("hang-after-commit")
    const { outcome, socket } = shop.raw(`${raw(body, body.length)}?!`)
    await shop.until(async () => (await shop.requests()).cancel.applied === 4)
    socket.destroy()
    assert.strictEqual((await outcome).text, "")
    await logged(`POST /payments/cancel - code 0 accepted ${imp_uid} (fault hang-after-commit)`, "no response")
  })

  it("are the answer of the request itself when they are in its own body, which moves no money", async () => {
    lines.length = 0
    const { imp_uid } = await shop.order({ amount: 1000 })
    const chunked = raw("", 0).replace("Content-Length: 0", "Transfer-Encoding: chunked")

    const { text } = await shop.raw(`${chunked}5\r\nimp_u\r\nzz\r\nid=${imp_uid}`).outcome

    assert.deepStrictEqual(statuses(text), [400])
    await logged("POST /payments/cancel 400 rejected")
    assert.notInclude(lines.join("\n"), "not HTTP")
    assert.deepStrictEqual(await shop.ledger(), [])
  })

  it("are 431 when headers are too large, also after a request", async () => {
    lines.length = 0
    const head = `GET /banks HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${"c".repeat(70_000)}\r\n\r\n`

    assert.deepStrictEqual(statuses((await shop.raw(head).outcome).text), [431])
    await logged("- (headers too large) 431 rejected")
    const both = await shop.raw(`GET /banks/004 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n${head}`).outcome
    assert.deepStrictEqual(statuses(both.text), [401, 431])
  })

  it("get one line in the log, whatever they are and however they arrive", async () => {
    lines.length = 0
    const { outcome, socket } = shop.raw("\u0001")
    for (let n = 0; n < 5; n++) socket.write("more \u0002\r\n")
    await outcome
    await logged("not HTTP")

    assert.lengthOf(lines.filter((line) => !line.includes("/_sandbox")), 1)
  })
})

describe("requests that Node answers by itself", () => {
  const shop = openShop({ log: (line) => lines.push(line) })

  it("are logged: an expectation that cannot be met, CONNECT, and an upgrade", async () => {
    for (
      const [request, status, line] of [
        [
          "POST /payments/cancel HTTP/1.1\r\nHost: localhost\r\nExpect: foo\r\n",
          417,
          "POST /payments/cancel 417 rejected"
        ],
        ["CONNECT shop.example:443 HTTP/1.1\r\nHost: shop.example\r\n", 405, "CONNECT … 405 rejected"],
        ["GET /banks HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\n", 401, "GET /banks 401 code -1 rejected"]
      ] as const
    ) {
      lines.length = 0
      const { outcome, socket } = shop.raw(`${request}Connection: close\r\n\r\n`)
      socket.end()
      assert.deepStrictEqual(statuses((await outcome).text), [status], request)
      await logged(line)
      assert.lengthOf(lines, 1, request)
    }
  })

  it("answers what came before CONNECT on the connection", async () => {
    const { outcome, socket } = shop.raw(
      "GET /banks HTTP/1.1\r\nHost: localhost\r\n\r\nCONNECT a.example:1 HTTP/1.1\r\nHost: a.example\r\n\r\n"
    )
    socket.end()

    assert.deepStrictEqual(statuses((await outcome).text), [401, 405])
  })

  it("are logged also when an earlier response on the connection never comes", async () => {
    await shop.control("POST", "faults", { route: "find", fault: "hang" })
    const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${shop.token}\r\n\r\n`
    const { imp_uid } = await shop.order()
    lines.length = 0
    const { outcome, socket } = shop.raw(
      `${ask("/cards")}${ask("/banks")}${shop.rawCancel({ imp_uid })}`
    )
    await shop.until(async () => (await shop.requests()).cancel.applied === 1)
    socket.destroy()
    await outcome

    await logged(`POST /payments/cancel - code 0 accepted ${imp_uid}`)
    await logged("GET /cards - no response (fault hang)")
    await logged("GET /banks - code 0 accepted")
  })
})

describe("a log that throws", () => {
  const shop = openShop({
    log: () => {
      throw new Error("the disk of the log is full")
    }
  })

  it("does not stop the sandbox", async () => {
    const { imp_uid } = await shop.order()

    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 0)
    await shop.raw("\u0000").outcome
    assert.strictEqual((await shop.get(`/payments/${imp_uid}`)).status, 200)
  })
})

describe("the words of a path in the log", () => {
  const shop = openShop({ log: (line) => lines.push(line) })

  it("are those of the routes, and nothing else", async () => {
    lines.length = 0
    const paths = [
      "/payments/imp_x/naver/approve-cancel",
      "/subscribe/payments/schedule/customers/kim",
      "/kcpquick/members/7/fido/release",
      "/benepia/point",
      "/_sandbox/console-cancel",
      "/payments/status/paid",
      "/payments/hong-gil-dong",
      "/constructor/toString"
    ]
    for (const path of paths) await shop.get(path)
    await logged("/_sandbox/console-cancel", "/…/…")

    assert.deepStrictEqual(lines.map((line) => line.split(" ")[2]), [
      "/payments/…/naver/approve-cancel",
      "/subscribe/payments/schedule/customers/…",
      "/kcpquick/members/…/fido/release",
      "/benepia/point",
      "/_sandbox/console-cancel",
      "/payments/status/paid",
      "/payments/…",
      "/…/…"
    ])
  })
})
