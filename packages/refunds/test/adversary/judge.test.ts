/**
 * The judge reports what wrong callers do, and nothing of a right one. Otherwise a run without
 * violations would prove nothing.
 */
import { assert, describe, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { judge } from "./judge.ts"
import { type Plan, plan, round } from "./plan.ts"
import { play } from "./rounds.ts"
import type { Fault } from "./server/scenario.ts"
import * as Server from "./server/server.ts"
import * as Wrong from "./wrongCallers.ts"

const server = await Server.start()
afterAll(() => server.close())

let rounds = 0

/** The kinds of violations that the judge finds after refunds of 3,000 won. */
const violations = async (caller: Wrong.Caller, faults: ReadonlyArray<Fault>, given: Given = {}) => {
  const drawn = plan("judge", `test/1/${rounds++}`, { faults: undefined }, false)
  const one: Plan = {
    ...drawn,
    isInside: true,
    onForeign: undefined,
    tag: true,
    secrets: ["usual"],
    reason: "변심",
    calmAfter: 3,
    owed: Array.from({ length: given.refunds ?? 1 }, (_, index) => ({
      refund: `${drawn.name.split("/")[2]}-${index}`,
      amount: 3000,
      key: `key-${index}`,
      spellings: []
    })),
    scenario: {
      ...drawn.scenario,
      amount: given.amount ?? 9000,
      echo: "all",
      order: "changing",
      isPromotion: given.isPromotion === true,
      obstacle: undefined,
      faults,
      budget: given.budget ?? 1
    }
  }
  const { calls, unfinished } = await play(one, "judge", server, Wrong.processesOf(server.url, caller), false)
  const found = judge({ rounds: [round(one, false, false)], truth: server.truth, calls, unfinished })
  return [...new Set(found.map(({ kind }) => kind))].toSorted()
}

interface Given {
  readonly refunds?: number
  readonly amount?: number
  readonly isPromotion?: boolean
  readonly budget?: number
}

describe("the judge", () => {
  it("reports nothing of a caller that looks for its refund and sends the checksum", async () => {
    const faults: ReadonlyArray<Fault> = ["lost-answer", "lost-request", "mismatch-after", "pg-unlisted-after", "5xx"]
    const found = await violations(Wrong.right, faults, { refunds: 3, budget: 6 })

    assert.deepStrictEqual(found, [])
  })

  const controls: ReadonlyArray<readonly [string, Wrong.Caller, ReadonlyArray<Fault>, Given, ReadonlyArray<string>]> = [
    ["a blind retry without a checksum", Wrong.blindRetry, ["5xx-after"], {}, [
      "cancel without a checksum",
      "refunded twice"
    ]],
    ["a rejection that is taken for a proof, and its advice", Wrong.rejectedIsNotRefunded, ["pg-unlisted-after"], {}, [
      "denied although refunded",
      "refunded twice"
    ]],
    ["an error that denies a refund", Wrong.deniesInAnError, ["mismatch-after"], {}, [
      "denied although refunded",
      "refunded twice"
    ]],
    ["one key for two refunds", Wrong.oneKeyForAll(), [], { refunds: 2 }, ["success without a refund"]],
    ["the amount that was asked for, where another was refunded", Wrong.reportsWhatWasAsked, [], {
      isPromotion: true
    }, ["wrong amount"]],
    ["a cancel without an amount", Wrong.omitsTheAmount, [], { amount: 3000 }, ["cancel without an amount"]],
    ["a wrong count of sends", Wrong.miscounts, [], {}, ["false count of sends"]],
    ["a refund that never ends", Wrong.neverEnds, [], {}, ["no end"]],
    ["a refund that ends because of another of the shop", Wrong.endsBySibling, [], { refunds: 2 }, [
      "ended by a sibling"
    ]]
  ]
  for (const [what, caller, faults, given, expected] of controls) {
    it(`reports ${what}`, async () => {
      assert.deepStrictEqual(await violations(caller, faults, given), expected)
    })
  }
})
