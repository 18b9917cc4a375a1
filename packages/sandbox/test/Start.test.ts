import { assert, describe, it } from "vitest"
import { start } from "../src/index.ts"

describe("start", () => {
  it("rejects a host that other machines can reach unless remote is allowed", async () => {
    const rejection = await start({ host: "0.0.0.0" }).catch((error: unknown) => error)

    assert.instanceOf(rejection, RangeError)
    const open = await start({ host: "0.0.0.0", allowRemote: true })
    await open.close()
  })

  it("rejects wrong options", async () => {
    const wrong = [
      { port: -1 },
      { port: 1.5 },
      { tokenLife: 0 },
      { key: "" },
      { statusAfterPartial: "gone" as "paid" },
      { rules: "lax" as "off" },
      { rule: { "no-such-rule": "off" as const } },
      { rule: { "phone-month": "" as "off" } },
      { webhookUrl: "http://shop.example/" },
      { webhookUrl: "file:///etc/hosts" },
      { webhookUrl: "nowhere" },
      { webhookContentType: "xml" as "form" }
    ]
    for (const options of wrong) {
      assert.instanceOf(await start(options).catch((error: unknown) => error), RangeError)
    }
  })

  it("rejects names and types that TypeScript would reject, and says which", async () => {
    const wrong = [
      [{ nope: 1 }, /unknown option nope; options: port, /],
      [{ allowRemote: "no" }, /allowRemote must be of type boolean, not string no/],
      [{ allowRemote: 1, host: "0.0.0.0" }, /allowRemote/],
      [{ allowRemote: null }, /allowRemote must be of type boolean, not null/],
      [{ frozen: "yes" }, /frozen/],
      [{ webhookResend: 0 }, /webhookResend/],
      [{ port: "10851" }, /port must be of type number/],
      [{ host: ["127.0.0.1"] }, /host/],
      [{ key: 5 }, /key/],
      [{ rule: "phone-month=off" }, /rule must be of type object/],
      [{ rules: null }, /rules/],
      [{ log: console }, /log must be of type function/],
      [{ now: 5 }, /now must be of type function/],
      [{ now: () => Number.NaN }, /now returned number NaN/],
      [{ now: () => Number.POSITIVE_INFINITY }, /now returned/],
      [{ now: () => "5" }, /now returned string 5/],
      [{ now: () => new Date() }, /now returned/],
      [{ startTime: null }, /start time/],
      [{ startTime: new Date(-5) }, /start time/],
      [[], /options are an object/],
      ["x", /options are an object/],
      [null, /options are an object/]
    ] as const
    for (const [options, message] of wrong) {
      const error = await start(options as never).then((sandbox) => sandbox.close(), (reason: unknown) => reason)
      assert.instanceOf(error, RangeError, String(message))
      assert.match(error.message, message)
    }
    await (await start({ port: undefined, allowRemote: undefined, log: undefined } as never)).close()
  })

  it("accepts as its host only an address of this machine, unless remote is allowed", async () => {
    for (const host of ["127.example.com", "localhost.example", "127.0.0.256", "128.0.0.1", "[::2]", ""]) {
      assert.instanceOf(await start({ host }).catch((error: unknown) => error), RangeError, host)
    }
  })

  it("counts its clock from the time that it is given", async () => {
    await using sandbox = await start({ now: () => 1_234_567 })

    assert.deepStrictEqual(await (await fetch(`${sandbox.url}/_sandbox/clock`)).json(), { now: 1234 })
  })

  it("can be closed twice and disposed of, and then no longer listens", async () => {
    const sandbox = await start()
    await sandbox.close()
    await sandbox.close()
    await sandbox[Symbol.asyncDispose]()

    assert.instanceOf(await fetch(sandbox.url).catch((error: unknown) => error), TypeError)
  })

  it("runs several at once, each with its own state", async () => {
    const [one, two] = await Promise.all([start(), start()])
    await fetch(`${one.url}/_sandbox/payments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}"
    })

    const there = await fetch(`${one.url}/_sandbox/payments/imp_000000000001`)
    const elsewhere = await fetch(`${two.url}/_sandbox/payments/imp_000000000001`)

    assert.strictEqual(there.status, 200)
    assert.strictEqual(elsewhere.status, 404)
    await Promise.all([one.close(), two.close()])
  })
})
