/**
 * Answers that come late: after another call has planned anew, and after the end.
 */
import { assert, describe, it } from "@effect/vitest"
import { isSamePlan } from "../src/protocol/invariants.ts"
import type { Outcome } from "../src/protocol/outcome.ts"
import { cautious } from "../src/protocol/profile.ts"
import { start, type State } from "../src/protocol/state.ts"
import { decide, step } from "../src/protocol/step.ts"
import { giveUp } from "../src/protocol/transitions.ts"
import type { Verdict } from "../src/protocol/verdict.ts"
import { after, answered, asking, entry, outcome, read, TAG, waited } from "./protocol.ts"

const first = { amount: 3000, checksum: 10000, known: [] }
const second = { amount: 3000, checksum: 9000, known: ["1000"] }
const known = (fields: Partial<State>): State => ({ ...start(asking()).state, ...fields })
const undetermined = (cause: "BrokenInvariant" | "NeverConfirmed" | "Unreadable" | "ChecksumNotTrusted") =>
  ({ _tag: "Undetermined", cause }) as const

describe("an attempt in flight", () => {
  it("is the one that was sent last, until it is answered", () => {
    assert.deepStrictEqual(after({}, read()).state.inFlight, first)
    for (const _tag of ["Ambiguous", "Mismatch", "NotSent", "Accepted"] as const) {
      assert.isUndefined(after({}, read(), answered({ _tag })).state.inFlight, _tag)
    }
  })

  it("is the same as another when amount, checksum and history are", () => {
    assert.isTrue(isSamePlan(first, { ...first }))
    assert.isTrue(isSamePlan(undefined, undefined))
    for (const other of [{ amount: 1 }, { checksum: 1 }, { known: ["1000"] }]) {
      assert.isFalse(isSamePlan(first, { ...first, ...other }), JSON.stringify(other))
    }
    assert.isFalse(isSamePlan(first, undefined))
    assert.isFalse(isSamePlan(undefined, first))
  })
})

describe("an answer to an attempt that another call has passed", () => {
  const passedChecksum: Partial<State> = {
    plan: second,
    inFlight: first,
    sent: 2,
    sentHere: 1,
    open: 1,
    phase: "sending",
    quiet: 2
  }
  const given = (verdict: Verdict, fields: Partial<State> = {}) =>
    step(known({ ...passedChecksum, ...fields }), answered(verdict))

  it("closes nothing: what is open is the other's", () => {
    for (
      const verdict of [
        { _tag: "Mismatch" },
        { _tag: "Ambiguous" },
        { _tag: "Rejected", rejection: "no", passes: false },
        { _tag: "RejectedByPg", rejection: "no", passes: false }
      ] as const
    ) {
      const { command, state } = given(verdict)
      assert.deepStrictEqual(command, { _tag: "Read" }, verdict._tag)
      assert.deepInclude(state, {
        open: 1,
        sent: 2,
        passedChecksum: 10000,
        inFlight: undefined,
        plan: second,
        rejection: undefined
      })
      assert.deepInclude(state, { confirming: 0, accepted: false })
    }
  })

  it("is a success when it is a yes", () => {
    const seen = { entries: 2, balance: 6000 }
    const yes = given({ _tag: "Applied", entry: "c1", amount: 3000, seen })
    assert.deepInclude(yes.state, { open: 1, watermark: seen })
    assert.deepStrictEqual(yes.state.outcome, { _tag: "Succeeded", certain: "answer", entry: "c1", amount: 3000 })
    const watermark = { entries: 1, balance: 9000 }
    const unseen = given({ _tag: "Applied", entry: undefined, amount: 3000, seen: undefined }, { watermark })
    assert.deepInclude(unseen.state, { watermark })
  })

  it("is waited for when it is accepted, and undetermined when a PG reports an earlier cancel", () => {
    assert.deepInclude(given({ _tag: "Accepted" }).state, { accepted: true, open: 1, phase: "reading" })
    assert.deepInclude(given({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" }).state, {
      maybeDoneAtPg: "PgSaysAlreadyCancelled",
      rejection: "기취소",
      quiet: 0,
      open: 1
    })
  })

  it("counts one less when it never left, and never less than is open", () => {
    assert.deepInclude(given({ _tag: "NotSent" }).state, { sent: 1, sentHere: 0, open: 1, phase: "reading" })
    assert.deepInclude(given({ _tag: "NotSent" }, { sent: 3, sentHere: 2 }).state, { sent: 2, sentHere: 1, open: 1 })
    assert.deepInclude(given({ _tag: "NotSent" }, { sent: 1, sentHere: 0 }).state, { sent: 1, sentHere: 0, open: 1 })
  })

  it("of the same plan is this call's own", () => {
    assert.deepInclude(given({ _tag: "Mismatch" }, { inFlight: second }).state, { open: 0, passedChecksum: 9000 })
    assert.deepInclude(given({ _tag: "Mismatch" }, { inFlight: undefined }).state, { open: 0, passedChecksum: 9000 })
  })

  it("remembers the lowest checksum that was passed", () => {
    assert.strictEqual(given({ _tag: "Mismatch" }, { passedChecksum: 8000 }).state.passedChecksum, 8000)
    assert.strictEqual(given({ _tag: "Mismatch" }, { passedChecksum: 12000 }).state.passedChecksum, 10000)
    assert.strictEqual(
      given({ _tag: "Mismatch" }, { inFlight: undefined, passedChecksum: 8000 }).state.passedChecksum,
      8000
    )
    assert.strictEqual(
      given({ _tag: "Mismatch" }, { inFlight: undefined, plan: undefined, passedChecksum: 8000 }).state.passedChecksum,
      8000
    )
  })
})

describe("after the end", () => {
  const ended = (outcome: Outcome | undefined, fields: Partial<State> = {}) =>
    known({ phase: "done", outcome, sent: 1, ...fields })
  const pending: Outcome = { _tag: "AcceptedPending" }
  const unproved = undetermined("NeverConfirmed")
  const rejected: Outcome = { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: "no", passes: false }
  const tagged = read(entry(1000), entry(3000, TAG))

  it("a tag in the history is a success, or an alarm where it was proved not to be", () => {
    const success: Outcome = { _tag: "Succeeded", certain: "tag", entry: "3000AAAAAAAAAAAA", amount: 3000 }
    assert.deepStrictEqual(step(ended(pending), tagged).state.outcome, success)
    assert.deepStrictEqual(step(ended(unproved), tagged).state.outcome, success)
    assert.deepStrictEqual(step(ended(rejected), tagged).state.outcome, undetermined("BrokenInvariant"))
    const kept: Outcome = { _tag: "Succeeded", certain: "answer", entry: "c7", amount: 3000 }
    assert.deepStrictEqual(step(ended(kept), tagged).state.outcome, kept)
  })

  it("a late \"accepted\" turns undetermined into pending, and a proof into an alarm", () => {
    const accepted = answered({ _tag: "Accepted" })
    assert.deepStrictEqual(step(ended(unproved), accepted).state.outcome, pending)
    assert.deepStrictEqual(step(ended(rejected), accepted).state.outcome, undetermined("BrokenInvariant"))
  })

  it("nothing else is news: no tag, another's tag, a torn snapshot, a place, a rejection", () => {
    const alone = asking({ profile: { ...cautious, singleWriter: true } })
    const torn = { _tag: "Read", snapshot: { paid: 10000, balance: 10000, entries: [entry(3000, TAG)] } } as const
    for (
      const event of [
        read(),
        read(entry(3000)),
        torn,
        waited,
        { _tag: "Unreadable", lasting: true } as const,
        answered({ _tag: "Mismatch" }),
        answered({ _tag: "Ambiguous" })
      ]
    ) {
      for (const outcome of [pending, unproved, rejected]) {
        assert.deepStrictEqual(step(ended(outcome), event).state.outcome, outcome)
        const placed = ended(outcome, { ask: alone, plan: first })
        assert.deepStrictEqual(step(placed, event).state.outcome, outcome, "a place alone is no evidence")
      }
    }
  })

  it("an alarm is one, also without the invariants", () => {
    const accepted = answered({ _tag: "Accepted" })
    assert.deepStrictEqual(decide(ended(rejected), accepted).state.outcome, undetermined("BrokenInvariant"))
  })

  it("a state without an outcome has one that must never be, also without the invariants", () => {
    assert.deepStrictEqual(decide(ended(undefined), waited).state.outcome, undetermined("BrokenInvariant"))
  })
})

describe("giving up", () => {
  it("proves that nothing was sent only where nothing was, nothing is open, and no other call may send", () => {
    const cause = (fields: Partial<State>) => giveUp(known(fields), "Unreadable").state.outcome
    assert.deepStrictEqual(cause({}), { _tag: "NotRefunded", proof: "NeverSent", rejection: undefined, passes: false })
    assert.deepStrictEqual(cause({ open: 1 }), undetermined("Unreadable"))
    assert.deepStrictEqual(cause({ sent: 1 }), undetermined("Unreadable"))
    assert.deepStrictEqual(cause({ ask: asking({ earlier: "in-ledger" }) }), undetermined("Unreadable"))
    assert.deepStrictEqual(cause({ ask: asking({ earlier: "possible" }) }), undetermined("Unreadable"))
  })

  it("names the cause of a cancel that never left, when it is the last straw", () => {
    const ask = asking({ earlier: "possible", budget: { life: 12, sends: 3, reads: 1, quiet: 3 } })
    const state = known({ ask, plan: first, sent: 1, sentHere: 1, open: 1, phase: "sending" })
    assert.deepStrictEqual(step(state, answered({ _tag: "NotSent" })).state.outcome, undetermined("NeverConfirmed"))
  })
})

describe("where a checksum is not compared", () => {
  const unchecked = { profile: { ...cautious, checksumHolds: false } }
  const lost = answered({ _tag: "Ambiguous" })

  it("a balance that moved proves nothing while something is open", () => {
    const ask = { ...unchecked, amount: 5001 }
    for (const moved of [1000, 5000]) {
      assert.deepStrictEqual(outcome(ask, read(), lost, read(entry(moved))), undetermined("ChecksumNotTrusted"))
    }
    assert.strictEqual(outcome(ask, read(), answered({ _tag: "Mismatch" }), read(entry(1000)))?._tag, "NotRefunded")
  })
})
