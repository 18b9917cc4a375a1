/**
 * `release`: the ledger forgets refunds that are not finished, which unlocks them, after persons
 * have compared them with the PG and found that they were not made.
 */
import type { Bilingual } from "@effect-portone/core"
import { forgetRefund } from "@effect-portone/refunds"
import { Effect, Option, Result } from "effect"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import type { Job } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { shellWord } from "../shellWord.ts"
import { ofBilingual } from "../StartupError.ts"
import { type Change, changing } from "./changing.ts"
import { correctTime } from "./correctTime.ts"
import { evidenceFlag, hashOfFile } from "./evidenceFile.ts"
import { commandFor, expected, expectFlag, linesOfKeys, selected, selection } from "./filter.ts"
import { keeping } from "./holdLines.ts"
import { linesOfJob, summaryOf } from "./jobLines.ts"
import { each, layer, linesOf, lookUp } from "./lookUp.ts"
import type { By } from "./person.ts"
import { hasEqualCancel, IN_FUTURE, mayRun, obstacleToRelease, SETTLES } from "./resolution.ts"
import { confirmation, mayConfirm, type Proposal, proposalFor, propose } from "./secondPerson.ts"

const PROPOSED = "release-proposed"
/** Stored before the ledger forgets, so that no ledger forgets without an event. */
const STARTED = "release-started"
const RELEASED = "released"

export const release = changing(
  "release",
  {
    ...selection,
    evidence: evidenceFlag,
    expect: expectFlag
  },
  "Unlocks refunds that were compared with the PG and were not made, so that `retry` may send them again",
  Effect.fnUntraced(function*({ evidence, expect, ...given }) {
    if (Option.isNone(evidence)) {
      return yield* ofBilingual({
        message: "Nothing was changed. Name the file with what you compared with --evidence.",
        messageKo: "아무것도 바꾸지 않았습니다. 대조에 쓴 자료를 --evidence로 지정하세요."
      })
    }
    const hash = yield* hashOfFile(evidence.value)
    const jobs = yield* selected(given)
    const single = Option.isSome(given.key)
    const looked = yield* each(jobs, (job) => look(job, hash, single))
    const may = looked.filter(({ obstacle }) => obstacle === undefined)
    const [first] = looked
    const those = may.map(({ job }) => job)
    const { english, korean } = summaryOf(those)
    const second = new Map(may.map(({ needsSecond, proposal }) => {
      const line = confirmation(needsSecond, proposal)
      return [line.english, line]
    }))
    // As they are after `retry`, at the PG that the payment has.
    const kept = yield* keeping(may.map(({ job, payment }) => ({
      state: "waiting",
      pg: payment === undefined ? job.pg : Option.getOrUndefined(payment.pgProvider) ?? job.pg
    })))
    return {
      evidence: [
        ...(single && first !== undefined ? [...linesOfJob(first.job), ...linesOf(first)] : []),
        ...looked.flatMap(({ job, obstacle }) =>
          obstacle === undefined || single && obstacle !== IN_FUTURE ?
            []
            : [{ english: `${job.key}: ${obstacle.english}`, korean: `${job.key}: ${obstacle.korean}` }]
        ),
        {
          english:
            "Before you release, compare with the PG's console: no cancel there may be one of these refunds, also none that " +
            "PortOne does not show. Afterwards `worker retry` may send them again.",
          korean:
            "해제하기 전에 PG사 관리자 페이지와 대조하세요. 포트원에 없는 것까지 포함해 PG사의 취소 중 이 환불이 있으면 안 됩니다. " +
            "해제한 뒤에는 `worker retry`가 다시 보낼 수 있습니다."
        },
        ...kept.map(({ count, english, korean }) => ({
          english: `\`worker retry\` then still sends nothing for ${count} of them: ${english}`,
          korean: `잠금을 해제해도 그중 ${count}건은 \`worker retry\`가 보내지 않습니다. ${korean}`
        })),
        `evidence     SHA-256 ${hash}`,
        { english: `Will be released: ${english}`, korean: `해제할 대상: ${korean}` },
        ...(single ? [] : linesOfKeys(those)),
        ...(single ? [] : commandFor(those, "release", given, "--evidence", shellWord(evidence.value))),
        ...second.values()
      ],
      blocked: single && !mayRun(first?.obstacle) ? first?.obstacle : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          if (single && first?.obstacle === IN_FUTURE) return yield* correctTime(first.job, by)
          if (!single) yield* expected(those, expect)
          const counts = new Map<Bilingual, number>()
          for (const one of may) {
            const result = yield* decide(one, by)
            counts.set(result, (counts.get(result) ?? 0) + 1)
          }
          return single ? [...counts.keys()] : [...counts].map(([{ english, korean }, count]) => ({
            english: `${count} refunds: ${english}`,
            korean: `환불 ${count}건: ${korean}`
          }))
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

const look = Effect.fnUntraced(function*(job: Job, evidence: string, single: boolean) {
  const { pauses, secondPersonAbove } = yield* Settings
  const { found, payment } = yield* lookUp(job)
  const quiet = (yield* (yield* JobStore).now) - job.updatedAt
  const currency = payment === undefined ? job.currency : Option.getOrElse(payment.currency, () => job.currency)
  // Always two persons for several at once, for one that PortOne has accepted, that a ledger may
  // have forgotten, or that may have been made by hand.
  const needsSecond = !single || currency !== "KRW" || job.amount > secondPersonAbove ||
    job.outcome?.outcome === "AcceptedPending" || job.isAfterRestore || hasEqualCancel(job, payment)
  const facts = { amount: job.amount, payment: job.impUid, dispatch: job.dispatches, sends: job.sends, was: job.state }
  const proposal = yield* proposalFor({ key: job.key, proposed: PROPOSED, decided: RELEASED, facts })
  return {
    job,
    found,
    payment,
    needsSecond,
    proposal,
    detail: { ...facts, evidence, found: Result.isSuccess(found) ? found.success._tag : found.failure._tag },
    obstacle: obstacleToRelease({ found, job, quiet, settles: SETTLES[pauses] })
  }
})

interface Decision {
  readonly job: Job
  readonly needsSecond: boolean
  readonly proposal: Proposal | undefined
  readonly detail: Readonly<Record<string, string | number>>
}

const decide = Effect.fnUntraced(function*({ detail, job, needsSecond, proposal }: Decision, by: By) {
  const { key } = job
  const store = yield* JobStore
  const events = yield* Events
  const sql = yield* SqlClient.SqlClient
  if (needsSecond && !mayConfirm(proposal, by.person)) {
    return yield* propose({ proposal, by, event: { action: PROPOSED, key, detail } })
  }
  const facts = { ...detail, ...(needsSecond && proposal !== undefined && { proposedBy: proposal.person }) }
  const isStored = yield* sql.withTransaction(Effect.gen(function*() {
    // Otherwise the worker might call it as soon as it is unlocked.
    const isStored = yield* store.settle(job, {
      state: "needs-review",
      outcome: job.outcome ?? { outcome: "Undetermined" },
      isCompared: true
    })
    if (isStored) yield* events.append({ action: STARTED, ...by, key, detail: facts })
    return isStored
  }))
  if (!isStored) return CHANGED
  yield* Effect.provide(forgetRefund(job.impUid, key), layer)
  yield* events.append({ action: RELEASED, ...by, key, detail: facts })
  return FORGOTTEN
})

const CHANGED: Bilingual = {
  english: "It was claimed or changed in between. Nothing was changed.",
  korean: "그 사이에 상태가 바뀌어 해제하지 않았습니다."
}
const FORGOTTEN: Bilingual = {
  english: "The ledger has forgotten it. `worker retry` with --compared may send it again.",
  korean: "환불 장부에서 진행 기록을 지웠습니다. 다시 보내려면 --compared를 붙여 `worker retry`를 실행하세요."
}
