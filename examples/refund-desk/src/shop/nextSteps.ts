/**
 * What a person may do about a refund whose outcome is not proven, cause by cause.
 */
import type { RefundOutcome } from "@effect-portone/refunds"

/** Why the outcome is not proven. */
export type Cause = Extract<RefundOutcome.RefundOutcome, { readonly _tag: "OutcomeUnknown" }>["cause"]

/** One cause. */
export interface NextStep {
  readonly english: string
  readonly korean: string
  /**
   * - `call-again`: the same key may be called again without comparing first. The shop does it.
   * - `compare-first`: a person compares the payment with the PG before the key is called again.
   * - `stop`: nothing more is sent for this payment before PortOne has been asked.
   */
  readonly next: "call-again" | "compare-first" | "stop"
  /** Nothing is sent for this payment until a person has compared and unlocked it. */
  readonly isLocked: boolean
}

/** The table. A new cause of the library that is missing here does not compile. */
export const nextSteps: Record<Cause, NextStep> = {
  NeverConfirmed: {
    english: "PortOne has not confirmed the cancel. The same key may be called again: it looks the payment up " +
      "first, and repeats only the very same cancel.",
    korean:
      "취소가 아직 확인되지 않았습니다. 같은 키로 이어서 처리해도 안전합니다. 먼저 조회하고, 똑같은 취소만 다시 보냅니다.",
    next: "call-again",
    isLocked: false
  },
  Unreadable: {
    english: "The payment could not be looked up. Check key, secret, tier and test channel; then continue.",
    korean: "결제를 조회하지 못했습니다. API 키, 시크릿, Tier, 테스트 채널 여부를 확인한 뒤 이어서 처리하세요.",
    next: "call-again",
    isLocked: false
  },
  SnapshotInconsistent: {
    english: "Balance and payment history do not add up. Look it up again later; if it stays so, ask PortOne.",
    korean: "취소 가능 잔액과 취소 내역의 합이 맞지 않습니다. 잠시 뒤 다시 조회하고, 계속되면 포트원에 문의하세요.",
    next: "call-again",
    isLocked: false
  },
  AnotherRefundOpen: {
    english: "Another refund of this payment has no final outcome yet. Finish that one first; then continue.",
    korean: "이 결제의 다른 환불이 아직 끝나지 않았습니다. 그 환불을 먼저 끝낸 뒤 이어서 처리하세요.",
    next: "call-again",
    isLocked: false
  },
  LedgerFailed: {
    english: "A cancel was sent, and its result could not be stored. Repair the database; continuing looks up first.",
    korean: "취소를 보냈지만 결과를 저장하지 못했습니다. 데이터베이스를 복구한 뒤 이어서 처리하세요. 먼저 조회합니다.",
    next: "call-again",
    isLocked: false
  },
  BalanceChanged: {
    english: "Another cancel changed the balance. If it was this refund, made by hand, the customer has the money; " +
      "if not, continue.",
    korean:
      "그 사이 다른 취소가 있었습니다. 이 환불을 직접 처리한 것입니까? 그렇다면 환불된 것이고, 아니면 이어서 처리하세요.",
    next: "compare-first",
    isLocked: false
  },
  EqualForeignCancel: {
    english: "The payment history has an equal cancel without a tag of this shop. Find out which refund it belongs to.",
    korean: "이 상점의 표시가 없는 같은 금액의 취소가 내역에 있습니다. 어느 환불의 취소인지 확인하세요.",
    next: "compare-first",
    isLocked: false
  },
  BalanceIncreased: {
    english: "The balance rose. Ask PortOne whether a cancel was undone (원복) before anything is sent.",
    korean: "취소 가능 잔액이 늘었습니다. 취소가 원복되었는지 포트원에 먼저 확인하세요.",
    next: "compare-first",
    isLocked: true
  },
  AsyncAnswerLost: {
    english: "This PG settles later. Look the payment up tomorrow, or compare with the PG's console.",
    korean: "나중에 처리하는 PG사입니다. 내일 결제를 다시 조회하거나 PG사 관리자 페이지와 대조하세요.",
    next: "compare-first",
    isLocked: true
  },
  PgSaysAlreadyCancelled: {
    english: "The PG reports an earlier cancel that PortOne does not show. Compare with the PG's console.",
    korean: "PG사는 이미 취소되었다고 하는데 포트원에는 없습니다. PG사 관리자 페이지와 대조하세요.",
    next: "compare-first",
    isLocked: true
  },
  ChecksumNotTrusted: {
    english: "PortOne rejects the balance that it reports. Check for a promotion, and compare with the PG's console.",
    korean: "포트원이 자신이 알려 준 잔액을 거절합니다. 프로모션 여부를 확인하고 PG사 관리자 페이지와 대조하세요.",
    next: "compare-first",
    isLocked: true
  },
  BrokenInvariant: {
    english: "The payment history contradicts what was proven before. Stop, and check every cancel of this payment.",
    korean: "결제 내역이 이미 확인된 결과와 모순됩니다. 멈추고 이 결제의 모든 취소를 확인하세요.",
    next: "stop",
    isLocked: false
  }
}

/**
 * What concluding "not refunded" does: calls the same key again, closes the refund so that a new
 * one gets a new key, or nothing.
 */
export const afterComparing = (cause: Cause): "again" | "close" | "never" =>
  nextSteps[cause].next === "stop" ? "never" : cause === "EqualForeignCancel" ? "close" : "again"
