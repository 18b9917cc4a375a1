/**
 * Small worlds of the explorer, for mutants that no single example catches. Not part of the ordinary test run, which explores all of them.
 */
import { assert, describe, it } from "@effect/vitest"
import { asExpected, foundIn, rows } from "../explorer/configurations.ts"
import { explore } from "../explorer/explore.ts"

describe("the protocol in small worlds", () => {
  for (
    const row of rows.filter(({ name }) => ["N0", "N2", "N3", "S2", "X9", "X10", "S10", "R8", "R9"].includes(name))
  ) {
    it(`${row.name}: ${row.says}: ${row.expected}`, () => {
      const result = explore({ ...row.quick, maxStates: 50_000 })
      assert.isTrue(asExpected(row, result), [foundIn(result), ...result.trace].join("\n  "))
    })
  }
})
