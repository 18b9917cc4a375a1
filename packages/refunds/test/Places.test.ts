import { assert, describe, it } from "@effect/vitest"
import { GAPS, type Node, packing } from "./explorer/node.ts"
import { Places } from "./explorer/places.ts"
import { Random } from "./simulation/Random.ts"

describe("the states that an exploration has found", () => {
  it("keep the place at which they were added, as they would in a map", () => {
    const random = new Random(1)
    const places = new Places(3)
    const expected = new Map<string, number>()
    for (let turn = 0; turn < 300_000; turn++) {
      // Also numbers that need all 32 bits.
      const row = Int32Array.of(random.between(0, 59), random.between(-30, 29), random.between(0, 59) * 0x4000000)
      const text = row.join()
      const known = expected.get(text) ?? -1
      const place = known < 0 ? expected.size : known
      if (places.find(row) !== known || places.add(row) !== place) assert.fail(`turn ${turn}: ${text}`)
      expected.set(text, place)
    }
    assert.strictEqual(places.size, expected.size)
    // More than two pieces of memory, and several sizes of the table.
    assert.isAbove(places.size, 2 * 2 ** 16)
    const row = new Int32Array(3)
    for (const [text, place] of expected) {
      places.read(place, row)
      if (row.join() !== text) assert.fail(`place ${place}: ${text}`)
    }
  })
})

describe("a state as a row of integers", () => {
  const nodeOf = (random: Random, workers: number, refunds: number): Node => {
    const list = (length: number, most: number) => Array.from({ length }, () => random.between(0, most))
    return {
      history: random.between(0, 2 ** 30),
      net: random.between(0, 2 ** 30),
      record: random.between(0, 2 ** 30),
      workers: list(workers, 2 ** 30),
      reported: list(refunds, 15),
      sent: list(refunds, 15),
      used: list(GAPS + refunds, 15)
    }
  }

  it("is read as it was written, also with more refunds than one integer holds", () => {
    const random = new Random(2)
    for (const refunds of [1, 2, 6, 7, 8, 15]) {
      for (let turn = 0; turn < 200; turn++) {
        const workers = random.between(1, 3)
        const { read, width, write } = packing(workers, refunds)
        const node = nodeOf(random, workers, refunds)
        assert.deepStrictEqual(read(write(node, new Int32Array(width))), node)
      }
    }
  })

  it("is not written with a count that it has no room for", () => {
    const { width, write } = packing(1, 1)
    const node = nodeOf(new Random(3), 1, 1)
    assert.throws(() => write({ ...node, sent: [16] }, new Int32Array(width)), "A count is 16")
  })
})
