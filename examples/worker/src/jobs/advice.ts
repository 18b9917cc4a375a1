/**
 * What a person should know, and do next, about a refund that is not simply done.
 */
import type { Bilingual } from "@effect-portone/core"
import { type Job, type Outcome, outcomeNow, type State } from "./Job.ts"

/** Undefined where there is nothing to say: the refund is done as it was asked. */
export const adviceOn = (job: Pick<Job, "outcome" | "state">): Bilingual | undefined => {
  const { state } = job
  const outcome = outcomeNow(job)
  const general = byCode.get(outcome?.cause ?? "") ?? byCode.get(outcome?.outcome ?? "") ?? byState[state]
  return outcome?.advice === undefined
    ? general
    // An earlier version stored the English sentence alone.
    : { english: outcome.advice, korean: outcome.adviceKo ?? (general ?? COMPARE).korean }
}

/** A sentence as an outcome stores it. */
export const storedAdvice = ({ english, korean }: Bilingual): Pick<Outcome, "advice" | "adviceKo"> => ({
  advice: english,
  adviceKo: korean
})

// internal

const COMPARE: Bilingual = {
  english: "The outcome is unknown: compare with the PG's console, then see `worker show` with --look-up.",
  korean: "결과를 알 수 없습니다. PG사 관리자 페이지와 대조한 뒤 `worker show`에 --look-up을 붙여 확인하세요."
}

const UNFINISHED: Bilingual = {
  english: "Not finished yet: `worker serve`, or the same command again, goes on with it, unless it is on hold; " +
    "`worker list` names the holds.",
  korean:
    "아직 끝나지 않았습니다. 보류 중이 아니면 `worker serve`나 같은 명령을 다시 실행했을 때 이어서 처리합니다. 보류 목록은 " +
    "`worker list`로 확인하세요."
}

const byState: Readonly<Record<State, Bilingual | undefined>> = {
  waiting: UNFINISHED,
  running: UNFINISHED,
  retrying: {
    english: "The outcome is not final: the worker calls again by itself, and nothing has to be done.",
    korean: "아직 최종 결과가 아닙니다. 워커가 알아서 다시 호출하므로 할 일은 없습니다."
  },
  "needs-review": COMPARE,
  done: undefined,
  rejected: {
    english: "The refund was not made. Correct the cause; a further try needs another key.",
    korean: "환불되지 않았습니다. 원인을 바로잡으세요. 다시 시도하려면 다른 키가 필요합니다."
  }
}

/** By the cause or the outcome. No sentence may lead to a second refund. */
const byCode: ReadonlyMap<string, Bilingual> = new Map(Object.entries({
  FencedByOther: {
    english:
      "The refund was not made, because another cancel came first. Find out whether that cancel was this refund, " +
      "made by hand, before you refund under another key.",
    korean:
      "다른 취소가 먼저 처리되어 환불되지 않았습니다. 그 취소가 이 환불을 직접 처리한 것인지 확인한 뒤에만 다른 키로 " +
      "환불하세요."
  },
  InsufficientBalance: {
    english:
      "The refund was not made, because less is left on the payment than its amount. Find out whether an earlier " +
      "cancel was this refund, and check the amount, before you refund under another key.",
    korean:
      "결제에 남은 금액이 적어 환불되지 않았습니다. 이전 취소가 이 환불인지, 금액이 맞는지 확인한 뒤에만 다른 키로 환불하세요."
  },
  ResolvedAsNotRefunded: {
    english:
      "Persons have closed this key without a refund: `worker show` has their reason. Refund under another key " +
      "only if the customer has not got the money in another way.",
    korean:
      "담당자가 환불 없이 이 키를 닫았습니다. 사유는 `worker show`로 확인하세요. 고객이 다른 방법으로도 돈을 받지 않은 " +
      "경우에만 다른 키로 환불하세요."
  },
  InvalidRefund: {
    english: "The refund is not valid, and nothing was sent. Correct it; a further try needs another key.",
    korean:
      "올바르지 않은 환불이어서 아무것도 보내지 않았습니다. 값을 바로잡으세요. 다시 시도하려면 다른 키가 필요합니다."
  }
}))
