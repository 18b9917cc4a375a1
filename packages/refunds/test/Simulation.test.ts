/**
 * The whole of it in worlds drawn by chance: production `refundOnce` on virtual time, a provider in
 * memory, and a judge who owns the ledger. A seed that fails here goes into
 * `simulation/corpus.json`, which runs first.
 */
import { assert, describe, it } from "@effect/vitest"
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
      failed.push(`node packages/refunds/test/simulation/run.ts --seed ${seed} --memory ${remembered}: ${violation}`)
    }
  }
  return { ends, failed, seen }
}

const count = (length: number, from: number) => Array.from({ length }, (_, index) => from + index)

describe("a refund in a world drawn by chance", () => {
  it("is never done twice nor told wrong, in any world that once went wrong", async () => {
    for (const ledgerKind of ledgerKinds) assert.deepStrictEqual((await check(corpus, ledgerKind)).failed, [])
  }, 600_000)

  it("is never done twice nor told wrong in 500 worlds, and ends once they are well again", async () => {
    const { ends, failed, seen } = await check(count(500, 4001))

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
  }, 600_000)

  it("goes the same way again from the same seed, so that a failure can be looked at", async () => {
    for (const seed of count(20, 1)) assert.deepStrictEqual(await simulate(seed), await simulate(seed))
  })

  it("ends without a person in bad weather", async () => {
    const calls = await Promise.all(count(1000, 1).map((seed) => callsNeeded(seed, 3)))

    assert.isTrue(calls.every(({ applied }) => applied === 1))
    assert.isTrue(calls.every(({ calls }) => calls > 0))
    assert.isAtLeast(calls.filter(({ calls }) => calls === 1).length, 998)
  }, 600_000)
})
