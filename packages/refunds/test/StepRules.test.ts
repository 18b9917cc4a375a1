/**
 * What each rule of the protocol demands of a step. `Ablations.test.ts` shows the same without the
 * rule.
 */
import { assert, describe, it } from "@effect/vitest"
import { match } from "../src/protocol/match.ts"
import { blockingRefund, empty, type PaymentRecord, resume } from "../src/protocol/paymentRecord.ts"
import { cautious } from "../src/protocol/profile.ts"
import type { Entry } from "../src/protocol/snapshot.ts"
import { type Ask, type Event, start, type State, type Step } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { turn } from "../src/protocol/turn.ts"
import { after, answered, asking, entry, lost, read, showing, TAG, verified, waited } from "./protocol.ts"

const mismatch = answered({ _tag: "Mismatch" })
const plan = { amount: 3000, checksum: 10000, known: [] }
const known = (fields: Partial<State>): State => ({ ...start(asking()).state, ...fields })
const found = (state: State, ...entries: ReadonlyArray<Entry>) => match(state, showing(...entries))._tag
const turns = (record: PaymentRecord, key: string, ask: Partial<Ask>, ...events: ReadonlyArray<Event>) =>
  events.reduce<readonly [Step, PaymentRecord]>(
    ([{ state }, kept], event) => turn(kept, key, state, event),
    [start(asking({ earlier: "in-ledger", ...ask })), record]
  )

describe("a step", () => {
  it("reads after a lost answer", () => {
    assert.strictEqual(after({}, read(), lost).command._tag, "Read")
  })

  it("sends the balance as checksum", () => {
    assert.deepStrictEqual(after({}, read()).command, { _tag: "Send", plan })
  })

  it("knows its own entry by its tag", () => {
    const echoed = asking({ profile: verified })
    assert.strictEqual(found(known({ ask: echoed, plan }), entry(3000)), "NeverMine")
    assert.strictEqual(found(known({ plan }), entry(3000)), "Equal")
  })

  it("does not use a look-up that does not add up", () => {
    const torn: Event = { _tag: "Read", snapshot: { paid: 10000, balance: 7000, entries: [] } }
    assert.strictEqual(after({}, torn).command._tag, "Wait")
  })

  it("does not use old look-ups: fewer entries, a higher balance, a checksum that was rejected", () => {
    const ask = { profile: verified, onForeign: "replan" } as const
    assert.strictEqual(after(ask, read(entry(1000)), mismatch, read()).command._tag, "Wait")
    assert.strictEqual(after(ask, read(entry(1000)), mismatch, read(entry(500))).command._tag, "Finish")
    assert.strictEqual(after({}, read(), mismatch, read()).command._tag, "Wait")
  })

  it("takes an equal entry without a tag for undetermined", () => {
    assert.strictEqual(found(known({ ask: asking({ earlier: "possible" }) }), entry(3000)), "Equal")
  })

  it("waits for quiet before it sends again, and before it counts what is open as dead", () => {
    assert.deepInclude(after({}, read(), lost, read()).command, { _tag: "Wait", for: "quiet" })
    assert.deepInclude(after({}, read(), lost, read(entry(1000))).command, { _tag: "Wait", for: "quiet" })
  })

  it("never sends again where a PG settles later", () => {
    const later = { profile: { ...cautious, settlement: "async" } } as const
    assert.strictEqual(after(later, read(), lost, read(), waited, read(), waited, read()).command._tag, "Wait")
  })

  it("goes on where nothing is open and nothing is seen", () => {
    assert.strictEqual(step(known({ plan, sent: 1, sentHere: 1, open: 0 }), read()).command._tag, "Send")
  })

  it("reads after a rejection that did not answer the only attempt", () => {
    for (const _tag of ["Rejected", "RejectedByPg"] as const) {
      const rejected = answered({ _tag, rejection: "no", passes: false })
      assert.strictEqual(after({ earlier: "possible" }, read(), rejected).command._tag, "Read", _tag)
    }
  })

  it("lets refunds that tags cannot tell apart go one at a time", () => {
    const [, record] = turns(empty, "a", { tag: undefined }, read())
    assert.strictEqual(turns(record, "b", { tag: undefined }, read())[0].command._tag, "Wait")
  })

  it("keeps a payment locked whose refund is undetermined", () => {
    const already = answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" })
    const [, record] = turns(empty, "a", { tag: undefined }, read(), already, read(), waited, read())
    assert.strictEqual(record.refunds["a"]?.outcome?._tag, "Undetermined")
    assert.isDefined(blockingRefund(record, "b", false))
  })

  it("knows what the ledger has of other refunds: their entries, and the watermark", () => {
    const [, kept] = turns(empty, "a", {}, read(entry(3000, TAG)))
    const record: PaymentRecord = { ...kept, watermark: { entries: 1, balance: 7000 } }
    assert.deepInclude(resume(record, "b", known({})), {
      claimed: ["3000AAAAAAAAAAAA"],
      watermark: { entries: 1, balance: 7000 }
    })
  })
})
