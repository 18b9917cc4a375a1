/**
 * What PortOne and the ledger know of a refund. Sends no cancel and stores nothing.
 */
import { findPayment, Payment } from "@effect-portone/core"
import { findRefund, RefundLedger } from "@effect-portone/refunds"
import { type DateTime, Effect, Layer, Option, Result } from "effect"
import * as PortOne from "../engine/PortOne.ts"
import * as TagSecrets from "../engine/TagSecrets.ts"
import type { Job } from "../jobs/Job.ts"
import { Settings } from "../Settings.ts"
import { ofBilingual } from "../StartupError.ts"
import type { Line } from "../terminal.ts"
import { ledger } from "../Worker.ts"

export const find = Effect.fnUntraced(function*({ impUid, key }: Pick<Job, "impUid" | "key">) {
  const { testChannel } = yield* Settings
  return yield* Effect.result(findRefund(impUid, key, { includeSandbox: testChannel }))
})

export type Found = Effect.Success<ReturnType<typeof find>>

/** Looks up several at once, each with `look`. */
export const each = <A, E, R>(jobs: ReadonlyArray<Job>, look: (job: Job) => Effect.Effect<A, E, R>) =>
  Effect.provide(Effect.forEach(jobs, look, { concurrency: AT_ONCE }), layer)

/** The same with the payment, for a person. */
export const lookUp = Effect.fnUntraced(function*(job: Pick<Job, "impUid" | "key">) {
  const { testChannel } = yield* Settings
  const found = yield* find(job)
  const payment = yield* Effect.result(findPayment({ impUid: job.impUid }, { includeSandbox: testChannel }))
  return {
    found,
    payment: Option.getOrUndefined(Result.getSuccess(payment)),
    /** Nothing was ever sent for this payment, by any refund. */
    isUnknownToLedger: yield* RefundLedger.RefundLedger.pipe(
      Effect.flatMap((ledger) => ledger.change(job.impUid, (text) => [Option.isNone(text), text]))
    )
  }
})

export type LookedUp = Effect.Success<ReturnType<typeof lookUp>>

/** What a look-up needs. A process with other tag secrets would not recognise the refunds. */
export const layer = Layer.unwrap(Effect.gen(function*() {
  const { embedded } = yield* Settings
  if (embedded) {
    return yield* ofBilingual({
      message: "Nothing can be looked up, because the sandbox of a worker ends with its process. Set PORTONE_IMP_KEY " +
        "and PORTONE_IMP_SECRET, and PORTONE_BASE_URL for a sandbox that stays.",
      messageKo: "워커에 내장된 샌드박스는 프로세스와 함께 끝나므로 조회할 수 없습니다. PORTONE_IMP_KEY와 " +
        "PORTONE_IMP_SECRET을 설정하고, 계속 실행되는 샌드박스라면 PORTONE_BASE_URL도 설정하세요."
    })
  }
  return TagSecrets.layerReadOnly.pipe(Layer.provideMerge(Layer.merge(PortOne.layer, ledger)))
}))

/** Lines for a person: the payment, its cancels, and what is known of the refund. */
export const linesOf = ({ found, payment }: Pick<LookedUp, "found" | "payment">): ReadonlyArray<Line> => [
  ...linesOfPayment(payment),
  ...linesOfFound(found)
]

export const linesOfPayment = (payment: Payment.Payment | undefined): ReadonlyArray<Line> =>
  payment === undefined ? [] : [
    {
      english: `payment      ${payment.impUid} of ${payment.amount} ${currencyOf(payment) ?? ""}, ` +
        `PG ${Option.getOrElse(payment.pgProvider, () => "not named")}, ` +
        `${Payment.cancellableBalance(payment)} can still be cancelled`,
      korean: `             취소 가능 잔액 ${Payment.cancellableBalance(payment)}`
    },
    ...payment.cancelHistory.map(({ amount, cancellationId, cancelledAt }) =>
      `cancel       ${amount} at ${timeOf(cancelledAt)} ${Option.getOrElse(cancellationId, () => "")}`.trimEnd()
    )
  ]

export const linesOfFound = (found: Found): ReadonlyArray<Line> =>
  Result.match(found, {
    onFailure: ({ _tag, message, messageKo }) => [
      { english: `look-up      ${_tag}: ${message}`, korean: `             ${messageKo}` }
    ],
    onSuccess: ({ _tag, message, messageKo, next }) => [
      `look-up      ${_tag}, next: ${next}`,
      { english: `             ${message}`, korean: `             ${messageKo}` }
    ]
  })

export const currencyOf = ({ currency }: Pick<Payment.Payment, "currency">): string | undefined =>
  Option.getOrUndefined(currency)

// internal

const AT_ONCE = 8

const timeOf = (at: Option.Option<DateTime.Utc>) =>
  Option.match(at, {
    onNone: () => "an unknown time",
    onSome: (time) => new Date(time.epochMilliseconds).toISOString()
  })
