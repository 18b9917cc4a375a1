import { assert, describe, it } from "@effect/vitest"
import { Places } from "./explorer/places.ts"

/** Numbers that repeat themselves in every run. */
const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor(state / 2 ** 32 * below)
  }
}

describe("the states that an exploration has found", () => {
  it("keep the place at which they were added, as they would in a map", () => {
    const below = numbers(1)
    const places = new Places(3)
    const expected = new Map<string, number>()
    for (let turn = 0; turn < 300_000; turn++) {
      // Also numbers that need all 32 bits.
      const row = Int32Array.of(below(60), below(60) - 30, below(60) * 0x4000000)
      const known = expected.get(row.join()) ?? -1
      assert.strictEqual(places.find(row), known)
      assert.strictEqual(places.add(row), known < 0 ? expected.size : known)
      if (known < 0) expected.set(row.join(), expected.size)
    }
    assert.strictEqual(places.size, expected.size)
    // More than one piece of memory, and several sizes of the table.
    assert.isAbove(places.size, 2 * 2 ** 16)
    const row = new Int32Array(3)
    for (const [text, place] of expected) {
      places.read(place, row)
      assert.strictEqual(row.join(), text)
    }
  })
})
