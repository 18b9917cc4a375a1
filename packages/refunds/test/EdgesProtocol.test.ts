/**
 * The edges of the protocol, each with the input that once led to a second refund, to a false
 * outcome, or to a refund that never ended.
 */
import { assert, describe, it } from "@effect/vitest"
import { read as readText } from "../src/internal/ledgerText.ts"
import { empty, type PaymentRecord } from "../src/protocol/paymentRecord.ts"
import { cautious } from "../src/protocol/profile.ts"
import { type Ask, type Event, start, type Step } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { turn } from "../src/protocol/turn.ts"
import {
  after,
  answered,
  asking,
  command,
  entry,
  FOREIGN_WORD,
  lost,
  OTHER_TAG,
  outcome,
  read,
  showing,
  TAG,
  unreadable,
  until,
  verified,
  waited
} from "./protocol.ts"

const mismatch = answered({ _tag: "Mismatch" })
const rejected = answered({ _tag: "Rejected", rejection: "no", passes: false })
const outOfTime: Event = { _tag: "OutOfTime" }
const undetermined = (cause: string) => ({ _tag: "Undetermined", cause }) as never
const quiet = (look: Event): ReadonlyArray<Event> => [look, waited, look, waited, look]

/** Calls that share a ledger; each call is one process. */
const ledger = (before: PaymentRecord = empty) => {
  let record = before
  const call = (key: string, ask: Partial<Ask> = {}) => {
    let now: Step = start(asking({ earlier: "in-ledger", searchIds: [key], tag: key, ...ask }))
    return (...events: ReadonlyArray<Event>): Step => {
      for (const event of events) {
        const [next, kept] = turn(record, key, now.state, event)
        now = next
        record = kept
      }
      return now
    }
  }
  return { call, record: () => record }
}
const applied = (of: ReturnType<typeof entry>, ...all: ReadonlyArray<ReturnType<typeof entry>>): Event => {
  const { balance, entries } = showing(...all, of)
  return answered({ _tag: "Applied", entry: of.id, amount: of.amount, seen: { entries: entries.length, balance } })
}

describe("E2.1 a word in brackets that nobody authenticated", () => {
  const word = entry(3000, undefined, FOREIGN_WORD)

  it("is no proof that the entry is another refund's", () => {
    for (const onForeign of ["stop", "replan"] as const) {
      const ask = { tag: undefined, onForeign, earlier: "in-ledger" } as const
      assert.deepStrictEqual(outcome(ask, read(), lost, read(word)), undetermined("EqualForeignCancel"))
    }
  })

  it("may be ours under another secret, also where tags are known to come back", () => {
    const ask = { profile: verified, earlier: "possible" } as const
    assert.deepStrictEqual(outcome(ask, read(word)), undetermined("EqualForeignCancel"))
    assert.deepStrictEqual(outcome(ask, read(), lost, read(word)), undetermined("EqualForeignCancel"))
  })

  it("does not matter on an entry of another amount", () => {
    const ask = { profile: verified, earlier: "possible" } as const
    assert.strictEqual(command(ask, read(entry(1000, undefined, FOREIGN_WORD)))._tag, "Send")
  })

  it("is another refund's where the ledger knows the refund", () => {
    const { call } = ledger()
    call("A", { amount: 2000 })(read(), lost)
    const named = entry(2000, undefined, "A")
    assert.strictEqual(call("B")(read(named)).command._tag, "Send")
  })
})

describe("E2.2 several words in brackets", () => {
  it("the refund is found by its tag behind a PG's word, and by its id without check letters", () => {
    const behind = { ...entry(3000, TAG, FOREIGN_WORD), id: "c1" }
    assert.deepStrictEqual(outcome({}, read(behind)), { _tag: "Succeeded", certain: "tag", entry: "c1", amount: 3000 })
    const old = entry(3000, undefined, FOREIGN_WORD, TAG)
    assert.strictEqual(outcome({}, read(old))?._tag, "Succeeded")
  })

  it("the first authentic tag is the entry's; one in the text of the reason is not", () => {
    const copied = { ...entry(3000, OTHER_TAG), tags: [OTHER_TAG, TAG] }
    assert.strictEqual(command({}, read(copied))._tag, "Send")
    const own = { ...entry(3000, TAG), tags: [TAG, OTHER_TAG] }
    assert.strictEqual(outcome({}, read(own))?._tag, "Succeeded")
  })
})

describe("E3.1 the order of the history", () => {
  const known = entry(1000)
  const before = [read(known), lost]

  it("does not matter: our entry may come first", () => {
    const ask = { tag: undefined, earlier: "in-ledger" } as const
    for (const history of [[known, entry(3000)], [entry(3000), known]]) {
      assert.deepStrictEqual(outcome(ask, ...before, read(...history)), undetermined("EqualForeignCancel"))
    }
    const alone = { ...ask, profile: { ...cautious, singleWriter: true } }
    for (const history of [[known, entry(3000)], [entry(3000), known]]) {
      assert.deepStrictEqual(outcome(alone, ...before, read(...history)), {
        _tag: "Succeeded",
        certain: "new-entry",
        entry: "3000",
        amount: 3000
      })
    }
  })

  it("may change between two look-ups", () => {
    const [a, b] = [entry(1000), entry(2000)]
    const events = [read(a, b), lost, read(b, a), waited, read(a, b), waited, read(b, a)]
    assert.strictEqual(command({}, ...events)._tag, "Send")
  })

  it("of equal entries counts them", () => {
    const alone = { profile: { ...cautious, singleWriter: true }, earlier: "none" } as const
    const one = [read(entry(3000)), lost]
    assert.strictEqual(command(alone, ...one, read(entry(3000)))._tag, "Wait", "only the one that was there")
    assert.strictEqual(outcome(alone, ...one, read(entry(3000), entry(3000)))?._tag, "Succeeded")
  })

  it("an entry that vanished stops every send, also where the balance is as it was", () => {
    const gone = [read(known), lost, read(entry(1000, undefined, FOREIGN_WORD))]
    assert.deepStrictEqual(command({}, ...gone), { _tag: "Wait", for: "read", nth: 1 })
    assert.deepStrictEqual(
      until({}, gone.slice(0, 2), gone[2] as Event, lost).outcome,
      undetermined("SnapshotInconsistent")
    )
    const fewer = read(entry(600), entry(400))
    assert.strictEqual(until({}, gone.slice(0, 2), fewer, lost).sent, 1)
  })

  it("of a text of version 1 is never trusted: an equal entry is nobody's", () => {
    const text =
      `{"version":1,"currency":"KRW","watermark":{"entries":1,"balance":9000},"refunds":{"A":{"asked":3000,` +
      `"byTag":false,"accepted":false,"confirming":false,"onlyAttempt":false,"open":1,"plan":{"amount":3000,` +
      `"checksum":9000,"entries":1},"saysAlready":false,"sent":1}}}`
    const record = readText(text) as PaymentRecord
    for (const profile of [cautious, { ...cautious, singleWriter: true }]) {
      for (const history of [[known, entry(3000)], [entry(3000), known]]) {
        const { state } = ledger(record).call("A", { tag: undefined, profile })(read(...history))
        assert.deepStrictEqual(state.outcome, undetermined("EqualForeignCancel"))
      }
    }
    const again = ledger(record).call("A", { tag: undefined })(...quiet(read(known)))
    assert.deepInclude(again.command, { _tag: "Send" })
    assert.strictEqual(again.state.plan?.checksum, 9000)
  })
})

describe("E3.2 several keys on one payment", () => {
  it("a sibling's tag leads to a new plan, whatever onForeign says, with and without a ledger", () => {
    for (const earlier of ["possible", "in-ledger", "none"] as const) {
      const now = after({ earlier }, read(), mismatch, read(entry(2000, OTHER_TAG)))
      assert.deepInclude(now.command, {
        _tag: "Send",
        plan: { amount: 3000, checksum: 8000, known: [`2000${OTHER_TAG}`] }
      })
    }
  })

  it("a sibling that only the ledger knows leads to a new plan", () => {
    const { call } = ledger()
    const a = call("A", { amount: 2000 })
    const b = call("B")
    a(read())
    b(read())
    a(applied(entry(2000)))
    assert.strictEqual(b(mismatch, read(entry(2000))).command._tag, "Send")
  })

  it("a sibling whose answer is not known yet is waited for", () => {
    for (const amount of [2000, 3000]) {
      const { call } = ledger()
      const a = call("A", { amount })
      const b = call("B")
      a(read())
      b(read())
      assert.deepInclude(b(mismatch, read(entry(amount))).command, { _tag: "Wait", for: "read" })
      a(applied(entry(amount)))
      assert.strictEqual(b(waited, read(entry(amount))).command._tag, "Send", String(amount))
    }
  })

  it("a sibling whose call has ended undetermined leaves the key open", () => {
    const { call } = ledger()
    const b = call("B")
    call("A", { amount: 2000 })(read(), lost, outOfTime)
    b(read())
    assert.deepStrictEqual(b(mismatch, read(entry(2000))).state.outcome, undetermined("AnotherRefundOpen"))
  })

  it("each of twenty keys is made once, however often it loses the race", () => {
    const keys = Array.from({ length: 20 }, (_, index) => `K${index}`)
    const { call } = ledger()
    const calls = new Map(keys.map((key) => [key, call(key, { amount: 100 })]))
    const history: Array<ReturnType<typeof entry>> = []
    const waiting = new Map(keys.map((key) => [key, calls.get(key)?.(read()).state.plan]))
    while (waiting.size > 0) {
      const balance = showing(...history).balance
      for (const [key, plan] of Array.from(waiting)) {
        if (plan?.checksum === balance && showing(...history).balance === balance) {
          const own = { ...entry(100, key), id: `c${history.length}` }
          const done = calls.get(key)?.(applied(own, ...history))
          history.push(own)
          assert.strictEqual(done?.state.outcome?._tag, "Succeeded")
          waiting.delete(key)
        } else {
          const again = calls.get(key)?.(mismatch, read(...history))
          assert.strictEqual(again?.command._tag, "Send", key)
          waiting.set(key, again?.state.plan)
        }
      }
    }
    assert.strictEqual(showing(...history).balance, 8000)
  })

  it("waits for quiet before the new plan while an attempt is open", () => {
    const sibling = read(entry(2000, OTHER_TAG))
    assert.deepInclude(command({}, read(), lost, sibling), { _tag: "Wait", for: "quiet" })
    assert.strictEqual(command({}, read(), lost, ...quiet(sibling))._tag, "Send")
  })
})

describe("E3.3 one look-up before every rejection", () => {
  it("finds what a first copy of the request has done", () => {
    const done = read(entry(3000, TAG))
    assert.strictEqual(outcome({}, read(), rejected, done)?._tag, "Succeeded")
    assert.strictEqual(outcome({}, read(), lost, done)?._tag, "Succeeded", "a 401 is a lost answer")
    assert.strictEqual(outcome({}, read(), rejected, read())?._tag, "NotRefunded")
  })

  it("takes a mismatch in unknown words for what it is", () => {
    assert.strictEqual(command({}, read(), rejected, read(entry(2000, OTHER_TAG)))._tag, "Send")
    assert.deepInclude(outcome({}, read(), rejected, read(entry(2000))), { proof: "FencedByOther" })
  })

  it("is made by the next call where the first one crashed", () => {
    const { call } = ledger()
    call("A")(read(), rejected)
    // The first look-up of the next call may have begun before the rejection.
    assert.strictEqual(call("A")(read(), waited, read()).state.outcome?._tag, "NotRefunded")
  })
})

describe("E3.5 a lost answer and a rejection, again and again", () => {
  it("ends after a bounded number of sends of the key, and is never sent again", () => {
    const { call, record } = ledger()
    const ends: Array<string> = []
    for (let calls = 0; calls < 20; calls++) {
      const one = call("A")
      let now = one(read())
      for (let steps = 0; now.command._tag !== "Finish"; steps++) {
        assert.isBelow(steps, 100)
        const { command, state } = now
        now = one(
          command._tag === "Read" ? read() : command._tag === "Wait" ? waited : state.sentHere > 1 ? rejected : lost
        )
      }
      ends.push(now.command.outcome._tag === "Undetermined" ? now.command.outcome.cause : now.command.outcome._tag)
    }
    assert.strictEqual(record().refunds["A"]?.sent, 12)
    assert.deepStrictEqual(ends.slice(-9), Array.from({ length: 9 }, () => "SendsUsedUp"))
  })
})

describe("E3.6 another amount under the tag", () => {
  it("is the refund, with the amount that was applied, once it was sent", () => {
    const applied = { _tag: "Succeeded", certain: "tag", entry: entry(2700, TAG).id, amount: 2700 } as const
    assert.deepStrictEqual(outcome({}, read(), lost, read(entry(2700, TAG))), applied)
    const { call } = ledger()
    call("A")(read(), lost)
    assert.deepInclude(call("A")(read(entry(2700, "A"))).state.outcome, { _tag: "Succeeded", amount: 2700 })
  })

  it("is another refund's as long as nothing was sent", () => {
    assert.deepStrictEqual(outcome({ earlier: "possible" }, read(entry(2700, TAG))), { _tag: "KeyReused", found: 2700 })
  })
})

describe("E4 a PG's words", () => {
  const says = (cause: "PgSaysAlreadyCancelled" | "PgTimedOut" | "UnknownRejection") =>
    answered({ _tag: "MaybeDoneAtPg", rejection: "?", cause })

  it("that prove nothing are never a rejection, and nothing is sent again", () => {
    for (const cause of ["PgSaysAlreadyCancelled", "PgTimedOut", "UnknownRejection"] as const) {
      assert.deepStrictEqual(outcome({}, read(), says(cause), read(), waited, read()), undetermined(cause))
      assert.strictEqual(outcome({}, read(), says(cause), read(entry(3000, TAG)))?._tag, "Succeeded")
      const { call } = ledger()
      call("A")(read(), says(cause), read(), waited, read())
      const again = call("A")(read(), waited, read())
      assert.deepStrictEqual(again.state.outcome, undetermined(cause))
      assert.strictEqual(again.state.sent, 1)
    }
  })

  it("that prove that nothing was executed are a rejection after two look-ups", () => {
    const proved = answered({ _tag: "RejectedByPg", rejection: "no", passes: false })
    assert.strictEqual(command({}, read(), proved, read())._tag, "Wait")
    assert.strictEqual(outcome({}, read(), proved, read(), waited, read())?._tag, "NotRefunded")
  })
})

describe("E5.1 the time of a call is over", () => {
  it("at every moment, with a truthful outcome, and nothing is sent afterwards", () => {
    const possible = { earlier: "possible" } as const
    const moments: ReadonlyArray<ReadonlyArray<Event>> = [
      [],
      [unreadable],
      [read()],
      [read(), lost],
      [read(), lost, read()],
      [read(), rejected],
      [read(), answered({ _tag: "RejectedByPg", rejection: "no", passes: false }), read()]
    ]
    for (const events of moments) {
      const now = after(possible, ...events, outOfTime)
      assert.deepStrictEqual(now.state.outcome, undetermined("OutOfTime"), `${events.length}`)
      for (const event of [read(), waited, lost]) assert.strictEqual(step(now.state, event).command._tag, "Finish")
    }
    assert.deepInclude(outcome({ earlier: "none" }, outOfTime), { _tag: "NotRefunded", proof: "NeverSent" })
    assert.deepStrictEqual(outcome({}, read(), answered({ _tag: "Accepted" }), outOfTime), { _tag: "AcceptedPending" })
    const later = { profile: { ...cautious, settlement: "async" } } as const
    assert.deepStrictEqual(outcome(later, read(), lost, outOfTime), undetermined("AsyncAnswerLost"))
    assert.deepStrictEqual(outcome({ ...later, ...possible }, outOfTime), undetermined("OutOfTime"), "nothing is open")
    for (const cause of ["PgSaysAlreadyCancelled", "PgTimedOut", "UnknownRejection"] as const) {
      const doubt = answered({ _tag: "MaybeDoneAtPg", rejection: "?", cause })
      assert.deepStrictEqual(outcome({}, read(), doubt, outOfTime), undetermined(cause))
    }
    assert.strictEqual(outcome({}, read(entry(3000, TAG)), outOfTime)?._tag, "Succeeded")
  })
})

describe("E5.10 an obstacle that passes", () => {
  it("that never passes ends some day, too", () => {
    const { call, record } = ledger()
    const maintenance = answered({ _tag: "Rejected", rejection: "점검 중", passes: true })
    for (let calls = 0; calls < 120; calls++) call("A")(read(), maintenance, read())
    assert.strictEqual(record().refunds["A"]?.sent, 120)
    assert.deepStrictEqual(call("A")(read()).state.outcome, undetermined("SendsUsedUp"))
  })

  it("leaves the key open: the next call plans again, and its rejection can be final", () => {
    for (const _tag of ["Rejected", "RejectedByPg"] as const) {
      const { call } = ledger()
      const maintenance = answered({ _tag, rejection: "점검 중", passes: true })
      for (let calls = 0; calls < 20; calls++) {
        const { state } = call("A")(read(), maintenance, ..._tag === "Rejected" ? [read()] : [read(), waited, read()])
        assert.deepInclude(state.outcome, { _tag: "NotRefunded", proof: "OnlyAttemptRejected", passes: true })
      }
      const last = call("A")
      assert.strictEqual(last(read()).command._tag, "Send")
      assert.deepInclude(last(rejected, read()).state.outcome, { _tag: "NotRefunded", passes: false })
      assert.strictEqual(call("A")(read()).command._tag, "Finish")
    }
  })
})
