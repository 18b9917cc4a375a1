/**
 * The time of a refund's last change, where a clock that was ahead has written it.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import type { By } from "./person.ts"
import { changed } from "./secondPerson.ts"

/** Records the refund as changed now, and returns what to print. Nothing is decided. */
export const correctTime = Effect.fnUntraced(function*(job: Job, by: By) {
  const store = yield* JobStore
  const events = yield* Events
  const sql = yield* SqlClient.SqlClient
  const isStored = yield* sql.withTransaction(Effect.gen(function*() {
    const isStored = yield* store.changedNow(job)
    if (isStored) {
      yield* events.append({ action: "time-corrected", ...by, key: job.key, detail: { was: job.updatedAt } })
    }
    return isStored
  }))
  return isStored ? [CORRECTED] : yield* changed
})

// internal

const CORRECTED: Bilingual = {
  english: "It is recorded as changed now. Nothing is decided: wait some minutes, then run the same command again.",
  korean: "지금 변경된 것으로 기록했습니다. 아직 결정되지 않았으니 몇 분 뒤 같은 명령을 다시 실행하세요."
}
