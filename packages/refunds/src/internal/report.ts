import type { Bilingual } from "@effect-portone/core/Bilingual"
import type * as Payment from "@effect-portone/core/Payment"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Outcome } from "../protocol/outcome.ts"
import type { Plan } from "../protocol/state.ts"
import type { Refund } from "../Refund.ts"
import { KeyReused, type NotRefunded, type RefundOutcome, type Succeeded } from "../RefundOutcome.ts"
import { fromMinor, snapshotOf } from "./snapshot.ts"
import { asyncNothingSent, undetermined } from "./undetermined.ts"

interface Report {
  readonly refund: Refund
  readonly outcome: Outcome
  /** What was sent, where it is known. */
  readonly plan: Plan | undefined
  /** The payment as it was read last. */
  readonly payment: Payment.Payment | undefined
  readonly currency: string
  /** The last error of a look-up, a cancel or the ledger. */
  readonly lastError: string
  readonly sends: number
  readonly hasLedger: boolean
}

/** Turns an outcome of the protocol into the outcome of the call. */
export const report = (facts: Report): Effect.Effect<RefundOutcome, KeyReused> => {
  const { currency, hasLedger, lastError, outcome, payment, plan, refund, sends } = facts
  const common = { impUid: refund.impUid, key: refund.key, sends }
  const texts = (...sentences: ReadonlyArray<Bilingual>) => ({
    message: [`Refund ${refund.key} of ${refund.impUid}:`, ...sentences.map(({ english }) => english)].join(" "),
    messageKo: [`결제 ${refund.impUid}, 환불 ${refund.key}:`, ...sentences.map(({ korean }) => korean)].join(" ")
  })
  switch (outcome._tag) {
    case "Succeeded": {
      const entry = outcome.place === undefined
        ? Option.none<Payment.CancelEntry>()
        : Option.fromUndefinedOr(payment?.cancelHistory[outcome.place])
      const amount = Option.match(entry, {
        onNone: () =>
          refund.amount === "rest" ? plan === undefined ? 0 : fromMinor(plan.amount, currency) : refund.amount,
        onSome: ({ amount }) => amount
      })
      const { english, korean } = evidenceOf[outcome.certain]
      return Effect.succeed({
        ...common,
        ...texts({
          english: `the cancel of ${amount} ${currency} is confirmed by ${english}. Nothing more is to do.`,
          korean: `${amount} ${currency} 취소가 확인되었습니다(근거: ${korean}). 더 할 일은 없습니다.`
        }),
        _tag: "Succeeded",
        next: "done",
        amount,
        certain: outcome.certain,
        entry
      })
    }
    case "AcceptedPending":
      return Effect.succeed({ ...common, ...texts(pending), _tag: "AcceptedPending", next: "compare-first" })
    case "NotRefunded": {
      if (outcome.proof !== "OnlyAttemptRejected") {
        const { next, text } = notRefunded[outcome.proof]
        return Effect.succeed({
          ...common,
          ...texts(text),
          _tag: "NotRefunded",
          next,
          proof: outcome.proof,
          evidence: evidence(facts)
        })
      }
      const rejection = outcome.rejection ?? lastError
      return Effect.succeed({ ...common, ...texts(rejected(rejection)), _tag: "Rejected", next: "stop", rejection })
    }
    case "KeyReused":
      return Effect.fail(
        new KeyReused({
          impUid: refund.impUid,
          key: refund.key,
          asked: refund.amount,
          found: outcome.found === "rest" ? "rest" : fromMinor(outcome.found, currency)
        })
      )
    case "Undetermined": {
      const { cause } = outcome
      const { isLocked, known, next, todo } = {
        ...undetermined[cause],
        ...(cause === "AsyncAnswerLost" && sends === 0 && !hasLedger ? asyncNothingSent : {})
      }
      return Effect.succeed({
        ...common,
        ...texts(known, sends === 0 ? nothingSent : notKnown, todo),
        _tag: "Undetermined",
        next,
        cause,
        evidence: evidence(facts),
        isLocked: hasLedger && isLocked
      })
    }
  }
}

// internal

const evidenceOf: Readonly<Record<Succeeded["certain"], Bilingual>> = {
  answer: { english: "PortOne's response", korean: "포트원 응답" },
  tag: { english: "the refund's tag in the payment history", korean: "취소 내역의 환불 태그" },
  position: { english: "its place in the payment history", korean: "취소 내역에서의 순서" }
}

const pending: Bilingual = {
  english: "PortOne confirmed the cancel, and the payment history does not show it yet. It may still settle. " +
    "Look the payment up later, or check the PG's console, before anything else is sent.",
  korean: "포트원이 취소를 접수했지만 아직 취소 내역에 나타나지 않았습니다. 나중에 처리될 수 있습니다. " +
    "결제를 나중에 다시 조회하거나 PG사 관리자 페이지에서 확인하기 전에는 아무것도 보내지 마세요."
}

const rejected = (rejection: string): Bilingual => ({
  english: `the only cancel that was ever sent was rejected (${rejection}). The refund was not made. ` +
    "Correct the cause before another attempt; with a refund ledger that attempt needs another key.",
  korean: `지금까지 보낸 유일한 취소 요청이 거절되었습니다(${rejection}). 환불되지 않았습니다. ` +
    "원인을 해결한 뒤 다시 시도하세요. 환불 장부를 쓰고 있다면 다른 키가 필요합니다."
})

const notRefunded: Readonly<
  Record<NotRefunded["proof"], { readonly next: NotRefunded["next"]; readonly text: Bilingual }>
> = {
  NeverSent: {
    next: "call-again",
    text: {
      english: "no cancel was sent under this key. The refund was not made. Call again with the same key.",
      korean: "이 키로 보낸 취소가 없습니다. 환불되지 않았습니다. 같은 키로 다시 호출하세요."
    }
  },
  FencedByOther: {
    next: "stop",
    text: {
      english: "another cancel changed the balance first, so this one can no longer apply. The refund was not made. " +
        "Check the payment history before you decide on another refund.",
      korean: "다른 취소가 먼저 처리되어 이 취소는 더 이상 실행될 수 없습니다. 환불되지 않았습니다. " +
        "취소 내역을 확인한 뒤 환불이 더 필요한지 결정하세요."
    }
  },
  InsufficientBalance: {
    next: "stop",
    text: {
      english: "less is left on the payment than the amount of the refund. The refund was not made. " +
        "Check the amount and the payment history.",
      korean: "결제에 남은 금액이 환불 금액보다 적습니다. 환불되지 않았습니다. 금액과 취소 내역을 확인하세요."
    }
  }
}

const notKnown: Bilingual = {
  english: "Whether the refund was made is not known.",
  korean: "환불됐는지는 확인할 수 없습니다."
}

const nothingSent: Bilingual = {
  english: "This call sent nothing; whether an earlier call made the refund is not known.",
  korean: "이번 호출은 취소를 보내지 않았고, 이전 호출로 환불됐는지는 확인할 수 없습니다."
}

const evidence = ({ currency, lastError, payment, sends }: Report): string => {
  const snapshot = payment === undefined ? undefined : snapshotOf(payment)
  return [
    `${sends} sent by this call`,
    snapshot === undefined
      ? "the payment could not be read"
      : `last seen with ${
        fromMinor(snapshot.balance, currency)
      } ${currency} left and ${snapshot.entries.length} cancels`,
    ...(lastError === "" ? [] : [lastError])
  ].join("; ")
}
