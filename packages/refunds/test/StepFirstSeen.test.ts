/**
 * What a ledger finds in the history when it first sees a payment: a refund that it does not know,
 * because it is new or was lost, may be among it.
 */
import { assert, describe, it } from "@effect/vitest"
import { match } from "../src/protocol/match.ts"
import { empty, forgetIn, type PaymentRecord } from "../src/protocol/paymentRecord.ts"
import type { Entry } from "../src/protocol/snapshot.ts"
import { type Ask, type Event, start, type State, type Step } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { turn } from "../src/protocol/turn.ts"
import { answered, asking, callWith, entry, lost, OTHER_TAG, read, showing, waited } from "./protocol.ts"

const ask = (fields: Partial<Ask> = {}) => asking({ earlier: "in-ledger", ...fields })

const call = callWith(turn)

const undetermined = { _tag: "Undetermined", cause: "EqualForeignCancel" } as const
const ends = ([{ command }]: readonly [Step, PaymentRecord]) =>
  command._tag === "Finish" ? command.outcome : command._tag

const foreign = entry(3000)

describe("an equal cancel that a ledger finds first", () => {
  it("may be this refund, in every call, also of another key", () => {
    let record = empty
    for (const key of ["a", "a", "b", "a"]) {
      const next = call(record, key, {}, read(foreign))
      assert.deepInclude(ends(next), undetermined, key)
      record = next[1]
    }
    assert.deepStrictEqual(record.firstSeen, [foreign.id])
  })

  it("is this refund no more once a person has compared it, and may still be another", () => {
    const found = call(empty, "a", {}, read(foreign))[1]
    const compared = forgetIn(found, "a")
    assert.deepStrictEqual(compared.compared, ["a"])
    assert.deepStrictEqual(forgetIn(compared, "a").compared, ["a"])
    assert.strictEqual(ends(call(compared, "a", {}, read(foreign))), "Send")
    assert.deepInclude(ends(call(compared, "b", {}, read(foreign))), undetermined)
  })

  it("may be it all the same where the ledger was restored, which the caller states", () => {
    const compared = forgetIn(call(empty, "a", {}, read(foreign))[1], "a")
    assert.deepInclude(ends(call(compared, "a", { earlier: "possible" }, read(foreign))), undetermined)
  })

  it("is no question before the payment was seen", () => {
    assert.deepStrictEqual(match(start(ask()).state, showing(foreign)), { _tag: "NotYet" })
  })

  it("decides nothing for another amount, or where the tag shows whose it is", () => {
    assert.strictEqual(ends(call(empty, "a", { amount: 2000 }, read(foreign))), "Send")
    assert.strictEqual(ends(call(empty, "a", {}, read(entry(3000, OTHER_TAG)))), "Send")
    assert.strictEqual(ends(call(empty, "a", { earlier: "none" }, read(foreign))), "Send")
  })

  it("is the rest where nothing is left", () => {
    assert.deepInclude(ends(call(empty, "a", { amount: "rest" }, read(entry(10_000)))), undetermined)
    assert.strictEqual(ends(call(empty, "a", { amount: "rest" }, read(entry(4000)))), "Send")
  })

  it("stays so over a look-up that shows less or nothing", () => {
    const found = call(empty, "a", {}, read(foreign))[1]
    const old = call(found, "a", {}, read())[1]
    assert.deepInclude(ends(call(old, "a", {}, read(foreign))), undetermined)
  })

  it("is another one where it came after the ledger had seen the payment", () => {
    const seen = call(empty, "b", { amount: 1000 }, read())[1]
    assert.deepStrictEqual(seen.firstSeen, [])
    assert.strictEqual(ends(call(seen, "a", {}, read(foreign))), "Send")
  })
})

describe("an entry that a ledger found first and that changed", () => {
  const renamed: Entry = { ...foreign, id: "its id was filled in" }

  it("may be any that is left", () => {
    for (const key of ["a", "b"]) {
      const found = call(empty, "a", {}, read(foreign))[1]
      assert.deepInclude(ends(call(found, key, {}, read(renamed))), undetermined)
    }
    const two = call(empty, "b", { amount: 1000 }, read(foreign, entry(2000)))[1]
    assert.deepInclude(ends(call(two, "a", {}, read(foreign, { ...entry(2000), id: "x" }))), undetermined)
  })

  it("is missed as often as it was there", () => {
    const twice = call(empty, "b", { amount: 1000 }, read(foreign, foreign))[1]
    assert.deepStrictEqual(twice.firstSeen, [foreign.id, foreign.id])
    assert.deepInclude(ends(call(twice, "a", {}, read(foreign, renamed))), undetermined)
  })
})

describe("a long history", () => {
  const cancels = (count: number) => Array.from({ length: count }, (_, index) => ({ ...entry(10), id: `c${index}` }))
  const look = (...entries: ReadonlyArray<Entry>): Event => ({ _tag: "Read", snapshot: showing(...entries) })

  it("is stored whole up to 200 entries, and as unknown beyond", () => {
    const stored = (count: number) => call(empty, "b", { amount: 20 }, look(...cancels(count)))[1].firstSeen
    assert.lengthOf(stored(200) ?? [], 200)
    assert.deepStrictEqual(stored(201), ["?"])
  })

  it("may have this refund anywhere where it is unknown", () => {
    const seen = call(empty, "b", { amount: 20 }, look(...cancels(201)))[1]
    assert.deepInclude(ends(call(seen, "a", { amount: 30 }, look(...cancels(201), entry(30)))), undetermined)
    assert.strictEqual(ends(call(seen, "a", { amount: 40 }, look(...cancels(201), entry(30)))), "Send")
  })
})

describe("an equal cancel under a key of which nothing was sent", () => {
  const unsent: State = {
    ...start(ask()).state,
    plan: { amount: 3000, checksum: 10_000, known: [] },
    firstSeen: []
  }

  it("counts as found first, because no plan stays to compare it with", () => {
    const { state } = step(unsent, read(foreign))
    assert.deepStrictEqual([state.outcome, state.firstSeen], [undetermined, [foreign.id]])
  })

  it("and not once something was sent, because other refunds may go on then", () => {
    const { state } = step({ ...unsent, sent: 1, open: 1 }, read(foreign))
    assert.deepStrictEqual([state.outcome, state.firstSeen], [undetermined, []])
  })
})

describe("a refund that is forgotten while it is under way", () => {
  const [sending, armed] = call(empty, "a", {}, read())

  it("is stored again with what became of its cancel", () => {
    const forgotten = forgetIn(armed, "a")
    assert.notProperty(forgotten.refunds, "a")
    for (const event of [lost, waited, answered({ _tag: "Applied", amount: 3000, entry: "3000", seen: undefined })]) {
      const [, kept] = turn(forgotten, "a", sending.state, event)
      assert.property(kept.refunds, "a", event._tag)
      assert.strictEqual(kept.refunds["a"]?.sent, 1)
    }
  })

  it("makes every entry a possible refund where the ledger has lost all of the payment", () => {
    const applied = answered({ _tag: "Applied", amount: 3000, entry: "its own", seen: undefined })
    const [, kept] = turn(empty, "a", sending.state, applied)
    assert.deepStrictEqual(kept.firstSeen, ["?"])
    assert.deepInclude(ends(call(kept, "b", {}, read(entry(3000, OTHER_TAG), foreign))), undetermined)
  })

  it("is not stored where nothing was sent", () => {
    assert.strictEqual(turn(forgetIn(armed, "a"), "a", start(ask()).state, waited)[1].refunds["a"], undefined)
  })
})

describe("what is forgotten", () => {
  it("is one refund that is not finished, and the last balance of the payment", () => {
    const [{ state }, armed] = call(empty, "a", {}, read())
    const done = turn(armed, "a", state, answered({ _tag: "Applied", amount: 3000, entry: "3000", seen: undefined }))[1]
    const both = call(done, "b", { amount: 1000 }, read(foreign))[1]
    assert.deepStrictEqual(Object.keys(forgetIn(both, "a").refunds), ["a", "b"], "a final outcome stays")
    assert.deepStrictEqual(Object.keys(forgetIn(both, "b").refunds), ["a"])
    assert.isDefined(both.watermark)
    assert.isUndefined(forgetIn(both, "b").watermark)
    assert.deepStrictEqual(forgetIn(both, "b").firstSeen, both.firstSeen)
  })
})
