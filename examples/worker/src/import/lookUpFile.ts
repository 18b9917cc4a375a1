/**
 * Looks up the payments of a CSV's new lines: their currencies, and which refunds PortOne would
 * reject. Sends no cancel.
 */
import { findPayment, Payment } from "@effect-portone/core"
import { Effect, Result, Stream } from "effect"
import type { NewJob } from "../jobs/Job.ts"
import { JobStore } from "../jobs/JobStore.ts"
import { currencyOf, layer } from "../operator/lookUp.ts"
import { Settings } from "../Settings.ts"
import { addTo, money } from "../sums.ts"
import type { Line } from "../terminal.ts"
import * as Csv from "./Csv.ts"
import { problems } from "./problems.ts"

/** What PortOne shows, for a person. Units: `size` in bytes. */
export const lookUpFile = Effect.fnUntraced(
  function*(file: string, size: number) {
    const store = yield* JobStore
    const { testChannel } = yield* Settings
    const sums = new Map<string, number>()
    const found = problems(SHOWN)

    const look = Effect.fnUntraced(function*({ job, line }: { readonly job: NewJob; readonly line: number }) {
      const payment = yield* Effect.result(findPayment({ impUid: job.impUid }, { includeSandbox: testChannel }))
      if (Result.isFailure(payment)) {
        return found.add(line, { english: payment.failure.message, korean: payment.failure.messageKo })
      }
      addTo(sums, job.amount, currencyOf(payment.success))
      const left = Payment.cancellableBalance(payment.success)
      if (job.amount <= left) return
      found.add(line, {
        english: `${job.amount} is more than the ${left} that can still be cancelled of ${job.impUid}.`,
        korean: `${job.amount}은 결제 ${job.impUid}의 취소 가능 잔액 ${left}보다 많습니다.`
      })
    })

    yield* Stream.runForEach(
      Stream.grouped(Csv.lines(file, Csv.beginning, size), BATCH),
      (batch) =>
        Effect.gen(function*() {
          const valid = batch.flatMap(({ job, line }) => Result.isSuccess(job) ? [{ job: job.success, line }] : [])
          const known = new Set((yield* store.get(valid.map(({ job }) => job.key))).map(({ key }) => key))
          const fresh = valid.filter(({ job }) => !known.has(job.key))
          yield* Effect.forEach(fresh, look, { concurrency: AT_ONCE, discard: true })
        })
    )
    const { english, korean } = money(sums)
    const all: Array<Line> = [{
      english: `PortOne shows for the new lines: ${english}.`,
      korean: `포트원에서 조회한 새 환불: ${korean}.`
    }]
    if (found.count() > 0) {
      all.push(found.within({
        english: `${found.count()} of them would not be refunded as PortOne is now:`,
        korean: `그중 ${found.count()}줄은 지금 포트원 상태로는 환불되지 않습니다:`
      }, {
        english: "An import adds these lines all the same, and reports their outcomes.",
        korean: "이 줄들도 가져오면 등록하고 결과를 알려 줍니다."
      }))
    }
    return all
  },
  Effect.provide(layer)
)

// internal

const BATCH = 500
/** How many problems are listed. */
const SHOWN = 500
/** Look-ups at once. */
const AT_ONCE = 8
