/**
 * What a ledger remembers, field by field: a forgotten one is a second refund.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Outcome } from "../src/protocol/outcome.ts"
import {
  blockingRefund,
  empty,
  isFinal,
  isFoundByTag,
  type PaymentRecord,
  recordState,
  type RefundRecord,
  refundRecordOf,
  resume,
  storedUnder
} from "../src/protocol/paymentRecord.ts"
import { cautious } from "../src/protocol/profile.ts"
import { type Event, start, type State } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { turn } from "../src/protocol/turn.ts"
import { answered, asking, entry, read, TAG, waited } from "./protocol.ts"

const plan = { amount: 3000, checksum: 10000, known: [] }
const known = (fields: Partial<State> = {}): State => ({
  ...start(asking({ earlier: "in-ledger" })).state,
  ...fields
})
const succeeded: Outcome = { _tag: "Succeeded", certain: "tag", entry: "3000AAAAAAAAAAAA", amount: 3000 }
const rejected: Outcome = { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: "no", passes: false }
const never: Outcome = { _tag: "NotRefunded", proof: "NeverSent", rejection: undefined, passes: false }
const undetermined: Outcome = { _tag: "Undetermined", cause: "NeverConfirmed" }
const pending: Outcome = { _tag: "AcceptedPending" }

const one = (fields: Partial<RefundRecord> = {}): RefundRecord => ({
  plan,
  sent: 1,
  refuted: 0,
  open: 1,
  accepted: false,
  rejection: undefined,
  confirming: 0,
  onlyAttempt: false,
  passes: false,
  maybeDoneAtPg: undefined,
  passedChecksum: undefined,
  asked: 3000,
  byTag: true,
  tagged: true,
  settlement: "sync",
  checksumHolds: true,
  outcome: undefined,
  claimed: undefined,
  ...fields
})
const holding = (refunds: PaymentRecord["refunds"], fields: Partial<PaymentRecord> = {}): PaymentRecord => ({
  ...empty,
  ...fields,
  refunds
})

describe("nothing is known", () => {
  it("of a payment that no refund touched", () => {
    assert.deepStrictEqual(empty, { currency: undefined, fingerprints: [], watermark: undefined, refunds: {} })
    assert.isUndefined(refundRecordOf(empty, "a"))
  })

  it("of a refund of which nothing ever left, unless it has an end", () => {
    assert.isUndefined(refundRecordOf(holding({ a: one({ sent: 0 }) }), "a"))
    assert.isUndefined(refundRecordOf(holding({ a: one({ sent: 0, outcome: never }) }), "a"))
    for (const fields of [{ sent: 1 }, { sent: 0, outcome: succeeded }, { sent: 0, outcome: rejected }]) {
      assert.isDefined(refundRecordOf(holding({ a: one(fields) }), "a"), JSON.stringify(fields))
    }
  })
})

describe("a refund is stored", () => {
  it("under the id that it has in the record, or else under that of the current secret", () => {
    const ids = ["new", "old"] as const
    assert.strictEqual(storedUnder(holding({ old: one() }), ids), "old")
    assert.strictEqual(storedUnder(holding({ old: one(), new: one() }), ids), "new")
    assert.strictEqual(storedUnder(holding({ other: one() }), ids), "new")
  })
})

describe("an end is final", () => {
  it("when it is a success or a proof, and not when it may still change", () => {
    assert.deepStrictEqual([succeeded, rejected].map(isFinal), [true, true])
    assert.deepStrictEqual([undefined, never, undetermined, pending].map(isFinal), [false, false, false, false])
  })
})

describe("a refund goes by its tag", () => {
  it("when it has one and is not identified by its place", () => {
    assert.isTrue(isFoundByTag(asking()))
    assert.isFalse(isFoundByTag(asking({ tag: undefined })))
    assert.isFalse(isFoundByTag(asking({ profile: { ...cautious, singleWriter: true } })))
  })
})

describe("in the way is", () => {
  const blocker = (fields: Partial<RefundRecord>, byTag = false, key = "b") =>
    blockingRefund(holding({ a: one({ byTag: false, ...fields }) }), key, byTag)

  it("another refund that was sent and has no end, and the first of several", () => {
    assert.deepStrictEqual(blocker({}), one({ byTag: false }))
    assert.isUndefined(blocker({ sent: 0 }))
    assert.isUndefined(blocker({}, false, "a"), "not itself")
    const second = one({ byTag: false, sent: 2 })
    assert.strictEqual(blockingRefund(holding({ a: one({ sent: 0 }), c: second }), "b", false), second)
    assert.isUndefined(blockingRefund(empty, "b", false))
    // Every send is proved dead: two such refunds would block each other for good.
    for (const outcome of [undefined, { _tag: "Undetermined", cause: "AnotherRefundOpen" }] as const) {
      const dead = one({ byTag: false, sent: 2, refuted: 2, open: 0, outcome })
      assert.isUndefined(blockingRefund(holding({ a: dead }), "b", false))
      assert.isDefined(blockingRefund(holding({ a: { ...dead, accepted: true } }), "b", false))
      assert.isDefined(blockingRefund(holding({ a: { ...dead, maybeDoneAtPg: "PgTimedOut" } }), "b", false))
    }
  })

  it("no refund where tags identify both, and each other one where a tag does not", () => {
    assert.isUndefined(blocker({ byTag: true }, true))
    assert.isDefined(blocker({ byTag: true }, false))
    assert.isDefined(blocker({ byTag: false }, true))
  })

  it("one that is pending or unknown, and none that has an end", () => {
    for (const outcome of [pending, undetermined]) {
      assert.isDefined(blocker({ outcome }))
      assert.isUndefined(blocker({ outcome, sent: 0 }), "nothing of it ever left")
    }
    for (const outcome of [succeeded, rejected, never]) assert.isUndefined(blocker({ outcome }))
  })
})

describe("what is taken up again", () => {
  const remembered = one({
    accepted: true,
    confirming: 2,
    onlyAttempt: true,
    passes: false,
    maybeDoneAtPg: "PgSaysAlreadyCancelled",
    passedChecksum: 9000,
    rejection: "no",
    sent: 4,
    open: 3
  })

  it("is everything that was remembered", () => {
    const same = known({ sent: 4, quiet: 2, confirming: 2, maybeDoneAtPg: "PgSaysAlreadyCancelled" })
    const state = resume(holding({ a: remembered }), "a", same)
    assert.deepInclude(state, {
      accepted: true,
      confirming: 2,
      onlyAttempt: true,
      passes: false,
      maybeDoneAtPg: "PgSaysAlreadyCancelled",
      passedChecksum: 9000,
      rejection: "no",
      sent: 4,
      open: 3,
      plan,
      quiet: 2
    })
  })

  it("with the call's own plan and rejection only where none is stored", () => {
    const own = { amount: 3000, checksum: 9000, known: ["1000"] }
    const mine = known({ plan: own, rejection: "mine" })
    const bare = holding({ a: one({ plan: undefined }) })
    assert.deepInclude(resume(bare, "a", mine), { plan: own, rejection: "mine" })
    assert.deepInclude(resume(holding({ a: remembered }), "a", mine), { plan, rejection: "no" })
  })

  it("with the quiet begun anew where another call has sent", () => {
    assert.strictEqual(resume(holding({ a: one() }), "a", known({ sent: 1, quiet: 2 })).quiet, 2)
    assert.strictEqual(resume(holding({ a: one() }), "a", known({ sent: 0, quiet: 2 })).quiet, 0)
  })

  it("with a new quiet period where another call has an answer to confirm", () => {
    for (const given of [{ confirming: 2 }, { maybeDoneAtPg: "PgSaysAlreadyCancelled" }] as const) {
      const state = resume(holding({ a: one(given) }), "a", known({ sent: 1, quiet: 2 }))
      assert.strictEqual(state.quiet, "confirming" in given ? -1 : 0, JSON.stringify(given))
    }
  })

  it("is the state as it was where nothing is remembered, with what is known of the payment", () => {
    const watermark = { entries: 3, balance: 4000 }
    const record = holding({ b: one({ claimed: "c0" }), c: one({ claimed: "c2" }), d: one() }, { watermark })
    const running = { amount: 3000, byTag: one().byTag, lasting: false }
    assert.deepStrictEqual(resume(record, "a", known()), {
      ...known(),
      claimed: ["c0", "c2"],
      others: ["b", "c", "d"],
      underWay: [running, running, running],
      watermark,
      firstSeen: []
    })
    assert.deepInclude(resume(record, "b", known()), { claimed: ["c2"], watermark })
  })

  it("knows what the ledger found in the history, and whether a person has compared the refund", () => {
    const found = { firstSeen: ["3000"], compared: ["b"] }
    const state = known({ firstSeen: ["of this call"] })
    const of = (record: PaymentRecord, key: string) => {
      const { isCompared, firstSeen } = resume(record, key, state)
      return { isCompared, firstSeen }
    }
    assert.deepStrictEqual(of({ ...empty, ...found }, "a"), { isCompared: false, firstSeen: ["3000"] })
    assert.deepStrictEqual(of({ ...empty, ...found }, "b"), { isCompared: true, firstSeen: ["3000"] })
    assert.deepStrictEqual(of(holding({ a: one() }, found), "a"), { isCompared: false, firstSeen: ["3000"] })
    assert.deepStrictEqual(of(empty, "a"), { isCompared: false, firstSeen: ["of this call"] })
    // An earlier version stored refunds, and not what it found.
    assert.deepStrictEqual(of(holding({ b: one() }), "a"), { isCompared: false, firstSeen: [] })
    assert.deepStrictEqual(of(holding({ a: one() }), "a"), { isCompared: false, firstSeen: [] })
  })

  it("knows another refund whose entry may show no tag, as long as that may be made or was accepted", () => {
    const underWay = (fields: Partial<RefundRecord>) => resume(holding({ b: one(fields) }), "a", known()).underWay
    const other = { amount: 3000, byTag: true, lasting: false }
    assert.deepStrictEqual(underWay({}), [other])
    assert.deepStrictEqual(underWay({ open: 0, accepted: true }), [other])
    assert.deepStrictEqual(underWay({ outcome: undetermined, byTag: false }), [
      { amount: 3000, byTag: false, lasting: true }
    ])
    assert.deepStrictEqual(underWay({ open: 0 }), [], "nothing of it may be applied any more")
    assert.deepStrictEqual(underWay({ plan: undefined }), [])
    assert.deepStrictEqual(underWay({ outcome: succeeded }), [])
  })

  it("may be a refund of another secret where the record is of a version without fingerprints", () => {
    const ask = (fields: Partial<PaymentRecord>) => resume(holding({ b: one() }, fields), "a", known()).ask
    assert.deepStrictEqual(ask({ hasUnknownSecrets: true }), { ...known().ask, earlier: "possible" })
    assert.deepStrictEqual(ask({ hasUnknownSecrets: false }), known().ask)
    assert.deepStrictEqual(ask({}), known().ask)
    assert.deepStrictEqual(resume(holding({ a: one() }, { hasUnknownSecrets: true }), "a", known()).ask, known().ask)
  })

  it("relies on what the earlier calls relied on, as long as one of their cancels may apply", () => {
    const asked = (fields: Partial<RefundRecord>, profile = cautious) =>
      resume(holding({ a: one(fields) }), "a", known({ ask: { ...known().ask, profile } })).ask
    assert.strictEqual(asked({ settlement: "async" }).profile.settlement, "async")
    assert.strictEqual(asked({ settlement: "registered" }).profile.settlement, "sync")
    assert.strictEqual(asked({ settlement: "sync" }, { ...cautious, settlement: "async" }).profile.settlement, "async")
    assert.isFalse(asked({ checksumHolds: false }).profile.checksumHolds)
    assert.isFalse(asked({ checksumHolds: true }, { ...cautious, checksumHolds: false }).profile.checksumHolds)
    assert.isTrue(asked({ checksumHolds: true }).profile.checksumHolds)
    assert.isUndefined(asked({ tagged: false }).tag)
    assert.strictEqual(asked({ tagged: true }).tag, known().ask.tag)
    const dead = { sent: 2, refuted: 2, open: 0, settlement: "async", checksumHolds: false, tagged: false } as const
    assert.deepStrictEqual(asked(dead), known().ask)
  })

  it("keeps with a refund what was relied on", () => {
    const ask = { ...known().ask, tag: undefined, profile: { ...cautious, settlement: "async", checksumHolds: false } }
    const kept = recordState(empty, "a", known({ ask: ask as State["ask"] })).refunds["a"]
    assert.deepInclude(kept, { tagged: false, settlement: "async", checksumHolds: false })
    assert.isTrue(recordState(empty, "a", known()).refunds["a"]?.tagged)
  })

  it("knows the newer of two look-ups, by the length of the history", () => {
    const [older, newer] = [{ entries: 1, balance: 9000 }, { entries: 2, balance: 8000 }]
    const both = (remembered: State["watermark"], own: State["watermark"]) =>
      resume(holding({}, { watermark: remembered }), "a", known({ watermark: own })).watermark
    assert.deepStrictEqual(both(older, newer), newer)
    assert.deepStrictEqual(both(newer, older), newer)
    assert.deepStrictEqual(both(undefined, older), older)
    assert.deepStrictEqual(both(older, undefined), older)
    assert.isUndefined(both(undefined, undefined))
    const same = { entries: 2, balance: 7000 }
    assert.deepStrictEqual(both(newer, same), same, "of two of one length the one just seen")
  })
})

describe("what is remembered", () => {
  const state = known({
    accepted: true,
    confirming: 2,
    onlyAttempt: true,
    passes: false,
    maybeDoneAtPg: "PgSaysAlreadyCancelled",
    passedChecksum: 9000,
    rejection: "no",
    sent: 4,
    open: 3,
    plan,
    watermark: { entries: 1, balance: 7000 }
  })

  it("is everything the next call needs, beside the other refunds", () => {
    const other = one({ sent: 2 })
    assert.deepStrictEqual(recordState(holding({ b: other }, { currency: "USD" }), "a", state), {
      currency: "USD",
      fingerprints: [],
      watermark: { entries: 1, balance: 7000 },
      refunds: {
        b: other,
        a: one({
          accepted: true,
          confirming: 2,
          onlyAttempt: true,
          passes: false,
          maybeDoneAtPg: "PgSaysAlreadyCancelled",
          passedChecksum: 9000,
          rejection: "no",
          sent: 4,
          open: 3
        })
      }
    })
  })

  it("is what the ledger found in the history", () => {
    assert.deepStrictEqual(recordState(empty, "a", { ...state, firstSeen: ["3000"] }).firstSeen, ["3000"])
    assert.notProperty(recordState(empty, "a", state), "firstSeen")
  })

  it("has no rejection that proved nothing", () => {
    assert.isUndefined(recordState(empty, "a", { ...state, confirming: 0 }).refunds["a"]?.rejection)
  })

  it("is the entry of a success, and of nothing else", () => {
    const claimed = (outcome: Outcome) => recordState(empty, "a", known({ outcome })).refunds["a"]?.claimed
    assert.strictEqual(claimed(succeeded), "3000AAAAAAAAAAAA")
    for (const outcome of [undetermined, pending, rejected]) assert.isUndefined(claimed(outcome))
    assert.isUndefined(recordState(empty, "a", known()).refunds["a"]?.claimed)
  })

  it("is what was asked for first, once something was sent", () => {
    const two = known({ ask: asking({ amount: 2000 }) })
    assert.strictEqual(recordState(holding({ a: one() }), "a", two).refunds["a"]?.asked, 3000)
    assert.strictEqual(recordState(holding({ a: one({ sent: 0 }) }), "a", two).refunds["a"]?.asked, 2000)
    assert.strictEqual(recordState(empty, "a", two).refunds["a"]?.asked, 2000)
  })
})

describe("a turn", () => {
  it("is blocked by a refund that may end soon, and for good by one that ended unknown", () => {
    const steps = [undefined, undetermined, pending].map((outcome) => {
      const record = holding({ a: one({ byTag: false, outcome }) })
      const [next, kept] = turn(record, "b", known(), read())
      assert.strictEqual(kept, record, "a refund that may not start is not remembered")
      return next
    })
    const blocked = (lasting: boolean) => step(known(), { _tag: "Blocked", lasting })
    const alone = ({ command, state }: (typeof steps)[number]) => ({
      command,
      state: { ...state, others: [], underWay: [], firstSeen: undefined }
    })
    assert.deepStrictEqual(steps.map(alone), [blocked(false), blocked(true), blocked(true)])
    assert.deepStrictEqual(steps.map(({ command }) => command._tag), ["Wait", "Finish", "Finish"])
  })

  it("goes on with its own plan although another is in the way", () => {
    const record = holding({ a: one({ byTag: false }), b: one({ byTag: false }) })
    const [next] = turn(record, "b", known({ sent: 1 }), read())
    assert.deepStrictEqual(next.command, { _tag: "Wait", for: "quiet", nth: 1 })
    const planless = holding({ a: one({ byTag: false }), b: one({ byTag: false, plan: undefined, open: 0 }) })
    assert.deepStrictEqual(turn(planless, "b", known({ sent: 1 }), read())[0].command, {
      _tag: "Wait",
      for: "read",
      nth: 1
    })
  })

  it("remembers what was armed and never left, and nothing before the first look-up", () => {
    const armed = turn(empty, "a", known(), read())
    const unsent = turn(armed[1], "a", armed[0].state, answered({ _tag: "NotSent" }))
    assert.deepInclude(unsent[1].refunds["a"], { sent: 0, open: 0 })
    assert.strictEqual(turn(empty, "a", known(), waited)[1], empty)
  })

  it("keeps nothing of a key that was used for another amount", () => {
    const record = holding({ a: one() })
    const [next, kept] = turn(record, "a", known({ ask: asking({ amount: 2000 }) }), read())
    assert.deepStrictEqual(next.state.outcome, { _tag: "KeyReused", found: 3000 })
    assert.strictEqual(kept, record)
    const [tagged, unchanged] = turn(empty, "a", known(), read(entry(2000, TAG)))
    assert.deepStrictEqual(tagged.state.outcome, { _tag: "KeyReused", found: 2000 })
    assert.strictEqual(unchanged, empty)
  })

  it("asks for another amount only once the payment was seen, because until then its currency is not known", () => {
    const record = holding({ a: one() })
    const [next, kept] = turn(record, "a", known({ ask: asking({ amount: 2000 }) }), waited)
    assert.deepStrictEqual(next.command, { _tag: "Read" })
    assert.strictEqual(kept.refunds["a"]?.asked, 3000)
    const blind: Event = { _tag: "Unreadable", lasting: false }
    const asked = (currency: string | undefined, event: Event) =>
      turn({ ...record, currency }, "a", known({ ask: asking({ amount: 2000 }) }), event)[0].state.outcome?._tag
    assert.strictEqual(asked("KRW", blind), "KeyReused", "the ledger knows the currency")
    assert.isUndefined(asked(undefined, blind))
    assert.isUndefined(asked("KRW", waited))
  })

  it("ends with the end that is remembered, and remembers it again", () => {
    const record = holding({ a: one({ outcome: succeeded, claimed: "c2" }) })
    const [next, kept] = turn(record, "a", known(), read())
    assert.deepStrictEqual(next.command, { _tag: "Finish", outcome: succeeded })
    assert.deepInclude(kept.refunds["a"], { outcome: succeeded, claimed: "3000AAAAAAAAAAAA" })
  })
})
