/**
 * `recheck`: looks refunds up and records those that the payment history shows. Sends nothing.
 */
import type { FoundRefund } from "@effect-portone/refunds"
import { Effect, Result } from "effect"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import type { Job, Outcome } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { type Change, changing } from "./changing.ts"
import { exitWithFailure } from "./exit.ts"
import { selected, selection } from "./filter.ts"
import { each, find, type Found } from "./lookUp.ts"

/** What a look-up means for a job. */
export type Meaning = "refunded" | "contradiction" | "unchanged" | "not-looked-up"

/** Pure. */
export const meaningOf = ({ state }: Pick<Job, "state">, found: Found): Meaning => {
  if (Result.isFailure(found)) return "not-looked-up"
  const { _tag, next } = found.success
  if (_tag === "Refunded") {
    return next !== "done" || state === "rejected" ? "contradiction" : state === "done" ? "unchanged" : "refunded"
  }
  return _tag === "TakenBack" || state === "done" && _tag !== "Open" ? "contradiction" : "unchanged"
}

/** The outcome of a refund that the payment history shows. */
export const shownOutcome = (
  { amount, certain }: Extract<FoundRefund.FoundRefund, { readonly _tag: "Refunded" }>
): Outcome => ({
  outcome: "Succeeded",
  amount,
  cause: certain
})

export const recheck = changing(
  "recheck",
  selection,
  "Looks refunds up and records what the payment history shows; never sends",
  Effect.fnUntraced(function*(given) {
    const jobs = yield* selected(given)
    const looked = yield* each(
      jobs,
      (job) => Effect.map(find(job), (found) => ({ job, found, meaning: meaningOf(job, found) }))
    )
    const of = (meaning: Meaning) => looked.filter((one) => one.meaning === meaning)
    const contradictions = of("contradiction")
    if (contradictions.length + of("not-looked-up").length > 0) yield* exitWithFailure
    return {
      evidence: [
        ...looked.map(({ found, job, meaning }) =>
          `${job.key}\t${job.state}\t${meaning}\t${
            Result.isSuccess(found) ? `${found.success._tag} ${found.success.next}` : found.failure._tag
          }`
        ),
        ...contradictions.flatMap(({ found, job }) =>
          Result.isSuccess(found)
            ? [{ english: `${job.key}: ${found.success.message}`, korean: `  ${found.success.messageKo}` }]
            : []
        ),
        {
          english: `${jobs.length} looked up: ${of("refunded").length} are refunded and not recorded as such, ` +
            `${contradictions.length} contradict the table, ${of("not-looked-up").length} could not be looked up.`,
          korean: `${jobs.length}건 조회: 환불됐지만 기록되지 않은 건 ${of("refunded").length}건, ` +
            `테이블과 어긋나는 건 ${contradictions.length}건, 조회하지 못한 건 ${of("not-looked-up").length}건.`
        }
      ],
      apply: (by) =>
        Effect.gen(function*() {
          const store = yield* JobStore
          const events = yield* Events
          const sql = yield* SqlClient.SqlClient
          let recorded = 0
          for (const { found, job, meaning } of looked) {
            if (Result.isFailure(found) || meaning === "unchanged") continue
            const { success } = found
            const isRefunded = success._tag === "Refunded" && success.next === "done"
            yield* sql.withTransaction(Effect.gen(function*() {
              // A refund that is running is recorded by its own call.
              const isStored = isRefunded &&
                (yield* store.settle(job, { state: "done", outcome: shownOutcome(success) }))
              if (isStored) recorded++
              if (!isStored && meaning !== "contradiction") return
              yield* events.append({
                action: meaning === "contradiction" ? "contradiction" : "recheck-recorded",
                ...by,
                key: job.key,
                detail: { was: job.state, found: success._tag, next: success.next, recorded: isStored }
              })
            }))
          }
          yield* events.append({
            action: "recheck",
            ...by,
            detail: {
              looked: jobs.length,
              recorded,
              contradictions: contradictions.length,
              failed: of("not-looked-up").length
            }
          })
          return [{
            english: `${recorded} recorded as refunded. Nothing was sent.`,
            korean: `${recorded}건을 환불됨으로 기록했습니다. 아무것도 보내지 않았습니다.`
          }]
        })
    } satisfies Change<unknown, unknown>
  })
)
