import { assert, describe, it } from "@effect/vitest"
import { judge, passes, type Survivor } from "./judge.ts"
import type { Tried } from "./mutate.ts"
import survivors from "./survivors.json" with { type: "json" }

const mutant = (end: Tried["end"], was = "a", file = "refunds/src/x.ts"): Tried => ({
  file,
  at: 1,
  line: `if (${was}) {`,
  was,
  becomes: "true",
  end
})
const explained = (was = "a"): Survivor => {
  const { becomes, file, line } = mutant("survived", was)
  return { file, line, was, becomes, why: "there is no visible difference" }
}
const killed = (times: number) => Array.from({ length: times }, () => mutant("killed", "k"))

describe("a run of mutants passes", () => {
  it("when all are killed, or those that survive are few and explained", () => {
    assert.isTrue(passes(judge(killed(3), [])))
    const { known, score, scores } = judge([...killed(19), mutant("survived")], [explained()])
    assert.strictEqual(score, 95)
    assert.strictEqual(known.length, 1)
    assert.deepStrictEqual(scores, [{ file: "refunds/src/x.ts", mutants: 20, killed: 19 }])
    assert.isTrue(passes(judge([...killed(19), mutant("survived")], [explained()])))
  })

  it("not below 95 percent, explained or not, because a list is no test", () => {
    assert.isFalse(passes(judge([...killed(18), mutant("survived")], [explained()])))
  })

  it("not when one survives without an explanation, or an explanation outlives its mutant", () => {
    assert.strictEqual(judge([...killed(99), mutant("survived")], []).unknown.length, 1)
    assert.isFalse(passes(judge([...killed(99), mutant("survived")], [])))
    assert.deepStrictEqual(judge(killed(99), [explained()]).stale, [explained()])
    assert.isFalse(passes(judge(killed(99), [explained()])))
  })

  it("not when there are none, because then nothing was tried", () => {
    assert.isFalse(passes(judge([], [])))
    assert.isFalse(passes(judge([mutant("unusable")], [])))
  })

  it("and counts what could not be run neither way", () => {
    assert.strictEqual(judge([...killed(1), mutant("unusable")], []).score, 100)
  })
})

describe("the list of survivors", () => {
  it("gives a reason for each, in a sentence", () => {
    for (const { was, why } of survivors as ReadonlyArray<Survivor>) assert.match(why, /^[A-Z].{20,}\.$/, was)
  })
})
