import type { Bilingual } from "@effect-portone/core/Bilingual"
import { cancellableBalance, type Payment } from "@effect-portone/core/Payment"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Outcome } from "../protocol/outcome.ts"
import type { Refund } from "../Refund.ts"
import { KeyReused, type LastError, type NotRefunded, type RefundOutcome, type Succeeded } from "../RefundOutcome.ts"
import { entryOf, fromMinor } from "./snapshot.ts"
import { isLocked, sentencesFor, undetermined } from "./undeterminedAdvice.ts"

interface Report {
  readonly refund: Refund
  readonly outcome: Outcome
  /** The payment as it was read last. */
  readonly payment: Payment | undefined
  readonly currency: string
  /** The last error of a look-up, a cancel or the ledger. */
  readonly lastError: Option.Option<LastError>
  readonly sends: number
  readonly hasLedger: boolean
  /** Whether the ledger, if there is one, has what PortOne answered. */
  readonly isStored: boolean
  /** What the refund asked PortOne for, in minor units; undefined where nothing was planned. */
  readonly planned: number | undefined
  /** Whether any call has sent a cancel under the key, as far as is known. */
  readonly wasSent: boolean
}

/** Turns an outcome of the protocol into the outcome of the call. */
export const report = (facts: Report): Effect.Effect<RefundOutcome, KeyReused> => {
  const { currency, hasLedger, isStored, lastError, outcome, payment, refund, sends } = facts
  const { impUid, key } = refund
  const common = { impUid, key, sends, lastError, isLocked: false }
  const texts = (...sentences: ReadonlyArray<Bilingual>) => sentencesOf(impUid, key, sentences)
  const unstored = hasLedger && !isStored ? [notStored] : []
  switch (outcome._tag) {
    case "Succeeded": {
      const amount = fromMinor(outcome.amount, currency)
      const asked = refund.amount
      const expected = asked === "rest" ? fromMinor(facts.planned ?? outcome.amount, currency) : asked
      const isAsked = expected === amount
      return Effect.succeed({
        ...common,
        ...texts(isAsked ? confirmed(outcome.certain, amount, currency) : confirmedOther(expected, amount, currency)),
        _tag: "Succeeded",
        next: isAsked ? "done" : "compare-first",
        amount,
        asked,
        certain: outcome.certain,
        entry: Option.fromUndefinedOr(payment && entryOf(payment, outcome.entry))
      })
    }
    case "AcceptedPending":
      return Effect.succeed({
        ...common,
        ...texts(pending, ...unstored),
        _tag: "AcceptedPending",
        next: "compare-first",
        isLocked: hasLedger && isStored
      })
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
      const rejection = outcome.rejection ?? ""
      return Effect.succeed({
        ...common,
        ...texts(rejected(rejection, outcome.passes)),
        _tag: "Rejected",
        next: outcome.passes ? "call-again" : "stop",
        rejection
      })
    }
    case "KeyReused":
      return Effect.fail(
        new KeyReused({
          impUid,
          key,
          asked: refund.amount,
          found: outcome.found === "rest" ? "rest" : fromMinor(outcome.found, currency)
        })
      )
    case "Undetermined": {
      const { cause } = outcome
      const { known, todo } = sentencesFor(cause, facts)
      return Effect.succeed({
        ...common,
        ...texts(
          known,
          ...Option.toArray(lastError).map(lastErrorIs),
          sends > 0 ? notKnown : hasLedger && !facts.wasSent ? neverSent : nothingSent,
          todo,
          ...(undetermined[cause].next === "call-again" ? [] : unstored)
        ),
        _tag: "Undetermined",
        next: undetermined[cause].next,
        cause,
        evidence: evidence(facts),
        isLocked: isStored && isLocked(cause, facts)
      })
    }
  }
}

/** The sentences for a person, with the names of payment and refund. */
export const sentencesOf = (impUid: string, key: string, sentences: ReadonlyArray<Bilingual>) => ({
  message: [`Refund ${key} of ${impUid}:`, ...sentences.map(({ english }) => english)].join(" "),
  messageKo: [`결제 ${impUid}, 환불 ${key}:`, ...sentences.map(({ korean }) => korean)].join(" ")
})

// internal

const evidenceOf: Readonly<Record<Succeeded["certain"], Bilingual>> = {
  answer: { english: "PortOne's response", korean: "포트원 응답" },
  tag: { english: "the refund's tag in the payment history", korean: "취소 내역의 환불 태그" },
  "new-entry": { english: "the only new entry of the payment history", korean: "취소 내역에 새로 생긴 유일한 항목" }
}

const confirmed = (certain: Succeeded["certain"], amount: number, currency: string): Bilingual => ({
  english: `the cancel of ${amount} ${currency} is confirmed by ${evidenceOf[certain].english}. Nothing more is to do.`,
  korean: `${amount} ${currency} 취소가 확인되었습니다(근거: ${evidenceOf[certain].korean}). 더 할 일은 없습니다.`
})

// As with a promotion, of which PortOne gives back its part to the merchant.
export const confirmedOther = (asked: number, amount: number, currency: string): Bilingual => ({
  english: `PortOne shows a cancel of ${amount} ${currency} for this refund, which asked for ${asked} ${currency}. ` +
    "The refund was made once, and a further call sends nothing. " +
    "Compare the amount with PortOne's console, for example because of a promotion.",
  korean: `이 환불로 ${asked} ${currency}을(를) 요청했는데 포트원에는 ${amount} ${currency} 취소로 기록되었습니다. ` +
    "환불은 한 번 처리됐고, 다시 호출해도 아무것도 보내지 않습니다. " +
    "프로모션 등으로 금액이 달라졌는지 포트원 관리자콘솔에서 대조하세요."
})

export const pending: Bilingual = {
  english: "PortOne confirmed the cancel, and the payment history does not show it yet. It may still settle. " +
    "Look the payment up later, or check the PG's console, before anything else is sent.",
  korean: "포트원이 취소를 접수했지만 아직 취소 내역에 나타나지 않았습니다. 나중에 처리될 수 있습니다. " +
    "결제를 나중에 다시 조회하거나 PG사 관리자 페이지에서 확인하기 전에는 아무것도 보내지 마세요."
}

export const rejected = (rejection: string, passes: boolean): Bilingual => ({
  english: `the only cancel that was sent and could apply was rejected (${rejection}). The refund was not made. ` +
    (passes
      ? "Call again with the same key when the obstacle is over."
      : "Correct the cause; another attempt needs another key."),
  korean: `실행될 수 있었던 유일한 취소 요청이 거절되었습니다(${rejection}). 환불되지 않았습니다. ` +
    (passes
      ? "거절 사유가 해소된 뒤 같은 키로 다시 호출하세요."
      : "원인을 해결한 뒤 다른 키로 다시 시도하세요.")
})

export const notRefunded: Readonly<
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

// What happened, without the error's advice, which is about a single cancel. The provider's words
// may have personal data.
const lastErrorIs = (error: LastError): Bilingual => {
  if ("providerMessage" in error && error.providerMessage) {
    return {
      english: `The last error was ${error._tag}; lastError.providerMessage has its words.`,
      korean: `마지막 오류: ${error._tag}(원문은 lastError.providerMessage에 있습니다).`
    }
  }
  const detail = "reason" in error && error.reason !== undefined ? ` (${error.reason})` : ""
  return { english: `The last error was ${error._tag}${detail}.`, korean: `마지막 오류: ${error._tag}${detail}.` }
}

const notKnown: Bilingual = {
  english: "Whether the refund was made is not known.",
  korean: "환불됐는지는 확인할 수 없습니다."
}

const nothingSent: Bilingual = {
  english: "This call sent nothing; whether an earlier call made the refund is not known.",
  korean: "이번 호출은 취소를 보내지 않았고, 이전 호출로 환불됐는지는 확인할 수 없습니다."
}

const notStored: Bilingual = {
  english: "The refund ledger could not store PortOne's answer, so a further call may send again: " +
    "keep this outcome, and do not call again before you have compared.",
  korean: "환불 장부에 포트원의 응답을 기록하지 못해 다시 호출하면 취소를 또 보낼 수 있습니다. " +
    "이 결과를 따로 보관하고, 대조하기 전에는 다시 호출하지 마세요."
}

// A ledger that is new or was restored may know too little, so this is no proof.
const neverSent: Bilingual = {
  english: "This call sent nothing, and the ledger has no cancel under this key.",
  korean: "이번 호출은 취소를 보내지 않았고, 환불 장부에도 이 키로 보낸 취소가 없습니다."
}

const evidence = ({ currency, lastError, payment, sends }: Report): string =>
  [
    `${sends} sent by this call`,
    payment === undefined || payment.unreadFields.includes("cancel_history")
      ? "the payment could not be read"
      : `last seen with ${cancellableBalance(payment)} ${currency} left and ${payment.cancelHistory.length} cancels`,
    ...Option.toArray(lastError).map(({ _tag }) => `the last error was ${_tag}`)
  ].join("; ")
