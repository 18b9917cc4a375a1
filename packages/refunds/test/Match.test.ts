import { assert, describe, it } from "@effect/vitest"
import { difference, type OwnedEntry, ownersOf } from "../src/protocol/history.ts"
import { match } from "../src/protocol/match.ts"
import { cautious } from "../src/protocol/profile.ts"
import type { Entry } from "../src/protocol/snapshot.ts"
import { type Ask, start, type State } from "../src/protocol/state.ts"
import { step } from "../src/protocol/step.ts"
import { asking, entry, FOREIGN_WORD, OTHER_TAG, showing, TAG, THIRD_TAG, verified } from "./protocol.ts"

const state = (ask: Partial<Ask>, known: Partial<State> = {}): State => ({ ...start(asking(ask)).state, ...known })
const plan = { amount: 3000, checksum: 10000, known: [] }
const found = (of: State, ...entries: ReadonlyArray<Entry>) => match(of, showing(...entries))

/** Equal contents, so one id; the tags may differ all the same. */
const equal = (...tags: ReadonlyArray<string>): Entry => ({ ...entry(3000), id: "c", tags })
const ownedBy = (claimed: ReadonlyArray<string>, ...entries: ReadonlyArray<Entry>) =>
  ownersOf({ ask: { searchIds: [TAG] }, others: [], claimed }, entries)

describe("the owner of an entry", () => {
  const owners = (...entries: ReadonlyArray<Entry>) => ownedBy(["c"], ...entries).map(({ owner }) => owner)

  it("is named by its tag, or else by the claim of another refund", () => {
    assert.deepStrictEqual(owners(equal(), equal()), ["other", "unclear"], "one claim is one entry")
    assert.deepStrictEqual(owners(equal(TAG), equal()), ["mine", "other"])
  })

  it("with another refund's tag is the one that the other refund has claimed", () => {
    assert.deepStrictEqual(owners(equal(OTHER_TAG), equal()), ["other", "unclear"])
    assert.deepStrictEqual(owners(equal(), equal(OTHER_TAG)), ["unclear", "other"])
  })
})

describe("the entries that are new", () => {
  const [unclear, other] = ownedBy([], equal(), equal(OTHER_TAG)) as [OwnedEntry, OwnedEntry]

  it("are those that may be ours, where another refund's entry has the same id", () => {
    assert.deepStrictEqual(difference(["c"], [unclear, other]), { fresh: [unclear], missing: 0 })
    assert.deepStrictEqual(difference(["c"], [other, unclear]), { fresh: [unclear], missing: 0 })
  })

  it("are counted: one entry stands for one known id", () => {
    assert.deepStrictEqual(difference(["c", "c"], [other]), { fresh: [], missing: 1 })
    assert.deepStrictEqual(difference(["c", "c"], [unclear]), { fresh: [], missing: 1 })
  })

  it("may be any where only the number of the known ones is stored", () => {
    assert.deepStrictEqual(difference(["?"], [unclear, other]), { fresh: [unclear, other], missing: 0 })
    assert.deepStrictEqual(difference(["?"], [unclear]), { fresh: [], missing: 0 })
    assert.deepStrictEqual(difference(["?", "?"], [unclear]), { fresh: [], missing: 1 })
  })
})

describe("before anything was sent by this call", () => {
  const possible = { earlier: "possible" } as const

  it("the tag decides, wherever in the history it is", () => {
    assert.deepStrictEqual(found(state({}), entry(1000), entry(3000, TAG), entry(1000)), {
      _tag: "Mine",
      entry: entry(3000, TAG),
      certain: "tag"
    })
    assert.deepStrictEqual(found(state({}), entry(2000, TAG)), { _tag: "OtherAmount", found: 2000 })
    assert.deepStrictEqual(found(state({}), entry(3000, TAG), entry(3000, TAG)), { _tag: "Twice" })
  })

  it("\"rest\" is the cancel under the tag that left nothing; one that left something is another refund's", () => {
    assert.strictEqual(found(state({ amount: "rest" }), entry(2000), entry(8000, TAG))._tag, "Mine")
    assert.strictEqual(found(state({ amount: "rest" }), entry(2000, TAG))._tag, "OtherAmount")
  })

  it("an equal cancel that carries no tag may be an earlier call's", () => {
    assert.strictEqual(found(state(possible), entry(3000))._tag, "Equal")
    assert.strictEqual(found(state(possible), entry(3000, OTHER_TAG))._tag, "NotYet")
    assert.strictEqual(found(state(possible), entry(1000))._tag, "NotYet")
  })

  it("is not, where there was no earlier call or tags are known to come back", () => {
    assert.strictEqual(found(state({}), entry(3000))._tag, "NotYet")
    assert.strictEqual(found(state({ ...possible, profile: verified }), entry(3000))._tag, "NotYet")
  })

  it("an emptied payment with a cancel that has no tag may be an earlier \"rest\"", () => {
    const rest = state({ ...possible, amount: "rest" })
    assert.strictEqual(found(rest, entry(4000), entry(6000))._tag, "Equal")
    assert.strictEqual(found(rest, entry(4000), entry(6000, OTHER_TAG))._tag, "Equal", "the order means nothing")
    assert.strictEqual(found(rest, entry(4000, OTHER_TAG), entry(6000, THIRD_TAG))._tag, "NotYet")
    assert.strictEqual(found(rest, entry(4000, OTHER_TAG), entry(6000, OTHER_TAG))._tag, "Equal", "one is a copy")
    assert.strictEqual(found(rest, entry(4000))._tag, "NotYet")
  })
})

describe("after a send", () => {
  it("nothing is decided while the balance is still at the checksum", () => {
    assert.strictEqual(found(state({}, { plan }))._tag, "NotYet")
  })

  it("only an entry that the plan did not know can be ours, wherever in the history it is", () => {
    assert.strictEqual(found(state({}, { plan }), entry(1000), entry(3000))._tag, "Equal")
    assert.strictEqual(found(state({}, { plan }), entry(3000), entry(1000))._tag, "Equal")
    const known = { ...plan, known: ["3000"] }
    assert.strictEqual(found(state({}, { plan: known }), entry(1000), entry(3000))._tag, "NeverMine")
    assert.strictEqual(found(state({}, { plan }), entry(1000))._tag, "NeverMine")
  })

  it("another's tag on it is proof that it is not ours", () => {
    assert.strictEqual(found(state({}, { plan }), entry(3000, OTHER_TAG))._tag, "Sibling")
  })

  it("an equal one is ours where no other program writes, and it is claimed by no other refund", () => {
    const alone = { profile: { ...cautious, singleWriter: true } }
    assert.deepStrictEqual(found(state(alone, { plan }), entry(3000)), {
      _tag: "Mine",
      entry: entry(3000),
      certain: "new-entry"
    })
    assert.strictEqual(found(state(alone, { plan, claimed: ["3000"] }), entry(3000))._tag, "Sibling")
  })

  it("two equal ones, or one with a word that may be a tag, are nobody's for certain", () => {
    const alone = { profile: { ...cautious, singleWriter: true } }
    assert.strictEqual(found(state(alone, { plan }), entry(3000), entry(3000))._tag, "Equal")
    assert.strictEqual(found(state(alone, { plan }), entry(3000, undefined, FOREIGN_WORD))._tag, "Equal")
  })

  it("a history that lost or changed an entry decides nothing", () => {
    const of = (known: ReadonlyArray<string>, checksum: number, paid: number, ...entries: ReadonlyArray<Entry>) => {
      const balance = paid - entries.reduce((sum, { amount }) => sum + amount, 0)
      return match(state({}, { plan: { amount: 3000, checksum, known } }), { paid, balance, entries })
    }
    assert.deepStrictEqual(of(["1000"], 9000, 10500, entry(1000)), { _tag: "Vanished", isFewer: true }, "more is left")
    assert.deepStrictEqual(of(["1000", "2000"], 7000, 10000, entry(3000)), { _tag: "Vanished", isFewer: true })
    assert.deepStrictEqual(of([], 10000, 10000, entry(0)), { _tag: "Vanished", isFewer: false })
  })

  it("entries may be siblings' only where each has the amount of one", () => {
    const sibling = (underWay: ReadonlyArray<readonly [amount: number, lasting: boolean]>) =>
      found(
        state({}, { plan, underWay: underWay.map(([amount, lasting]) => ({ amount, lasting, byTag: false })) }),
        entry(1000),
        entry(500)
      )
    const foreign = { _tag: "NeverMine", sibling: undefined } as const
    assert.deepStrictEqual(sibling([[1000, false]]), foreign, "the other entry is another program's")
    assert.deepStrictEqual(sibling([[2000, false]]), foreign)
    assert.deepInclude(sibling([[1000, false], [500, false]]), { sibling: "running" })
    assert.deepInclude(sibling([[1000, false], [500, true]]), { sibling: "ended" }, "one call has ended")
    assert.deepInclude(sibling([[1000, true], [1000, false], [500, false]]), { sibling: "running" })
  })

  it("an entry without a tag may be a sibling's only where tags may not come back, or the sibling writes none", () => {
    const sibling = (byTag: boolean, profile = cautious) =>
      found(state({ profile }, { plan, underWay: [{ amount: 1000, byTag, lasting: false }] }), entry(1000))
    assert.deepInclude(sibling(true), { _tag: "NeverMine", sibling: "running" })
    assert.deepInclude(sibling(false, verified), { _tag: "NeverMine", sibling: "running" })
    assert.deepInclude(sibling(true, verified), { _tag: "NeverMine", sibling: undefined })
  })

  it("a smaller entry may be ours where the payment has a promotion, and a larger one never", () => {
    const shown = (amount: number, hasPromotion?: boolean) => ({
      ...showing(entry(amount)),
      ...(hasPromotion === undefined ? {} : { hasPromotion })
    })
    const tagOf = (amount: number, hasPromotion?: boolean) =>
      match(state({}, { plan }), shown(amount, hasPromotion))._tag
    assert.deepStrictEqual([2700, 3000, 3300].map((amount) => tagOf(amount, true)), ["Equal", "Equal", "NeverMine"])
    for (const without of [false, undefined]) {
      const tags = [2700, 3000, 3300].map((amount) => tagOf(amount, without))
      assert.deepStrictEqual(tags, ["NeverMine", "Equal", "NeverMine"])
    }
  })

  it("a balance that moved before its entry shows is waited for", () => {
    const hidden = { paid: 10000, balance: 7000, entries: [] }
    assert.strictEqual(match(state({}, { plan }), hidden)._tag, "NotVisibleYet")
  })

  it("what was accepted is never taken for not ours", () => {
    assert.strictEqual(found(state({}, { plan, accepted: true }), entry(1000))._tag, "NotVisibleYet")
  })
})

describe("without a tag", () => {
  const untagged = { tag: undefined }

  it("another tag in the history is another refund's of ours", () => {
    assert.strictEqual(found(state(untagged, { plan }), entry(3000, OTHER_TAG))._tag, "Sibling")
  })

  it("a tag that an earlier call has written is found all the same", () => {
    assert.strictEqual(found(state(untagged, { plan }), entry(3000, TAG))._tag, "Mine")
    assert.strictEqual(found(state(untagged), entry(3000, TAG))._tag, "Mine")
  })

  it("an equal cancel is unknown, even where tags come back", () => {
    assert.strictEqual(found(state({ ...untagged, profile: verified }, { plan }), entry(3000))._tag, "Equal")
  })
})

describe("a promotion", () => {
  const promoted = (...entries: ReadonlyArray<Entry>) => ({ ...showing(...entries), hasPromotion: true })
  const reading = (snapshot: ReturnType<typeof showing>) => ({ _tag: "Read", snapshot }) as const

  it("is remembered with the plan, and its absence is no field of it", () => {
    const planned = (snapshot: ReturnType<typeof showing>) => step(state({}), reading(snapshot)).state.plan
    assert.deepStrictEqual(planned(promoted()), { amount: 3000, checksum: 10000, known: [], hasPromotion: true })
    assert.deepStrictEqual(planned(showing()), { amount: 3000, checksum: 10000, known: [] })
  })

  it("of the plan makes a smaller entry one that may be ours, also where it is gone", () => {
    const of = (hasPromotion: boolean) =>
      match(state({}, { plan: { ...plan, hasPromotion } }), showing(entry(2700)))._tag
    assert.deepStrictEqual([of(true), of(false)], ["Equal", "NeverMine"])
  })

  it("may leave something of a refund of the rest", () => {
    const rest = (earlier: Ask["earlier"] = "none") => state({ amount: "rest", earlier })
    assert.strictEqual(match(rest(), promoted(entry(9000, TAG)))._tag, "Mine")
    assert.strictEqual(match(rest(), showing(entry(9000, TAG)))._tag, "OtherAmount")
    assert.strictEqual(match(rest("possible"), promoted(entry(9000)))._tag, "Equal")
    assert.strictEqual(match(rest("possible"), showing(entry(9000)))._tag, "NotYet")
  })

  it("leaves known how much a refund of the rest, found by its tag, had asked for", () => {
    const asked = (ask: Partial<Ask>, snapshot: ReturnType<typeof showing>) =>
      step(state(ask), reading(snapshot)).state.plan
    assert.deepStrictEqual(asked({ amount: "rest" }, promoted(entry(9000, TAG))), {
      amount: 10000,
      checksum: 10000,
      known: []
    })
    assert.deepStrictEqual(asked({ amount: 3000 }, showing(entry(3000, TAG))), {
      amount: 3000,
      checksum: 10000,
      known: []
    })
  })
})
