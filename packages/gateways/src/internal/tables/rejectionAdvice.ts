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
      "the PG's text speaks of an earlier cancel or request: this request, an earlier one, or an operator in the PG's admin page may have done it. Compare with the admin page; after a cancel there, PortOne support corrects the record",
    korean:
      "PG사 문구에 앞선 취소나 요청이 언급됩니다. 이번 요청이나 앞선 요청, 또는 PG사 관리자 페이지에서 취소된 것일 수 있습니다. PG사 관리자 페이지와 대조하고, 그곳에서 취소했다면 포트원 고객센터에 결제 상태 보정을 요청하세요"
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
      "the text speaks of a response that came late or not at all, so the PG may cancel or have cancelled: wait some minutes before looking the payment up",
    korean:
      "응답이 늦거나 없었다는 문구입니다. PG사에서 취소됐거나 뒤늦게 취소될 수 있습니다. 몇 분 뒤에 결제를 조회하세요"
  },
  "in-progress-at-pg": {
    english:
      "the PG's text speaks of a request that it accepted or still processes: look the payment up later, and compare with the PG's admin page",
    korean:
      "PG사가 접수했거나 처리 중인 요청이 있다는 문구입니다. 나중에 결제를 조회하고 PG사 관리자 페이지와 대조하세요"
  },
  "pg-failure": {
    english:
      "the text speaks of a failure at the PG or on the way to it, which leaves open whether the PG cancelled: look the payment up, and compare with the PG's admin page",
    korean:
      "PG사 내부나 통신 구간의 오류를 알리는 문구이며, PG사에서 취소됐는지는 알 수 없습니다. 결제를 조회하고 PG사 관리자 페이지와 대조하세요"
  },
  "not-cancellable-state": {
    english:
      "the PG says that the payment cannot be cancelled in its present state, without a cause; an earlier cancel is one: compare with the PG's admin page",
    korean:
      "PG사가 이유 없이 취소할 수 없는 상태라고만 알렸습니다. 이미 취소된 경우도 포함되니 PG사 관리자 페이지와 대조하세요"
  },
  "cancel-period-over": {
    english: "the PG cancels such a payment for a limited time, which is over: give the money back by another way",
    korean: "PG사의 취소 가능 기간이 지났습니다. 계좌 송금 등 다른 방법으로 환불하세요"
  },
  "limit-reached": {
    english:
      "a limit for cancels is used up, by amount or by count: a limit per day or month is free again in the next one; otherwise ask the PG to raise it",
    korean:
      "PG사의 취소 금액 또는 횟수 한도에 도달했습니다. 일·월 한도라면 다음 날이나 다음 달에 다시 시도하고, 아니라면 PG사에 한도 증액을 요청하세요"
  },
  "closed-hours": {
    english: "the PG or the bank is under maintenance or closed at this hour: call again afterwards",
    korean: "PG사나 은행이 점검 중이거나 서비스 시간이 아닙니다. 끝난 뒤 다시 요청하세요"
  },
  "not-allowed-at-pg": {
    english:
      "the PG does not allow this cancel for the merchant, the payment method or the kind of payment: ask the PG what the contract permits",
    korean: "가맹점 설정, 결제수단 또는 거래 종류 때문에 PG사가 취소를 허용하지 않습니다. PG사에 계약 내용을 확인하세요"
  },
  "refund-account-rejected": {
    english: "the PG does not accept the refund account: check holder, bank code and account number with the customer",
    korean: "PG사가 환불계좌를 받아들이지 않았습니다. 예금주, 은행 코드, 계좌번호를 고객에게 다시 확인하세요"
  },
  "amount-mismatch-at-pg": {
    english:
      "the amount, or its tax-free or VAT part, does not fit what the PG has on record: look the payment up and compare amount, taxFree and vatAmount",
    korean:
      "금액 또는 면세·부가세 금액이 PG사 기록과 맞지 않습니다. 결제를 조회해 amount, taxFree, vatAmount를 비교하세요"
  }
} satisfies Record<Hint, Bilingual>
