import { assert, describe, it } from "@effect/vitest"
import { empty, type Guard } from "../src/protocol/guard.ts"
import { cautious } from "../src/protocol/Profile.ts"
import { type Ask, type Event, start, type State } from "../src/protocol/State.ts"
import { turn } from "../src/protocol/turn.ts"
import { answered, asking, entry, read, TAG, unreadable, waited } from "./protocol.ts"

const lost = answered({ _tag: "Ambiguous" })
const remembered = { earlier: "remembered" } as const
const begin = (ask: Partial<Ask> = {}): State => start(asking({ ...remembered, ...ask })).state

/** One call of a refund: what it knows and remembers after these events. */
const call = (guard: Guard, key: string, ask: Partial<Ask>, ...events: ReadonlyArray<Event>) => {
  let state = begin(ask)
  let kept = guard
  let command: string = "Read"
  for (const event of events) {
    const [next, after] = turn(kept, key, state, event)
    state = next.state
    command = next.command._tag
    kept = after
  }
  return { state, guard: kept, command }
}
const untagged = { tag: undefined } as const

describe("a refund with a ledger", () => {
  it("is in it before anything leaves, and counts as sent", () => {
    const { command, guard } = call(empty, "a", {}, read())

    assert.strictEqual(command, "Send")
    assert.include(guard.refunds["a"], { asked: 3000, sent: 1, open: 1, byTag: true, outcome: undefined })
    assert.deepStrictEqual(guard.refunds["a"]?.plan, { amount: 3000, checksum: 10000, entries: 0 })
  })

  it("is not in it before the payment was seen", () => {
    assert.deepStrictEqual(call(empty, "a", {}, unreadable).guard, empty)
  })

  it("goes on with the plan that another call has made", () => {
    const first = call(empty, "a", {}, read(entry(1000)))
    const second = call(first.guard, "a", {}, read(entry(1000)), waited, read(entry(1000)), waited, read(entry(1000)))

    assert.strictEqual(second.command, "Send")
    assert.deepStrictEqual(second.state.plan, first.state.plan)
    assert.include(second.state, { sent: 2, open: 2, here: 1 })
  })

  it("waits for quiet anew when another call has sent meanwhile", () => {
    const first = call(empty, "a", {}, read(), lost, read(), waited, read())
    assert.strictEqual(first.state.quiet, 2)
    const second = call(first.guard, "a", {}, read(), waited, read(), waited, read())
    assert.strictEqual(second.command, "Send")

    const [next] = turn(second.guard, "a", first.state, read())
    assert.include(next.command, { _tag: "Wait", for: "quiet" })
  })

  describe("that has an end", () => {
    it("has it for every later call, which sends nothing", () => {
      const ends: ReadonlyArray<readonly [Event, string]> = [
        [answered({ _tag: "Refused", refusal: "no" }), "NotRefunded"],
        [answered({ _tag: "Applied", place: 0, seen: { entries: 1, balance: 7000 } }), "Succeeded"]
      ]
      for (const [answer, end] of ends) {
        const { guard, state } = call(empty, "a", {}, read(), answer)
        for (const event of [read(), unreadable, waited]) {
          const again = call(guard, "a", {}, event)
          assert.strictEqual(again.command, "Finish")
          assert.strictEqual(again.state.outcome?._tag, end)
          assert.deepStrictEqual(again.state.outcome, state.outcome)
        }
      }
    })

    it("is an alarm when a late answer contradicts it", () => {
      const late = begin()
      const armed = turn(empty, "a", late, read())
      const refused = call(armed[1], "a", {}, answered({ _tag: "Refused", refusal: "no" }))
      assert.strictEqual(refused.state.outcome?._tag, "NotRefunded")

      const applied = answered({ _tag: "Applied", place: 0, seen: { entries: 1, balance: 7000 } })
      const [alarm, kept] = turn(refused.guard, "a", armed[0].state, applied)
      assert.deepStrictEqual(alarm.state.outcome, { _tag: "OutcomeUnknown", cause: "BrokenInvariant" })
      assert.deepStrictEqual(kept.refunds["a"]?.outcome, alarm.state.outcome)
    })

    it("that is not known may become known", () => {
      const says = answered({ _tag: "SaysAlready", refusal: "기취소" })
      const unknown = call(empty, "a", {}, read(), says, read(), waited, read())
      assert.deepStrictEqual(unknown.state.outcome, { _tag: "OutcomeUnknown", cause: "PgSaysAlreadyCancelled" })
      const again = call(unknown.guard, "a", {}, read(), waited, read())
      assert.deepStrictEqual(again.state.outcome, unknown.state.outcome, "it is never sent again")
      assert.strictEqual(again.state.sent, 1)
      assert.strictEqual(call(again.guard, "a", {}, read(entry(3000, TAG))).state.outcome?._tag, "Succeeded")
    })
  })

  it("that was accepted is never sent again by any call", () => {
    const profile = { ...cautious, settlement: "async" } as const
    const { guard, state } = call(empty, "a", { profile }, read(), answered({ _tag: "Accepted" }))
    assert.strictEqual(state.outcome?._tag, "AcceptedPending")
    const again = call(guard, "a", { profile }, read(), waited, read(), waited, read())
    assert.strictEqual(again.command, "Wait")
    assert.strictEqual(again.state.sent, 1)
  })

  it("that a PG refused is confirmed by the next call when the first one crashed", () => {
    const refusal = answered({ _tag: "RefusedByPg", refusal: "no" })
    const { guard } = call(empty, "a", {}, read(), refusal, read())
    const again = call(guard, "a", {}, read(), waited, read())
    assert.deepStrictEqual(again.state.outcome, { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: "no" })
  })

  it("whose refusal proved nothing is tried again by the next call", () => {
    const refused = answered({ _tag: "Refused", refusal: "no" })
    const sentTwice = [read(), lost, read(), waited, read(), waited, read()]
    const { guard } = call(empty, "a", {}, ...sentTwice, refused, read())
    assert.deepStrictEqual(guard.refunds["a"]?.outcome, { _tag: "OutcomeUnknown", cause: "NeverConfirmed" })
    const again = call(guard, "a", {}, read(), waited, read(), waited, read())
    assert.strictEqual(again.command, "Send")
  })

  it("of another amount under its key is KeyReused, and nothing is changed", () => {
    const { guard } = call(empty, "a", {}, read())
    const other = call(guard, "a", { amount: 2000 }, read())
    assert.deepStrictEqual(other.state.outcome, { _tag: "KeyReused", found: 3000 })
    assert.strictEqual(other.guard, guard)
    assert.deepStrictEqual(call(guard, "a", { amount: "rest" }, read()).state.outcome, {
      _tag: "KeyReused",
      found: 3000
    })
  })

  it("that never left may begin again with another amount", () => {
    const { guard } = call(empty, "a", {}, read(), answered({ _tag: "NotSent" }))
    const other = call(guard, "a", { amount: 2000 }, read())
    assert.strictEqual(other.command, "Send")
    assert.strictEqual(other.guard.refunds["a"]?.asked, 2000)
  })

  it("keeps what it was asked for, although a call that could not read counts in another unit", () => {
    const { guard } = call(empty, "a", { amount: 300 }, read())
    const blind = call(guard, "a", { amount: 3 }, unreadable)
    assert.strictEqual(blind.guard.refunds["a"]?.asked, 300)
  })
})

describe("two refunds of one payment", () => {
  it("go at the same time where both carry a tag", () => {
    const { guard } = call(empty, "a", {}, read(), lost)
    assert.strictEqual(call(guard, "b", { tag: "BBBBBBBBBBBB" }, read()).command, "Send")
  })

  it("go one after the other where one of them has no tag", () => {
    const { guard } = call(empty, "a", {}, read(), lost)
    const blocked = call(guard, "b", untagged, read())
    assert.strictEqual(blocked.command, "Wait")
    assert.isUndefined(blocked.guard.refunds["b"])
    const other = call(empty, "a", untagged, read(), lost)
    assert.strictEqual(call(other.guard, "b", {}, read()).command, "Wait")
  })

  it("wait for a person where the first ended unknown, and for nobody where it ended", () => {
    const says = answered({ _tag: "SaysAlready", refusal: "기취소" })
    const unknown = call(empty, "a", untagged, read(), says, read(), waited, read())
    assert.deepStrictEqual(call(unknown.guard, "b", untagged, read()).state.outcome, {
      _tag: "OutcomeUnknown",
      cause: "AnotherRefundOpen"
    })
    const applied = answered({ _tag: "Applied", place: 0, seen: { entries: 1, balance: 7000 } })
    const done = call(empty, "a", untagged, read(), applied)
    assert.strictEqual(call(done.guard, "b", untagged, read(entry(3000))).command, "Send")
  })

  it("never take the same entry for their own", () => {
    const profile = { ...cautious, singleWriter: true }
    const applied = answered({ _tag: "Applied", place: 0, seen: { entries: 1, balance: 7000 } })
    const { guard } = call(empty, "a", { ...untagged, profile }, read(), applied)
    assert.strictEqual(guard.refunds["a"]?.claimed, 0)
    const { state } = call(guard, "b", { ...untagged, profile }, read(entry(3000)))
    assert.deepStrictEqual(state.claimed, [0])
  })

  it("share what is known of the payment: an older look is not believed", () => {
    const { guard } = call(empty, "a", {}, read(entry(1000)), lost)
    assert.strictEqual(call(guard, "b", { tag: "BBBBBBBBBBBB" }, read()).command, "Wait")
  })
})
