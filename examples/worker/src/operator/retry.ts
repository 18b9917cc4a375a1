/**
 * `retry`: makes the worker call refundOnce now, for refunds without a final outcome.
 */
import { Effect, Option, Result } from "effect"
import { Argument, Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import { waitForJobs } from "../import/waitForJobs.ts"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { type Change, changing } from "./changing.ts"
import { exitWithFailure } from "./exit.ts"
import { expectFlag, filter, notExpected, selected } from "./filter.ts"
import { linesOfJob, summaryOf } from "./jobLines.ts"
import { find, type Found, layer } from "./lookUp.ts"

/** Why a job must not be called again now; undefined if it may be. Pure. */
export const objectionTo = (job: Pick<Job, "state">, found: Found, isCompared: boolean): string | undefined => {
  if (job.state === "running") return "the worker is calling refundOnce for it now"
  if (job.state === "done" || job.state === "rejected") return `it is ${job.state}, which is final`
  if (Result.isFailure(found)) return `it could not be looked up (${found.failure._tag})`
  const { _tag, next } = found.success
  if (_tag === "Refunded") return "the history shows it: run `worker recheck`"
  if (_tag === "TakenBack" || next === "stop") return "it must not be called again: see `worker show`"
  return job.state === "needs-review" && !isCompared
    ? "it needs review: compare with the PG's console, then add --compared"
    : undefined
}

export const retry = changing(
  "retry",
  {
    key: Argument.String("key").pipe(Argument.withDescription("One refund"), Argument.optional),
    all: Flag.Boolean("all").pipe(Flag.withDefault(false), Flag.withDescription("Every refund")),
    ...filter,
    compared: Flag.Boolean("compared").pipe(
      Flag.withDefault(false),
      Flag.withDescription("You compared with the PG. Required after needs-review, because a cancel may be sent")
    ),
    expect: expectFlag
  },
  "Calls refundOnce again now for refunds without a final outcome; this may send",
  Effect.fnUntraced(function*({ compared, expect, ...given }) {
    const jobs = yield* selected(given)
    const looked = yield* Effect.provide(
      Effect.forEach(
        jobs,
        (job) => Effect.map(find(job), (found) => ({ job, objection: objectionTo(job, found, compared) })),
        { concurrency: AT_ONCE }
      ),
      layer
    )
    const may = looked.flatMap(({ job, objection }) => objection === undefined ? [job] : [])
    const single = Option.isSome(given.key)
    const objection = looked[0]?.objection
    return {
      evidence: [
        ...(single ? jobs.flatMap(linesOfJob) : []),
        ...looked.flatMap(({ job, objection }) => objection === undefined ? [] : [`${job.key}: ${objection}.`]),
        `Will be called: ${summaryOf(may)}`
      ],
      blocked: single && objection !== undefined
        ? {
          english: `Nothing was changed. ${objection[0]?.toUpperCase()}${objection.slice(1)}.`,
          korean: `아무것도 바꾸지 않았습니다. ${
            jobs[0]?.key
          } 환불은 지금 다시 호출할 수 없습니다. 위의 내용을 확인하세요.`
        }
        : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          if (!single && Option.getOrUndefined(expect) !== may.length) {
            return yield* notExpected(may.length)
          }
          const store = yield* JobStore
          const events = yield* Events
          const sql = yield* SqlClient.SqlClient
          let called = 0
          for (const job of may) {
            yield* sql.withTransaction(Effect.gen(function*() {
              if (!(yield* store.retry(job.key))) return
              called++
              yield* events.append({
                action: "retry",
                ...by,
                key: job.key,
                detail: { was: job.state, dispatch: job.dispatches, sends: job.sends, compared }
              })
            }))
          }
          if (called === 0) return ["None was called."]
          const keys = may.map(({ key }) => key)
          yield* waitForJobs({ keys }, single ? "wait" : "return")
          const after = yield* store.get(keys)
          const open = after.filter(({ state }) => state !== "done" && state !== "rejected")
          if (open.length > 0) yield* exitWithFailure
          return single
            ? after.flatMap(linesOfJob)
            : [
              `${called} refunds are due, and ${open.length} of them have no final outcome yet. \`worker serve\` goes on with them.`
            ]
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

/** Look-ups at once. */
const AT_ONCE = 8
