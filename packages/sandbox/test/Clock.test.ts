import { afterEach, assert, describe, it, vi } from "vitest"
import { type Options, type RunningSandbox, start } from "../src/index.ts"
import { Clock } from "../src/server/clock.ts"
import { readTime } from "../src/server/time.ts"
import { NOW, openShop } from "./shop.ts"

describe("POST /_sandbox/clock", () => {
  const shop = openShop({ startTime: NOW, frozen: true })
  const clock = (body: unknown) => shop.request("POST", "/_sandbox/clock", body)

  it("sets the clock to a second, forward and back", async () => {
    for (
      const [set, now] of [
        [1_700_000_000, 1_700_000_000],
        ["2024-05-20T12:00:00+09:00", NOW],
        ["2024-05-20T03:00:00Z", NOW],
        ["2024-02-29T23:59:59.999-0330", Date.parse("2024-03-01T03:29:59Z") / 1000],
        ["2038-01-19T03:14:08z", 2 ** 31],
        [0, 0]
      ] as const
    ) {
      assert.deepStrictEqual((await clock({ set })).json, { now, frozen: true }, String(set))
      assert.deepStrictEqual(await shop.control("GET", "clock"), { now, frozen: true })
    }
  })

  it("rejects what is no exact point in time, and keeps the time", async () => {
    const wrong = [
      { set: "2024-05-20" },
      { set: "2024-05-20T12:00:00" },
      { set: "2024-05-20 12:00:00+09:00" },
      { set: "2024-02-30T00:00:00Z" },
      { set: "2023-02-29T00:00:00Z" },
      { set: "2024-05-20T24:00:00Z" },
      { set: "2024-05-20T12:60:00Z" },
      { set: "1716174000" },
      { set: "now" },
      { set: "" },
      { set: null },
      { set: 1_716_174_000_000 },
      { set: 1.5 },
      { set: -1 },
      { set: NOW, advance: 1 },
      { freeze: "yes" },
      { freeze: null },
      { set: NOW + 5, freeze: 1 },
      { advance: 10 ** 11 },
      { run: true },
      {},
      [],
      7
    ]
    for (const body of wrong) {
      const { json, status } = await clock(body)
      assert.strictEqual(status, 400, JSON.stringify(body))
      assert.isString(json.error)
    }
    assert.deepStrictEqual(await shop.control("GET", "clock"), { now: NOW, frozen: true })
  })

  it("lets the time of a payment, of a token and of a cancel be known to the second", async () => {
    const old = shop.token
    await clock({ set: "2024-01-31T23:59:59+09:00" })
    assert.strictEqual((await shop.get("/banks", { authorization: old })).status, 401, "issued in the future")
    const { imp_uid } = await shop.order({ amount: 1000 })
    const issued = await shop.signIn()
    await clock({ advance: 1 })
    const cancelled = await shop.cancel({ imp_uid })

    assert.strictEqual(issued.now, Date.parse("2024-01-31T14:59:59Z") / 1000)
    assert.strictEqual(issued.expired_at, issued.now + 1800)
    assert.strictEqual(cancelled.json.response.paid_at, issued.now)
    assert.strictEqual(cancelled.json.response.cancelled_at, issued.now + 1)
    assert.strictEqual((await shop.ledger())[0].at, issued.now + 1)
  })

  it("lets a token live until the second in which it expires", async () => {
    const { expired_at } = await shop.signIn()

    await clock({ set: expired_at - 1 })
    assert.strictEqual((await shop.get("/banks")).status, 200)
    await clock({ set: expired_at })
    assert.strictEqual((await shop.get("/banks")).status, 401)
  })

  it("settles a pending cancel in its second, and not before", async () => {
    const { imp_uid } = await shop.order({ amount: 1000, async: 60 })
    await shop.cancel({ imp_uid })
    const cancelled = async () => (await shop.control("GET", `payments/${imp_uid}`)).cancel_amount

    await clock({ set: NOW + 59 })
    assert.strictEqual(await cancelled(), 0)
    await clock({ set: NOW + 60 })
    assert.strictEqual(await cancelled(), 1000)
  })

  it("settles each pending cancel at its own time when it jumps over several, in the order of their times", async () => {
    const late = await shop.order({ amount: 1000, async: 86_400 })
    const early = await shop.order({ amount: 1000, async: 90 })
    await shop.cancel({ imp_uid: late.imp_uid, amount: 100 })
    await shop.cancel({ imp_uid: early.imp_uid, amount: 200 })
    await clock({ advance: 45 })
    await shop.cancel({ imp_uid: early.imp_uid, amount: 300 })

    const jumped = await clock({ set: "2025-12-31T00:00:00Z" })

    const shown = async ({ imp_uid }: { readonly imp_uid: string }) => {
      const { cancel_history, cancelled_at } = await shop.control("GET", `payments/${imp_uid}`)
      return [cancel_history.map((row: { cancelled_at: number }) => row.cancelled_at), cancelled_at]
    }
    assert.deepStrictEqual(
      (await shop.ledger()).map(({ amount, at }: { amount: number; at: number }) => [amount, at]),
      [[200, NOW + 90], [300, NOW + 135], [100, NOW + 86_400]]
    )
    assert.deepStrictEqual(await shown(early), [[NOW + 90, NOW + 135], NOW + 135])
    assert.deepStrictEqual(await shown(late), [[NOW + 86_400], NOW + 86_400])
    assert.deepStrictEqual(await shop.control("GET", "clock"), jumped.json)
  })

  it("runs and stops: freeze applies after the move, and a reset restores the start", async () => {
    assert.notProperty((await clock({ freeze: false })).json, "frozen")
    assert.deepStrictEqual((await clock({ freeze: true, set: NOW + 7 })).json, { now: NOW + 7, frozen: true })
    assert.deepStrictEqual((await clock({ freeze: true, advance: 3 })).json, { now: NOW + 10, frozen: true })

    await shop.control("POST", "reset")

    assert.deepStrictEqual(await shop.control("GET", "clock"), { now: NOW, frozen: true })
  })
})

describe("a clock", () => {
  let machine = 5_000_700
  const make = () => new Clock(() => machine, { time: 1000, frozen: false })

  it("starts at the start of its second and counts with the machine", () => {
    const clock = make()
    assert.strictEqual(clock.milliseconds(), 1_000_000)
    machine += 999
    assert.strictEqual(clock.seconds(), 1000)
    machine += 1
    assert.strictEqual(clock.seconds(), 1001)
  })

  it("stands still while the machine counts, and continues from where it stood", () => {
    const clock = make()
    machine += 250
    clock.freeze()
    machine += 60_000
    assert.strictEqual(clock.milliseconds(), 1_000_250)
    clock.advance(10)
    clock.freeze()
    clock.run()
    clock.run()
    assert.strictEqual(clock.milliseconds(), 1_010_250)
    machine += 750
    assert.strictEqual(clock.seconds(), 1011)
  })
})

describe("the start time", () => {
  const open: Array<RunningSandbox> = []
  const startAt = async (options: Options) => {
    const sandbox = await start(options)
    open.push(sandbox)
    return (await fetch(`${sandbox.url}/_sandbox/clock`)).json()
  }
  afterEach(async () => {
    vi.useRealTimers()
    await Promise.all(open.splice(0).map((sandbox) => sandbox.close()))
  })

  it("is seconds, an ISO time with its zone, or a Date", async () => {
    for (const startTime of [NOW, "2024-05-20T12:00:00+09:00", new Date(NOW * 1000 + 999)]) {
      assert.deepStrictEqual(await startAt({ startTime, frozen: true }), { now: NOW, frozen: true })
    }
  })

  it("is the machine's time by default", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW * 1000 + 300 })

    assert.deepStrictEqual(await startAt({}), { now: NOW })
    assert.deepStrictEqual(await startAt({ frozen: true }), { now: NOW, frozen: true })
  })

  it("is rejected when it is no point in time", async () => {
    for (const startTime of ["tomorrow", "2024-05-20T12:00:00", Number.NaN, 1_716_174_000_000, new Date("x")]) {
      assert.instanceOf(await start({ startTime }).catch((error: unknown) => error), RangeError)
    }
  })
})

describe("readTime", () => {
  it("reads leap days of leap years only", () => {
    assert.strictEqual(readTime("2000-02-29T00:00:00Z"), 951_782_400)
    assert.isUndefined(readTime("1900-02-29T00:00:00Z"))
    assert.isUndefined(readTime(undefined))
    assert.isUndefined(readTime({}))
  })
})
