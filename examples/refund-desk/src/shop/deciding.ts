/**
 * What decides an outcome that nobody knows, cause by cause, and what may be done then. There is no "retry".
 */
import type { RefundOutcome } from "@effect-portone/refunds"

/** Why nobody knows. */
export type Cause = Extract<RefundOutcome.RefundOutcome, { readonly _tag: "Undetermined" }>["cause"]

/** One cause. */
export interface Deciding {
  readonly english: string
  readonly korean: string
  /**
   * What `Refunds.conclude(…, "not-given-back")` does. `again` calls with the same key, which looks first; `close` ends the refund, so that a new one can
   * be asked for under a new key; `never`: nothing more is sent for this payment before PortOne has been asked.
   */
  readonly ifNot: "again" | "close" | "never"
  /** The shop goes on by itself when it looks after its refunds: time decides, and no comparing. */
  readonly alone?: true
  /** The refund ledger lets nothing more out for this payment until somebody has compared, and forgets it then. */
  readonly locked?: true
}

/** The table. A cause that is added to the library and forgotten here does not compile. */
export const deciding: Record<Cause, Deciding> = {
  NeverConfirmed: {
    english:
      "No answer ever came. Asking again with the same key is safe: it looks first, and repeats only the very same cancel.",
    korean:
      "응답을 한 번도 받지 못했습니다. 같은 키로 다시 진행해도 안전합니다. 먼저 조회하고, 똑같은 취소만 다시 보냅니다.",
    ifNot: "again",
    alone: true
  },
  Unreadable: {
    english: "The payment could not be read. Check key, secret, tier and test channel; then go on.",
    korean: "결제를 조회하지 못했습니다. API 키, 시크릿, Tier, 테스트 채널 여부를 확인한 뒤 진행하세요.",
    ifNot: "again",
    alone: true
  },
  SnapshotInconsistent: {
    english: "Balance and history do not add up. Look again later; if it stays so, ask PortOne.",
    korean: "취소 가능 잔액과 취소 내역의 합이 맞지 않습니다. 잠시 뒤 다시 조회하고, 계속되면 포트원에 문의하세요.",
    ifNot: "again",
    alone: true
  },
  BalanceChanged: {
    english:
      "Somebody else cancelled meanwhile. Was that this refund, made by hand? Then it is given back; if not, go on.",
    korean:
      "그 사이 다른 취소가 있었습니다. 이 환불을 손으로 처리한 것입니까? 그렇다면 환불된 것이고, 아니면 진행하세요.",
    ifNot: "again"
  },
  EqualForeignCancel: {
    english: "The history has an equal cancel without our mark. Find out whose it is: this refund's, or another's.",
    korean: "표시가 없는 같은 금액의 취소가 내역에 있습니다. 이 환불인지 다른 취소인지 확인하세요.",
    ifNot: "close"
  },
  BalanceIncreased: {
    english: "The balance rose. Ask PortOne whether a cancel was taken back (원복) before anything is sent.",
    korean: "취소 가능 잔액이 늘었습니다. 취소가 원복되었는지 포트원에 먼저 확인하세요.",
    ifNot: "again",
    locked: true
  },
  AsyncAnswerLost: {
    english: "This PG settles later. Look at the payment tomorrow, or in the PG's console.",
    korean: "나중에 처리하는 PG사입니다. 내일 결제를 다시 조회하거나 PG사 관리자 페이지에서 확인하세요.",
    ifNot: "again",
    locked: true
  },
  PgSaysAlreadyCancelled: {
    english: "The PG says it is cancelled already and PortOne does not show it. Compare with the PG's console.",
    korean: "PG사는 이미 취소되었다고 하는데 포트원에는 없습니다. PG사 관리자 페이지와 대조하세요.",
    ifNot: "again",
    locked: true
  },
  ChecksumNotTrusted: {
    english: "PortOne refuses the balance it shows itself. Look for a promotion, and in the PG's console.",
    korean: "포트원이 자신이 보여 준 잔액을 거절합니다. 프로모션 여부와 PG사 관리자 페이지를 확인하세요.",
    ifNot: "again",
    locked: true
  },
  AnotherRefundOpen: {
    english: "Another refund of this payment has no end yet. Bring that one to its end first; then go on.",
    korean: "이 결제의 다른 환불이 아직 끝나지 않았습니다. 그 환불을 먼저 끝낸 뒤 진행하세요.",
    ifNot: "again",
    alone: true
  },
  LedgerFailed: {
    english: "It was sent, and the shop could not write down what it knew. Mend the database; going on looks first.",
    korean: "보냈지만 기록하지 못했습니다. 데이터베이스를 복구한 뒤 진행하세요. 먼저 조회합니다.",
    ifNot: "again",
    alone: true
  },
  BrokenInvariant: {
    english: "Something happened that must not happen. Stop, and look at every cancel of this payment.",
    korean: "있어서는 안 되는 일이 일어났습니다. 멈추고 이 결제의 모든 취소를 확인하세요.",
    ifNot: "never"
  }
}
