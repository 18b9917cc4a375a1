/**
 * What a look-up decides, at the borders: amounts that just fit, look-ups just too old,
 * entries that are almost ours.
 */
import { assert, describe, it } from "@effect/vitest"
import { match } from "../src/protocol/match.ts"
import type { Cause } from "../src/protocol/outcome.ts"
import { cautious, type Profile } from "../src/protocol/profile.ts"
import { isWhole, type Snapshot } from "../src/protocol/snapshot.ts"
import { type Ask, start, type State } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import {
  after,
  answered,
  asking,
  command,
  entry,
  lost,
  OTHER_TAG,
  outcome,
  read,
  TAG,
  THIRD_TAG,
  until,
  waited
} from "./protocol.ts"

const mismatch = answered({ _tag: "Mismatch" })
const undetermined = (cause: Cause) => ({ _tag: "Undetermined", cause }) as const
const possible = { earlier: "possible" } as const
const profiled = (profile: Partial<Profile>): Partial<Ask> => ({ profile: { ...cautious, ...profile } })
const known = (fields: Partial<State>): State => ({ ...start(asking()).state, ...fields })

describe("an old look-up", () => {
  it("with fewer entries is not used, and taken for a cancel taken back when it lasts", () => {
    const { outcome } = until(possible, [read(entry(1000)), lost], read(), lost)
    assert.deepStrictEqual(outcome, undetermined("BalanceIncreased"))
  })

  it("with as many entries and the same balance is believed", () => {
    assert.strictEqual(command({}, read(entry(1000)), lost, read(entry(1000)))._tag, "Wait")
  })

  it("with the checksum that was rejected is not used, and named when it lasts", () => {
    assert.deepStrictEqual(
      until(possible, [read(), mismatch], read(), lost).outcome,
      undetermined("ChecksumNotTrusted")
    )
    const above = known({
      ask: asking({ ...possible, budget: { life: 12, sends: 3, reads: 1, quiet: 3 } }),
      passedChecksum: 8000
    })
    assert.deepStrictEqual(step(above, read()).state.outcome, undetermined("BalanceIncreased"))
    assert.strictEqual(step(above, read(entry(2001))).command._tag, "Send")
    assert.deepStrictEqual(step(above, read(entry(2000))).state.outcome, undetermined("ChecksumNotTrusted"))
  })

  it("is remembered by what it shows, when it is believed", () => {
    const { state } = after({}, read(), lost, read(entry(1000), entry(500)))
    assert.deepStrictEqual(state.watermark, { entries: 2, balance: 8500 })
  })
})

describe("an amount", () => {
  it("that just fits is sent, and one that does not is known not to", () => {
    assert.strictEqual(command({ amount: 10000 }, read())._tag, "Send")
    assert.deepStrictEqual(outcome({ amount: 10001 }, read()), {
      _tag: "NotRefunded",
      proof: "InsufficientBalance",
      rejection: undefined,
      passes: false
    })
    assert.strictEqual(command({ amount: 1 }, read())._tag, "Send")
    assert.strictEqual(outcome({ amount: 0 }, read())?._tag, "NotRefunded")
  })

  it("of which two fit is not sent where an earlier send cannot be ruled out and nothing holds it off", () => {
    const causes = [
      [{ settlement: "async" }, "AsyncAnswerLost"],
      [{ checksumHolds: false }, "ChecksumNotTrusted"]
    ] as const
    for (const [profile, cause] of causes) {
      assert.deepStrictEqual(outcome({ ...possible, ...profiled(profile), amount: 5000 }, read()), undetermined(cause))
      assert.strictEqual(command({ ...possible, ...profiled(profile), amount: 5001 }, read())._tag, "Send")
      assert.strictEqual(command({ ...profiled(profile), amount: 5000 }, read())._tag, "Send", "nothing came before")
    }
    assert.strictEqual(command({ ...possible, amount: 1 }, read())._tag, "Send", "the checksum holds it off")
  })

  it("of which two fit is not sent again where no checksum is compared", () => {
    const unchecked = profiled({ checksumHolds: false })
    assert.deepStrictEqual(
      outcome({ ...unchecked, amount: 5000 }, read(), lost, read()),
      undetermined("ChecksumNotTrusted")
    )
    assert.deepStrictEqual(command({ ...unchecked, amount: 5001 }, read(), lost, read()), {
      _tag: "Wait",
      for: "quiet",
      nth: 1
    })
  })
})

describe("where the balance is still at the checksum", () => {
  it("a PG that settles later is only looked at again", () => {
    const later = profiled({ settlement: "async" })
    assert.deepStrictEqual(command(later, read(), lost, read()), { _tag: "Wait", for: "read", nth: 1 })
    assert.deepStrictEqual(command(later, read(), lost, read(), waited, read()), { _tag: "Wait", for: "read", nth: 2 })
    assert.deepStrictEqual(until(later, [read(), lost], read(), lost).outcome, undetermined("AsyncAnswerLost"))
  })

  it("the causes of a budget that is used up follow the PG", () => {
    const budget = { life: 12, sends: 1, reads: 50, quiet: 2 }
    assert.deepStrictEqual(until({ budget }, [], read(), lost).outcome, undetermined("NeverConfirmed"))
    const state = known({
      ask: asking({ ...profiled({ settlement: "async" }), budget }),
      plan: { amount: 3000, checksum: 10000, known: [] },
      sent: 1,
      sentHere: 1
    })
    assert.deepStrictEqual(step(state, read()).state.outcome, undetermined("AsyncAnswerLost"))
  })

  it("a PG's \"already\" is looked at twice, a minute apart", () => {
    const title = [
      read(),
      answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" }),
      read()
    ]
    assert.deepStrictEqual(command({}, ...title), { _tag: "Wait", for: "confirm", nth: 1 })
    assert.deepStrictEqual(outcome({}, ...title, waited, read()), undetermined("PgSaysAlreadyCancelled"))
  })

  it("a PG's rejection of the only attempt ends with nothing open, after two look-ups", () => {
    const rejected = [
      read(),
      answered({ _tag: "RejectedByPg", rejection: "no", passes: false }),
      read(),
      waited,
      read()
    ]
    const { state } = after({}, ...rejected)
    assert.deepInclude(state, { open: 0, confirming: 0, quiet: 0, sent: 1 })
    assert.deepStrictEqual(state.outcome, {
      _tag: "NotRefunded",
      proof: "OnlyAttemptRejected",
      rejection: "no",
      passes: false
    })
    assert.deepStrictEqual(outcome(possible, ...rejected), undetermined("NeverConfirmed"))
  })

  it("a PG's rejection closes one of two attempts and leaves the other open", () => {
    const again = [read(), lost, read(), waited, read(), waited, read()]
    const { state } = after(
      { budget: { life: 12, sends: 3, reads: 50, quiet: 3 } },
      ...again,
      answered({ _tag: "RejectedByPg", rejection: "no", passes: false }),
      read(),
      waited,
      read()
    )
    assert.deepInclude(state, { open: 1, sent: 2, confirming: 0 })
    assert.deepStrictEqual(state.outcome, undetermined("NeverConfirmed"))
  })

  it("a yes is waited for as pending", () => {
    const accepted = [read(), answered({ _tag: "Accepted" }), read()]
    assert.deepStrictEqual(command({}, ...accepted), { _tag: "Wait", for: "read", nth: 1 })
  })
})

describe("where another program moved the balance", () => {
  const moved = [read(), lost, read(entry(1000))]

  it("what is open gets its quiet time before it counts as dead", () => {
    assert.deepStrictEqual(command({}, ...moved), { _tag: "Wait", for: "quiet", nth: 1 })
    assert.deepStrictEqual(command({}, ...moved, waited, read(entry(1000))), { _tag: "Wait", for: "quiet", nth: 2 })
    const { state } = after({}, ...moved, waited, read(entry(1000)), waited, read(entry(1000)))
    assert.deepStrictEqual(state.outcome, {
      _tag: "NotRefunded",
      proof: "FencedByOther",
      rejection: undefined,
      passes: false
    })
    assert.deepInclude(state, { plan: undefined, open: 0, quiet: 0, confirming: 0 })
  })

  it("what is closed needs none", () => {
    assert.strictEqual(outcome({}, read(), mismatch, read(entry(1000)))?._tag, "NotRefunded")
    assert.strictEqual(outcome({ earlier: "in-ledger" }, read(), mismatch, read(entry(1000)))?._tag, "NotRefunded")
  })

  it("nothing is dead where a PG settles later", () => {
    const later = profiled({ settlement: "async" })
    assert.deepStrictEqual(outcome(later, ...moved), undetermined("AsyncAnswerLost"))
    assert.strictEqual(outcome(later, read(), mismatch, read(entry(1000)))?._tag, "NotRefunded", "nothing is open")
  })

  it("a PG's \"already\" stays undetermined", () => {
    const title = answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" })
    const others = [read(entry(1000)), waited, read(entry(1000)), waited, read(entry(1000))]
    assert.deepStrictEqual(outcome({}, read(), title, ...others), undetermined("PgSaysAlreadyCancelled"))
    assert.strictEqual(command({}, read(), title, ...others.slice(0, 1))._tag, "Wait")
  })

  it("an equal cancel under no tag may be another call's, and no new plan is made", () => {
    const replan = { onForeign: "replan" } as const
    const equal = [read(), mismatch, read(entry(1000), entry(3000))]
    assert.deepStrictEqual(outcome({ ...possible, ...replan }, ...equal), undetermined("EqualForeignCancel"))
    assert.deepStrictEqual(outcome(replan, ...equal), undetermined("EqualForeignCancel"), "in whichever order")
    assert.strictEqual(command({ ...possible, ...replan }, read(), mismatch, read(entry(1000)))._tag, "Send")
  })

  it("a new plan begins without the old one's doubts", () => {
    const rejected = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })
    const others = [read(entry(1000)), waited, read(entry(1000)), waited, read(entry(1000))]
    const { command, state } = after({ onForeign: "replan" }, read(), rejected, ...others)
    assert.deepStrictEqual(command, {
      _tag: "Send",
      plan: { amount: 3000, checksum: 9000, known: ["1000"] }
    })
    assert.deepInclude(state, { confirming: 0, open: 1, sent: 2 })
  })

  it("and its entry is not shown yet, the look-up is not used, and named when that lasts", () => {
    // As many entries as before the plan, and yet less is left: the history is not of this moment.
    const odd = [read(entry(1000)), lost, read(entry(2000))]
    assert.deepStrictEqual(command(possible, ...odd), { _tag: "Wait", for: "read", nth: 1 })
    assert.deepStrictEqual(
      until(possible, odd.slice(0, 2), read(entry(2000)), lost).outcome,
      undetermined("SnapshotInconsistent")
    )
  })
})

describe("a look-up that decides nothing names its cause, when it is the last one", () => {
  const plan = { amount: 3000, checksum: 10000, known: [] }
  const last = (fields: Partial<State>, ask: Partial<Ask> = {}): State =>
    known({
      ask: asking({ ...ask, budget: { life: 12, sends: 3, reads: 1, quiet: 3 } }),
      plan,
      sent: 1,
      sentHere: 1,
      ...fields
    })
  const running = (amount: number) => [{ amount, byTag: false, lasting: false }]

  it("another refund is still carried out, whose entry may be the one that is seen", () => {
    for (const amount of [1000, 3000]) {
      const { state } = step(last({ open: 1, underWay: running(amount) }), read(entry(amount)))
      assert.deepStrictEqual(state.outcome, undetermined("AnotherRefundOpen"), `${amount}`)
    }
  })

  it("an entry of the time of the plan is gone", () => {
    const before = { ...plan, checksum: 7000, known: ["1000", "2000"] }
    assert.deepStrictEqual(
      step(last({ open: 1, plan: before }), read(entry(3000))).state.outcome,
      undetermined("BalanceIncreased")
    )
  })

  it("the balance moved and no entry is new", () => {
    const before = { ...plan, checksum: 9000, known: ["?"] }
    assert.deepStrictEqual(
      step(last({ open: 1, plan: before }), read(entry(4000))).state.outcome,
      undetermined("SnapshotInconsistent")
    )
  })
})

describe("a new plan", () => {
  const plan = { amount: 3000, checksum: 10000, known: [] }

  it("is made although the entry may be another refund's, where other cancels are to be ignored", () => {
    const underWay = [{ amount: 1000, byTag: false, lasting: false }]
    const fields = { plan, sent: 1, sentHere: 1, underWay }
    const next = (onForeign: Ask["onForeign"]) =>
      step(known({ ...fields, ask: asking({ onForeign }) }), read(entry(1000))).command._tag
    assert.strictEqual(next("replan"), "Send")
    assert.strictEqual(next("stop"), "Wait")
  })

  it("is not made where another call may have emptied the payment after the balance moved", () => {
    const ask = { ...possible, amount: "rest", onForeign: "replan" } as const
    assert.deepStrictEqual(
      outcome(ask, read(), mismatch, read(entry(4000), entry(6000))),
      undetermined("EqualForeignCancel")
    )
  })
})

describe("a rejection of one of several attempts", () => {
  const plan = { amount: 3000, checksum: 10000, known: [] }
  const rejected: Partial<State> = { plan, sent: 2, sentHere: 2, open: 1, rejection: "no" }

  it("that another call has confirmed is not followed by another send", () => {
    assert.deepStrictEqual(step(known(rejected), read()).state.outcome, undetermined("NeverConfirmed"))
  })

  it("proves nothing while an attempt is open, also where it answered the only one at that time", () => {
    const state = known({ ...rejected, confirming: 1, onlyAttempt: true })
    assert.deepStrictEqual(step(state, read()).state.outcome, undetermined("NeverConfirmed"))
  })
})

describe("an entry", () => {
  const plan = { amount: 3000, checksum: 10000, known: [] }
  const rest = (...entries: Snapshot["entries"]) =>
    match(known({ ask: asking({ ...possible, amount: "rest" }) }), {
      paid: 10000,
      balance: 0,
      entries
    })._tag

  it("that emptied the payment may be any of them, because the order means nothing", () => {
    assert.strictEqual(rest(entry(4000), entry(5000, OTHER_TAG), entry(1000)), "Equal")
    assert.strictEqual(rest(entry(4000), entry(5000), entry(1000, OTHER_TAG)), "Equal")
    assert.strictEqual(rest(entry(4000, OTHER_TAG), entry(6000, THIRD_TAG)), "NotYet")
  })

  it("is needed to be undetermined: a payment of 0 has none", () => {
    assert.strictEqual(rest(), "NotYet")
  })

  it("under the tag decides before and after a plan", () => {
    for (const state of [known({}), known({ plan })]) {
      assert.deepStrictEqual(match(state, { paid: 10000, balance: 7000, entries: [entry(3000, TAG)] }), {
        _tag: "Mine",
        entry: entry(3000, TAG),
        certain: "tag"
      })
    }
  })

  it("without a tag is not ours for that alone, where we have none either", () => {
    const bare = known({ ask: asking({ searchIds: [], tag: undefined }) })
    assert.strictEqual(match(bare, { paid: 10000, balance: 7000, entries: [entry(3000)] })._tag, "NotYet")
  })

  it("that is found tells the amount that another call must have planned", () => {
    const { state } = after({}, read(entry(500), entry(1500), entry(3000, TAG), entry(1000)))
    assert.deepStrictEqual(state.plan, { amount: 3000, checksum: 7000, known: [] })
    const own = { amount: 3000, checksum: 10000, known: [] }
    assert.deepStrictEqual(after({}, read(), lost, read(entry(3000, TAG))).state.plan, own)
  })

  it("of another amount under the tag tells which", () => {
    assert.deepStrictEqual(outcome({}, read(entry(500), entry(2000, TAG))), { _tag: "KeyReused", found: 2000 })
  })
})

describe("a snapshot is whole", () => {
  it("up to its borders: nothing taken, everything taken", () => {
    assert.isTrue(isWhole({ paid: 10, balance: 10, entries: [] }))
    assert.isTrue(isWhole({ paid: 10, balance: 0, entries: [entry(4), entry(6)] }))
    assert.isFalse(isWhole({ paid: 10, balance: 0, entries: [entry(4), entry(5)] }))
    assert.isFalse(isWhole({ paid: 10, balance: -1, entries: [entry(11)] }))
    assert.isFalse(isWhole({ paid: 10, balance: 11, entries: [entry(-1)] }))
  })
})
