import { assert, describe, it } from "@effect/vitest"
import { empty, type PaymentRecord } from "../src/protocol/paymentRecord.ts"
import { cautious } from "../src/protocol/profile.ts"
import { type Ask, type Event, start, type State } from "../src/protocol/state.ts"
import { turn } from "../src/protocol/turn.ts"
import { answered, asking, entry, lost, read, TAG, unreadable, verified, waited } from "./protocol.ts"

const remembered = { earlier: "in-ledger" } as const
const begin = (ask: Partial<Ask> = {}): State => start(asking({ ...remembered, ...ask })).state

/** One call of a refund: what it knows and remembers after these events. */
const call = (record: PaymentRecord, key: string, ask: Partial<Ask>, ...events: ReadonlyArray<Event>) => {
  let state = begin(ask)
  let kept = record
  let command: string = "Read"
  for (const event of events) {
    const [next, after] = turn(kept, key, state, event)
    state = next.state
    command = next.command._tag
    kept = after
  }
  return { state, record: kept, command }
}
const untagged = { tag: undefined } as const

describe("a refund with a ledger", () => {
  it("is in it before anything leaves, and counts as sent", () => {
    const { command, record } = call(empty, "a", {}, read())

    assert.strictEqual(command, "Send")
    assert.include(record.refunds["a"], { asked: 3000, sent: 1, open: 1, byTag: true, outcome: undefined })
    assert.deepStrictEqual(record.refunds["a"]?.plan, { amount: 3000, checksum: 10000, known: [] })
  })

  it("is not in it before the payment was seen", () => {
    assert.deepStrictEqual(call(empty, "a", {}, unreadable).record, empty)
  })

  it("goes on with the plan that another call has made", () => {
    const first = call(empty, "a", {}, read(entry(1000)))
    const second = call(first.record, "a", {}, read(entry(1000)), waited, read(entry(1000)), waited, read(entry(1000)))

    assert.strictEqual(second.command, "Send")
    assert.deepStrictEqual(second.state.plan, first.state.plan)
    assert.include(second.state, { sent: 2, open: 2, sentHere: 1 })
  })

  it("waits for quiet anew when another call has sent in between", () => {
    const first = call(empty, "a", {}, read(), lost, read(), waited, read())
    assert.strictEqual(first.state.quiet, 2)
    const second = call(first.record, "a", {}, read(), waited, read(), waited, read())
    assert.strictEqual(second.command, "Send")

    const [next] = turn(second.record, "a", first.state, read())
    assert.include(next.command, { _tag: "Wait", for: "quiet" })
  })

  it("waits for the first pause where an older look-up shows that another cancel moved the balance", () => {
    const moved = read(entry(1000))
    const rejected = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })
    const { record } = call(empty, "a", { onForeign: "replan", profile: verified }, read(), rejected)
    const [next] = turn(record, "a", begin({ onForeign: "replan", profile: verified }), moved)
    assert.deepStrictEqual(next.command, { _tag: "Wait", for: "quiet", nth: 1 })
  })

  it("takes no look-up that may be older than another call's rejection for its confirmation", () => {
    const rejected = answered({ _tag: "Rejected", rejection: "no", passes: false })
    const byPg = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })
    for (const [verdict, needed] of [[rejected, 1], [byPg, 2]] as const) {
      const first = call(empty, "a", {}, read(), verdict)
      // This call has begun its look-up before the other call's cancel was applied and rejected.
      let state = begin()
      let record = first.record
      for (let reads = 0; reads <= needed; reads++) {
        const [next, after] = turn(record, "a", state, read())
        assert.strictEqual(next.command._tag, reads < needed ? "Wait" : "Finish", `${verdict._tag} ${reads}`)
        ;[state, record] = [turn(after, "a", next.state, waited)[0].state, after]
      }
    }
  })

  describe("that has an end", () => {
    it("has it for every later call, which sends nothing", () => {
      const ends: ReadonlyArray<readonly [ReadonlyArray<Event>, string]> = [
        [[answered({ _tag: "Rejected", rejection: "no", passes: false }), read()], "NotRefunded"],
        [[answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: { entries: 1, balance: 7000 } })], "Succeeded"]
      ]
      for (const [answers, end] of ends) {
        const { record, state } = call(empty, "a", {}, read(), ...answers)
        for (const event of [read(), unreadable, waited]) {
          const again = call(record, "a", {}, event)
          assert.strictEqual(again.command, "Finish")
          assert.strictEqual(again.state.outcome?._tag, end)
          assert.deepStrictEqual(again.state.outcome, state.outcome)
        }
      }
    })

    it("is an alarm when a late answer contradicts it", () => {
      const late = begin()
      const armed = turn(empty, "a", late, read())
      const rejected = call(armed[1], "a", {}, answered({ _tag: "Rejected", rejection: "no", passes: false }), read())
      assert.strictEqual(rejected.state.outcome?._tag, "NotRefunded")

      const applied = answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: { entries: 1, balance: 7000 } })
      const [alarm, kept] = turn(rejected.record, "a", armed[0].state, applied)
      assert.deepStrictEqual(alarm.state.outcome, { _tag: "Undetermined", cause: "BrokenInvariant" })
      assert.deepStrictEqual(kept.refunds["a"]?.outcome, alarm.state.outcome)
    })

    it("that is not known may become known", () => {
      const already = answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" })
      const undetermined = call(empty, "a", {}, read(), already, read(), waited, read())
      assert.deepStrictEqual(undetermined.state.outcome, { _tag: "Undetermined", cause: "PgSaysAlreadyCancelled" })
      const again = call(undetermined.record, "a", {}, read(), waited, read())
      assert.deepStrictEqual(again.state.outcome, undetermined.state.outcome, "it is never sent again")
      assert.strictEqual(again.state.sent, 1)
      assert.strictEqual(call(again.record, "a", {}, read(entry(3000, TAG))).state.outcome?._tag, "Succeeded")
    })
  })

  it("that was accepted is never sent again by any call", () => {
    const profile = { ...cautious, settlement: "async" } as const
    const { record, state } = call(empty, "a", { profile }, read(), answered({ _tag: "Accepted" }))
    assert.strictEqual(state.outcome?._tag, "AcceptedPending")
    const again = call(record, "a", { profile }, read(), waited, read(), waited, read())
    assert.strictEqual(again.command, "Wait")
    assert.strictEqual(again.state.sent, 1)
  })

  it("that a PG rejected is confirmed by the next call when the first one crashed", () => {
    const rejection = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })
    const { record } = call(empty, "a", {}, read(), rejection, read())
    // The first look-up may have begun before the rejection.
    const again = call(record, "a", {}, read(), waited, read(), waited, read())
    assert.deepStrictEqual(again.state.outcome, {
      _tag: "NotRefunded",
      proof: "OnlyAttemptRejected",
      rejection: "no",
      passes: false
    })
  })

  it("whose rejection proved nothing is tried again by the next call", () => {
    const rejected = answered({ _tag: "Rejected", rejection: "no", passes: false })
    const sentTwice = [read(), lost, read(), waited, read(), waited, read()]
    const { record } = call(empty, "a", {}, ...sentTwice, rejected, read())
    assert.deepStrictEqual(record.refunds["a"]?.outcome, { _tag: "Undetermined", cause: "NeverConfirmed" })
    const again = call(record, "a", {}, read(), waited, read(), waited, read())
    assert.strictEqual(again.command, "Send")
  })

  it("of another amount under its key is KeyReused, and nothing is changed", () => {
    const { record } = call(empty, "a", {}, read())
    const other = call(record, "a", { amount: 2000 }, read())
    assert.deepStrictEqual(other.state.outcome, { _tag: "KeyReused", found: 3000 })
    assert.strictEqual(other.record, record)
    assert.deepStrictEqual(call(record, "a", { amount: "rest" }, read()).state.outcome, {
      _tag: "KeyReused",
      found: 3000
    })
  })

  it("that never left may begin again with another amount", () => {
    const { record } = call(empty, "a", {}, read(), answered({ _tag: "NotSent" }))
    const other = call(record, "a", { amount: 2000 }, read())
    assert.strictEqual(other.command, "Send")
    assert.strictEqual(other.record.refunds["a"]?.asked, 2000)
  })

  it("keeps what it was asked for, although a call that could not read counts in another unit", () => {
    const { record } = call(empty, "a", { amount: 300 }, read())
    const blind = call(record, "a", { amount: 3 }, unreadable)
    assert.strictEqual(blind.record.refunds["a"]?.asked, 300)
  })
})

describe("two refunds of one payment", () => {
  it("go at the same time where both carry a tag", () => {
    const { record } = call(empty, "a", {}, read(), lost)
    assert.strictEqual(call(record, "b", { tag: "BBBBBBBBBBBB" }, read()).command, "Send")
  })

  it("go one after the other where one of them has no tag", () => {
    const { record } = call(empty, "a", {}, read(), lost)
    const blocked = call(record, "b", untagged, read())
    assert.strictEqual(blocked.command, "Wait")
    assert.isUndefined(blocked.record.refunds["b"])
    const other = call(empty, "a", untagged, read(), lost)
    assert.strictEqual(call(other.record, "b", {}, read()).command, "Wait")
  })

  it("wait for a person where the first is undetermined, and do not wait where it finished", () => {
    const already = answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" })
    const undetermined = call(empty, "a", untagged, read(), already, read(), waited, read())
    assert.deepStrictEqual(call(undetermined.record, "b", untagged, read()).state.outcome, {
      _tag: "Undetermined",
      cause: "AnotherRefundOpen"
    })
    const applied = answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: { entries: 1, balance: 7000 } })
    const done = call(empty, "a", untagged, read(), applied)
    assert.strictEqual(call(done.record, "b", untagged, read(entry(3000))).command, "Send")
  })

  it("never take the same entry for their own", () => {
    const profile = { ...cautious, singleWriter: true }
    const applied = answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: { entries: 1, balance: 7000 } })
    const { record } = call(empty, "a", { ...untagged, profile }, read(), applied)
    assert.strictEqual(record.refunds["a"]?.claimed, "c0")
    const { state } = call(record, "b", { ...untagged, profile }, read(entry(3000)))
    assert.deepStrictEqual(state.claimed, ["c0"])
  })

  it("share what is known of the payment: an older look-up is not used", () => {
    const { record } = call(empty, "a", {}, read(entry(1000)), lost)
    assert.strictEqual(call(record, "b", { tag: "BBBBBBBBBBBB" }, read()).command, "Wait")
  })
})
