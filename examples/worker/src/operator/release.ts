/**
 * `release`: the ledger forgets a refund that is not finished, which unlocks it, after persons have
 * compared it with the PG and found that it was not made.
 */
import { forgetRefund } from "@effect-portone/refunds"
import { Effect, Option, Result } from "effect"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import type { Outcome } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { type Change, changing } from "./changing.ts"
import { evidenceFlag, hashOfFile } from "./evidenceFile.ts"
import { key, one } from "./filter.ts"
import { linesOfJob } from "./jobLines.ts"
import { currencyOf, layer, linesOf, lookUp } from "./lookUp.ts"
import { obstacleToRelease, SETTLES } from "./resolution.ts"
import { changed, confirmation, proposalFor, propose } from "./secondPerson.ts"

const PROPOSED = "release-proposed"
const RELEASED = "released"

export const release = changing(
  "release",
  { key, evidence: evidenceFlag },
  "Unlocks a refund that was compared with the PG and was not made, so that `retry` may send again",
  Effect.fnUntraced(function*({ evidence, key }) {
    if (Option.isNone(evidence)) {
      return yield* ofBilingual({
        message: "Nothing was changed. Name the file with what you compared with --evidence.",
        messageKo: "아무것도 바꾸지 않았습니다. 대조에 쓴 자료를 --evidence로 지정하세요."
      })
    }
    const hash = yield* hashOfFile(evidence.value)
    const store = yield* JobStore
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const { pauses, secondPersonAbove } = yield* Settings
    const job = yield* one(key)
    const { found, payment } = yield* Effect.provide(lookUp(job), layer)
    const quiet = (yield* store.now) - job.updatedAt
    const currency = payment === undefined ? job.currency : currencyOf(payment) ?? job.currency
    const needsSecond = currency !== "KRW" || job.amount > secondPersonAbove ||
      job.outcome?.outcome === "AcceptedPending"
    const facts = {
      amount: job.amount,
      payment: job.impUid,
      dispatch: job.dispatches,
      sends: job.sends,
      was: job.state
    }
    const proposal = yield* proposalFor({ key, proposed: PROPOSED, decided: RELEASED, facts })
    const detail = {
      ...facts,
      evidence: hash,
      found: Result.isSuccess(found) ? found.success._tag : found.failure._tag
    }
    const outcome: Outcome = job.outcome ?? { outcome: "Undetermined" }

    return {
      evidence: [
        ...linesOfJob(job),
        ...linesOf({ found, payment }),
        "Before you release it, compare with the PG's console: no cancel of this payment there may be this refund, also none " +
        "that is not above. Afterwards `worker retry` may send it again.",
        "해제하기 전에 PG사 관리자 페이지와 대조하세요. 위에 없는 것까지 포함해 이 결제의 취소 중 이 환불이 있으면 안 됩니다. 해제한 " +
        "뒤에는 `worker retry`가 다시 보낼 수 있습니다.",
        `evidence     SHA-256 ${hash}`,
        confirmation(needsSecond, proposal)
      ],
      blocked: obstacleToRelease({ found, job, quiet, settles: SETTLES[pauses] }),
      apply: (by) =>
        Effect.gen(function*() {
          if (needsSecond) {
            const lines = yield* propose({ proposal, by, event: { action: PROPOSED, key, detail } })
            if (lines !== undefined) return lines
          }
          const isStored = yield* sql.withTransaction(Effect.gen(function*() {
            // Otherwise the worker might call it as soon as it is unlocked.
            const isStored = yield* store.settle(job, { state: "needs-review", outcome })
            if (isStored) {
              yield* events.append({
                action: RELEASED,
                ...by,
                key,
                detail: { ...detail, ...(needsSecond && proposal !== undefined && { proposedBy: proposal.person }) }
              })
            }
            return isStored
          }))
          if (!isStored) return yield* changed
          yield* Effect.provide(forgetRefund(job.impUid, key), layer)
          return [
            `The ledger has forgotten ${key}. It needs a decision: \`worker retry ${key} --compared\` may send it again.`,
            `환불 장부에서 ${key}의 진행 기록을 지웠습니다. 다시 보내려면 \`worker retry ${key} --compared\`를 실행하세요.`
          ]
        })
    } satisfies Change<unknown, unknown>
  })
)
