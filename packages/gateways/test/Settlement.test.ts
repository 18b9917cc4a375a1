import { Settlement } from "@effect-portone/gateways"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { payment, row, seconds } from "../../core/test/payments.ts"

const done = (wire: Record<string, unknown> = {}) =>
  payment({ status: "cancelled", cancel_amount: 10000, cancel_history: [row(10000, "a")], ...wire })
const verdict = (wire: Record<string, unknown>, options?: Settlement.Options) => {
  const { state, timing } = Settlement.of(done(wire), options)
  return [state, timing]
}

describe("full or partial", () => {
  it("is judged by amounts: everything back is full", () => {
    assert.strictEqual(Settlement.of(done()).extent, "full")
    assert.strictEqual(Settlement.of(done({ status: "paid" })).extent, "full")
  })

  it("is judged by amounts: a part back is partial, though the status says cancelled", () => {
    const partial = { cancel_amount: 3000, cancel_history: [row(3000, "a")] }
    assert.strictEqual(Settlement.of(done(partial)).extent, "partial")
    assert.strictEqual(Settlement.of(done({ ...partial, status: "paid" })).extent, "partial")
  })

  it("is none where nothing came back, whatever the status", () => {
    for (const status of ["paid", "cancelled", "ready", "of-tomorrow"]) {
      const nothing = Settlement.of(done({ status, cancel_amount: 0, cancel_history: [] }))
      assert.deepInclude(nothing, { extent: "none", state: "pending", amount: 0 })
    }
  })
})

describe("the history", () => {
  const rows = [
    row(1000, "first", "2026-11-20T00:00:00Z"),
    row(0, "zero", "2026-11-23T01:00:00Z"),
    row(2000, "last", "2026-11-22T00:00:00Z")
  ]
  const wire = { cancel_amount: 3000 }

  it("gives the latest cancel by its time, in whatever order it comes", () => {
    for (const cancel_history of [rows, rows.toReversed(), [rows[2], rows[0], rows[1]]]) {
      assert.strictEqual(Settlement.of(done({ ...wire, cancel_history })).amount, 2000)
    }
  })

  it("gives the last of the list where times are missing", () => {
    const cancel_history = [{ ...rows[0], cancelled_at: 0 }, { ...rows[2], cancelled_at: 0 }]
    assert.strictEqual(Settlement.of(done({ ...wire, cancel_history })).amount, 2000)
  })

  it("passes rows of zero over, because they gave nothing back", () => {
    const zero = Settlement.of(done({ cancel_amount: 0, cancel_history: [row(0, "a")] }))
    assert.deepInclude(zero, { state: "pending", amount: 0 })
  })

  it("gives the entry asked for, by its id", () => {
    const paid = done({ ...wire, cancel_history: rows })
    assert.strictEqual(Settlement.of(paid, { entry: paid.cancelHistory[0] }).amount, 1000)
  })

  it("gives the entry asked for by amount, time and PG id where it has no id", () => {
    const old = [row(1000, undefined, "2026-11-20T00:00:00Z"), row(2000, undefined, "2026-11-22T00:00:00Z")]
    const paid = done({ ...wire, cancel_history: old })
    assert.strictEqual(Settlement.of(paid, { entry: paid.cancelHistory[0] }).amount, 1000)
  })

  it("does not take another entry for the one asked for", () => {
    const [paid, other] = [done({ ...wire, cancel_history: [rows[0]] }), done({ ...wire, cancel_history: [rows[2]] })]
    assert.deepInclude(Settlement.of(paid, { entry: other.cancelHistory[0] }), { state: "pending", amount: 0 })
  })

  it("is pending for an entry of zero", () => {
    const paid = done({ ...wire, cancel_history: rows })
    assert.deepInclude(Settlement.of(paid, { entry: paid.cancelHistory[1] }), { state: "pending", amount: 0 })
  })

  it("may be unreadable: then the amount that moved speaks for a PG that cancels at once", () => {
    const lost = { cancel_amount: 3000, cancel_history: null }
    assert.deepInclude(Settlement.of(done(lost)), { state: "completed", amount: 3000 })
    const before = done({ cancel_amount: 1000, cancel_history: null })
    assert.deepInclude(Settlement.of(done(lost), { before }), { state: "completed", amount: 2000 })
    assert.deepInclude(Settlement.of(done(lost), { before: done(lost) }), { state: "pending", amount: 0 })
  })
})

describe("the payment as it was before", () => {
  it("keeps an older cancel from being taken for this one", () => {
    const before = done({ cancel_amount: 3000, cancel_history: [row(3000, "a")] })
    assert.deepInclude(Settlement.of(before, { before }), { state: "pending", amount: 0 })

    const after = done({ cancel_amount: 4000, cancel_history: [row(1000, "b"), row(3000, "a")] })
    assert.deepInclude(Settlement.of(after, { before }), { state: "completed", amount: 1000 })
  })

  it("tells two equal cancels without ids apart by their number", () => {
    const twin = row(3000)
    const before = done({ cancel_amount: 3000, cancel_history: [twin] })
    const after = done({ cancel_amount: 6000, cancel_history: [twin, twin] })
    assert.deepInclude(Settlement.of(after, { before }), { state: "completed", amount: 3000 })
    assert.deepInclude(Settlement.of(before, { before }), { state: "pending", amount: 0 })
  })

  it("finds an old row again when PortOne has since given it an id", () => {
    const before = done({ cancel_amount: 3000, cancel_history: [row(3000)] })
    const after = done({ cancel_amount: 3000, cancel_history: [row(3000, "a")] })
    assert.deepInclude(Settlement.of(after, { before }), { state: "pending", amount: 0 })
  })
})

describe("by PG and method", () => {
  const cases: ReadonlyArray<readonly [string, Record<string, unknown>, ReadonlyArray<string>]> = [
    ["a card", { pay_method: "card" }, ["completed", "at-once"]],
    ["a bank transfer", { pay_method: "trans" }, ["completed", "at-once"]],
    ["a mobile phone", { pay_method: "phone" }, ["completed", "at-once"]],
    ["a method without a word on it", { pay_method: "point" }, ["completed", "unknown"]],
    ["no method", { pay_method: null }, ["completed", "unknown"]],
    ["a virtual account", { pay_method: "vbank" }, ["accepted", "next-business-day"]],
    ["a virtual account at KG Inicis", { pay_method: "vbank", pg_provider: "html5_inicis" }, [
      "accepted",
      "next-business-day"
    ]],
    ["a virtual account at Kiwoom", { pay_method: "vbank", pg_provider: "daou" }, ["accepted", "seven-business-days"]],
    ["a virtual account at KG Financial", { pay_method: "vbank", pg_provider: "mobilians" }, [
      "accepted",
      "weekly-thursday"
    ]],
    ["a virtual account at Danal", { pay_method: "vbank", pg_provider: "danal_tpay" }, ["accepted", "unknown"]],
    ["a card at Kiwoom", { pay_method: "card", pg_provider: "daou" }, ["completed", "at-once"]],
    ["KCP's phone in its month", { pay_method: "phone", pg_provider: "kcp" }, ["completed", "at-once"]],
    ["KCP's phone in the next month", {
      pay_method: "phone",
      pg_provider: "kcp",
      paid_at: seconds("2026-10-31T14:59:59Z")
    }, ["accepted", "next-business-day"]],
    ["a phone elsewhere in the next month", {
      pay_method: "phone",
      pg_provider: "danal",
      paid_at: seconds("2026-10-31T14:59:59Z")
    }, ["completed", "unknown"]],
    ["smartro_v2, a card", { pay_method: "card", pg_provider: "smartro_v2" }, ["completed", "at-once"]],
    ["smartro_v2, a virtual account", { pay_method: "vbank", pg_provider: "smartro_v2" }, ["pending", "after-notice"]],
    ["the old smartro, a virtual account", { pay_method: "vbank", pg_provider: "smartro" }, [
      "accepted",
      "next-business-day"
    ]],
    ["WeChat Pay at KICC", { pay_method: "wechat", pg_provider: "kicc_v2" }, ["pending", "after-notice"]],
    ["a card at KICC", { pay_method: "card", pg_provider: "kicc" }, ["completed", "at-once"]],
    ["PayPal, approved", { pg_provider: "paypal_v2", pay_method: "paypal" }, ["completed", "after-approval"]],
    ["PayPal, not cancelled yet", { pg_provider: "paypal_v2", status: "paid" }, ["pending", "after-approval"]],
    ["PayPal, in a status of its own", { pg_provider: "paypal_v2", status: "pending" }, ["pending", "after-approval"]],
    ["Paymentwall, called back", { pg_provider: "paymentwall" }, ["completed", "after-callback"]],
    ["Paymentwall, not called back yet", { pg_provider: "paymentwall", status: "paid" }, ["pending", "after-callback"]]
  ]
  for (const [what, wire, expected] of cases) {
    it(`${what} is ${expected.join(", ")}`, () => assert.deepStrictEqual(verdict(wire), expected))
  }

  it("nothing is more than pending while the payment does not show the cancel, for any PG and method", () => {
    for (const { method, pg } of Settlement.timings) {
      for (const one of pg.split(", ")) {
        const wire = { pg_provider: one, pay_method: method.split(",")[0], cancel_amount: 0, cancel_history: [] }
        assert.strictEqual(Settlement.of(done(wire)).state, "pending", `${one} ${method}`)
        assert.strictEqual(Settlement.of(done(wire), { notified: true }).state, "pending", `${one} ${method}`)
      }
    }
  })
})

describe("a cancel that a PG finishes later", () => {
  const paypal = { pg_provider: "paypal_v2", cancel_amount: 3000, cancel_history: [row(3000, "a")] }

  it("stays pending in part, when nobody says which cancel is meant: the one shown may be older", () => {
    assert.strictEqual(Settlement.of(done(paypal)).state, "pending")
  })

  it("is completed in part, when it is new since the payment before", () => {
    const before = done({ ...paypal, cancel_amount: 0, cancel_history: [], status: "paid" })
    assert.strictEqual(Settlement.of(done(paypal), { before }).state, "completed")
  })

  it("is completed in part, when its entry is named", () => {
    const paid = done(paypal)
    assert.strictEqual(Settlement.of(paid, { entry: paid.cancelHistory[0] }).state, "completed")
  })

  it("is completed in full, because nothing else can be waiting", () => {
    assert.strictEqual(Settlement.of(done({ pg_provider: "paypal_v2" })).state, "completed")
  })

  it("ends with PortOne's notice, and no sooner", () => {
    for (
      const wire of [
        { pay_method: "vbank", pg_provider: "smartro_v2" },
        { pay_method: "wechat", pg_provider: "kicc_v2" }
      ]
    ) {
      assert.strictEqual(Settlement.of(done(wire)).state, "pending")
      assert.strictEqual(Settlement.of(done(wire), { notified: true }).state, "completed")
    }
  })

  it("is not hurried by a notice where a notice is not the result", () => {
    assert.strictEqual(
      Settlement.of(done({ pg_provider: "paypal_v2", status: "paid" }), { notified: true }).state,
      "pending"
    )
    assert.strictEqual(Settlement.of(done({ pay_method: "vbank" }), { notified: true }).state, "accepted")
  })

  it("is pending without its entry even when the balance moved, because the entry is the proof", () => {
    const wire = { pg_provider: "paypal_v2", cancel_history: null }
    assert.strictEqual(Settlement.of(done(wire)).state, "pending")
  })
})

describe("whether a PG may finish a cancel later", () => {
  const may = (pg: unknown, method: unknown) =>
    Settlement.mayFinishLater(payment({ pg_provider: pg, pay_method: method }))

  it("is documented for some PGs and methods", () => {
    for (
      const [pg, method] of [["paypal_v2", "paypal"], ["paymentwall", "card"], ["smartro_v2", "vbank"], [
        "kicc",
        "wechat"
      ]]
    ) {
      assert.isTrue(may(pg, method), `${pg} ${method}`)
    }
    for (
      const [pg, method] of [["html5_inicis", "card"], ["smartro_v2", "card"], ["kicc_v2", "card"], ["daou", "vbank"]]
    ) {
      assert.isFalse(may(pg, method), `${pg} ${method}`)
    }
    assert.isFalse(may("pg-of-tomorrow", "card"))
  })

  it("does not depend on capitals and blanks", () => {
    assert.isTrue(may("SMARTRO_V2", "VBANK"))
    assert.isTrue(may(" Smartro_v2\n", " vbank "))
    assert.isFalse(may("SMARTRO_V2 ", " CARD"))
    assert.deepStrictEqual(verdict({ pg_provider: "SMARTRO_V2", pay_method: "Vbank" }), ["pending", "after-notice"])
  })

  it("is possible where PG or method is absent, cannot be read or is not known", () => {
    for (const absent of [null, undefined, "", " ", {}]) {
      assert.isTrue(may("smartro_v2", absent), String(absent))
      assert.isTrue(may(absent, "vbank"), String(absent))
    }
    assert.isTrue(may("smartro_v2", "method-of-tomorrow"))
    assert.isFalse(may("html5_inicis", "method-of-tomorrow"))
  })
})

describe("a virtual account that was revoked before anybody paid in", () => {
  const revoked = {
    pay_method: "vbank",
    paid_at: 0,
    cancel_amount: 0,
    cancelled_at: seconds("2026-11-23T02:00:00Z"),
    cancel_history: [row(0, "a")]
  }

  it("is completed: there is nothing to give back", () => {
    assert.deepInclude(Settlement.of(done(revoked)), { state: "completed", timing: "never", amount: 0, extent: "none" })
    assert.strictEqual(Settlement.of(done({ ...revoked, cancel_history: [] })).timing, "never")
  })

  it("is not mistaken for one with a deposit, or for one that is still open", () => {
    assert.notStrictEqual(Settlement.of(done({ ...revoked, paid_at: 1 })).timing, "never")
    assert.notStrictEqual(Settlement.of(done({ ...revoked, cancelled_at: 0 })).timing, "never")
    assert.notStrictEqual(Settlement.of(done({ ...revoked, pay_method: "card" })).timing, "never")
    const deposit = { deposit_history: [{ amount: 1, deposited_at: 1 }] }
    assert.notStrictEqual(Settlement.of(done({ ...revoked, ...deposit })).timing, "never")
  })
})

describe("the table", () => {
  it("ends with a row for everything else, so that every payment has an answer", () => {
    assert.deepInclude(Settlement.timings.at(-1), { pg: "", method: "" })
  })

  it("says in both languages when the money comes, and where that is written", () => {
    for (const { evidence, money, source, state } of Settlement.timings) {
      assert.isAbove(money.english.length, 10)
      assert.match(money.korean, /[가-힣]/)
      assert.isAbove(source.length, 5)
      assert.include(["doc", "inf", "dis"], evidence)
      assert.include(["completed", "accepted", "pending, then completed"], state)
    }
  })

  it("has no row behind one that takes the same payments", () => {
    const key = ({ method, pg }: { readonly pg: string; readonly method: string }) => `${pg} / ${method}`
    assert.strictEqual(new Set(Settlement.timings.map(key)).size, Settlement.timings.length)
  })
})

const Pg = Schema.Literals(["paypal_v2", "paymentwall", "smartro_v2", "kicc_v2", "daou", "kcp", "x"])
const Method = Schema.Literals(["card", "vbank", "phone", "wechat", "trans", "point"])
const Status = Schema.Literals(["paid", "cancelled", "ready", "pending"])
const Rows = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3000 })))

it.effect.prop(
  "any history in any order gives the same answer, and never completed without money in the history",
  [Pg, Method, Status, Rows],
  ([pg_provider, pay_method, status, amounts]) =>
    Effect.sync(() => {
      const cancel_history = amounts.map((amount, index) =>
        row(amount, `id-${index}`, new Date(Date.UTC(2026, 10, 22) + index * 1000).toISOString())
      )
      const wire = {
        pg_provider,
        pay_method,
        status,
        amount: 1_000_000,
        cancel_amount: amounts.reduce((total, amount) => total + amount, 0)
      }
      const [one, other] = [cancel_history, cancel_history.toReversed()].map((history) =>
        Settlement.of(payment({ ...wire, cancel_history: history }))
      )

      assert.deepStrictEqual(one, other)
      if (wire.cancel_amount === 0) assert.strictEqual(one?.state, "pending")
      assert.strictEqual(one?.extent, wire.cancel_amount === 0 ? "none" : "partial")
    }),
  { arbitrary: { runs: 300 } }
)
