/**
 * The states of a refund as people read them.
 */
import type { RefundState } from "./RefundRecord.ts"

/** In both languages. */
export const stateNames = {
  english: {
    waiting: "Waiting for approval",
    running: "In progress",
    succeeded: "Refunded",
    "by-hand": "Refunded, confirmed by hand",
    pending: "Accepted, not completed yet",
    unknown: "Outcome unknown",
    rejected: "Rejected",
    "not-refunded": "Not refunded",
    invalid: "Could not be sent",
    withdrawn: "Withdrawn",
    declined: "Declined",
    closed: "Closed, not refunded"
  },
  korean: {
    waiting: "승인 대기",
    running: "처리 중",
    succeeded: "환불 완료",
    "by-hand": "환불 완료(직접 대조)",
    pending: "접수됨, 완료 대기",
    unknown: "결과 확인 필요",
    rejected: "거절됨",
    "not-refunded": "환불되지 않음",
    invalid: "보낼 수 없음",
    withdrawn: "철회됨",
    declined: "반려됨",
    closed: "종료, 환불되지 않음"
  }
} as const satisfies Readonly<Record<"english" | "korean", Readonly<Record<RefundState, string>>>>
