/**
 * The production protocol in every scenario of `explorer/configurations.ts`, breadth first:
 * what must fail fails by the shortest way, and what must hold has no violation up to a bound.
 * The command `explorer/run.ts` explores every scenario to its end.
 */
import { assert, describe, it } from "@effect/vitest"
import { env } from "node:process"
import { asExpected, foundIn, rows } from "./explorer/configurations.ts"
import { explore } from "./explorer/explore.ts"

const isLong = env["LONG_TESTS"] === "1"

/** Where a violation is expected, 44 of 52 are found in fewer than a thousand. */
const STATES = isLong ? 5000 : 1000

describe("the protocol, in every state near the beginning", () => {
  let explored = 0
  for (const row of rows) {
    it(`${row.name}: ${row.title}: ${row.expected}`, async () => {
      const result = await explore({ ...row.quick, maxStates: row.expected === "holds" ? STATES : row.quick.maxStates })

      explored += result.states
      const found = [foundIn(result), ...result.trace].join("\n  ")
      if (row.expected === "holds") assert.include(["holds", "no violation within the bound"], foundIn(result), found)
      else {
        assert.isTrue(asExpected(row, result), found)
        assert.isAbove(result.trace.length, 2, "a violation has a way that leads to it")
      }
    }, 600_000)
  }

  it("is explored in at least 120 scenarios, which have names of their own", () => {
    assert.isAtLeast(rows.length, 120)
    assert.strictEqual(new Set(rows.map(({ name }) => name)).size, rows.length)
    assert.isAbove(explored, isLong ? 500_000 : 150_000)
  })
})
