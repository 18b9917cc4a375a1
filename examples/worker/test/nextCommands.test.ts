import { FindPayment } from "@effect-portone/core"
import type { FoundRefund } from "@effect-portone/refunds"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { adviceOn } from "../src/jobs/advice.ts"
import { type Job, outcomeNow } from "../src/jobs/Job.ts"
import { linesOfJob } from "../src/operator/jobLines.ts"
import { nextCommands } from "../src/operator/nextCommands.ts"
import { IN_FUTURE, obstacleTo } from "../src/operator/resolution.ts"

const job: Job = {
  key: "환불 1",
  impUid: "imp_1",
  amount: 100,
  reason: undefined,
  fingerprint: "",
  source: "test",
  state: "needs-review",
  dispatches: 1,
  attempts: 1,
  sends: 1,
  outcome: { outcome: "Undetermined", cause: "PgTimedOut" },
  pg: "kcp",
  currency: "KRW",
  isAfterRestore: false,
  dueAt: 0,
  createdAt: 0,
  updatedAt: 0
}
const finding = { impUid: "imp_1", key: job.key, isLocked: false, message: "", messageKo: "" }
const locked = {
  ...finding,
  isLocked: true,
  _tag: "Open",
  next: "compare-first",
  sent: 1,
  cause: "PgTimedOut"
} as const
const refunded = { ...finding, _tag: "Refunded", next: "done", amount: 100, entries: [], certain: "tag" } as const

/** The commands, without what follows the key. */
const commands = (found: FoundRefund.FoundRefund, fields: Partial<Job> = {}, quiet = 3_600_000) =>
  nextCommands({
    job: { ...job, ...fields },
    found: Result.succeed(found),
    isUnknownToLedger: false,
    quiet,
    settles: 300_000
  }).map(({ english, korean }) => {
    assert.match(korean, /[가-힣]/)
    return / worker (.*)/.exec(english)?.[1]?.replace(/ --evidence <file>| --as <name> --because <text>/g, "")
  })

describe("the commands that may follow a look-up", () => {
  it("are those that the rules of the commands allow", () => {
    assert.deepStrictEqual(commands(locked), [
      "resolve '환불 1' --as-refunded",
      "release '환불 1'",
      "resolve '환불 1' --not-refunded"
    ])
    assert.deepStrictEqual(commands(locked, { outcome: { outcome: "AcceptedPending" } }), [
      "resolve '환불 1' --as-refunded",
      "release '환불 1'"
    ])
    assert.deepStrictEqual(commands({ ...finding, _tag: "NotFound", next: "call-again" }), [
      "retry '환불 1' --compared",
      "resolve '환불 1' --not-refunded"
    ])
    assert.deepStrictEqual(commands(refunded), ["recheck '환불 1'", "resolve '환불 1' --as-refunded"])
  })

  it("are those that correct the time where it is in the future", () => {
    assert.deepStrictEqual(commands(locked, {}, -1), commands(locked))
    for (const as of ["refunded", "not-refunded"] as const) {
      const facts = { job, found: Result.succeed(locked), isUnknownToLedger: false, settles: 300_000, as }
      assert.strictEqual(obstacleTo({ ...facts, quiet: -1 }), IN_FUTURE)
      assert.include(obstacleTo({ ...facts, quiet: 0 })?.english, "Wait some minutes")
    }
  })

  it("are none while a cancel may be on its way, for a final outcome, or without a look-up", () => {
    assert.deepStrictEqual(commands(locked, {}, 1000), [])
    assert.deepStrictEqual(commands(refunded, { state: "done" }), [])
    assert.deepStrictEqual(commands(locked, { state: "running" }), [])
    const unread = new FindPayment.LookupFailed({ payment: "imp_1", reason: "Timeout" })
    assert.deepStrictEqual(
      nextCommands({ job, found: Result.fail(unread), isUnknownToLedger: false, quiet: 3_600_000, settles: 1 }),
      []
    )
  })
})

describe("a refund that is due or being called", () => {
  const advice = "This call sent nothing: repair the database."
  const failed = { ...job, outcome: { outcome: "LedgerFailed", advice, adviceKo: "아무것도 보내지 않았습니다." } }

  it("shows the outcome of its last call, and what that one advised, only as the last", () => {
    for (const state of ["waiting", "running"] as const) {
      const text = JSON.stringify(linesOfJob({ ...failed, state }))
      assert.isUndefined(outcomeNow({ ...failed, state }))
      assert.match(adviceOn({ ...failed, state })?.english ?? "", /^Not finished yet/)
      assert.notInclude(text, "sent nothing")
      assert.include(text, "last outcome LedgerFailed")
    }
    const retrying = JSON.stringify(linesOfJob({ ...failed, state: "retrying" }))
    assert.include(retrying, advice)
    assert.include(retrying, "\"outcome      LedgerFailed\"")
  })
})
