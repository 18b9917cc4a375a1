/**
 * What each rule is for: the step that goes wrong without it, next to the step that production
 * takes. The explorer shows the damage that follows.
 */
import { assert, describe, it } from "@effect/vitest"
import { empty, type PaymentRecord } from "../src/protocol/paymentRecord.ts"
import { cautious } from "../src/protocol/profile.ts"
import type { Entry } from "../src/protocol/snapshot.ts"
import { type Ask, type Event, start, type State, type Step } from "../src/protocol/state.ts"
import { ablations, invariants, type Rule } from "./ablations/ablations.ts"
import { edited, production, type Protocol, protocolWithout, sources } from "./ablations/protocol.ts"
import {
  answered,
  asking,
  callWith,
  entry,
  FOREIGN_WORD,
  lost,
  OTHER_TAG,
  read,
  showing,
  TAG,
  verified,
  waited
} from "./protocol.ts"

const mismatch = answered({ _tag: "Mismatch" })
const plan = { amount: 3000, checksum: 10000, known: [] }
const known = (fields: Partial<State>): State => ({ ...start(asking()).state, ...fields })

/** The last step of these events. */
const last = ({ step: { step } }: Protocol, ask: Partial<Ask>, ...events: ReadonlyArray<Event>): Step =>
  events.reduce(({ state }, event) => step(state, event), start(asking(ask)))
const found = ({ match: { match } }: Protocol, state: State, ...entries: ReadonlyArray<Entry>) =>
  match(state, showing(...entries))
const turns = ({ turn: { turn } }: Protocol) => callWith(turn)

describe("without the rule", async () => {
  it("to read before sending again, a lost answer is followed by a send at once, as long as the budget lasts", async () => {
    const without = await protocolWithout(["readBeforeResend"])
    const { command, state } = last(without, {}, read(), lost)
    assert.deepStrictEqual(command, { _tag: "Send", plan })
    assert.strictEqual(state.sentHere, 2)
    assert.strictEqual(last(without, {}, read(), lost, lost).command._tag, "Send")
    assert.strictEqual(last(without, {}, read(), lost, lost, lost).command._tag, "Read")
    assert.strictEqual(last(without, {}, lost).command._tag, "Read", "there is no plan to send")
    assert.strictEqual(last(production, {}, read(), lost).command._tag, "Read")
  })

  it("of the checksum, a cancel goes out without one", async () => {
    assert.deepStrictEqual(
      last(await protocolWithout(["checksum"]), {}, read()).command,
      { _tag: "Send", plan, unchecked: true } as never
    )
    assert.deepStrictEqual(last(production, {}, read()).command, { _tag: "Send", plan })
  })

  it("of the tag, a refund does not know its own entry, and an entry with another tag could be its own", async () => {
    const without = await protocolWithout(["tag"])
    assert.strictEqual(found(without, known({}), entry(3000, TAG))._tag, "NotYet")
    const echoed = asking({ profile: verified })
    assert.strictEqual(found(without, known({ ask: echoed, plan }), entry(3000, OTHER_TAG))._tag, "Equal")
    assert.strictEqual(found(production, known({ ask: echoed, plan }), entry(3000))._tag, "NeverMine")
  })

  it("to keep a plan, every look-up plans anew", async () => {
    const without = await protocolWithout(["samePlan"])
    assert.strictEqual(found(without, known({ plan }), entry(3000))._tag, "NeverMine")
    assert.strictEqual(found(production, known({ plan }), entry(3000))._tag, "Equal")
    const { command } = last(without, {}, read(), lost, read(), waited, read(), waited, read())
    assert.deepStrictEqual(command, { _tag: "Send", plan })
  })

  it("of whole reads, a look-up that does not add up is used", async () => {
    const torn: Event = { _tag: "Read", snapshot: { paid: 10000, balance: 7000, entries: [] } }
    assert.strictEqual(last(await protocolWithout(["wholeReads"]), {}, torn).command._tag, "Send")
    assert.strictEqual(last(production, {}, torn).command._tag, "Wait")
  })

  it("of the watermark, old look-ups are used: fewer entries, a higher balance, a checksum that was rejected", async () => {
    const without = await protocolWithout(["watermark"])
    const seen = known({ watermark: { entries: 1, balance: 9000 } })
    assert.strictEqual(without.step.step(seen, read()).command._tag, "Send")
    assert.strictEqual(production.step.step(seen, read()).command._tag, "Wait")
    assert.strictEqual(without.step.step(seen, read(entry(500))).command._tag, "Send")
    assert.strictEqual(production.step.step(seen, read(entry(500))).command._tag, "Finish")
    assert.strictEqual(last(without, {}, read(), mismatch, read()).command._tag, "Send")
    assert.strictEqual(last(production, {}, read(), mismatch, read()).command._tag, "Wait")
  })

  it("that an equal entry is undetermined, it is taken for ours, and an earlier one is ignored", async () => {
    const without = await protocolWithout(["equalIsUndetermined"])
    assert.deepStrictEqual(found(without, known({ plan }), entry(3000)), {
      _tag: "Mine",
      entry: entry(3000),
      certain: "new-entry"
    })
    const possible = known({ ask: asking({ earlier: "possible" }) })
    assert.strictEqual(found(without, possible, entry(3000))._tag, "NotYet")
    assert.strictEqual(found(production, possible, entry(3000))._tag, "Equal")
  })

  it("of what a new ledger finds, an equal cancel is ignored", async () => {
    const without = await protocolWithout(["foundByNewLedger"])
    const inLedger = { ask: asking({ earlier: "in-ledger" }), firstSeen: [entry(3000).id] }
    assert.strictEqual(found(without, known(inLedger), entry(3000))._tag, "NotYet")
    assert.strictEqual(found(production, known(inLedger), entry(3000))._tag, "Equal")
    assert.strictEqual(found(production, known({ ...inLedger, firstSeen: [] }), entry(3000))._tag, "NotYet")
    assert.strictEqual(found(production, known({ ...inLedger, isCompared: true }), entry(3000))._tag, "NotYet")
    assert.strictEqual(found(production, known({ ...inLedger, firstSeen: ["?"] }), entry(3000))._tag, "Equal")
    assert.strictEqual(found(production, known(inLedger), entry(2000))._tag, "NotYet")
  })

  it("of the quiet period, a send follows the first look-up, and what is open counts as dead at once", async () => {
    const without = await protocolWithout(["quietPeriod"])
    assert.strictEqual(last(without, {}, read(), lost, read()).command._tag, "Send")
    assert.strictEqual(last(without, {}, read(), lost, read(entry(1000))).command._tag, "Finish")
  })

  it("never to send again where a PG settles later, it is sent again", async () => {
    const later = { profile: { ...cautious, settlement: "async" } } as const
    const events = [read(), lost, read(), waited, read(), waited, read()]
    assert.strictEqual(last(await protocolWithout(["neverResendAsync"]), later, ...events).command._tag, "Send")
    assert.strictEqual(last(production, later, ...events).command._tag, "Wait")
  })

  it("that an empty look proves nothing, it is taken for \"not refunded\"", async () => {
    const without = await protocolWithout(["quietReadProvesNothing"])
    assert.deepStrictEqual(last(without, {}, read(), lost, read()).state.outcome, {
      _tag: "NotRefunded",
      proof: "FencedByOther",
      rejection: undefined,
      passes: false
    })
    const closed = known({ plan, sent: 1, sentHere: 1, open: 0 })
    assert.strictEqual(without.step.step(closed, read()).command._tag, "Send", "nothing is open")
  })

  it("of the only attempt, a rejection is final although another may be carried out", async () => {
    const without = await protocolWithout(["onlyAttemptRejection"])
    const proof = { _tag: "NotRefunded", proof: "OnlyAttemptRejected", rejection: "no", passes: false } as const
    for (const _tag of ["Rejected", "RejectedByPg"] as const) {
      const rejected = answered({ _tag, rejection: "no", passes: false })
      const { state } = last(without, { earlier: "possible" }, read(), rejected)
      assert.deepStrictEqual(state.outcome, proof, _tag)
      assert.strictEqual(state.open, 0)
      assert.strictEqual(last(production, { earlier: "possible" }, read(), rejected).command._tag, "Read", _tag)
    }
  })

  it("of one at a time, two that cannot be distinguished are sent together", async () => {
    const [, record] = turns(production)(empty, "a", { tag: undefined }, read())
    assert.strictEqual(
      turns(await protocolWithout(["serialise"]))(record, "b", { tag: undefined }, read())[0].command._tag,
      "Send"
    )
    assert.strictEqual(turns(production)(record, "b", { tag: undefined }, read())[0].command._tag, "Wait")
  })

  it("that an unknown end locks, another begins beside it", async () => {
    const title = answered({ _tag: "MaybeDoneAtPg", rejection: "기취소", cause: "PgSaysAlreadyCancelled" })
    const [, record] = turns(production)(empty, "a", { tag: undefined }, read(), title, read(), waited, read())
    assert.strictEqual(record.refunds["a"]?.outcome?._tag, "Undetermined")
    const without = await protocolWithout(["undeterminedLocks"])
    assert.isUndefined(without.record.blockingRefund(record, "b", false))
    assert.isDefined(production.record.blockingRefund(record, "b", false))
  })

  it("of claims, and of the watermark, a ledger does not tell what others found", async () => {
    const record: PaymentRecord = {
      ...turns(production)(empty, "a", {}, read(entry(3000, TAG)))[1],
      watermark: { entries: 1, balance: 7000 }
    }
    const state = known({})
    assert.deepInclude(production.record.resume(record, "b", state), {
      claimed: ["3000AAAAAAAAAAAA"],
      watermark: { entries: 1, balance: 7000 }
    })
    assert.deepInclude((await protocolWithout(["claims"])).record.resume(record, "b", state), { claimed: [] })
    assert.deepInclude((await protocolWithout(["watermark"])).record.resume(record, "b", state), {
      watermark: undefined
    })
  })

  it("of the set difference, the entry at the place behind the plan is taken for the new one", async () => {
    const untagged = known({ ask: asking({ tag: undefined }), plan: { amount: 3000, checksum: 9000, known: ["1000"] } })
    const newestFirst = [entry(3000), entry(1000)]
    assert.strictEqual(found(await protocolWithout(["setDifference"]), untagged, ...newestFirst)._tag, "NeverMine")
    assert.strictEqual(found(production, untagged, ...newestFirst)._tag, "Equal")
  })

  it("of what vanished, a balance that looks as before is one", async () => {
    const state = known({ plan: { amount: 3000, checksum: 7000, known: ["x"] } })
    assert.strictEqual(found(await protocolWithout(["vanished"]), state, entry(3000))._tag, "NotYet")
    assert.strictEqual(found(production, state, entry(3000))._tag, "Vanished")
  })

  it("of siblings, another key of ours is another program", async () => {
    const events = [read(), mismatch, read(entry(2000, OTHER_TAG))]
    assert.strictEqual(last(await protocolWithout(["siblings"]), {}, ...events).command._tag, "Finish")
    assert.strictEqual(last(production, {}, ...events).command._tag, "Send")
  })

  it("to wait for siblings, one whose answer is on its way ends the refund", async () => {
    const moved = known({ plan, sent: 1, underWay: [{ amount: 2000, byTag: true, lasting: false }] })
    const without = await protocolWithout(["waitForSiblings"])
    assert.strictEqual(without.step.step(moved, read(entry(2000))).command._tag, "Finish")
    assert.strictEqual(production.step.step(moved, read(entry(2000))).command._tag, "Wait")
  })

  it("that copied tags name no refund, a copy counts as the other refund's entry", async () => {
    const copied = [entry(1000, OTHER_TAG), entry(3000, OTHER_TAG)]
    const state = known({ plan: { ...plan, known: copied.slice(0, 1).map(({ id }) => id) } })
    assert.strictEqual(found(await protocolWithout(["copiedTags"]), state, ...copied)._tag, "Sibling")
    assert.strictEqual(found(production, state, ...copied)._tag, "Equal")
  })

  it("of promotions, a smaller amount is another program's", async () => {
    const smaller = { paid: 10000, balance: 7300, entries: [entry(2700)], hasPromotion: true }
    const without = await protocolWithout(["promotion"])
    assert.strictEqual(without.match.match(known({ plan }), smaller)._tag, "NeverMine")
    assert.strictEqual(production.match.match(known({ plan }), smaller)._tag, "Equal")
  })

  it("of foreign words, a PG's word is another refund's tag", async () => {
    const worded = entry(3000, undefined, FOREIGN_WORD)
    assert.strictEqual(found(await protocolWithout(["foreignWords"]), known({ plan }), worded)._tag, "Sibling")
    assert.strictEqual(found(production, known({ plan }), worded)._tag, "Equal")
  })

  it("of other secrets, a word that one of them made proves that the entry is not ours", async () => {
    const echoed = known({ ask: asking({ profile: verified }), plan })
    const worded = entry(3000, undefined, FOREIGN_WORD)
    assert.strictEqual(found(await protocolWithout(["wordsOfOtherSecrets"]), echoed, worded)._tag, "NeverMine")
    assert.strictEqual(found(production, echoed, worded)._tag, "Equal")
  })

  it("of a look-up before a rejection, the rejection of a copy is final", async () => {
    const rejected = answered({ _tag: "Rejected", rejection: "no", passes: false })
    assert.strictEqual(
      last(await protocolWithout(["lookUpBeforeRejected"]), {}, read(), rejected).command._tag,
      "Finish"
    )
    assert.strictEqual(last(production, {}, read(), rejected).command._tag, "Read")
  })

  it("of the list of words, a PG's unknown words are a proof", async () => {
    const unknown = answered({ _tag: "MaybeDoneAtPg", rejection: "?", cause: "UnknownRejection" })
    const events = [read(), unknown, read(), waited, read()]
    assert.strictEqual(last(await protocolWithout(["allowList"]), {}, ...events).state.outcome?._tag, "NotRefunded")
    assert.strictEqual(last(production, {}, ...events).state.outcome?._tag, "Undetermined")
  })

  it("of the life of a key, it is sent for ever", async () => {
    const worn = known({ plan, sent: 12, open: 0 })
    assert.strictEqual((await protocolWithout(["life"])).step.step(worn, read()).command._tag, "Send")
    assert.strictEqual(production.step.step(worn, read()).command._tag, "Finish")
  })

  it("of the applied amount, our own refund is another one's", async () => {
    const sent = known({ plan, sent: 1, open: 1 })
    assert.strictEqual(found(await protocolWithout(["appliedAmount"]), sent, entry(2700, TAG))._tag, "OtherAmount")
    assert.strictEqual(found(production, sent, entry(2700, TAG))._tag, "Mine")
  })

  it("that time proves nothing, its end is taken for a proof", async () => {
    const events = [read(), lost, { _tag: "OutOfTime" } as const]
    assert.strictEqual(
      last(await protocolWithout(["timeProvesNothing"]), {}, ...events).state.outcome?._tag,
      "NotRefunded"
    )
    assert.strictEqual(last(production, {}, ...events).state.outcome?._tag, "Undetermined")
  })
})

describe("the table of rules", () => {
  for (const [name, { edits, rule }] of Object.entries({ ...ablations, invariants })) {
    it(`fits the source: ${name}: ${rule}`, () => {
      const before = sources()
      const after = edited(before, edits)

      assert.deepStrictEqual(
        [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file).toSorted(),
        [...new Set(edits.map(({ file }) => file))].toSorted()
      )
    })
  }

  it("has twenty-nine rules, and each can be taken away alone", async () => {
    const names = Object.keys(ablations) as ReadonlyArray<Rule>
    assert.lengthOf(names, 29)
    for (const name of names) assert.isFunction((await protocolWithout([name])).step.step, name)
  })

  it("fails a control whose text is not there, is there twice, or whose file is gone", () => {
    const file = (text: string) => new Map([["a.ts", text]])
    const edits = [{ file: "a.ts", text: "if (a)", replacement: "if (false)" }]

    assert.strictEqual(edited(file("if (a) b()"), edits).get("a.ts"), "if (false) b()")
    assert.throws(() => edited(file("if (c) b()"), edits), "a.ts has this text 0 times instead of once: if (a)")
    assert.throws(() => edited(file("if (a) if (a) b()"), edits), "2 times")
    assert.throws(() => edited(new Map(), edits), "There is no a.ts")
  })

  it("leaves the production modules as they are", async () => {
    assert.strictEqual(await protocolWithout([]), production)
    assert.notStrictEqual((await protocolWithout(["tag"])).step.step, production.step.step)
    assert.strictEqual(await protocolWithout(["tag", "claims"]), await protocolWithout(["claims", "tag"]))
  })
})
