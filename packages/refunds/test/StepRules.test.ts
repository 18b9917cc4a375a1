/**
 * What each rule is for: the step that goes wrong without it. The explorer shows what comes of that.
 */
import { assert, describe, it } from "@effect/vitest"
import { empty, type Guard, inTheWay, resume } from "../src/protocol/guard.ts"
import { match } from "../src/protocol/match.ts"
import { cautious } from "../src/protocol/Profile.ts"
import { production, type Rules } from "../src/protocol/Rules.ts"
import type { Entry } from "../src/protocol/Snapshot.ts"
import { type Ask, type Event, start, type State } from "../src/protocol/State.ts"
import { stepWith } from "../src/protocol/step.ts"
import { turnWith } from "../src/protocol/turn.ts"
import { answered, asking, entry, OTHER_TAG, read, showing, TAG, verified, waited } from "./protocol.ts"

const lost = answered({ _tag: "Ambiguous" })
const mismatch = answered({ _tag: "Mismatch" })
const plan = { amount: 3000, checksum: 10000, entries: 0 }
const known = (fields: Partial<State>): State => ({ ...start(asking()).state, ...fields })

/** The last step of these events without a rule, or with all of them. */
const without = (rules: Partial<Rules>, ask: Partial<Ask>, ...events: ReadonlyArray<Event>) =>
  events.reduce(({ state }, event) => stepWith({ ...production, ...rules })(state, event), start(asking(ask)))
const found = (rules: Partial<Rules>, state: State, ...entries: ReadonlyArray<Entry>) =>
  match({ ...production, ...rules }, state, showing(...entries))

describe("without the rule", () => {
  it("to read before sending again, a lost answer is followed by a send at once, as long as the budget lasts", () => {
    const rules = { readBeforeResend: false }
    const { command, state } = without(rules, {}, read(), lost)
    assert.deepStrictEqual(command, { _tag: "Send", plan, withChecksum: true })
    assert.strictEqual(state.here, 2)
    assert.strictEqual(without(rules, {}, read(), lost, lost).command._tag, "Send")
    assert.strictEqual(without(rules, {}, read(), lost, lost, lost).command._tag, "Read")
    assert.strictEqual(without(rules, {}, lost).command._tag, "Read", "there is no plan to send")
    assert.strictEqual(without({}, {}, read(), lost).command._tag, "Read")
  })

  it("of the checksum, a cancel goes out without one", () => {
    assert.deepInclude(without({ checksum: false }, {}, read()).command, { withChecksum: false })
    assert.deepInclude(without({}, {}, read()).command, { withChecksum: true })
  })

  it("of the tag, a refund does not know its own entry, and nobody's entry is anybody's", () => {
    const rules = { tag: false }
    assert.strictEqual(found(rules, known({}), entry(3000, TAG))._tag, "NotYet")
    const echoed = asking({ profile: verified })
    assert.strictEqual(found(rules, known({ ask: echoed, plan }), entry(3000, OTHER_TAG))._tag, "Equal")
    assert.strictEqual(found({}, known({ ask: echoed, plan }), entry(3000))._tag, "NeverMine")
  })

  it("to keep a plan, every look starts from nothing", () => {
    const rules = { samePlan: false }
    assert.strictEqual(found(rules, known({ plan }), entry(3000))._tag, "NeverMine")
    assert.strictEqual(found({}, known({ plan }), entry(3000))._tag, "Equal")
    const { command } = without(rules, {}, read(), lost, read(), waited, read(), waited, read())
    assert.deepStrictEqual(command, { _tag: "Send", plan, withChecksum: true })
  })

  it("of whole reads, a look that does not add up is believed", () => {
    const torn: Event = { _tag: "Read", snapshot: { paid: 10000, balance: 7000, entries: [] } }
    assert.strictEqual(without({ wholeReads: false }, {}, torn).command._tag, "Send")
    assert.strictEqual(without({}, {}, torn).command._tag, "Wait")
  })

  it("of the watermark, old looks are believed: fewer entries, a higher balance, a checksum that was refused", () => {
    const rules = { watermark: false }
    const ask = { profile: verified, onForeign: "replan" } as const
    const older = [read(entry(1000)), mismatch, read()]
    assert.strictEqual(without(rules, ask, ...older).command._tag, "Send")
    assert.strictEqual(without({}, ask, ...older).command._tag, "Wait")
    const higher = [read(entry(1000)), mismatch, read(entry(500))]
    assert.strictEqual(without(rules, ask, ...higher).command._tag, "Send")
    assert.strictEqual(without({}, ask, ...higher).command._tag, "Finish")
    assert.strictEqual(without(rules, {}, read(), mismatch, read()).command._tag, "Send")
    assert.strictEqual(without({}, {}, read(), mismatch, read()).command._tag, "Wait")
  })

  it("that an equal entry is a riddle, it is taken for ours, and an earlier one for nobody's", () => {
    const rules = { equalIsUnknown: false }
    assert.deepStrictEqual(found(rules, known({ plan }), entry(3000)), {
      _tag: "Mine",
      place: 0,
      certain: "position"
    })
    const possible = known({ ask: asking({ earlier: "possible" }) })
    assert.strictEqual(found(rules, possible, entry(3000))._tag, "NotYet")
    assert.strictEqual(found({}, possible, entry(3000))._tag, "Equal")
  })

  it("of the quiet period, a send follows the first look, and what is open counts as dead at once", () => {
    const rules = { quietPeriod: false }
    assert.strictEqual(without(rules, {}, read(), lost, read()).command._tag, "Send")
    assert.strictEqual(without(rules, {}, read(), lost, read(entry(1000))).command._tag, "Finish")
  })

  it("never to send again where a PG settles later, it is sent again", () => {
    const later = { profile: { ...cautious, settlement: "async" } } as const
    const events = [read(), lost, read(), waited, read(), waited, read()]
    assert.strictEqual(without({ neverResendAsync: false }, later, ...events).command._tag, "Send")
    assert.strictEqual(without({}, later, ...events).command._tag, "Wait")
  })

  it("that an empty look proves nothing, it is taken for \"not refunded\"", () => {
    const rules = { quietReadProvesNothing: false }
    assert.deepStrictEqual(without(rules, {}, read(), lost, read()).state.outcome, {
      _tag: "NotRefunded",
      proof: "FencedByOther",
      refusal: undefined
    })
    const closed = known({ plan, sent: 1, here: 1, open: 0 })
    assert.strictEqual(stepWith({ ...production, ...rules })(closed, read()).command._tag, "Send", "nothing is open")
  })

  it("of the only attempt, a refusal is an end although another may be carried out", () => {
    const rules = { onlyAttemptRefusal: false }
    const proof = { _tag: "NotRefunded", proof: "RefusedOnlyAttempt", refusal: "no" } as const
    for (const _tag of ["Refused", "RefusedByPg"] as const) {
      const refused = answered({ _tag, refusal: "no" })
      const { state } = without(rules, { earlier: "possible" }, read(), refused)
      assert.deepStrictEqual(state.outcome, proof, _tag)
      assert.strictEqual(state.open, 0)
      assert.strictEqual(without({}, { earlier: "possible" }, read(), refused).command._tag, "Read", _tag)
    }
  })

  const turn = (rules: Partial<Rules>) => {
    const all = { ...production, ...rules }
    return (guard: Guard, key: string, ask: Partial<Ask>, ...events: ReadonlyArray<Event>) =>
      events.reduce(
        ([{ state }, kept], event) => turnWith(all, stepWith(all))(kept, key, state, event),
        [start(asking({ earlier: "remembered", ...ask })), guard] as ReturnType<ReturnType<typeof turnWith>>
      )
  }

  it("of one at a time, two that cannot be told apart go together", () => {
    const [, guard] = turn({})(empty, "a", { tag: undefined }, read())
    assert.strictEqual(turn({ serialise: false })(guard, "b", { tag: undefined }, read())[0].command._tag, "Send")
    assert.strictEqual(turn({})(guard, "b", { tag: undefined }, read())[0].command._tag, "Wait")
  })

  it("that an unknown end locks, another begins beside it", () => {
    const says = answered({ _tag: "SaysAlready", refusal: "기취소" })
    const [, guard] = turn({})(empty, "a", { tag: undefined }, read(), says, read(), waited, read())
    assert.strictEqual(guard.refunds["a"]?.outcome?._tag, "OutcomeUnknown")
    const rules = { ...production, unknownLocks: false }
    assert.isUndefined(inTheWay(rules, guard, "b", false))
    assert.isDefined(inTheWay(production, guard, "b", false))
  })

  it("of claims, and of the watermark, a ledger does not tell what others found", () => {
    const guard: Guard = {
      ...turn({})(empty, "a", {}, read(entry(3000, TAG)))[1],
      watermark: { entries: 1, balance: 7000 }
    }
    const state = known({})
    assert.deepInclude(resume(production, guard, "b", state), {
      claimed: [0],
      watermark: { entries: 1, balance: 7000 }
    })
    assert.deepInclude(resume({ ...production, claims: false }, guard, "b", state), { claimed: [] })
    assert.deepInclude(resume({ ...production, watermark: false }, guard, "b", state), { watermark: undefined })
  })
})
