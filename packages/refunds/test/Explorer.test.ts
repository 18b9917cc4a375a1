/**
 * The production protocol in every scenario of `explorer/configurations.ts`: what must hold holds
 * in every state, and what must fail fails by the shortest way.
 */
import { assert, describe, it } from "@effect/vitest"
import { asExpected, foundIn, rows } from "./explorer/configurations.ts"
import { explore } from "./explorer/explore.ts"

describe("the protocol, in every state it can get into", () => {
  let explored = 0
  for (const row of rows) {
    it(`${row.name}: ${row.title}: ${row.expected}`, async () => {
      const result = await explore(row.quick)

      explored += result.states
      assert.isTrue(asExpected(row, result), [foundIn(result), ...result.trace].join("\n  "))
      if (row.expected !== "holds") assert.isAbove(result.trace.length, 2, "a violation has a way that leads to it")
    }, 600_000)
  }

  it("is explored in at least 60 scenarios, which have names of their own", () => {
    assert.isAbove(rows.length, 60)
    assert.strictEqual(new Set(rows.map(({ name }) => name)).size, rows.length)
    assert.isAbove(explored, 1_000_000)
  })
})
