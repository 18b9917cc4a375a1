/**
 * Checks that must hold on SQLite and on PostgreSQL.
 */
import { RefundTag } from "@effect-portone/refunds"
import { assert } from "@effect/vitest"
import { Effect, Exit, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import * as TagSecrets from "../src/engine/TagSecrets.ts"
import { JobStore } from "../src/jobs/JobStore.ts"

/** Due times of a clock that was a day ahead. */
export const jump = Effect.gen(function*() {
  const store = yield* JobStore
  const sql = yield* SqlClient.SqlClient
  const day = 86_400_000
  yield* store.add(
    ["waiting", "retrying", "running"].map((key, n) => ({ key, impUid: `imp_${n}`, amount: 1 })),
    "test"
  )
  for (const state of ["retrying", "running"]) {
    yield* sql`UPDATE refund_job SET state = ${state}, round = 1 WHERE key = ${state}`
  }
  // What a clock that was a day ahead has written.
  yield* sql`UPDATE refund_job SET due_at = due_at + ${day}, updated_at = updated_at + ${day} WHERE source = 'test'`
  assert.sameMembers((yield* store.claim("me", 10)).map(({ key }) => key), ["waiting", "retrying", "running"])
  // Those that were claimed now wait for their lease.
  assert.lengthOf(yield* store.claim("me", 10), 0)
  yield* sql`DELETE FROM refund_job WHERE source = 'test'`
})

const secret = (letter: string) => letter.repeat(40)
const started = (current: string, ...previous: ReadonlyArray<string>) =>
  Effect.provide(
    Effect.exit(TagSecrets.check),
    RefundTag.layer(Redacted.make(current), { previous: previous.map((text) => Redacted.make(text)) })
  )

/** Which secrets may start with which table. */
export const rotation = Effect.gen(function*() {
  assert.isTrue(Exit.isSuccess(yield* started(secret("a"))))
  assert.isTrue(Exit.isSuccess(yield* started(secret("a"))))
  const other = yield* started(secret("b"))
  assert.include(String(Exit.isFailure(other) ? other.cause : ""), "PORTONE_REFUND_TAG_PREVIOUS_SECRETS")
  assert.notInclude(String(Exit.isFailure(other) ? other.cause : ""), "aaaa")
  assert.isTrue(Exit.isSuccess(yield* started(secret("b"), secret("a"))))
  assert.isTrue(Exit.isFailure(yield* started(secret("a"))), "a machine that was forgotten in the rotation")
  assert.isTrue(Exit.isSuccess(yield* started(secret("a"), secret("b"))))
})
