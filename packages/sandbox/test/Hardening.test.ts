import { assert, describe, it } from "vitest"
import { openShop } from "./shop.ts"

// A random generator with a seed, so that a failure can be repeated.
const random = (seed: number) => () => {
  seed = (seed + 0x6D2B79F5) | 0
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
  return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
}

describe("malformed requests", () => {
  const shop = openShop()

  it("never crash the sandbox nor move money, 500 of them", async () => {
    const { imp_uid } = await shop.order({ amount: 10_000 })
    const next = random(20_240_601)
    const pick = <A>(list: ReadonlyArray<A>): A => list[Math.floor(next() * list.length)] as A
    const noise = (length: number) =>
      Array.from({ length }, () => String.fromCharCode(Math.floor(next() * 256))).join("")
    const paths = [
      "/payments/cancel",
      "/payments/cancel/",
      "/users/getToken",
      "/payments/%",
      "/payments/%ff%fe",
      "/payments/find/%zz/paid",
      "/payments/status/all?page=%&limit=1e9&from=-1",
      "/payments?imp_uid[]=%00&merchant_uid[]=",
      "//",
      "/payments/../payments/cancel",
      "/payments/__proto__",
      "/_sandbox/payments",
      "/_sandbox/faults",
      "/_sandbox/clock",
      "/_sandbox/console-cancel",
      "/_sandbox/pg-cancel",
      "/_sandbox/revert",
      "/_sandbox/rules",
      "/_sandbox/settle",
      "/_sandbox/webhook",
      "/vbanks/%ff",
      "/vbanks/imp_000000000001",
      "/_sandbox/__proto__",
      "http://elsewhere/payments/cancel",
      "*",
      `/${"a".repeat(3000)}`
    ]
    const bodies = [
      () => "",
      () => noise(Math.floor(next() * 200)),
      () => "{\"imp_uid\":",
      () =>
        `{"imp_uid":${pick(["{}", "[]", "1e999", "true", "\"\\u0000\"", "-0"])},"amount":${
          pick(["\"\"", "[]", "-1e308"])
        }}`,
      () => "{\"__proto__\":{\"imp_uid\":1},\"constructor\":null}",
      () => "[".repeat(2000),
      () => "{\"a\":".repeat(2000),
      () => "&&&===[][]&a[b[c]=1&[=]&%&__proto__[x]=1",
      () => "{\"kind\":{},\"count\":\"9\",\"amount\":{\"valueOf\":1}}",
      () => "{\"route\":[],\"fault\":{\"toString\":null}}",
      () => "{\"advance\":1e400}",
      () => `{"imp_uid":"${imp_uid}","amount":${pick(["{}", "[1]", "-1", "1e400", "\"\""])},"result":{},"url":[[]]}`,
      () => "{\"__proto__\":\"off\",\"phone-month\":{\"toString\":1}}"
    ]
    const types = [
      "application/json",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/\xff",
      ""
    ]
    const one = () => {
      const body = Buffer.from(pick(bodies)(), "latin1")
      const line = next() < 0.05
        ? noise(40)
        : `${pick(["POST", "GET", "PUT", "HEAD", "OPTIONS", "DELETE"])} ${pick(paths)} HTTP/1.1`
      const length = next() < 0.1 ? pick(["-1", "x", "5, 6", "999999"]) : String(body.length)
      const head =
        `${line}\r\nHost: ${pick(["127.0.0.1", "localhost:1", "sandbox"])}\r\nConnection: close\r\nAuthorization: ${
          pick([shop.token, noise(5), "Bearer"])
        }\r\n` +
        `Content-Type: ${pick(types)}\r\nContent-Length: ${length}\r\nTier: ${
          pick(["", "AB1", "\xff", "toolong"])
        }\r\n\r\n`
      return Buffer.concat([Buffer.from(head, "latin1"), body])
    }

    for (let round = 0; round < 25; round++) {
      await Promise.all(Array.from({ length: 20 }, () => {
        const { outcome, socket } = shop.raw(one())
        socket.end()
        return outcome
      }))
    }

    assert.deepStrictEqual(await shop.ledger(), [])
    assert.deepInclude(await shop.control("GET", `payments/${imp_uid}`), { cancel_amount: 0, status: "paid" })
    assert.strictEqual((await shop.cancel({ imp_uid, checksum: 10_000 })).json.code, 0)
  })

  it("are dropped when the sender closes the connection", async () => {
    const { imp_uid } = await shop.order()
    const whole = shop.rawCancel({ imp_uid })

    for (const length of [1, 20, 60, whole.length - 1]) {
      const { outcome, socket } = shop.raw(whole.slice(0, length))
      socket.end()
      await outcome
    }

    assert.deepStrictEqual(await shop.ledger(), [])
    assert.strictEqual((await shop.cancel({ imp_uid })).json.code, 0)
  })
})
