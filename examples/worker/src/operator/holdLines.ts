/**
 * Holds as a person reads them: what is on hold, who put it and when, and the command that lifts
 * it.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect } from "effect"
import { Events } from "../events/Events.ts"
import { type Hold, Holds, holdsOn, isSameScope, nameOf, type Scope } from "../jobs/Holds.ts"
import type { Job } from "../jobs/Job.ts"
import { Settings } from "../Settings.ts"
import { shellWord } from "../shellWord.ts"
import type { Line } from "../terminal.ts"
import { linesOfJob, time } from "./jobLines.ts"

/**
 * The event of a hold. Undefined where it is not among those of this merchant: another merchant
 * may have put a hold of all.
 */
export const eventOf = Effect.fnUntraced(function*(hold: Hold) {
  const events = yield* (yield* Events).read({ action: "hold", first: "newest" })
  return events.find(({ at, detail }) => at >= hold.since && isSameScope(detail as Scope, hold))
})

/** One sentence for what is on hold, one for who put it, and one for how to lift it. */
export const sentencesOf = Effect.fnUntraced(function*(hold: Hold) {
  const { english, korean } = nameOf(hold, (yield* Settings).merchant)
  const event = yield* eventOf(hold)
  const since = time(hold.since)
  const scope = hold.what === "pg" ? shellWord(`--pg=${hold.pg}`) : `--${hold.what}`
  const [put, putKo] = event?.person === undefined
    ? [`The hold was put at ${since}.`, `${since}에 보류했습니다.`]
    : [`The hold was put by ${event.person} at ${since}.`, `${event.person} 님이 ${since}에 보류했습니다.`]
  return {
    english: `${english} is on hold. ${put} Lift it with \`worker unhold ${scope} --as <name> --because <text>\`.`,
    korean:
      `${korean}: 보류 중입니다. ${putKo} \`worker unhold ${scope} --as <담당자> --because <사유>\`로 보류를 해제하세요.`
  } satisfies Bilingual
})

/** The holds that keep some of these refunds from being sent, with how many of them each. */
export const keeping = Effect.fnUntraced(function*(jobs: ReadonlyArray<Pick<Job, "pg" | "state">>) {
  const counts = new Map<Hold, number>()
  const holds = yield* (yield* Holds).list
  for (const job of jobs) {
    for (const hold of holdsOn(job, holds)) counts.set(hold, (counts.get(hold) ?? 0) + 1)
  }
  return yield* Effect.forEach(
    counts,
    ([hold, count]) => Effect.map(sentencesOf(hold), (sentences) => ({ count, ...sentences }))
  )
})

/** Lines for several refunds. */
export const linesOfKept = (jobs: ReadonlyArray<Pick<Job, "pg" | "state">>) =>
  Effect.map(keeping(jobs), (all) =>
    all.map(({ count, english, korean }): Bilingual => ({
      english: `${count} of them are not sent: ${english}`,
      korean: `그중 ${count}건은 보내지 않습니다. ${korean}`
    })))

/** A refund with all that the table knows, and the holds that keep it back. */
export const linesWithHold = Effect.fnUntraced(function*(job: Job): Effect.fn.Return<
  ReadonlyArray<Line>,
  Effect.Error<ReturnType<typeof keeping>>,
  Effect.Services<ReturnType<typeof keeping>>
> {
  const kept = yield* keeping([job])
  return linesOfJob(
    job,
    kept.map(({ english, korean }) => ({ english: `Not sent: ${english}`, korean: `보내지 않습니다. ${korean}` }))
  )
})
