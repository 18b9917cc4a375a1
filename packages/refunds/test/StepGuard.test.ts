/**
 * What a ledger remembers, field by field: a forgotten one is a second refund.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  empty,
  goesByTag,
  type Guard,
  inTheWay,
  isFinal,
  knownOf,
  record,
  type Remembered,
  resume
} from "../src/protocol/guard.ts"
import type { Outcome } from "../src/protocol/Outcome.ts"
import { cautious } from "../src/protocol/Profile.ts"
import { type Event, start, type State } from "../src/protocol/State.ts"
import { step } from "../src/protocol/step.ts"
import { turn } from "../src/protocol/turn.ts"
import { answered, asking, entry, read, TAG, waited } from "./protocol.ts"

const plan = { amount: 3000, checksum: 10000, entries: 0 }
const known = (fields: Partial<State> = {}): State => ({
  ...start(asking({ earlier: "remembered" })).state,
  ...fields
})
const succeeded: Outcome = { _tag: "Succeeded", certain: "tag", place: 2 }
const refused: Outcome = { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: "no" }
const never: Outcome = { _tag: "NotRefunded", proof: "NeverSent", refusal: undefined }
const riddle: Outcome = { _tag: "OutcomeUnknown", cause: "NeverConfirmed" }
const pending: Outcome = { _tag: "AcceptedPending" }

const one = (fields: Partial<Remembered> = {}): Remembered => ({
  plan,
  sent: 1,
  open: 1,
  accepted: false,
  refusal: undefined,
  confirming: false,
  onlyAttempt: false,
  saysAlready: false,
  passed: undefined,
  asked: 3000,
  byTag: true,
  outcome: undefined,
  claimed: undefined,
  ...fields
})
const holding = (refunds: Guard["refunds"], fields: Partial<Guard> = {}): Guard => ({ ...empty, ...fields, refunds })

describe("nothing is known", () => {
  it("of a payment that no refund touched", () => {
    assert.deepStrictEqual(empty, { currency: undefined, watermark: undefined, refunds: {} })
    assert.isUndefined(knownOf(empty, "a"))
  })

  it("of a refund of which nothing ever left, unless it has an end", () => {
    assert.isUndefined(knownOf(holding({ a: one({ sent: 0 }) }), "a"))
    assert.isUndefined(knownOf(holding({ a: one({ sent: 0, outcome: never }) }), "a"))
    for (const fields of [{ sent: 1 }, { sent: 0, outcome: succeeded }, { sent: 0, outcome: refused }]) {
      assert.isDefined(knownOf(holding({ a: one(fields) }), "a"), JSON.stringify(fields))
    }
  })
})

describe("an end is final", () => {
  it("when it is a success or a proof, and not when it may still change", () => {
    assert.deepStrictEqual([succeeded, refused].map(isFinal), [true, true])
    assert.deepStrictEqual([undefined, never, riddle, pending].map(isFinal), [false, false, false, false])
  })
})

describe("a refund goes by its tag", () => {
  it("when it has one and is not told by its place", () => {
    assert.isTrue(goesByTag(asking()))
    assert.isFalse(goesByTag(asking({ tag: undefined })))
    assert.isFalse(goesByTag(asking({ profile: { ...cautious, singleWriter: true } })))
  })
})

describe("in the way is", () => {
  const blocker = (fields: Partial<Remembered>, byTag = false, key = "b") =>
    inTheWay(holding({ a: one({ byTag: false, ...fields }) }), key, byTag)

  it("another refund that was sent and has no end, and the first of several", () => {
    assert.deepStrictEqual(blocker({}), one({ byTag: false }))
    assert.isUndefined(blocker({ sent: 0 }))
    assert.isUndefined(blocker({}, false, "a"), "not itself")
    const second = one({ byTag: false, sent: 2 })
    assert.strictEqual(inTheWay(holding({ a: one({ sent: 0 }), c: second }), "b", false), second)
    assert.isUndefined(inTheWay(empty, "b", false))
  })

  it("nobody where both go by their tags, and anybody where one does not", () => {
    assert.isUndefined(blocker({ byTag: true }, true))
    assert.isDefined(blocker({ byTag: true }, false))
    assert.isDefined(blocker({ byTag: false }, true))
  })

  it("one that is pending or unknown, and none that has an end", () => {
    for (const outcome of [pending, riddle]) {
      assert.isDefined(blocker({ outcome }))
      assert.isUndefined(blocker({ outcome, sent: 0 }), "nothing of it ever left")
    }
    for (const outcome of [succeeded, refused, never]) assert.isUndefined(blocker({ outcome }))
  })
})

describe("what is taken up again", () => {
  const remembered = one({
    accepted: true,
    confirming: true,
    onlyAttempt: true,
    saysAlready: true,
    passed: 9000,
    refusal: "no",
    sent: 4,
    open: 3
  })

  it("is everything that was remembered", () => {
    const same = known({ sent: 4, quiet: 2, confirming: true, saysAlready: true })
    const state = resume(holding({ a: remembered }), "a", same)
    assert.deepInclude(state, {
      accepted: true,
      confirming: true,
      onlyAttempt: true,
      saysAlready: true,
      passed: 9000,
      refusal: "no",
      sent: 4,
      open: 3,
      plan,
      quiet: 2
    })
  })

  it("with the call's own plan and refusal only where none is remembered", () => {
    const own = { amount: 3000, checksum: 9000, entries: 1 }
    const mine = known({ plan: own, refusal: "mine" })
    const bare = holding({ a: one({ plan: undefined }) })
    assert.deepInclude(resume(bare, "a", mine), { plan: own, refusal: "mine" })
    assert.deepInclude(resume(holding({ a: remembered }), "a", mine), { plan, refusal: "no" })
  })

  it("with the quiet begun anew where another call has sent", () => {
    assert.strictEqual(resume(holding({ a: one() }), "a", known({ sent: 1, quiet: 2 })).quiet, 2)
    assert.strictEqual(resume(holding({ a: one() }), "a", known({ sent: 0, quiet: 2 })).quiet, 0)
  })

  it("with the quiet begun anew where another call has heard what is to be confirmed", () => {
    for (const heard of [{ confirming: true }, { saysAlready: true }]) {
      const state = resume(holding({ a: one(heard) }), "a", known({ sent: 1, quiet: 2 }))
      assert.strictEqual(state.quiet, 0, JSON.stringify(heard))
    }
  })

  it("is the state as it was where nothing is remembered, with what is known of the payment", () => {
    const watermark = { entries: 3, balance: 4000 }
    const guard = holding({ b: one({ claimed: 0 }), c: one({ claimed: 2 }), d: one() }, { watermark })
    assert.deepStrictEqual(resume(guard, "a", known()), { ...known(), claimed: [0, 2], watermark })
    assert.deepInclude(resume(guard, "b", known()), { claimed: [2], watermark })
  })

  it("knows the newer of two looks, by the length of the history", () => {
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
    confirming: true,
    onlyAttempt: true,
    saysAlready: true,
    passed: 9000,
    refusal: "no",
    sent: 4,
    open: 3,
    plan,
    watermark: { entries: 1, balance: 7000 }
  })

  it("is everything the next call needs, beside the other refunds", () => {
    const other = one({ sent: 2 })
    assert.deepStrictEqual(record(holding({ b: other }, { currency: "USD" }), "a", state), {
      currency: "USD",
      watermark: { entries: 1, balance: 7000 },
      refunds: {
        b: other,
        a: one({
          accepted: true,
          confirming: true,
          onlyAttempt: true,
          saysAlready: true,
          passed: 9000,
          refusal: "no",
          sent: 4,
          open: 3
        })
      }
    })
  })

  it("is no refusal that proved nothing", () => {
    assert.isUndefined(record(empty, "a", { ...state, confirming: false }).refunds["a"]?.refusal)
  })

  it("is the place of a success, and of nothing else", () => {
    const claimed = (outcome: Outcome) => record(empty, "a", known({ outcome })).refunds["a"]?.claimed
    assert.strictEqual(claimed(succeeded), 2)
    for (const outcome of [riddle, pending, refused]) assert.isUndefined(claimed(outcome))
    assert.isUndefined(record(empty, "a", known()).refunds["a"]?.claimed)
  })

  it("is what was asked for first, once something was sent", () => {
    const two = known({ ask: asking({ amount: 2000 }) })
    assert.strictEqual(record(holding({ a: one() }), "a", two).refunds["a"]?.asked, 3000)
    assert.strictEqual(record(holding({ a: one({ sent: 0 }) }), "a", two).refunds["a"]?.asked, 2000)
    assert.strictEqual(record(empty, "a", two).refunds["a"]?.asked, 2000)
  })
})

describe("a turn", () => {
  it("is blocked by a refund that may end soon, and for good by one that ended unknown", () => {
    const steps = [undefined, riddle, pending].map((outcome) => {
      const guard = holding({ a: one({ byTag: false, outcome }) })
      const [next, kept] = turn(guard, "b", known(), read())
      assert.strictEqual(kept, guard, "a refund that may not start is not remembered")
      return next
    })
    const blocked = (lasting: boolean) => step(known(), { _tag: "Blocked", lasting })
    assert.deepStrictEqual(steps, [blocked(false), blocked(true), blocked(true)])
    assert.deepStrictEqual(steps.map(({ command }) => command._tag), ["Wait", "Finish", "Finish"])
  })

  it("goes on with its own plan although another is in the way", () => {
    const guard = holding({ a: one({ byTag: false }), b: one({ byTag: false }) })
    const [next] = turn(guard, "b", known({ sent: 1 }), read())
    assert.deepStrictEqual(next.command, { _tag: "Wait", for: "quiet", nth: 1 })
    const planless = holding({ a: one({ byTag: false }), b: one({ byTag: false, plan: undefined, open: 0 }) })
    assert.deepStrictEqual(turn(planless, "b", known({ sent: 1 }), read())[0].command, {
      _tag: "Wait",
      for: "read",
      nth: 1
    })
  })

  it("remembers what was armed and never left, and nothing before the first look", () => {
    const armed = turn(empty, "a", known(), read())
    const unsent = turn(armed[1], "a", armed[0].state, answered({ _tag: "NotSent" }))
    assert.deepInclude(unsent[1].refunds["a"], { sent: 0, open: 0 })
    assert.strictEqual(turn(empty, "a", known(), waited)[1], empty)
  })

  it("keeps nothing of a key that was used for another amount", () => {
    const guard = holding({ a: one() })
    const [next, kept] = turn(guard, "a", known({ ask: asking({ amount: 2000 }) }), read())
    assert.deepStrictEqual(next.state.outcome, { _tag: "KeyReused", found: 3000 })
    assert.strictEqual(kept, guard)
    const [tagged, unchanged] = turn(empty, "a", known(), read(entry(2000, TAG)))
    assert.deepStrictEqual(tagged.state.outcome, { _tag: "KeyReused", found: 2000 })
    assert.strictEqual(unchanged, empty)
  })

  it("asks for another amount only once the payment was seen, because until then its currency is not known", () => {
    const guard = holding({ a: one() })
    const [next, kept] = turn(guard, "a", known({ ask: asking({ amount: 2000 }) }), waited)
    assert.deepStrictEqual(next.command, { _tag: "Read" })
    assert.strictEqual(kept.refunds["a"]?.asked, 3000)
    const blind: Event = { _tag: "Unreadable", lasting: false }
    const asked = (currency: string | undefined, event: Event) =>
      turn({ ...guard, currency }, "a", known({ ask: asking({ amount: 2000 }) }), event)[0].state.outcome?._tag
    assert.strictEqual(asked("KRW", blind), "KeyReused", "the ledger knows the currency")
    assert.isUndefined(asked(undefined, blind))
    assert.isUndefined(asked("KRW", waited))
  })

  it("ends with the end that is remembered, and remembers it again", () => {
    const guard = holding({ a: one({ outcome: succeeded, claimed: 2 }) })
    const [next, kept] = turn(guard, "a", known(), read())
    assert.deepStrictEqual(next.command, { _tag: "Finish", outcome: succeeded })
    assert.deepInclude(kept.refunds["a"], { outcome: succeeded, claimed: 2 })
  })
})
