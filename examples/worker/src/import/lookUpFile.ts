/**
 * Looks up the payments of a CSV's new lines: their currencies, and which refunds PortOne would
 * reject. Sends no cancel.
 */
import { Amount, findPayment, Payment } from "@effect-portone/core"
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

    /** By payment. What other refunds need is taken off the balance. */
    const payments = new Map<string, Looked>()

    const look = Effect.fnUntraced(function*(impUid: string) {
      const payment = yield* Effect.result(findPayment({ impUid }, { includeSandbox: testChannel }))
      if (Result.isFailure(payment)) return payments.set(impUid, { failure: payment.failure })
      const open = (yield* store.ofPayments([impUid])).filter(({ state }) => state !== "done" && state !== "rejected")
      return payments.set(impUid, {
        currency: currencyOf(payment.success),
        balance: Payment.cancellableBalance(payment.success),
        others: open.map(({ amount }) => amount)
      })
    })

    const judge = ({ amount, impUid }: NewJob, line: number) => {
      const payment = payments.get(impUid)
      if (payment === undefined) return
      if ("failure" in payment) {
        return found.add(line, { english: payment.failure.message, korean: payment.failure.messageKo })
      }
      const { balance, currency, others } = payment
      addTo(sums, amount, currency)
      const taken = Amount.sum(others)
      if (Amount.sum([taken, amount]) <= balance) return void others.push(amount)
      found.add(
        line,
        amount > balance
          ? {
            english: `${amount} is more than the ${balance} that can still be cancelled of ${impUid}.`,
            korean: `${amount}은 결제 ${impUid}의 취소 가능 잔액 ${balance}보다 많습니다.`
          }
          : {
            english: `${amount} is too much: ${balance} can still be cancelled of ${impUid}, and open refunds and ` +
              `earlier lines need ${taken} of it.`,
            korean:
              `${amount}은 너무 많습니다. 결제 ${impUid}의 취소 가능 잔액은 ${balance}인데, 진행 중인 환불과 앞 줄의 ` +
              `환불에 ${taken}이 필요합니다.`
          }
      )
    }

    yield* Stream.runForEach(
      Stream.grouped(Csv.lines(file, Csv.beginning, size), BATCH),
      (batch) =>
        Effect.gen(function*() {
          const valid = batch.flatMap(({ job, line }) => Result.isSuccess(job) ? [{ job: job.success, line }] : [])
          const known = new Set((yield* store.get(valid.map(({ job }) => job.key))).map(({ key }) => key))
          const fresh = valid.filter(({ job }) => !known.has(job.key))
          const unknown = new Set(fresh.flatMap(({ job: { impUid } }) => payments.has(impUid) ? [] : [impUid]))
          yield* Effect.forEach(unknown, look, { concurrency: AT_ONCE, discard: true })
          for (const { job, line } of fresh) judge(job, line)
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

type Looked =
  | { readonly failure: { readonly message: string; readonly messageKo: string } }
  | { readonly currency: string | undefined; readonly balance: number; readonly others: Array<number> }

const BATCH = 500
/** How many problems are listed. */
const SHOWN = 500
/** Look-ups at once. */
const AT_ONCE = 8
