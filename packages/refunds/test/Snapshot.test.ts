import { PaymentJson } from "@effect-portone/core"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import {
  entryIdOf,
  entryOf,
  fromMinor,
  type ReadReason,
  snapshotOf as make,
  toMinor
} from "../src/internal/snapshot.ts"
import { isWhole } from "../src/protocol/snapshot.ts"
import { entry, TAG } from "./protocol.ts"

const readReason: ReadReason = (reason) => ({
  tags: reason?.includes(TAG) === true ? [TAG] : [],
  words: reason?.includes("CANCELLATION") === true ? ["CANCELLATION"] : []
})
const snapshotOf = (of: Parameters<typeof make>[0]) => make(of, readReason)

const payment = (fields: Record<string, unknown> = {}) =>
  Result.getOrThrow(PaymentJson.decode({
    imp_uid: "imp_1",
    merchant_uid: "order-1",
    status: "cancelled",
    amount: 10000,
    cancel_amount: 4000,
    currency: "KRW",
    cancel_history: [{ amount: 3000, reason: `[${TAG}] 변심`, cancellation_id: "c1" }, { amount: 1000 }],
    ...fields
  }))

describe("a payment, as the protocol sees it", () => {
  it("is what was paid, what is left, and who took what", () => {
    assert.deepStrictEqual(snapshotOf(payment()), {
      paid: 10000,
      balance: 6000,
      entries: [
        { amount: 3000, id: "c1 3000", tags: [TAG], words: [] },
        { amount: 1000, id: "1000 at ", tags: [], words: [] }
      ]
    })
  })

  it("names an entry by its amount, and by PortOne's id or else its time", () => {
    const entries = snapshotOf(payment({
      cancel_history: [
        { amount: 3000, cancellation_id: "", cancelled_at: 1_712_634_724, pg_tid: "t1", reason: "[CANCELLATION]" },
        { amount: 1000, cancellation_id: "x".repeat(100) }
      ]
    }))?.entries
    assert.deepStrictEqual(entries?.map(({ id }) => id), ["3000 at 1712634724000", `100 ${"x".repeat(64)} 1000`])
    assert.deepStrictEqual(entries?.map(({ words }) => words), [["CANCELLATION"], []])
  })

  it("has the same id for an entry whose reason, receipt or PG number came later", () => {
    const [before, after] = [{}, { pg_tid: "t1", reason: "x", receipt_url: "https://pg.example/1" }].map((later) =>
      payment({ cancel_history: [{ amount: 3000, cancelled_at: 1_712_634_724, ...later }] }).cancelHistory.map(
        entryIdOf
      )
    )
    assert.deepStrictEqual(before, after)
  })

  it("finds an entry by its id, wherever in the history it is", () => {
    assert.strictEqual(entryOf(payment(), "c1 3000")?.amount, 3000)
    assert.isUndefined(entryOf(payment(), "c2"))
    assert.isUndefined(entryOf(payment(), undefined))
  })

  it("counts cents, so that 0.3 less 0.1 is 0.2", () => {
    const seen = snapshotOf(
      payment({ currency: "USD", amount: 0.3, cancel_amount: 0.1, cancel_history: [{ amount: 0.1 }] })
    )
    assert.deepStrictEqual([seen?.paid, seen?.balance, seen?.entries[0]?.amount], [30, 20, 10])
    assert.isTrue(seen !== undefined && isWhole(seen))
  })

  it("counts whole yen, and won where no currency is named", () => {
    assert.strictEqual(snapshotOf(payment({ currency: "JPY" }))?.balance, 6000)
    assert.strictEqual(snapshotOf(payment({ currency: undefined }))?.balance, 6000)
  })

  it("has no history that is not known: unread is nothing, absent is empty", () => {
    assert.isUndefined(snapshotOf(payment({ cancel_history: "gone" })))
    assert.isUndefined(snapshotOf(payment({ cancel_history: [{ amount: "x" }] })))
    assert.deepStrictEqual(snapshotOf(payment({ status: "paid", cancel_history: null, cancel_amount: 0 }))?.entries, [])
  })

  it("goes to minor units and back without loss", () => {
    for (const [amount, currency] of [[19.99, "USD"], [0.07, "USD"], [1234567, "KRW"], [1.1, "EUR"]] as const) {
      assert.strictEqual(fromMinor(toMinor(amount, currency), currency), amount)
    }
  })
})

describe("a snapshot is whole", () => {
  it("when balance and history add up", () => {
    const whole = { paid: 10, balance: 7, entries: [entry(3)] }
    assert.isTrue(isWhole(whole))
    assert.isFalse(isWhole({ ...whole, entries: [] }), "new balance, old history")
    assert.isFalse(isWhole({ ...whole, balance: 10 }), "old balance, new history")
    assert.isFalse(isWhole({ paid: 10, balance: -1, entries: [entry(11)] }))
    assert.isFalse(isWhole({ paid: 10, balance: 11, entries: [entry(-1)] }))
  })
})
