/**
 * `retry`: makes the worker call refundOnce now, for refunds without a final outcome.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect, Option, Result } from "effect"
import { Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import { waitForJobs } from "../import/waitForJobs.ts"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { print } from "../terminal.ts"
import { type Change, changing } from "./changing.ts"
import { exitWithFailure } from "./exit.ts"
import { commandFor, expected, expectFlag, linesOfKeys, selected, selection } from "./filter.ts"
import { linesOfKept, linesWithHold } from "./holdLines.ts"
import { summaryOf } from "./jobLines.ts"
import { each, find, type Found } from "./lookUp.ts"

/** Why a job must not be called again now; undefined if it may be. Pure. */
export const objectionTo = (job: Pick<Job, "state">, found: Found, isCompared: boolean): Bilingual | undefined => {
  if (job.state === "running") {
    return {
      english: "the worker is calling refundOnce for it now",
      korean: "워커가 지금 이 환불을 처리하고 있습니다"
    }
  }
  if (job.state === "done" || job.state === "rejected") {
    return { english: `it is ${job.state}, which is final`, korean: `최종 결과(${job.state})가 있습니다` }
  }
  if (Result.isFailure(found)) {
    return {
      english: `it could not be looked up (${found.failure._tag})`,
      korean: `조회하지 못했습니다(${found.failure._tag})`
    }
  }
  const { _tag, next } = found.success
  if (_tag === "Refunded") {
    return {
      english: "the history shows it: run `worker recheck`",
      korean: "취소 내역에 있습니다. `worker recheck`를 실행하세요"
    }
  }
  if (_tag === "TakenBack" || next === "stop") {
    return {
      english: "it must not be called again: see `worker show` with --look-up",
      korean: "다시 호출하면 안 됩니다. `worker show`에 --look-up을 붙여 확인하세요"
    }
  }
  return job.state === "needs-review" && !isCompared
    ? {
      english: "it needs review: compare with the PG's console, then add --compared",
      korean: "검토가 필요합니다. PG사 관리자 페이지와 대조한 뒤 --compared를 붙이세요"
    }
    : undefined
}

export const retry = changing(
  "retry",
  {
    ...selection,
    compared: Flag.Boolean("compared").pipe(
      Flag.withDefault(false),
      Flag.withDescription("You compared with the PG. Required after needs-review, because a cancel may be sent")
    ),
    expect: expectFlag
  },
  "Calls refundOnce again now for refunds without a final outcome; this may send",
  Effect.fnUntraced(function*({ compared, expect, ...given }) {
    const jobs = yield* selected(given)
    const looked = yield* each(jobs, (job) =>
      Effect.map(find(job), (found) => ({
        job,
        objection: objectionTo(job, found, compared),
        isLocked: Result.isSuccess(found) && found.success.isLocked
      })))
    const may = looked.filter(({ objection }) => objection === undefined)
    const locked = may.filter(({ isLocked }) => isLocked).length
    const those = may.map(({ job }) => job)
    const { english, korean } = summaryOf(those)
    const single = Option.isSome(given.key)
    const objection = looked[0]?.objection
    return {
      evidence: [
        ...(single ? (yield* Effect.forEach(jobs, linesWithHold)).flat() : []),
        ...looked.flatMap(({ job, objection }) =>
          objection === undefined
            ? []
            : [{ english: `${job.key}: ${objection.english}.`, korean: `${job.key}: ${objection.korean}.` }]
        ),
        { english: `Will be called: ${english}`, korean: `호출할 대상: ${korean}` },
        ...(single ? [] : linesOfKeys(those)),
        ...(locked === 0 ? [] : [{
          english: `The ledger has locked ${locked} of them: nothing is sent for these before \`worker release\`.`,
          korean: `그중 ${locked}건은 환불 장부가 잠갔습니다. \`worker release\` 전에는 아무것도 보내지 않습니다.`
        }]),
        ...(single ? [] : commandFor(those, "retry", given, ...(compared ? ["--compared"] : [])))
      ],
      blocked: single && objection !== undefined
        ? {
          english: `Nothing was changed: ${objection.english}.`,
          korean: `아무것도 바꾸지 않았습니다. ${objection.korean}.`
        }
        : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          if (!single) yield* expected(those, expect)
          const store = yield* JobStore
          const events = yield* Events
          const sql = yield* SqlClient.SqlClient
          const keys: Array<string> = []
          const missed: Array<Bilingual> = []
          for (const { job } of may) {
            const isDue = yield* sql.withTransaction(Effect.gen(function*() {
              const isDue = yield* store.retry(job)
              if (isDue) {
                yield* events.append({
                  action: "retry",
                  ...by,
                  key: job.key,
                  detail: { was: job.state, dispatch: job.dispatches, sends: job.sends, compared }
                })
              }
              return isDue
            }))
            if (isDue) keys.push(job.key)
            else missed.push(changedOf(job.key))
          }
          yield* print(...missed)
          if (missed.length > 0) yield* exitWithFailure
          const called = keys.length
          if (called === 0) return [{ english: "None was called.", korean: "호출한 환불이 없습니다." }]
          yield* waitForJobs({ keys }, single ? "wait" : "return")
          const after = yield* store.get(keys)
          const open = after.filter(({ state }) => state !== "done" && state !== "rejected").length
          if (open > 0) yield* exitWithFailure
          return single
            ? (yield* Effect.forEach(after, linesWithHold)).flat()
            : [{
              english: `${called} refunds are due, and ${open} of them have no final outcome yet.${
                open > 0 ? " `worker serve` goes on with them." : ""
              }`,
              korean: `환불 ${called}건을 다시 호출하게 했고, 그중 ${open}건은 아직 최종 결과가 없습니다.${
                open > 0 ? " `worker serve`가 이어서 처리합니다." : ""
              }`
            }, ...yield* linesOfKept(after)]
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

const changedOf = (key: string): Bilingual => ({
  english: `${key}: it was claimed or changed since it was looked up, and was not called. Look again.`,
  korean: `${key}: 조회한 뒤 상태가 바뀌어 호출하지 않았습니다. 다시 확인하세요.`
})
