/**
 * The whole of it in random scenarios: production `refundOnce` on virtual time, a provider
 * in memory, and a judge that knows every cancel. A seed that fails here goes into
 * `simulation/corpus.json`, which runs first. `pnpm simulate` takes seeds by the thousand.
 */
import { assert, describe, it } from "@effect/vitest"
import { env } from "node:process"
import { callsNeeded } from "./simulation/autonomy.ts"
import corpus from "./simulation/corpus.json" with { type: "json" }
import { all } from "./simulation/faults.ts"
import { type LedgerKind, ledgerKinds, simulate } from "./simulation/simulate.ts"

const check = async (seeds: ReadonlyArray<number>, ledgerKind?: LedgerKind) => {
  const seen = new Set<string>()
  const ends: Record<string, number> = {}
  const failed: Array<string> = []
  for (const seed of seeds) {
    const { ends: last, faults, ledgerKind: remembered, reported, violation } = await simulate(seed, ledgerKind)
    for (const fault of faults) seen.add(fault)
    for (const { tag } of [...reported, ...last]) ends[tag] = (ends[tag] ?? 0) + 1
    if (violation !== undefined) {
      failed.push(`node packages/refunds/test/simulation/run.ts --seed ${seed} --ledger ${remembered}: ${violation}`)
    }
  }
  return { ends, failed, seen }
}

const isLong = env["LONG_TESTS"] === "1"
const SCENARIOS = isLong ? 400 : 150

const count = (length: number, from: number) => Array.from({ length }, (_, index) => from + index)

describe("a refund in a random scenario", () => {
  it("is never made twice nor reported wrongly, in any scenario that once failed", async () => {
    for (const ledgerKind of ledgerKinds) assert.deepStrictEqual((await check(corpus, ledgerKind)).failed, [])
  }, 600_000)

  it(
    `is never made twice nor reported wrongly in ${SCENARIOS} scenarios, and finishes once the failures stop`,
    async () => {
      const { ends, failed, seen } = await check(count(SCENARIOS, 1289))

      assert.deepStrictEqual(failed, [])
      assert.deepStrictEqual(all.filter((fault) => !seen.has(fault)), [], "every kind of fault was there")
      assert.isAbove(all.length, 24)
      assert.containsAllKeys(ends, [
        "Succeeded",
        "NotRefunded",
        "Rejected",
        "Undetermined",
        "AcceptedPending",
        "killed"
      ])
    },
    600_000
  )

  it("goes the same way again from the same seed, so that a failure can be looked at", async () => {
    for (const seed of count(20, 1)) assert.deepStrictEqual(await simulate(seed), await simulate(seed))
  })

  it("ends without a person when failures are frequent", async () => {
    const calls = await Promise.all(count(isLong ? 500 : 100, 1).map((seed) => callsNeeded(seed, 3)))

    assert.isTrue(calls.every(({ applied }) => applied === 1))
    assert.isTrue(calls.every(({ calls }) => calls > 0))
    // 499 of 500, and 100 of 100.
    assert.isAtLeast(calls.filter(({ calls }) => calls === 1).length, calls.length * 0.998)
  }, 600_000)
})
