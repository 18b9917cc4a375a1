/**
 * Decides a job's next state from the result of `refundOnce`.
 */
import type { Bilingual } from "@effect-portone/core"
import type { findRefund, FoundRefund, refundOnce, RefundOutcome } from "@effect-portone/refunds"
import { type Effect, Option, Result } from "effect"
import { storedAdvice } from "../jobs/advice.ts"
import type { Outcome, State } from "../jobs/Job.ts"

export interface JobDecision {
  readonly state: Exclude<State, "waiting" | "running">
  readonly sends: number
  readonly outcome: Outcome
  /** `yes`: nothing was sent, for a reason that every other payment has too. */
  readonly outage?: "no" | "yes" | "unknown"
  /** How long PortOne asked to wait. Units: milliseconds. */
  readonly retryAfter?: number | undefined
}

/** What is known of the earlier calls of a job. */
export interface Earlier {
  /** A failure if it could not be looked up. */
  readonly found: Result.Result<FoundRefund.FoundRefund, Effect.Error<ReturnType<typeof findRefund>>>
  /** The ledger was restored from a backup, and may have forgotten a cancel. */
  readonly isAfterRestore: boolean
}

/**
 * A job is called again without a person only where another call cannot cause a second refund.
 * `next` of the outcome says so. There is no limit to these calls: the ledger counts the cancels,
 * and ends with `SendsUsedUp`.
 *
 * `earlier`: what `findRefund` found of the job's earlier calls; undefined if there was none. Only
 * an invalid refund needs it.
 */
export const decide = (
  result: Result.Result<RefundOutcome.RefundOutcome, Effect.Error<ReturnType<typeof refundOnce>>>,
  earlier?: Earlier
): JobDecision => {
  if (Result.isFailure(result)) {
    const { failure } = result
    const { _tag: outcome } = failure
    // Each of these failures means that this call sent nothing.
    const failed = (todo: Bilingual) => ({ outcome, ...storedAdvice(join(failure, todo)) })
    switch (outcome) {
      case "InvalidRefund":
        return invalid(failure, earlier)
      case "KeyReused":
        return { state: "needs-review", sends: 0, outcome: failed(keyReused), outage: "unknown" }
      // Only about this payment.
      case "PaymentNotFound":
        return { state: "retrying", sends: 0, outcome: failed(notFound), outage: "no" }
      case "TagSecretUnknown":
        return { state: "retrying", sends: 0, outcome: failed(secret), outage: "unknown" }
      case "LedgerFailed":
        return { state: "retrying", sends: 0, outcome: failed(database), outage: "yes" }
      case "CredentialsRejected":
      case "Unauthorized":
        return { state: "retrying", sends: 0, outcome: failed(credentials), outage: "yes" }
    }
  }
  const { sends } = result.success
  switch (result.success._tag) {
    case "Succeeded": {
      const { amount, certain, next } = result.success
      return {
        state: "done",
        sends,
        outcome: {
          outcome: "Succeeded",
          amount,
          cause: certain,
          ...(next === "compare-first" && adviceOf(result.success))
        },
        outage: "no"
      }
    }
    case "Rejected": {
      const { next, rejection: cause } = result.success
      const state = next === "call-again" ? "retrying" : "rejected"
      return { state, sends, outcome: { outcome: "Rejected", cause }, outage: "no" }
    }
    case "NotRefunded": {
      const { next, proof: cause } = result.success
      const state = next === "call-again" ? "retrying" : "rejected"
      return {
        state,
        sends,
        outcome: { outcome: "NotRefunded", cause },
        outage: outageOf(result.success),
        retryAfter: retryAfterOf(result.success)
      }
    }
    case "AcceptedPending":
      return {
        state: "needs-review",
        sends,
        // Where the ledger could not store the answer, the library's own sentences say so.
        outcome: { outcome: "AcceptedPending", ...result.success.isLocked ? pending : adviceOf(result.success) },
        outage: "no"
      }
    case "Undetermined": {
      const { cause, next } = result.success
      const state = next === "call-again" ? "retrying" : "needs-review"
      return {
        state,
        sends,
        outcome: { outcome: "Undetermined", cause, ...adviceOf(result.success) },
        outage: outageOf(result.success),
        retryAfter: retryAfterOf(result.success)
      }
    }
  }
}

// internal

/** A version with other checks may have sent a cancel of a refund that this one finds invalid. */
const invalid = (failure: RefundOutcome.InvalidRefund, earlier: Earlier | undefined): JobDecision => {
  const none = { sends: 0, outage: "unknown" } as const
  const because = (todo: Bilingual) => ({ outcome: "InvalidRefund", ...storedAdvice(join(failure, todo)) })
  if (earlier === undefined) return { ...none, state: "rejected", outcome: because(anotherKey) }
  if (Result.isFailure(earlier.found)) return { ...none, state: "retrying", outcome: because(notFoundOut) }
  const found = earlier.found.success
  if (found._tag === "Refunded" && found.next === "done") {
    const { amount, certain: cause } = found
    return { ...none, state: "done", outcome: { outcome: "Succeeded", amount, cause } }
  }
  // The ledger has every cancel before it is sent.
  if (found._tag === "NotFound") {
    return earlier.isAfterRestore
      ? { ...none, state: "needs-review", outcome: because(forgotten) }
      : { ...none, state: "rejected", outcome: because(anotherKey) }
  }
  return { ...none, state: "needs-review", outcome: because({ english: found.message, korean: found.messageKo }) }
}

/** An outage if the call ended on an error before it sent anything, for every payment alike. */
const outageOf = ({ lastError, next, sends }: RefundOutcome.Undetermined | RefundOutcome.NotRefunded) => {
  if (sends > 0 || next !== "call-again") return "no"
  if (Option.isNone(lastError)) return "unknown"
  const { _tag, reason } = lastError.value as { readonly _tag: string; readonly reason?: unknown }
  return _tag === "LookupFailed" && reason === "UnreadablePayment" ? "unknown" : "yes"
}

const retryAfterOf = ({ lastError }: RefundOutcome.Undetermined | RefundOutcome.NotRefunded) =>
  Option.isSome(lastError) && "retryAfter" in lastError.value ? lastError.value.retryAfter : undefined

const adviceOf = ({ message, messageKo }: { readonly message: string; readonly messageKo: string }) =>
  storedAdvice({ english: message, korean: messageKo })

/** What happened, and what to do about it. */
const join = (failure: { readonly message: string; readonly messageKo: string }, todo: Bilingual): Bilingual => ({
  english: `${failure.message} ${todo.english}`,
  korean: `${failure.messageKo} ${todo.korean}`
})

const anotherKey: Bilingual = {
  english: "A further try needs another key.",
  korean: "다시 시도하려면 다른 키가 필요합니다."
}
const pending = storedAdvice({
  english: "PortOne accepted the cancel, and its payment history does not show it yet: look the payment up tomorrow, " +
    "or in the PG's console.",
  korean:
    "포트원이 취소를 접수했지만 취소 내역에는 아직 없습니다. 내일 결제를 다시 조회하거나 PG사 관리자 페이지에서 " +
    "확인하세요."
})
const database: Bilingual = {
  english: "This call sent nothing: repair the database. The worker calls again by itself.",
  korean: "이번 호출은 아무것도 보내지 않았습니다. 데이터베이스를 복구하세요. 워커가 알아서 다시 호출합니다."
}
const credentials: Bilingual = {
  english: "This call sent nothing: check PORTONE_IMP_KEY, PORTONE_IMP_SECRET and the allowed addresses. The worker " +
    "calls again by itself.",
  korean:
    "이번 호출은 아무것도 보내지 않았습니다. PORTONE_IMP_KEY와 PORTONE_IMP_SECRET, 허용된 IP 주소를 확인하세요. " +
    "워커가 알아서 다시 호출합니다."
}
const notFound: Bilingual = {
  english: "This call sent nothing: check imp_uid and WORKER_TEST_CHANNEL. The worker calls again by itself.",
  korean:
    "이번 호출은 아무것도 보내지 않았습니다. imp_uid와 WORKER_TEST_CHANNEL을 확인하세요. 워커가 알아서 다시 호출합니다."
}
const secret: Bilingual = {
  english:
    "This call sent nothing: give every worker the same tag secrets, and start it again. Then it calls again by " +
    "itself.",
  korean:
    "이번 호출은 아무것도 보내지 않았습니다. 모든 워커에 같은 태그 비밀 값을 설정하고 다시 시작하세요. 그러면 워커가 " +
    "알아서 다시 호출합니다."
}
const forgotten: Bilingual = {
  english:
    "The database was restored, and an earlier call may have sent a cancel: compare with the PG's console before " +
    "you refund under another key.",
  korean:
    "데이터베이스를 복구한 상태라 이전 호출이 취소를 보냈을 수 있습니다. 다른 키로 환불하기 전에 PG사 관리자 페이지와 " +
    "대조하세요."
}
const notFoundOut: Bilingual = {
  english:
    "This call sent nothing, and whether an earlier one did cannot be looked up now. The worker calls again by " +
    "itself.",
  korean:
    "이번 호출은 아무것도 보내지 않았고, 이전 호출이 보냈는지는 지금 조회할 수 없습니다. 워커가 알아서 다시 호출합니다."
}
const keyReused: Bilingual = {
  english:
    "The payment history has a refund with this key and another amount: find out who made it, and how much was " +
    "due.",
  korean: "취소 내역에 이 키로 금액이 다른 환불이 있습니다. 누가 처리했는지, 얼마를 환불했어야 하는지 확인하세요."
}
