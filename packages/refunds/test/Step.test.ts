import { assert, describe, it } from "@effect/vitest"
import { cautious } from "../src/protocol/profile.ts"
import { start } from "../src/protocol/state.ts"
import { decide, step } from "../src/protocol/step.ts"
import {
  after,
  answered,
  asking,
  command,
  entry,
  lost,
  outcome,
  read,
  TAG,
  unreadable,
  until,
  verified,
  waited
} from "./protocol.ts"

const applied = answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: { entries: 1, balance: 7000 } })
const rejected = answered({ _tag: "Rejected", rejection: "no", passes: false })
const plan = { amount: 3000, checksum: 10000, known: [] as ReadonlyArray<string> }
const sends = (checksum = 10000, amount = 3000, known: ReadonlyArray<string> = []) =>
  ({ _tag: "Send", plan: { amount, checksum, known } }) as const

describe("step", () => {
  it("looks the payment up before it does anything", () => {
    assert.deepStrictEqual(start(asking()).command, { _tag: "Read" })
  })

  it("sends the amount with the balance it has seen as checksum", () => {
    assert.deepStrictEqual(command({}, read()), sends())
    assert.deepStrictEqual(command({}, read(entry(1000))), sends(9000, 3000, ["1000"]))
  })

  it("sends all that is left for \"rest\"", () => {
    assert.deepStrictEqual(command({ amount: "rest" }, read(entry(1000))), sends(9000, 9000, ["1000"]))
  })

  it("sends nothing when its tag is in the history", () => {
    assert.deepStrictEqual(outcome({}, read(entry(3000, TAG))), {
      _tag: "Succeeded",
      certain: "tag",
      entry: "3000AAAAAAAAAAAA",
      amount: 3000
    })
  })

  it("says KeyReused when its tag is there with another amount, because a forged tag must never look like a refund", () => {
    assert.deepStrictEqual(outcome({}, read(entry(2000, TAG))), { _tag: "KeyReused", found: 2000 })
  })

  it("says BrokenInvariant when its tag is there twice", () => {
    assert.deepStrictEqual(outcome({}, read(entry(3000, TAG), entry(3000, TAG))), {
      _tag: "Undetermined",
      cause: "BrokenInvariant"
    })
  })

  it("ends with the provider's answer", () => {
    assert.deepStrictEqual(outcome({}, read(), applied), {
      _tag: "Succeeded",
      certain: "answer",
      entry: "c0",
      amount: 3000
    })
  })

  it("never sends more than is left", () => {
    assert.deepStrictEqual(outcome({}, read(entry(8000))), {
      _tag: "NotRefunded",
      proof: "InsufficientBalance",
      rejection: undefined,
      passes: false
    })
    assert.strictEqual(outcome({ amount: "rest" }, read(entry(10000)))?._tag, "NotRefunded")
  })

  it("stops for an amount that is no whole number of at least one, even if the caller asked for it", () => {
    for (const amount of [Number.NaN, 0.5, Number.POSITIVE_INFINITY]) {
      const { command } = after({ amount }, read())
      assert.strictEqual(command._tag, "Finish", String(amount))
    }
    assert.strictEqual(command({ amount: 0 }, read())._tag, "Finish")
    assert.strictEqual(command({ amount: -1 }, read())._tag, "Finish")
  })

  describe("after a lost answer", () => {
    it("looks up at once, waits as long as a request may linger, and sends the same again", () => {
      const events = [read(), lost]
      assert.deepStrictEqual(command({}, ...events), { _tag: "Read" })
      assert.deepStrictEqual(command({}, ...events, read()), { _tag: "Wait", for: "quiet", nth: 1 })
      assert.deepStrictEqual(command({}, ...events, read(), waited, read()), { _tag: "Wait", for: "quiet", nth: 2 })
      assert.deepStrictEqual(command({}, ...events, read(), waited, read(), waited, read()), sends())
    })

    it("finds what was done", () => {
      assert.deepStrictEqual(outcome({}, read(), lost, read(entry(3000, TAG))), {
        _tag: "Succeeded",
        certain: "tag",
        entry: "3000AAAAAAAAAAAA",
        amount: 3000
      })
    })

    it("asks a person in the end, and counts what is open", () => {
      const state = until({}, [read()], read(), lost)
      assert.deepStrictEqual(state.outcome, { _tag: "Undetermined", cause: "NeverConfirmed" })
      assert.isAbove(state.open, 0)
    })

    it("never sends again where a PG settles later", () => {
      const state = until({ profile: { ...cautious, settlement: "async" } }, [read(), lost], read(), lost)
      assert.strictEqual(state.sent, 1)
      assert.deepStrictEqual(state.outcome, { _tag: "Undetermined", cause: "AsyncAnswerLost" })
    })

    it("never sends again where the checksum is not trusted and two would fit", () => {
      const profile = { ...cautious, checksumHolds: false }
      assert.deepStrictEqual(until({ profile }, [read(), lost], read(), lost).outcome, {
        _tag: "Undetermined",
        cause: "ChecksumNotTrusted"
      })
      assert.isAbove(until({ profile, amount: 5001 }, [read(), lost], read(), lost).sent, 1)
    })

    it("ignores an equal cancel without a tag", () => {
      assert.deepStrictEqual(outcome({}, read(), lost, read(entry(3000))), {
        _tag: "Undetermined",
        cause: "EqualForeignCancel"
      })
    })

    it("takes an equal cancel for another program's where tags are known to come back", () => {
      const state = until({ profile: verified }, [read(), lost], read(entry(3000)), lost)
      assert.deepStrictEqual(state.outcome, {
        _tag: "NotRefunded",
        proof: "FencedByOther",
        rejection: undefined,
        passes: false
      })
    })
  })

  describe("when another program cancels in between", () => {
    it("stops and says so", () => {
      assert.deepStrictEqual(outcome({}, read(), answered({ _tag: "Mismatch" }), read(entry(1000))), {
        _tag: "NotRefunded",
        proof: "FencedByOther",
        rejection: undefined,
        passes: false
      })
    })

    it("does not call it an end where another call may be under way", () => {
      const ask = { earlier: "possible" } as const
      assert.deepStrictEqual(outcome(ask, read(), answered({ _tag: "Mismatch" }), read(entry(1000))), {
        _tag: "Undetermined",
        cause: "BalanceChanged"
      })
    })

    it("plans again on the new balance with replan", () => {
      const ask = { onForeign: "replan" } as const
      assert.deepStrictEqual(
        command(ask, read(), answered({ _tag: "Mismatch" }), read(entry(1000))),
        sends(9000, 3000, ["1000"])
      )
    })
  })

  describe("a rejection", () => {
    it("is an end for the only attempt there ever was, after one look-up that shows nothing", () => {
      assert.strictEqual(command({}, read(), rejected)._tag, "Read")
      assert.strictEqual(outcome({}, read(), rejected, read(entry(3000, TAG)))?._tag, "Succeeded")
      assert.deepStrictEqual(outcome({}, read(), rejected, read()), {
        _tag: "NotRefunded",
        proof: "OnlyAttemptRejected",
        rejection: "no",
        passes: false
      })
    })

    it("is no end for one of several, because a sibling may still be applied", () => {
      const events = [read(), lost, read(), waited, read(), waited, read(), rejected]
      assert.deepStrictEqual(outcome({}, ...events, read()), { _tag: "Undetermined", cause: "NeverConfirmed" })
      assert.strictEqual(outcome({}, ...events, read(entry(3000, TAG)))?._tag, "Succeeded")
    })

    it("is no end where an earlier call may have sent", () => {
      const ask = { earlier: "possible" } as const
      assert.deepStrictEqual(outcome(ask, read(), rejected, read()), {
        _tag: "Undetermined",
        cause: "NeverConfirmed"
      })
    })

    it("of a PG is believed after two look-ups a minute apart", () => {
      const events = [read(), answered({ _tag: "RejectedByPg", rejection: "no", passes: false }), read()]
      assert.deepStrictEqual(command({}, ...events), { _tag: "Wait", for: "confirm", nth: 1 })
      assert.strictEqual(outcome({}, ...events, waited, read())?._tag, "NotRefunded")
      assert.strictEqual(outcome({}, ...events, waited, read(entry(3000, TAG)))?._tag, "Succeeded")
    })

    it("of a PG, for one of several attempts, stays open after both look-ups", () => {
      const rejection = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })
      const ask = { earlier: "possible" } as const
      assert.strictEqual(outcome(ask, read(), rejection, read(), waited, read())?._tag, "Undetermined")
    })

    it("in the words \"already cancelled\" is neither yes nor no", () => {
      const events = [
        read(),
        answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" }),
        read(),
        waited
      ]
      assert.deepStrictEqual(outcome({}, ...events, read()), {
        _tag: "Undetermined",
        cause: "PgSaysAlreadyCancelled"
      })
      assert.strictEqual(outcome({}, ...events, read(entry(3000, TAG)))?._tag, "Succeeded")
    })
  })

  describe("a yes", () => {
    const accepted = answered({ _tag: "Accepted" })

    it("that is not in the history yet is waited for and never sent again", () => {
      const state = until({}, [read(), accepted], read(), lost)
      assert.strictEqual(state.sent, 1)
      assert.deepStrictEqual(state.outcome, { _tag: "AcceptedPending" })
    })

    it("of a PG that settles later ends the call at once", () => {
      const profile = { ...cautious, settlement: "async" } as const
      assert.deepStrictEqual(outcome({ profile }, read(), accepted), { _tag: "AcceptedPending" })
    })

    it("stays confirmed when all look-ups fail afterwards", () => {
      assert.deepStrictEqual(until({}, [read(), accepted], unreadable, lost).outcome, { _tag: "AcceptedPending" })
    })
  })

  describe("look-ups that cannot be used", () => {
    const torn = { _tag: "Read", snapshot: { paid: 10000, balance: 7000, entries: [] } } as const

    it("send nothing, whether unreadable or torn", () => {
      const ask = { earlier: "possible" } as const
      const nothing = until(ask, [], unreadable, lost)
      assert.strictEqual(nothing.sent, 0)
      assert.deepStrictEqual(nothing.outcome, { _tag: "Undetermined", cause: "Unreadable" })
      const half = until(ask, [], torn, lost)
      assert.strictEqual(half.sent, 0)
      assert.deepStrictEqual(half.outcome, { _tag: "Undetermined", cause: "SnapshotInconsistent" })
    })

    it("are not used when they are older than what is known", () => {
      const events = [read(entry(1000)), lost, read()]
      assert.deepStrictEqual(command({}, ...events), { _tag: "Wait", for: "read", nth: 1 })
    })

    it("are not used when they show a checksum that was rejected already", () => {
      const events = [read(), answered({ _tag: "Mismatch" }), read()]
      assert.strictEqual(command({}, ...events)._tag, "Wait")
    })

    it("end the refund when the balance rose, because then nothing sent before is harmless", () => {
      const risen = { _tag: "Read", snapshot: { paid: 10000, balance: 9500, entries: [entry(500)] } } as const
      assert.deepStrictEqual(outcome({}, read(entry(1000)), lost, risen), {
        _tag: "Undetermined",
        cause: "BalanceIncreased"
      })
    })
  })

  describe("what never left", () => {
    const notSent = answered({ _tag: "NotSent" })

    it("is tried again after a pause and does not count as sent", () => {
      const now = after({}, read(), notSent)
      assert.strictEqual(now.state.sent, 0)
      assert.strictEqual(now.state.open, 0)
      assert.strictEqual(now.command._tag, "Wait")
    })

    it("is proved not refunded in the end, also after other failures, unless another call may send", () => {
      const never = { _tag: "NotRefunded", proof: "NeverSent", rejection: undefined, passes: false } as const
      for (const reads of [5, 6, 7]) {
        const budget = { life: 12, sends: 3, reads, quiet: 3 }
        assert.deepStrictEqual(until({ budget }, [], read(), notSent).outcome, never)
        assert.deepStrictEqual(until({ budget }, [], unreadable, lost).outcome, never)
        for (const earlier of ["possible", "in-ledger"] as const) {
          assert.strictEqual(until({ budget, earlier }, [], read(), notSent).outcome?._tag, "Undetermined")
        }
      }
    })

    it("is not looked for again where there is no such payment", () => {
      const gone = { _tag: "Unreadable", lasting: true } as const
      assert.strictEqual(outcome({}, gone)?._tag, "NotRefunded")
      assert.deepStrictEqual(outcome({ earlier: "possible" }, gone), { _tag: "Undetermined", cause: "Unreadable" })
      assert.strictEqual(command({}, read(), lost, gone)._tag, "Wait", "what was sent is looked for all the same")
    })
  })

  describe("an end", () => {
    it("stays final after every other event", () => {
      const { state } = after({}, read(), rejected, read())
      for (const event of [read(), waited, unreadable, lost]) {
        assert.deepStrictEqual(step(state, event).state.outcome, state.outcome)
      }
    })

    it("that was unknown becomes a success when the lost answer comes after all", () => {
      const state = until({}, [read()], read(), lost)
      assert.strictEqual(step(state, applied).state.outcome?._tag, "Succeeded")
    })

    it("of \"not refunded\" becomes an alarm when it is confirmed after all", () => {
      const { state } = after({}, read(), rejected, read())
      assert.deepStrictEqual(step(state, applied).state.outcome, { _tag: "Undetermined", cause: "BrokenInvariant" })
    })

    it("without an outcome is treated as one that must never be", () => {
      const state = { ...start(asking()).state, phase: "done" } as const
      assert.deepStrictEqual(step(state, read()).state.outcome, { _tag: "Undetermined", cause: "BrokenInvariant" })
    })
  })

  it("is a function of its arguments alone, and leaves them as they were", () => {
    const before = start(asking())
    const copy = structuredClone(before)
    assert.deepStrictEqual(step(before.state, read()), step(before.state, read()))
    assert.deepStrictEqual(before, copy)
  })

  it("is what the protocol decides, where no invariant is broken", () => {
    assert.deepStrictEqual(decide(start(asking()).state, read()), step(start(asking()).state, read()))
    assert.deepStrictEqual(plan, sends().plan)
  })
})
