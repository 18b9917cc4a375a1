/**
 * Several callers of one ledger, turn by turn: what one of them knows must not mislead another.
 */
import { assert, describe, it } from "@effect/vitest"
import { empty, type PaymentRecord } from "../src/protocol/paymentRecord.ts"
import { cautious } from "../src/protocol/profile.ts"
import { type Ask, type Event, start, type State } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { turn } from "../src/protocol/turn.ts"
import { answered, asking, entry, lost, read, TAG, unreadable, waited } from "./protocol.ts"

const notSent = answered({ _tag: "NotSent" })
const rejectedByPg = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })

/** Callers that share a ledger; each event is one turn of one of them. */
const scenario = () => {
  let record: PaymentRecord = empty
  return {
    record: () => record,
    caller: (key: string, ask: Partial<Ask> = {}) => {
      let state: State = start(asking({ earlier: "in-ledger", ...ask })).state
      return (...events: ReadonlyArray<Event>) => {
        let command = ""
        for (const event of events) {
          const [next, kept] = turn(record, key, state, event)
          state = next.state
          record = kept
          command = next.command._tag
        }
        return { state, command, outcome: state.outcome }
      }
    }
  }
}

describe("a PG's rejection", () => {
  it("is confirmed by two look-ups after it, also where another caller has looked up for a while before", () => {
    const { caller } = scenario()
    const a = caller("a")
    const b = caller("a")
    assert.strictEqual(a(read()).command, "Send")
    // b joins, waits for quiet: two look-ups before the rejection
    b(read(), waited, read())
    a(rejectedByPg)
    // b's very next look-up is the first after the rejection
    assert.strictEqual(b(waited, read()).command, "Wait")
  })
})

describe("with a ledger, a tag in the history", () => {
  it("contradicts a rejection that was reported before", () => {
    const { caller } = scenario()
    const reported = caller("a")(read(), rejectedByPg, read(), waited, read())
    assert.strictEqual(reported.outcome?._tag, "NotRefunded")
    const again = caller("a")(read(entry(3000, TAG)))
    assert.notStrictEqual(again.outcome?._tag, "NotRefunded", "the history shows this very refund")
  })
})

describe("with a ledger, another amount under a key that has ended", () => {
  it("is KeyReused after a success", () => {
    const { caller } = scenario()
    caller("a")(read(), answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: { entries: 1, balance: 7000 } }))
    assert.strictEqual(caller("a", { amount: 5000 })(read(entry(3000, TAG))).outcome?._tag, "KeyReused")
  })
  it("is KeyReused after a rejection", () => {
    const { caller } = scenario()
    caller("a")(read(), answered({ _tag: "Rejected", rejection: "no", passes: false }), read())
    assert.strictEqual(caller("a", { amount: 5000 })(read()).outcome?._tag, "KeyReused")
  })
})

describe("two untagged refunds of one payment", () => {
  it("do not lock each other out for ever when nothing of either ever left", () => {
    const { caller, record } = scenario()
    const a = caller("a", { tag: undefined })
    const b = caller("b", { tag: undefined })
    a(read(), notSent)
    b(read(), notSent)
    for (let n = 0; n < 6; n++) {
      a(waited, unreadable)
      b(waited, unreadable)
    }
    assert.strictEqual(record().refunds["a"]?.sent, 0)
    assert.strictEqual(record().refunds["b"]?.sent, 0)
    const again = [
      caller("a", { tag: undefined })(read()).command,
      caller("b", { tag: undefined })(read()).command
    ]
    assert.include(again, "Send", "one of them may go")
  })
})

describe("a checksum that was rejected", () => {
  it("is the one that was sent, not that of the plan another caller has made since", () => {
    const { caller, record } = scenario()
    const a = caller("a", { onForeign: "replan" })
    const b = caller("a", { onForeign: "replan" })
    assert.strictEqual(a(read()).command, "Send")
    let now = b(read(entry(1000)))
    // tags do not come back here: entry of another amount, so it is not ours
    for (let n = 0; now.command !== "Send" && n < 6; n++) now = b(waited, read(entry(1000)))
    assert.strictEqual(now.command, "Send")
    assert.strictEqual(now.state.plan?.checksum, 9000)
    a(answered({ _tag: "Mismatch" }))
    assert.notStrictEqual(record().refunds["a"]?.passedChecksum, 9000)
    assert.strictEqual(record().refunds["a"]?.open, 1, "b's cancel is still under way")
  })
})

describe("the tag", () => {
  it("is looked for where it is no longer written: with a ledger", () => {
    const { caller } = scenario()
    caller("a")(read(), lost)
    const again = caller("a", { tag: undefined })
    let now = again(read(entry(3000, TAG)))
    for (let n = 0; now.command === "Wait" && n < 6; n++) now = again(waited, read(entry(3000, TAG)))
    assert.notStrictEqual(now.outcome?._tag, "NotRefunded")
    assert.notStrictEqual(now.command, "Send")
  })
  it("is looked for where it is no longer written: without one", () => {
    const now = step(start(asking({ tag: undefined, earlier: "possible" })).state, read(entry(3000, TAG)))
    assert.notStrictEqual(now.command._tag, "Send")
  })
})

describe("a late yes without an entry", () => {
  it("contradicts a rejection that was reported before", () => {
    const { caller } = scenario()
    const a = caller("a")
    const b = caller("a")
    a(read())
    let now = b(read(entry(1000)))
    for (let n = 0; now.command === "Wait" && n < 6; n++) now = b(waited, read(entry(1000)))
    assert.strictEqual(now.outcome?._tag, "NotRefunded")
    assert.notStrictEqual(a(answered({ _tag: "Accepted" })).outcome?._tag, "NotRefunded")
  })
})

describe("a checksum that is not compared", () => {
  const ignored = { ...cautious, checksumHolds: false, echoesReason: true }
  it("fences nothing: another cancel is no proof that ours cannot be applied", () => {
    const { caller } = scenario()
    const a = caller("a", { profile: ignored })
    a(read(), lost)
    let now = a(read(entry(1000)))
    for (let n = 0; now.command === "Wait" && n < 6; n++) now = a(waited, read(entry(1000)))
    assert.notStrictEqual(now.outcome?._tag, "NotRefunded")
  })
  it("fences nothing: it is not planned again", () => {
    const { caller } = scenario()
    const a = caller("a", { profile: ignored, onForeign: "replan" })
    a(read(), lost)
    let now = a(read(entry(1000)))
    for (let n = 0; now.command === "Wait" && n < 6; n++) now = a(waited, read(entry(1000)))
    assert.notStrictEqual(now.command, "Send")
  })
  it("fences nothing: ours may stand behind the other one, without a tag, and leave less than is asked for", () => {
    const { caller } = scenario()
    const a = caller("a", { amount: 9000, profile: { ...ignored, echoesReason: false } })
    a(read(), lost)
    let now = a(read(entry(1000), entry(9000)))
    for (let n = 0; now.command === "Wait" && n < 6; n++) now = a(waited, read(entry(1000), entry(9000)))
    assert.notStrictEqual(now.outcome?._tag, "NotRefunded")
  })
})
