/**
 * `resolve`: a person decides how a refund ended. Afterwards nothing is ever sent under its key.
 */
import { Clock, Effect, Option, Result } from "effect"
import { Flag } from "effect/cli"
import { SqlClient } from "effect/sql"
import { FRESH } from "../engine/Gate.ts"
import { Events } from "../events/Events.ts"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { commandAbout } from "../shellWord.ts"
import { ofBilingual } from "../StartupError.ts"
import { type Change, changing } from "./changing.ts"
import { correctTime } from "./correctTime.ts"
import { evidenceFlag, hashOfFile } from "./evidenceFile.ts"
import { exitWithFailure } from "./exit.ts"
import { key, one } from "./filter.ts"
import { linesWithHold } from "./holdLines.ts"
import { lineOfEvent } from "./jobLines.ts"
import { currencyOf, find, layer, linesOf, lookUp } from "./lookUp.ts"
import { IN_FUTURE, isUnconfirmed, mayRun, obstacleTo, SETTLES } from "./resolution.ts"
import { changed, confirmation, mayConfirm, proposalFor, propose } from "./secondPerson.ts"

const PROPOSED = "resolve-proposed"
const RESOLVED = "resolved"

export const resolve = changing(
  "resolve",
  {
    key,
    asRefunded: Flag.Boolean("as-refunded").pipe(Flag.withDefault(false), Flag.withDescription("The refund was made")),
    notRefunded: Flag.Boolean("not-refunded").pipe(
      Flag.withDefault(false),
      Flag.withDescription("It was not made under this key, and never will be")
    ),
    evidence: evidenceFlag
  },
  "Decides how a refund ended, after the history was looked up; nothing is sent under its key any more",
  Effect.fnUntraced(function*({ asRefunded, evidence, key, notRefunded }) {
    if (asRefunded === notRefunded) {
      return yield* ofBilingual({
        message: "Decide: --as-refunded or --not-refunded.",
        messageKo: "--as-refunded와 --not-refunded 중 하나를 지정하세요."
      })
    }
    if (Option.isNone(evidence)) {
      return yield* ofBilingual({
        message: "Name the file that shows it with --evidence, such as an export of the PG's console.",
        messageKo: "PG사 관리자 페이지의 내역처럼 근거가 되는 파일을 --evidence로 지정하세요."
      })
    }
    const hash = yield* hashOfFile(evidence.value)
    const as = asRefunded ? "refunded" : "not-refunded"
    const store = yield* JobStore
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const { pauses, secondPersonAbove } = yield* Settings
    const job = yield* one(key)
    const { found, isUnknownToLedger, payment } = yield* Effect.provide(lookUp(job), layer)
    const quiet = (yield* store.now) - job.updatedAt
    const currency = payment === undefined ? job.currency : currencyOf(payment) ?? job.currency
    const needsSecond = currency !== "KRW" || job.amount > secondPersonAbove ||
      isUnconfirmed({ as, found, job, payment })
    const facts = {
      as,
      amount: job.amount,
      payment: job.impUid,
      dispatch: job.dispatches,
      sends: job.sends,
      was: job.state
    }
    const proposal = yield* proposalFor({ key, proposed: PROPOSED, decided: RESOLVED, facts })
    const amount = Result.isSuccess(found) && found.success._tag === "Refunded" ? found.success.amount : job.amount
    const detail = {
      ...facts,
      evidence: hash,
      found: Result.isSuccess(found) ? found.success._tag : found.failure._tag
    }
    const obstacle = obstacleTo({ as, found, isUnknownToLedger, job, quiet, settles: SETTLES[pauses] })

    return {
      evidence: [
        ...(yield* linesWithHold(job)),
        ...linesOf({ found, payment }),
        ...(yield* events.read({ key, first: "newest", most: 5 })).toReversed().map((event) =>
          `event        ${lineOfEvent(event)}`
        ),
        `evidence     SHA-256 ${hash}`,
        obstacle === IN_FUTURE ? IN_FUTURE : confirmation(needsSecond, proposal)
      ],
      blocked: mayRun(obstacle) ? undefined : obstacle,
      apply: (by) =>
        Effect.gen(function*() {
          if (obstacle === IN_FUTURE) return yield* correctTime(job, by)
          if (needsSecond && !mayConfirm(proposal, by.person)) {
            return [yield* propose({ proposal, by, event: { action: PROPOSED, key, detail } })]
          }
          const isStored = yield* sql.withTransaction(Effect.gen(function*() {
            const isStored = yield* store.settle(job, outcomeOf(as, amount))
            if (isStored) {
              yield* events.append({
                action: RESOLVED,
                ...by,
                key,
                detail: { ...detail, ...(needsSecond && proposal !== undefined && { proposedBy: proposal.person }) }
              })
            }
            return isStored
          }))
          if (!isStored) return yield* changed
          return [
            {
              english: `${key} is resolved as ${
                as === "refunded" ? "refunded" : "not refunded"
              }. Nothing is sent under this key any more.`,
              korean: `${key}: ${
                as === "refunded" ? "환불됨" : "환불되지 않음"
              }으로 확정했습니다. 이제 이 키로는 아무것도 보내지 않습니다.`
            },
            ...(yield* contradictionTo(job, as, by))
          ]
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

const outcomeOf = (as: "refunded" | "not-refunded", amount: number) =>
  as === "refunded"
    ? { state: "done" as const, outcome: { outcome: "ResolvedAsRefunded", amount, cause: "person" } }
    : { state: "rejected" as const, outcome: { outcome: "ResolvedAsNotRefunded", cause: "person" } }

/**
 * A process that was taken for dead may have sent a cancel between the look-up and the decision.
 * After this pause none begins one, so another look-up finds it.
 */
const contradictionTo = Effect.fnUntraced(function*(
  job: Job,
  as: "refunded" | "not-refunded",
  by: { readonly person: string; readonly because: string }
) {
  yield* Effect.sleep(2 * FRESH)
  const found = yield* Effect.provide(find(job), layer)
  if (as === "refunded" || Result.isFailure(found) || found.success._tag !== "Refunded") return []
  yield* (yield* Events).append({
    action: "contradiction",
    ...by,
    key: job.key,
    detail: {
      was: "rejected",
      found: "Refunded",
      next: found.success.next,
      recorded: false,
      at: yield* Clock.currentTimeMillis
    }
  })
  yield* exitWithFailure
  const command = commandAbout(job.key, "recheck")
  return [{
    english: `But PortOne's history shows it now: ${found.success.message} Run \`${command}\`.`,
    korean: `그런데 취소 내역에 이 환불이 나타났습니다. ${found.success.messageKo} \`${command}\`를 실행하세요.`
  }]
})
