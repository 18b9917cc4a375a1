import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { CancelRejected } from "@effect-portone/core/CancelError"

/**
 * The hints that core gives to known texts of PGs.
 */
export type Hint = NonNullable<CancelRejected["hint"]>

/**
 * What to do about a known text of a PG, by its hint. It never states whether money moved: only the
 * payment and the PG's admin page show that.
 */
export const rejectionAdvice = {
  "already-cancelled-at-pg": {
    english:
      "the PG says it was cancelled before: an earlier request did it, or an operator did it in the PG's admin page, in which case PortOne support corrects the record",
    korean:
      "PG사에서는 이미 취소된 거래입니다. 앞선 요청이 성공했거나 PG사 관리자 페이지에서 취소한 것일 수 있습니다. 후자라면 포트원 고객센터에 결제 상태 보정을 요청하세요"
  },
  "settlement-short": {
    english:
      "the PG holds too little of your unsettled sales to fund this refund: ask the PG for a forced refund or pay the difference in, and report it to PortOne support once the PG did it",
    korean:
      "PG사에 남은 정산 예정 금액이 취소 금액보다 적습니다. PG사에 강제 환불(또는 부족분 입금 후 취소)을 요청하고, PG사에서 직접 취소되면 포트원 고객센터에 결제 상태 보정을 요청하세요"
  },
  "above-balance-at-pg": {
    english:
      "the PG has less left than asked for, or its VAT and tax-free parts do not add up: compare taxFree and vatAmount with the payment",
    korean:
      "PG사에 남은 취소 가능 금액보다 크거나 면세·부가세 구성이 맞지 않습니다. taxFree와 vatAmount를 결제와 비교하세요"
  },
  "partial-not-allowed": {
    english: "this payment cannot be cancelled in part: cancel all of it, or ask the PG to allow parts",
    korean: "부분취소가 안 되는 거래입니다. 전액 취소하거나 PG사에 부분취소 허용을 요청하세요"
  },
  "no-deposit": {
    english:
      "nothing was paid into this virtual account as far as the PG knows, as always on a test channel: revoke an unpaid account with DELETE /vbanks/{imp_uid}",
    korean:
      "PG사 기준으로 입금 내역이 없는 가상계좌입니다(테스트 채널은 항상 그렇습니다). 미입금 계좌는 DELETE /vbanks/{imp_uid}로 말소하세요"
  },
  "pg-timeout": {
    english:
      "the PG did not answer PortOne in time and may still cancel it: wait some minutes before looking the payment up",
    korean: "PG사가 제때 응답하지 않았고 뒤늦게 취소될 수 있습니다. 몇 분 뒤에 결제를 조회하세요"
  }
} satisfies Record<Hint, Bilingual>
