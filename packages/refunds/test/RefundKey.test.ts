import { RefundKey } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"

const english = (key: unknown) => RefundKey.problem(key)?.english

describe("a refund key", () => {
  it("is a text of 1 to 200 characters that a person can see", () => {
    for (
      const key of ["1", "환불-1", "refund 7/a?", "-7", "...", "k".repeat(200), "😀".repeat(200), "가".repeat(200)]
    ) {
      assert.isUndefined(english(key), key)
    }
  })

  const rejected: ReadonlyArray<readonly [name: string, key: unknown, problem: RegExp]> = [
    ["an empty text", "", /must not be empty/],
    ["one dot", ".", /\. or \.\./],
    ["two dots", "..", /\. or \.\./],
    ["201 characters", "k".repeat(201), /at most 200 characters, has 201/],
    ["201 emoji", "😀".repeat(201), /at most 200 characters, has 201/],
    ["a million characters", " ".repeat(1_000_000), /at most 200 characters, has 1000000/],
    ["nothing", undefined, /is missing; it must be a string/],
    ["null", null, /must be a string/],
    ["a number", 7, /must be a string/],
    ["a text object", new String("R-1"), /must be a string/],
    ["E1.3 a blank at the end", "R-1001 ", /ends with a blank \(U\+0020, character 7\)/],
    ["E1.3 decomposed Korean", "환불-1".normalize("NFD"), /NFC \(U\+116A, character 2\)/],
    ["E1.3 a zero-width space", "R\u200b1", /U\+200B, character 2/],
    ["E2.3 half a character", "\ud800", /half a character \(U\+D800, character 1\)/],
    ["E2.3 the other half", "k\udc01", /half a character \(U\+DC01, character 2\)/]
  ]
  for (const [name, key, problem] of rejected) {
    it(`is not ${name}`, () => {
      assert.match(english(key) ?? "", problem)
      assert.match(RefundKey.problem(key)?.korean ?? "", /[가-힣].*니다$/)
    })
  }
})
