/**
 * `release`: the ledger forgets the open refunds of a payment, which unlocks it, after a person has
 * compared every cancel of the payment with the PG.
 */
import { RefundLedger } from "@effect-portone/refunds"
import { Effect, Option, Result, Stream } from "effect"
import { Argument } from "effect/cli"
import { SqlClient } from "effect/sql"
import { Events } from "../events/Events.ts"
import { all, JobStore } from "../jobs/JobStore.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import { type Change, changing } from "./changing.ts"
import { evidenceFlag, hashOfFile } from "./evidenceFile.ts"
import { lineOf, time } from "./jobLines.ts"
import { currencyOf, find, layer, linesOfFound, linesOfPayment, lookUp } from "./lookUp.ts"
import { mayConfirm, proposalFor } from "./secondPerson.ts"

const PROPOSED = "release-proposed"
const RELEASED = "released"

export const release = changing(
  "release",
  {
    impUid: Argument.String("imp_uid").pipe(Argument.withDescription("PortOne's id of the payment")),
    evidence: evidenceFlag
  },
  "Unlocks a payment after every cancel of it was compared with the PG",
  Effect.fnUntraced(function*({ evidence, impUid }) {
    const store = yield* JobStore
    const events = yield* Events
    const sql = yield* SqlClient.SqlClient
    const { secondPersonAbove } = yield* Settings
    const jobs = yield* Stream.runCollect(all({ impUid }))
    const [first] = jobs
    if (first === undefined) {
      return yield* ofBilingual({
        message: `No refund of this merchant is of the payment ${impUid}. Nothing was changed. Check imp_uid.`,
        messageKo: `이 상점에는 결제 ${impUid}의 환불이 없습니다. 아무것도 바꾸지 않았습니다. imp_uid를 확인하세요.`
      })
    }
    const hash = Option.isNone(evidence) ? undefined : yield* hashOfFile(evidence.value)
    const { findings, payment } = yield* Effect.gen(function*() {
      const { payment } = yield* lookUp(first)
      return {
        payment,
        findings: yield* Effect.forEach(jobs, (job) => Effect.map(find(job), (found) => ({ found, job })))
      }
    }).pipe(Effect.provide(layer))
    const open = jobs.filter(({ state }) => state !== "done" && state !== "rejected")
    const sum = open.reduce((sum, { amount }) => sum + amount, 0)
    const needsSecond = payment === undefined || currencyOf(payment) !== "KRW" || sum > secondPersonAbove
    const facts = { payment: impUid, open: open.length, sends: jobs.reduce((sum, { sends }) => sum + sends, 0) }
    const proposal = yield* proposalFor({ key: first.key, proposed: PROPOSED, decided: RELEASED, facts })
    const unreadable = payment === undefined || findings.some(({ found }) => Result.isFailure(found))
    const shown = findings.filter(({ found, job }) =>
      Result.isSuccess(found) && found.success._tag === "Refunded" && job.state !== "done"
    )

    return {
      evidence: [
        ...jobs.map(lineOf),
        ...linesOfPayment(payment),
        ...findings.flatMap(({ found, job }) => [`refund       ${job.key}`].concat(linesOfFound(found))),
        "Before you release this payment, compare each cancel above with the PG's console, and look there for cancels that " +
        "are not above. A refund under an open key may be sent again afterwards.",
        "해제하기 전에 위의 취소를 하나씩 PG사 관리자 페이지와 대조하고, 위에 없는 취소가 PG사에 있는지도 확인하세요. 해제하면 " +
        "열려 있는 키의 환불이 다시 전송될 수 있습니다.",
        ...(hash === undefined ? [] : [`evidence     SHA-256 ${hash}`]),
        needsSecond
          ? proposal === undefined
            ? "This decision needs two persons. The first one proposes it."
            : `Proposed by ${proposal.person} at ${time(proposal.at)}. Another person has to confirm it.`
          : "One person may decide this."
      ],
      blocked: hash === undefined
        ? {
          english: "Nothing was changed. Name the file with what you compared with --evidence.",
          korean: "아무것도 바꾸지 않았습니다. 대조에 쓴 자료를 --evidence로 지정하세요."
        }
        : unreadable
        ? {
          english:
            "Nothing was changed. PortOne could not be asked, so there is nothing to compare with. Try again later.",
          korean: "아무것도 바꾸지 않았습니다. 포트원에서 조회하지 못해 대조할 내역이 없습니다. 나중에 다시 실행하세요."
        }
        : shown.length > 0
        ? {
          english: `Nothing was changed. The history shows ${shown.map(({ job }) => job.key).join(", ")}: run ` +
            "`worker recheck` with these keys first.",
          korean: `아무것도 바꾸지 않았습니다. 취소 내역에 ${
            shown.map(({ job }) => job.key).join(", ")
          }가 있습니다. 먼저 이 ` +
            "키로 `worker recheck`를 실행하세요."
        }
        : jobs.some(({ state }) =>
            state === "running"
          )
        ? running
        : undefined,
      apply: (by) =>
        Effect.gen(function*() {
          if (needsSecond && !mayConfirm(proposal, by.person)) {
            if (proposal !== undefined) {
              return yield* ofBilingual({
                message: `${proposal.person} has proposed this and cannot confirm it. Nothing was changed.`,
                messageKo:
                  `${proposal.person} 님이 제안한 건이므로 본인이 확정할 수 없습니다. 아무것도 바꾸지 않았습니다.`
              })
            }
            yield* events.append({
              action: PROPOSED,
              ...by,
              key: first.key,
              detail: { ...facts, evidence: hash ?? "" }
            })
            return [
              "Proposed. The payment stays locked until another person compares and runs the same command.",
              "제안을 기록했습니다. 다른 담당자가 대조하고 같은 명령을 실행할 때까지 결제는 잠긴 상태입니다."
            ]
          }
          const stopped = yield* sql.withTransaction(Effect.gen(function*() {
            // Otherwise the worker might call one of them as soon as the payment is unlocked.
            const stopped = yield* store.stopRetries(impUid)
            if (stopped !== undefined) {
              yield* events.append({
                action: RELEASED,
                ...by,
                key: first.key,
                detail: {
                  ...facts,
                  evidence: hash ?? "",
                  ...(needsSecond && proposal !== undefined && { proposedBy: proposal.person })
                }
              })
            }
            return stopped
          }))
          if (stopped === undefined) return yield* ofBilingual({ message: running.english, messageKo: running.korean })
          yield* Effect.provide(RefundLedger.forget(impUid), layer)
          return [
            `The ledger has forgotten the open refunds of ${impUid}. ${open.length} refunds of it wait for a decision: ` +
            "`worker resolve` each, or `worker retry` it with --compared if the PG has not refunded it.",
            `환불 장부에서 ${impUid}의 끝나지 않은 환불을 지웠습니다. 열린 환불 ${open.length}건은 각각 \`worker resolve\`로 ` +
            "결정하거나, PG사에서 환불되지 않았다면 --compared를 붙여 `worker retry`를 실행하세요."
          ]
        })
    } satisfies Change<unknown, unknown>
  })
)

// internal

const running = {
  english: "Nothing was changed. The worker is calling refundOnce for a refund of this payment. Wait for its outcome.",
  korean: "아무것도 바꾸지 않았습니다. 워커가 이 결제의 환불을 처리하고 있습니다. 결과가 나올 때까지 기다리세요."
}
