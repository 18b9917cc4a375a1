/**
 * What must hold of every step, each with a step that breaks it.
 */
import { assert, describe, it } from "@effect/vitest"
import { broken, isSound } from "../src/protocol/invariants.ts"
import { cautious } from "../src/protocol/profile.ts"
import type { Entry } from "../src/protocol/snapshot.ts"
import { type Ask, type Event, type Plan, start, type State, type Step } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { finish, send, undetermined } from "../src/protocol/transitions.ts"
import { answered, asking, entry, read, TAG, waited } from "./protocol.ts"

const plan = { amount: 3000, checksum: 10000, known: [] }
const known = (fields: Partial<State> = {}): State => ({ ...start(asking()).state, ...fields })
const open = { plan, sent: 1, sentHere: 1, open: 1 }
const sends = (before: State, planned: Plan = plan): Step => send(before, planned)
const succeeded = (entry: string | undefined, amount = 3000) =>
  ({ _tag: "Succeeded", certain: "tag", entry, amount }) as const
const MINE = entry(3000, TAG).id
const proved = (proof: "NeverSent" | "OnlyAttemptRejected" | "FencedByOther" | "InsufficientBalance") =>
  ({ _tag: "NotRefunded", proof, rejection: undefined, passes: false }) as const

describe("a send", () => {
  it("is sound in the ordinary case: a look-up, the balance, the amount, and it is counted", () => {
    assert.isUndefined(broken(known(), read(), sends(known())))
    assert.isUndefined(broken(known(open), read(), sends(known(open))))
  })

  it("follows a look-up, and one that adds up", () => {
    const title = "a send follows a look-up only"
    for (const event of [waited, answered({ _tag: "Ambiguous" })]) {
      assert.strictEqual(broken(known(), event, sends(known())), title)
    }
    const torn: Event = { _tag: "Read", snapshot: { paid: 10000, balance: 10000, entries: [entry(1000)] } }
    assert.strictEqual(broken(known(), torn, sends(known())), "a send on a snapshot that does not add up")
  })

  it("carries the balance of this very look-up", () => {
    const title = "a send without the balance as its checksum"
    assert.strictEqual(broken(known(), read(entry(1000)), sends(known())), title)
  })

  it("is of a whole amount within the balance", () => {
    for (const amount of [0, -1, 0.5, 10001, Number.NaN]) {
      const odd = { ...plan, amount }
      const unsound: Step = {
        command: { _tag: "Send", plan: odd },
        state: known({ ...open, plan: odd })
      }
      assert.strictEqual(
        broken(known(), read(), unsound),
        "a send of an amount that is not whole or not within the balance",
        `${amount}`
      )
    }
  })

  it("never follows an end, a yes, or a PG's \"already\"", () => {
    const done = known({ phase: "done" })
    assert.strictEqual(broken(done, read(), sends(done)), "a send after the outcome")
    for (const given of [known({ accepted: true }), known({ maybeDoneAtPg: "PgSaysAlreadyCancelled" })]) {
      assert.strictEqual(
        broken(given, read(), sends(given)),
        "a send after a confirmation, or after the PG left open whether it cancelled"
      )
    }
  })

  it("is no second one where a PG settles later", () => {
    const ask = asking({ profile: { ...cautious, settlement: "async" } })
    assert.strictEqual(
      broken(known({ ...open, ask }), read(), sends(known({ ...open, ask }))),
      "a second send where a PG settles later"
    )
    assert.isUndefined(broken(known({ ask }), read(), sends(known({ ask }))), "it is the first")
  })

  it("keeps the plan while an earlier one may be carried out, unless the balance has passed that", () => {
    const title = "another plan while the first may still apply"
    for (const other of [{ amount: 2000 }, { known: ["1000"] }]) {
      assert.strictEqual(broken(known(open), read(), sends(known(open), { ...plan, ...other })), title)
    }
    const lower = known({ ...open, plan: { ...plan, checksum: 9000 } })
    assert.strictEqual(broken(lower, read(), sends(lower)), title, "the balance rose")
    const none = known({ ...open, plan: undefined })
    assert.strictEqual(broken(none, read(), sends(none)), title, "what is open has a plan")
    const next = { amount: 3000, checksum: 9000, known: ["1000"] }
    assert.isUndefined(broken(known(open), read(entry(1000)), sends(known(open), next)))
    assert.isUndefined(
      broken(known({ ...open, open: 0 }), read(), sends(known({ ...open, open: 0 }), { ...plan, amount: 1 }))
    )
  })

  it("is not planned on a look-up older than what is known", () => {
    const title = "a send on a stale snapshot"
    const look = read(entry(1000))
    const next = { amount: 3000, checksum: 9000, known: ["1000"] }
    const knowing = (fields: Partial<State>) => broken(known(fields), look, sends(known(fields), next))
    assert.isUndefined(knowing({ watermark: { entries: 1, balance: 9000 }, passedChecksum: 9001 }))
    assert.strictEqual(knowing({ watermark: { entries: 2, balance: 9000 } }), title)
    assert.strictEqual(knowing({ watermark: { entries: 1, balance: 8999 } }), title)
    assert.strictEqual(knowing({ passedChecksum: 9000 }), title)
  })

  it("is no second one where no checksum holds and two fit", () => {
    const ask = asking({ profile: { ...cautious, checksumHolds: false } })
    const again = (amount: number, fields: Partial<State> = {}) => {
      const before = known({ ...open, ask, plan: { ...plan, amount }, ...fields })
      return broken(before, read(), sends(before, { ...plan, amount }))
    }
    assert.strictEqual(again(5000), "a second send where no checksum holds and two fit")
    assert.isUndefined(again(5001))
    assert.isUndefined(again(5000, { open: 0 }))
    assert.isUndefined(again(5000, { ask: asking() }))
  })

  it("is within the life of the key: ten times as many where the earlier ones are proved dead", () => {
    const title = "a send beyond the life of the key"
    const nth = (fields: Partial<State>) => broken(known(fields), read(), sends(known(fields)))
    assert.isUndefined(nth({ sent: 11 }))
    assert.strictEqual(nth({ sent: 12 }), title)
    assert.isUndefined(nth({ sent: 12, refuted: 1 }))
    assert.isUndefined(nth({ sent: 119, refuted: 119 }))
    assert.strictEqual(nth({ sent: 120, refuted: 120 }), title)
  })

  it("is not repeated before a rejection is confirmed", () => {
    const confirming = known({ ...open, confirming: 1 })
    assert.strictEqual(broken(confirming, read(), sends(confirming)), "a send before a rejection is confirmed")
  })

  it("is repeated on the same history only", () => {
    const title = "the same send on another history"
    const again = (ids: ReadonlyArray<string>, ...history: ReadonlyArray<Entry>) => {
      const earlier = { amount: 3000, checksum: 9000, known: ids }
      const before = known({ ...open, plan: earlier })
      return broken(before, read(...history), sends(before, earlier))
    }
    assert.isUndefined(again(["1000"], entry(1000)))
    assert.strictEqual(again(["1000"], entry(1000), entry(0)), title, "an entry is new")
    assert.strictEqual(again(["0", "1000"], entry(1000)), title, "an entry is gone")
  })

  it("is counted before it leaves", () => {
    const title = "a send that is not counted before it leaves"
    const { command, state } = sends(known())
    for (const wrong of [{ sent: 2 }, { open: 0 }, { plan: undefined }, { plan: { ...plan, amount: 1 } }]) {
      assert.strictEqual(broken(known(), read(), { command, state: { ...state, ...wrong } }), title)
    }
    assert.strictEqual(
      broken(known({ ...open, open: 0 }), read(), { command, state: { ...state, sent: 2, open: 0 } }),
      title
    )
  })
})

describe("counts", () => {
  it("are never below nothing, and never more open than sent", () => {
    const title = "more is open or proved dead than was sent"
    for (
      const wrong of [
        { open: -1 },
        { sent: -1, open: -1 },
        { open: 2, sent: 1 },
        { open: 1, sent: 0 },
        { refuted: -1 },
        { refuted: 1, sent: 0 },
        { refuted: 1, open: 1, sent: 1 }
      ]
    ) {
      assert.strictEqual(broken(known(), waited, { command: { _tag: "Read" }, state: known(wrong) }), title)
    }
    assert.strictEqual(
      broken(known(), waited, { command: { _tag: "Read" }, state: known({ sent: -1, open: -2 }) }),
      title
    )
    for (
      const fine of [{ open: 1, sent: 1 }, { open: 0, sent: 0 }, { open: 0, sent: 2 }, { open: 1, refuted: 1, sent: 2 }]
    ) {
      assert.isUndefined(broken(known(), waited, { command: { _tag: "Read" }, state: known(fine) }))
    }
  })
})

describe("an end", () => {
  const ends = (before: State, event: Event, after: Step) => broken(before, event, after)

  it("has an outcome, and is an end", () => {
    const without: Step = { command: { _tag: "Finish", outcome: succeeded(MINE) }, state: known({ phase: "done" }) }
    assert.strictEqual(ends(known(), read(), without), "a finish without an outcome")
    const on: Step = { command: { _tag: "Read" }, state: known() }
    assert.strictEqual(ends(known({ phase: "done" }), waited, on), "a finished refund goes on")
    assert.isUndefined(ends(known(), waited, on))
  })

  it("of success is shown by a look-up or by an answer", () => {
    const title = "a success without evidence"
    const reported = (event: Event, id: string | undefined, amount = 3000) =>
      ends(known(), event, finish(known(), succeeded(id, amount)))
    const mine = read(entry(500), entry(3000, TAG))
    assert.isUndefined(reported(mine, MINE))
    for (const id of ["500", "x", undefined]) assert.strictEqual(reported(mine, id), title)
    assert.strictEqual(reported(mine, MINE, 2000), title, "the entry has another amount")
    const other = entry(2000, TAG)
    assert.strictEqual(reported(read(entry(500), other), other.id, 2000), title, "nothing was sent")
    assert.strictEqual(reported(read(entry(500), entry(3000)), "3000"), title, "no tag")
    assert.isUndefined(
      reported(answered({ _tag: "Applied", entry: undefined, amount: 3000, seen: undefined }), undefined)
    )
    for (const event of [waited, answered({ _tag: "Accepted" }), answered({ _tag: "Ambiguous" })]) {
      assert.strictEqual(reported(event, MINE), title)
    }
    const applied = answered({ _tag: "Applied", entry: "c0", amount: 3000, seen: undefined })
    assert.isUndefined(reported(applied, "c0"))
    assert.strictEqual(reported(applied, "c1"), title, "another entry than the answer's")
    assert.strictEqual(reported(applied, "c0", 2000), title, "another amount than the answer's")
  })

  it("of success by its tag may be of any amount for \"rest\", and once it was sent", () => {
    const rest = known({ ask: asking({ amount: "rest" }) })
    assert.isUndefined(ends(rest, read(entry(2000, TAG)), finish(rest, succeeded(entry(2000, TAG).id, 2000))))
    const sent = known({ ...open })
    assert.isUndefined(ends(sent, read(entry(2000, TAG)), finish(sent, succeeded(entry(2000, TAG).id, 2000))))
    const wrong = finish(sent, succeeded(MINE, 2000))
    assert.strictEqual(
      ends(sent, read(entry(3000, TAG)), wrong),
      "a success without evidence",
      "not the entry's amount"
    )
  })

  it("of success by a new entry has the plan's amount, and is claimed by no other refund", () => {
    const placed = { _tag: "Succeeded", certain: "new-entry", entry: "3000", amount: 3000 } as const
    const by = (fields: Partial<State>, amount = 3000) =>
      ends(known(fields), read(entry(amount)), finish(known(fields), placed))
    assert.isUndefined(by({ plan }))
    assert.isUndefined(by({ plan, claimed: ["other"] }))
    assert.isDefined(by({ plan: { ...plan, known: ["3000"] } }), "it is not new")
    const other = finish(known({ plan }), { ...placed, entry: "2000", amount: 2000 })
    assert.strictEqual(ends(known({ plan }), read(entry(2000)), other), "a success without evidence", "not the plan's")
    for (const wrong of [by({ plan, claimed: ["3000"] }), by({}), by({ plan }, 2000)]) {
      assert.strictEqual(wrong, "a success without evidence")
    }
  })

  it("that was one before needs no second proof", () => {
    for (const outcome of [succeeded(MINE), proved("NeverSent"), proved("FencedByOther")]) {
      const before = known({ phase: "done", outcome, sent: 3, open: 1 })
      assert.isUndefined(ends(before, waited, finish(before, outcome)))
      assert.isDefined(ends(known({ sent: 3, open: 1 }), waited, finish(before, outcome)))
    }
  })

  it("of \"not refunded\" is proved", () => {
    const title = "\"not refunded\" without a proof"
    const reported = (
      proof: Parameters<typeof proved>[0],
      fields: Partial<State>,
      ask: Partial<Ask> = {},
      event: Event = waited
    ) => ends(known(), event, finish(known({ ask: asking(ask), ...fields }), proved(proof)))

    const little = read(entry(8000))
    assert.isUndefined(reported("InsufficientBalance", { sent: 2 }, { earlier: "possible" }, little))
    assert.isUndefined(reported("InsufficientBalance", {}, { amount: "rest" }, read(entry(10000))))
    assert.isUndefined(reported("InsufficientBalance", {}, { amount: 0 }, read()))
    const torn: Event = { _tag: "Read", snapshot: { paid: 10000, balance: 2000, entries: [] } }
    assert.strictEqual(reported("InsufficientBalance", {}), title, "no look-up was made")
    assert.strictEqual(reported("InsufficientBalance", {}, {}, torn), title, "it does not add up")
    assert.strictEqual(reported("InsufficientBalance", { sent: 2, open: 1 }, {}, little), title, "something is open")
    assert.strictEqual(reported("InsufficientBalance", {}, {}, read(entry(7000))), title, "it fits")
    assert.strictEqual(
      reported("InsufficientBalance", {}, { amount: "rest" }, read(entry(9999))),
      title,
      "something is left"
    )

    assert.isUndefined(reported("NeverSent", {}))
    assert.strictEqual(reported("NeverSent", { sent: 1 }), title)
    assert.strictEqual(reported("NeverSent", {}, { earlier: "in-ledger" }), title)

    for (const earlier of ["none", "in-ledger"] as const) {
      assert.isUndefined(reported("OnlyAttemptRejected", { sent: 1, refuted: 1 }, { earlier }, read()))
      assert.isUndefined(reported("FencedByOther", { sent: 2, refuted: 2 }, { earlier }, read()))
      assert.strictEqual(reported("OnlyAttemptRejected", { sent: 1, refuted: 1 }, { earlier }), title, "no look-up")
      assert.strictEqual(reported("FencedByOther", { sent: 2, refuted: 2 }, { earlier }, torn), title, "torn")
    }
    assert.strictEqual(reported("OnlyAttemptRejected", { sent: 2, refuted: 1 }, {}, read()), title)
    for (const proof of ["OnlyAttemptRejected", "FencedByOther"] as const) {
      assert.strictEqual(reported(proof, { sent: 1, open: 1 }, {}, read()), title)
      assert.strictEqual(reported(proof, { sent: 1, refuted: 1 }, { earlier: "possible" }, read()), title)
    }
  })

  it("that says it does not know, or that it is pending, needs no proof", () => {
    assert.isUndefined(ends(known(), waited, undetermined(known(open), "NeverConfirmed")))
    assert.isUndefined(ends(known(), waited, finish(known(open), { _tag: "AcceptedPending" })))
    assert.isUndefined(ends(known(), waited, finish(known(open), { _tag: "KeyReused", found: 1 })))
  })
})

describe("a step on a state that must never be", () => {
  it("ends there, before money moves", () => {
    const impossible = known({ sent: 0, open: 1 })
    assert.deepStrictEqual(step(impossible, waited).state.outcome, { _tag: "Undetermined", cause: "BrokenInvariant" })
    assert.deepStrictEqual(step(known({ sent: -5, open: -5 }), read()).command, {
      _tag: "Finish",
      outcome: { _tag: "Undetermined", cause: "BrokenInvariant" }
    })
  })

  it("sends nothing that is not sound", () => {
    for (const wrong of [{ amount: 0 }, { amount: 10001 }, { amount: 1.5 }, { checksum: Number.NaN }]) {
      assert.deepStrictEqual(sends(known(), { ...plan, ...wrong }).state.outcome, {
        _tag: "Undetermined",
        cause: "BrokenInvariant"
      })
    }
  })
})

describe("a sound plan", () => {
  it("is a whole amount from one up to the balance", () => {
    for (const [amount, checksum] of [[1, 1], [1, 2], [2, 2]] as const) {
      assert.isTrue(isSound({ amount, checksum, known: [] }), `${amount} of ${checksum}`)
    }
    const big = Number.MAX_SAFE_INTEGER + 1
    for (
      const [amount, checksum] of [[0, 1], [2, 1], [-1, 1], [0.5, 1], [1.5, 2], [1, 1.5], [big, big], [1, big], [
        1,
        Infinity
      ], [Number.NaN, 1]] as const
    ) {
      assert.isFalse(isSound({ amount, checksum, known: [] }), `${amount} of ${checksum}`)
    }
  })
})
