/**
 * A database as the worker's first version left it, and the check that this version upgrades it.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { JobStore } from "../src/jobs/JobStore.ts"
import { makeTables } from "../src/jobs/jobTable.ts"

/** The merchant of the rows; the worker under test needs the same one. */
export const MERCHANT = "first-version"

/** The rows and indexes as the first version wrote them. */
const asFirstVersion = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* makeTables
  for (const name of ["ready", "begun", "runner"]) yield* sql`DROP INDEX ${sql(`refund_job_${name}`)}`
  yield* sql`CREATE INDEX refund_job_due ON refund_job (merchant, due_at) WHERE state IN ('waiting', 'unsure', 'queued', 'running')`
  yield* sql`CREATE INDEX refund_job_busy ON refund_job (merchant, imp_uid) WHERE state IN ('queued', 'running', 'unsure')`
  const states = ["waiting", "queued", "running", "unsure", "held", "done", "refused"]
  for (const [index, state] of states.entries()) {
    const outcome = state === "unsure" || state === "held"
      ? JSON.stringify({ outcome: "OutcomeUnknown", cause: "NeverConfirmed", decider: "Call again." })
      : null
    yield* sql`INSERT INTO refund_job ${
      sql.insert({
        merchant: MERCHANT,
        key: state,
        imp_uid: `imp_${index}`,
        amount: 100,
        fingerprint: "f",
        source: "csv:1",
        state,
        round: 3,
        attempts: 4,
        sends: 1,
        outcome,
        due_at: 0,
        created_at: 0,
        updated_at: 0
      })
    }`
  }
  return states
})

/** Writes the old tables, opens them with this version, and checks every job. */
export const upgrade = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const states = yield* asFirstVersion

  // Twice, as two processes that start one after the other.
  yield* makeTables
  yield* makeTables

  const store = yield* JobStore
  const jobs = new Map((yield* store.get(states)).map((job) => [job.key, job]))
  assert.deepStrictEqual(states.map((key) => jobs.get(key)?.state), [
    "waiting",
    "waiting",
    "running",
    "retrying",
    "needs-review",
    "done",
    "rejected"
  ])
  assert.deepStrictEqual(jobs.get("held")?.outcome, {
    outcome: "Undetermined",
    cause: "NeverConfirmed",
    advice: "Call again."
  })
  assert.deepStrictEqual([jobs.get("held")?.dispatches, jobs.get("held")?.attempts], [3, 4])
  const due = yield* store.claim("me", 10)
  assert.sameMembers(due.map(({ key }) => key), ["waiting", "queued", "running", "unsure"])
  assert.isTrue(yield* store.retry((yield* store.get(["held"]))[0]!))
  assert.isFalse(yield* store.retry((yield* store.get(["refused"]))[0]!))
  // The old indexes are gone, so their names are free.
  yield* sql`CREATE INDEX refund_job_due ON refund_job (key)`
  yield* sql`CREATE INDEX refund_job_busy ON refund_job (key)`
})
