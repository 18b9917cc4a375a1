/**
 * The kinds of difference between the table of jobs and PortOne's payment histories.
 */
import type { Bilingual } from "@effect-portone/core"

export const kinds = {
  missing: {
    english: "Recorded as refunded, and neither the payment history nor the ledger has the cancel. The customer may " +
      "not have the money: compare with the PG before anything else is refunded.",
    korean:
      "환불됨으로 기록됐지만 취소 내역에도 환불 장부에도 취소가 없습니다. 고객이 환불받지 못했을 수 있으니 다른 " +
      "환불을 하기 전에 PG사와 대조하세요."
  },
  vanished: {
    english: "Recorded as refunded, and PortOne does not know the payment any more: check PORTONE_IMP_KEY and " +
      "WORKER_TEST_CHANNEL, then ask PortOne.",
    korean:
      "환불됨으로 기록됐지만 포트원에서 결제를 찾을 수 없습니다. PORTONE_IMP_KEY와 WORKER_TEST_CHANNEL을 확인한 뒤 " +
      "포트원에 문의하세요."
  },
  "taken-back": {
    english: "The refund was made, and its cancel is not in the payment history any more: ask PortOne whether it was " +
      "taken back (원복).",
    korean: "환불된 취소가 취소 내역에서 사라졌습니다. 원복되었는지 포트원에 확인하세요."
  },
  foreign: {
    english: "A cancel that no job of this table made: someone cancelled in a console, or another program did.",
    korean: "이 테이블의 작업이 아닌 취소입니다. 관리자 페이지나 다른 프로그램에서 취소했습니다."
  },
  unrecorded: {
    english: "A cancel with a tag of this shop's secret, and no job of this table has it: another program with the " +
      "same secret made it, or the table was restored from a backup.",
    korean: "이 상점의 비밀 값으로 만든 태그가 있지만 테이블에 작업이 없습니다. 같은 비밀 값을 쓰는 다른 프로그램의 " +
      "환불이거나 테이블이 백업에서 복원되었습니다."
  },
  "settled-late": {
    english: "PortOne shows the refund, and the job has no final outcome: it settled after the last call. " +
      "`worker recheck` records it.",
    korean: "포트원에는 환불이 있지만 작업은 끝나지 않았습니다. 마지막 호출 뒤에 확정된 환불이니 `worker recheck`로 " +
      "기록하세요."
  },
  "other-day": {
    english: "The refund is right, and its cancel is on another day than its record, as around midnight. Nothing has " +
      "to be done.",
    korean: "환불은 맞지만 취소 일자와 기록 일자가 다릅니다(자정 전후 등). 조치할 것은 없습니다."
  },
  "other-amount": {
    english: "PortOne shows another amount than was recorded, as it may with a promotion: compare with the PG.",
    korean: "포트원의 취소 금액이 기록과 다릅니다(프로모션 등). PG사와 대조하세요."
  },
  twice: {
    english:
      "The payment history shows more than one cancel of this refund. Stop, and check every cancel of the payment.",
    korean: "이 환불의 취소가 둘 이상 있습니다. 추가 환불을 멈추고 이 결제의 모든 취소를 확인하세요."
  },
  contradicted: {
    english: "Recorded as not refunded, and the payment history shows the cancel. Refund nothing more of it.",
    korean: "환불되지 않음으로 기록됐지만 취소 내역에 취소가 있습니다. 이 건을 다시 환불하지 마세요."
  },
  open: {
    english: "The outcome is unknown, and PortOne does not show the refund. The worker, or a person who follows the " +
      "advice of the job, ends it; the sums of the day are not final.",
    korean:
      "결과를 알 수 없고 취소 내역에도 없습니다. 워커 또는 담당자가 작업의 안내에 따라 마무리해야 하며, 이 날짜의 합계는 " +
      "확정되지 않았습니다."
  },
  "not-checked": {
    english: "The payment could not be looked up or read, so nothing is known about this row. Run it again.",
    korean: "결제를 조회하거나 읽지 못해 확인하지 못했습니다. 다시 실행하세요."
  }
} satisfies Record<string, Bilingual>

export type Kind = keyof typeof kinds

/** The kinds after which a person has nothing to do. */
export const harmless: ReadonlySet<Kind> = new Set(["other-day"])
