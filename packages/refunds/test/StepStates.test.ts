/**
 * What exactly is known after each event, how far each budget goes, and which cause an end names.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Cause } from "../src/protocol/outcome.ts"
import { cautious } from "../src/protocol/profile.ts"
import { type Event, start, type State } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import type { Verdict } from "../src/protocol/verdict.ts"
import { after, answered, asking, command, entry, lost, outcome, read, unreadable, until, waited } from "./protocol.ts"

const plan = { amount: 3000, checksum: 10000, known: [] }
const undetermined = (cause: Cause) => ({ _tag: "Undetermined", cause }) as const
const known = (fields: Partial<State>): State => ({ ...start(asking()).state, ...fields })
const twice: Partial<State> = { phase: "sending", plan, sent: 2, sentHere: 2, open: 2 }
const given = (verdict: Verdict, fields: Partial<State> = twice) => step(known(fields), answered(verdict)).state

describe("a refund begins", () => {
  it("knowing nothing", () => {
    const ask = asking()
    assert.deepStrictEqual(start(ask).command, { _tag: "Read" })
    assert.deepInclude(start(ask).state, {
      ask,
      phase: "reading",
      plan: undefined,
      sent: 0,
      sentHere: 0,
      open: 0,
      accepted: false,
      quiet: 0,
      undecidedReads: 0,
      watermark: undefined,
      rejection: undefined,
      confirming: 0,
      onlyAttempt: false,
      passes: false,
      maybeDoneAtPg: undefined,
      passedChecksum: undefined,
      claimed: [],
      outcome: undefined
    })
  })

  it("with the most cautious profile, which believes in nothing but the documented checksum", () => {
    assert.deepStrictEqual(cautious, {
      settlement: "sync",
      echoesReason: false,
      checksumHolds: true,
      singleWriter: false
    })
  })
})

describe("the phase follows the command", () => {
  it("from reading to sending, back to reading, to waiting, and to done", () => {
    const phase = (...events: ReadonlyArray<Event>) => after({}, ...events).state.phase
    assert.strictEqual(phase(read()), "sending")
    assert.strictEqual(phase(read(), lost), "reading")
    assert.strictEqual(phase(read(), lost, read()), "waiting")
    assert.strictEqual(phase(read(), lost, read(), waited), "reading")
    assert.strictEqual(phase(read(entry(8000))), "done")
  })

  it("and a send is counted before it leaves, under the plan it has", () => {
    const { state } = after({}, read())
    assert.deepInclude(state, {
      plan,
      sent: 1,
      sentHere: 1,
      open: 1,
      quiet: 0,
      watermark: { entries: 0, balance: 10000 }
    })
    const { state: again } = after({}, read(), lost, read(), waited, read(), waited, read())
    assert.deepInclude(again, { plan, sent: 2, sentHere: 2, open: 2, quiet: 0, phase: "sending" })
  })
})

describe("an answer closes its own attempt and no other", () => {
  it("when it is a yes, and tells what was seen", () => {
    const seen = { entries: 1, balance: 7000 }
    assert.deepInclude(given({ _tag: "Applied", entry: "c0", amount: 3000, seen }), {
      open: 1,
      sent: 2,
      watermark: seen,
      ask: asking()
    })
    const before = { entries: 0, balance: 10000 }
    const unseen = given({ _tag: "Applied", entry: undefined, amount: 3000, seen: undefined }, {
      ...twice,
      watermark: before
    })
    assert.deepInclude(unseen, { watermark: before })
    assert.deepStrictEqual(unseen.outcome, { _tag: "Succeeded", certain: "answer", entry: undefined, amount: 3000 })
  })

  it("and is forgotten where a longer history was seen before", () => {
    const seen = { entries: 2, balance: 6000 }
    const knows = (watermark: State["watermark"]) =>
      given({ _tag: "Applied", entry: "c0", amount: 3000, seen }, { ...twice, watermark }).watermark
    assert.deepStrictEqual(knows({ entries: 3, balance: 5000 }), { entries: 3, balance: 5000 })
    assert.deepStrictEqual(knows({ entries: 2, balance: 7000 }), seen)
    assert.deepStrictEqual(knows({ entries: 1, balance: 9000 }), seen)
    assert.deepStrictEqual(knows(undefined), seen)
  })

  it("when it is a rejection, a mismatch, or never left", () => {
    assert.deepInclude(given({ _tag: "Rejected", rejection: "no", passes: false }), {
      open: 1,
      sent: 2,
      rejection: "no"
    })
    const rejected = { _tag: "Rejected", rejection: "no", passes: false } as const
    assert.strictEqual(given(rejected).confirming, 1)
    assert.strictEqual(given(rejected, { ...twice, confirming: 2 }).confirming, 2, "a PG's is not confirmed yet")
    assert.deepInclude(given({ _tag: "Mismatch" }), { open: 1, sent: 2, passedChecksum: 10000 })
    assert.deepInclude(given({ _tag: "NotSent" }), { open: 1, sent: 1, sentHere: 1, undecidedReads: 1 })
  })

  it("and never counts below nothing, however late it comes", () => {
    const none: Partial<State> = { phase: "reading", plan: undefined, sent: 0, sentHere: 0, open: 0 }
    assert.deepInclude(given({ _tag: "NotSent" }, none), { open: 0, sent: 0, sentHere: 0 })
    assert.deepInclude(given({ _tag: "Mismatch" }, none), { open: 0, passedChecksum: undefined, phase: "reading" })
  })

  it("but leaves it open where it may yet be carried out", () => {
    assert.deepInclude(given({ _tag: "Ambiguous" }), { open: 2, phase: "reading" })
    assert.deepInclude(given({ _tag: "Accepted" }), { open: 2, accepted: true, phase: "reading" })
    assert.deepInclude(
      given({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" }, { ...twice, quiet: 2 }),
      {
        open: 2,
        maybeDoneAtPg: "PgSaysAlreadyCancelled",
        rejection: "기취소",
        quiet: 0
      }
    )
    assert.deepInclude(given({ _tag: "RejectedByPg", rejection: "no", passes: false }, { ...twice, quiet: 2 }), {
      open: 2,
      confirming: 2,
      onlyAttempt: false,
      passes: false,
      rejection: "no",
      quiet: 0
    })
  })

  it("and a yes of a PG that settles later is pending and remembered as a yes", () => {
    const async = asking({ profile: { ...cautious, settlement: "async" } })
    const state = given({ _tag: "Accepted" }, { ...twice, ask: async })
    assert.deepInclude(state, { accepted: true, open: 2 })
    assert.deepStrictEqual(state.outcome, { _tag: "AcceptedPending" })
    const registered = asking({ profile: { ...cautious, settlement: "registered" } })
    assert.isUndefined(given({ _tag: "Accepted" }, { ...twice, ask: registered }).outcome)
  })

  it("is the only attempt only where it is the first and no other call may send", () => {
    const once: Partial<State> = { ...twice, sent: 1, sentHere: 1, open: 1 }
    for (
      const [earlier, sent, only] of [["none", 1, true], ["in-ledger", 1, true], ["possible", 1, false], [
        "none",
        2,
        false
      ]] as const
    ) {
      const state = given({ _tag: "RejectedByPg", rejection: "no", passes: false }, {
        ...once,
        ask: asking({ earlier }),
        sent
      })
      assert.strictEqual(state.onlyAttempt, only, `${earlier} ${sent}`)
    }
  })
})

describe("a budget", () => {
  const patient = { life: 12, sends: 3, reads: 50, quiet: 2 }

  it("of sends is used up to the last one and not beyond", () => {
    for (const sends of [1, 2, 3]) {
      const state = until({ budget: { ...patient, sends } }, [], read(), lost)
      assert.strictEqual(state.sentHere, sends)
      assert.deepStrictEqual(state.outcome, undetermined("NeverConfirmed"))
    }
  })

  it("of sends holds for a new plan too", () => {
    const moved = [read(), answered({ _tag: "Mismatch" }), read(entry(1000))]
    for (const sends of [1, 2]) {
      const { command, state } = after({ onForeign: "replan", budget: { ...patient, sends } }, ...moved)
      if (sends === 2) assert.strictEqual(command._tag, "Send")
      else assert.deepStrictEqual(state.outcome, undetermined("NeverConfirmed"))
    }
  })

  it("of reads ends with the read that uses it up", () => {
    const ask = { earlier: "possible", budget: { life: 12, sends: 3, reads: 3, quiet: 9 } } as const
    assert.deepStrictEqual(command(ask, unreadable), { _tag: "Wait", for: "read", nth: 1 })
    assert.deepStrictEqual(command(ask, unreadable, waited, unreadable), { _tag: "Wait", for: "read", nth: 2 })
    assert.deepStrictEqual(outcome(ask, unreadable, waited, unreadable, waited, unreadable), undetermined("Unreadable"))
    const quiet = [read(), lost, read(), waited, read(), waited]
    assert.deepStrictEqual(command(ask, ...quiet.slice(0, 5)), { _tag: "Wait", for: "quiet", nth: 2 })
    assert.deepStrictEqual(outcome(ask, ...quiet, read()), undetermined("NeverConfirmed"))
  })

  it("of quiet is as many look-ups as the budget has", () => {
    for (const quiet of [2, 3, 4]) {
      const events: Array<Event> = [read(), lost]
      for (let nth = 1; nth < quiet; nth++) {
        events.push(read())
        assert.deepStrictEqual(command({ budget: { ...patient, quiet } }, ...events), {
          _tag: "Wait",
          for: "quiet",
          nth
        })
        events.push(waited)
      }
      assert.strictEqual(command({ budget: { ...patient, quiet } }, ...events, read())._tag, "Send")
    }
  })
})

describe("what cannot be had", () => {
  it("is waited for, and named when the waiting is over", () => {
    const blocked = (lasting: boolean): Event => ({ _tag: "Blocked", lasting })
    const ask = { earlier: "possible" } as const
    assert.deepStrictEqual(command(ask, blocked(false)), { _tag: "Wait", for: "read", nth: 1 })
    assert.deepStrictEqual(outcome(ask, blocked(true)), undetermined("AnotherRefundOpen"))
    assert.deepStrictEqual(until(ask, [], blocked(false), lost).outcome, undetermined("AnotherRefundOpen"))
    assert.deepStrictEqual(until(ask, [], unreadable, lost).outcome, undetermined("Unreadable"))
    assert.deepStrictEqual(
      until(ask, [], read(), answered({ _tag: "NotSent" })).outcome,
      undetermined("NeverConfirmed")
    )
  })

  it("is known not to happen only where nothing was sent, by this call or another", () => {
    const gone: Event = { _tag: "Blocked", lasting: true }
    const ended = (fields: Partial<State>) => step(known(fields), gone).state.outcome?._tag
    assert.strictEqual(ended({}), "NotRefunded")
    assert.strictEqual(ended({ sent: 1 }), "Undetermined")
    assert.strictEqual(ended({ accepted: true, sent: 1 }), "AcceptedPending")
    assert.strictEqual(ended({ ask: asking({ earlier: "in-ledger" }) }), "Undetermined")
  })

  it("is looked for again when it is only gone for now, or when something is open", () => {
    const gone: Event = { _tag: "Unreadable", lasting: true }
    assert.strictEqual(step(known({}), gone).command._tag, "Finish")
    assert.strictEqual(step(known({ sent: 1, open: 1 }), gone).command._tag, "Wait")
    assert.strictEqual(step(known({ sent: 1, open: 0 }), gone).command._tag, "Finish")
    assert.strictEqual(step(known({}), unreadable).command._tag, "Wait")
  })
})

describe("an end", () => {
  const applied = answered({ _tag: "Applied", entry: "c4", amount: 3000, seen: undefined })
  const ended = (outcome: NonNullable<State["outcome"]>) => known({ phase: "done", outcome })

  it("of \"pending\" becomes a success when the answer comes after all, with the place that it tells", () => {
    assert.deepStrictEqual(step(ended({ _tag: "AcceptedPending" }), applied).state.outcome, {
      _tag: "Succeeded",
      certain: "answer",
      entry: "c4",
      amount: 3000
    })
    assert.deepStrictEqual(step(ended(undetermined("NeverConfirmed")), applied).state.outcome, {
      _tag: "Succeeded",
      certain: "answer",
      entry: "c4",
      amount: 3000
    })
  })

  it("of success, or of a key used before, is not changed by a second yes", () => {
    for (
      const outcome of [{ _tag: "Succeeded", certain: "tag", entry: "3000AAAAAAAAAAAA", amount: 3000 }, {
        _tag: "KeyReused",
        found: 1
      }] as const
    ) {
      assert.deepStrictEqual(step(ended(outcome), applied).state.outcome, outcome)
    }
  })

  it("without an outcome is broken after every event, and a confirmation still counts", () => {
    assert.deepStrictEqual(step(known({ phase: "done" }), waited).state.outcome, undetermined("BrokenInvariant"))
    assert.strictEqual(step(known({ phase: "done" }), applied).state.outcome?._tag, "Succeeded")
  })
})
