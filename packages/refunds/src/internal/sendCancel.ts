import { cancel } from "@effect-portone/core/Cancel"
import { type CancelError, OutcomeUnknown } from "@effect-portone/core/CancelError"
import type { Cancelled } from "@effect-portone/core/Cancelled"
import * as CancelRequest from "@effect-portone/core/CancelRequest"
import type { Payment } from "@effect-portone/core/Payment"
import { Transport } from "@effect-portone/core/Transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Plan, State } from "../protocol/state.ts"
import type { Refund } from "../Refund.ts"
import * as RefundTag from "../RefundTag.ts"
import { readReasons } from "./readReasons.ts"
import { fromMinor, type ReadReason } from "./snapshot.ts"
import { verdictOf } from "./verdict.ts"

interface Sending {
  readonly refund: Refund
  readonly plan: Plan
  readonly state: State
  /** The payment as a look-up showed it. */
  readonly before: Payment | undefined
  readonly currency: string
  /** Absent where `reason` must not be changed. */
  readonly tag: string | undefined
}

/**
 * Sends the cancel of a plan once; returns what its answer proves, and the payment or the error in
 * it.
 */
export const sendCancel = Effect.fnUntraced(function*({ before, currency, plan, refund, state, tag }: Sending) {
  const { impUid, reason } = refund
  const answer = yield* cancelled(CancelRequest.partial({
    ...refund.extras,
    impUid,
    amount: fromMinor(plan.amount, currency),
    checksum: fromMinor(plan.checksum, currency),
    currency,
    reason: tag === undefined ? reason : RefundTag.write(tag, reason)
  }))
  const { wasAnswered } = answer
  const result = Result.flatMap(answer.result, (done) =>
    isAnother(done, before, currency)
      ? Result.fail(new OutcomeUnknown({ payment: impUid, reason: "AnswerForAnotherPayment" }))
      : Result.succeed(inCurrency(done, currency)))
  const payment: Payment | undefined = Result.isSuccess(result) && result.success._tag === "CancelConfirmed"
    ? result.success.payment
    : undefined
  const readReason = payment === undefined ? noReason : yield* readReasons(payment)
  const error: CancelError | undefined = Option.getOrUndefined(Result.getFailure(result))
  return { verdict: verdictOf(result, { plan, state, readReason, wasAnswered }), payment, error }
})

// internal

const noReason: ReadReason = () => ({ tags: [], words: [] })

// Core compares the id of the payment; here the order and the currency are known too.
const isAnother = (done: Cancelled, before: Payment | undefined, currency: string): boolean => {
  if (before === undefined) return false
  if (done._tag === "CancelConfirmed") {
    const { merchantUid } = done.payment
    return merchantUid !== before.merchantUid || Option.getOrElse(done.payment.currency, () => currency) !== currency
  }
  return Option.getOrElse(done.facts.merchantUid, () => before.merchantUid) !== before.merchantUid
}

// An answer that names no currency has the payment's.
const inCurrency = (done: Cancelled, currency: string): Cancelled =>
  done._tag === "CancelConfirmed" && Option.isNone(done.payment.currency)
    ? { ...done, payment: { ...done.payment, currency: Option.some(currency) } }
    : done

// A cancel whose token is rejected is sent once more with another token. If key and secret are
// rejected then, the error is that of a call that has sent nothing, although the first copy left.
const cancelled = Effect.fnUntraced(function*(request: CancelRequest.CancelRequest) {
  const transport = yield* Transport
  let wasAnswered = false
  const result = yield* Effect.result(cancel(request)).pipe(
    Effect.provideService(Transport, {
      send: (sent) =>
        sent.method === "GET" ?
          transport.send(sent) :
          Effect.tap(transport.send(sent), () =>
            Effect.sync(() => {
              wasAnswered = true
            }))
    })
  )
  return { result, wasAnswered }
})
