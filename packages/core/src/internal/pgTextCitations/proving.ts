/**
 * Texts that mean that the PG did not execute the request, with their sources. The obstacle passes
 * only where the source says so.
 */
import {
  DANAL,
  documented,
  FAQ,
  type Group,
  help,
  INICIS,
  KAKAO,
  KCP,
  MOBILIANS,
  NICE,
  observed,
  paypal,
  SHOP,
  shortage,
  TOSS,
  TOSS_OLD
} from "./row.ts"

const group = (hint: Group["hint"], obstacle: Group["obstacle"], ...rows: ReadonlyArray<Group["rows"]>): Group => ({
  hint,
  proves: "not-executed",
  obstacle,
  rows: rows.flat()
})

export const provingCitations: ReadonlyArray<Group> = [
  group(
    "settlement-short",
    "passes",
    [observed("nice", SHOP, "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다.", -1)],
    documented("nice", shortage("nice"), "취소 금액이 미정산 금액보다 큽니다"),
    documented(
      "kcp",
      shortage("kcp"),
      "[8178] 취소 금액보다 상계가능 정산금액 부족 으로 취소 불가합니다 KCP 또는 상점으로 문의해 주십시오"
    ),
    documented("kcp", KCP, "취소 요청한 금액보다 상계가능한 정산예정금액이 부족하여 취소가 불가합니다"),
    documented("daou", shortage("kiwoompay"), "[9029] 상점의 취소가능 금액이 부족합니다."),
    documented("danal", DANAL, "정산금액 부족으로 취소 실패되었습니다. (다날고객센터 031-697-1232)"),
    documented(
      "paypal_v2",
      paypal("refund_failed_insufficient_funds"),
      "Refund cannot be processed due to insufficient funds."
    )
  ),
  group(
    "above-balance-at-pg",
    "stays",
    [
      observed(
        "kakaopay",
        "https://github.com/iamport/iamport-rest-client-java/issues/20",
        "결제취소에 실패하였습니다.(requested cancel amount is bigger than cancelable amount)",
        -1
      )
    ],
    documented(
      "nice_v2",
      NICE,
      "취소금액이 취소가능금액보다 큼",
      "취소금액이 취소가능금액보다 큼.",
      "입금액보다 취소금액이 큽니다."
    ),
    documented("html5_inicis", INICIS, "취소 요청 금액이 잔액보다 큼"),
    documented(
      "kcp",
      KCP,
      "부분취소 가능금액 초과",
      "부분취소 가능 금액 초과",
      "변경요청(부분취소/환불) 가능 금액 초과"
    ),
    documented("danal", DANAL, "부분취소 가능 금액을 초과하였습니다.", "환불 가능 금액을 초과하였습니다."),
    documented("danal_tpay", DANAL, "부분취소 가능 금액 초과 오류입니다."),
    documented(
      "tosspayments",
      TOSS_OLD,
      "부분취소금액이 원금액보다 큽니다.",
      "환불요청금액이 입금금액보다 큽니다",
      "부분취소값이 원거래 가격보다 큽니다."
    ),
    documented("kakaopay", KAKAO, "환불요청금액이잔액보다많음", "취소가능한 금액 초과"),
    documented(
      "paypal_v2",
      paypal("refund_amount_exceeded"),
      "The refund amount must be less than or equal to the capture amount that has not yet been refunded."
    )
  ),
  group(
    "partial-not-allowed",
    "stays",
    documented("nice", FAQ, "테스트 MID 사용시 체크카드 거래인 경우에는 부분취소 불가능 거래(전체취소 요망)"),
    documented("html5_inicis", FAQ, "500503|간편결제 부분취소 제한 가맹점"),
    documented(
      "html5_inicis",
      INICIS,
      "해당 카드는 부분취소가 불가능한 카드입니다. 직접 환불하여 주시기 바랍니다.",
      "부분취소 불가 가맹점",
      "장바구니서비스 사용 가맹점은 부분취소할 수 없습니다",
      "부분취소 가능한 지불수단 아님",
      "복합지불 부분취소 불가",
      "부분취소 불가 카드사",
      "부분취소가 불가능한 충전식 카드입니다. 직접 환불하여 주시기 바랍니다.",
      "NH카드 무이자 할부 부분취소 불가",
      "간편결제 부분취소 불가 거래"
    ),
    documented(
      "nice_v2",
      NICE,
      "부분취소 불가능 가맹점",
      "부분취소 불가능 결제수단",
      "해당결제수단 부분취소 불가",
      "부분취소 불가능금액 전체취소 이용바람",
      "에스크로 부분취소 불가."
    ),
    documented(
      "kcp",
      KCP,
      "부분취소 불가 사이트",
      "부분취소 처리불가 결제기관",
      "부분환불 불가 사이트",
      "부분매입취소 불가 카드"
    ),
    documented(
      "danal_tpay",
      DANAL,
      "부분취소 불가한 가맹점입니다.",
      "부분취소 불가 거래건 입니다.",
      "부분환불 불가 가맹점입니다."
    ),
    documented(
      "tosspayments",
      TOSS_OLD,
      "부분취소를 할 수 없는 상점입니다.",
      "부분취소 불가 카드입니다.",
      "부분취소 불가 가맹점입니다.",
      "해당카드 포인트거래는 부분취소 불가입니다.",
      "즉시할인거래는 부분취소 불가입니다.",
      "에스크로거래건은 부분환불이 불가합니다.",
      "현금카드는 부분 취소가 불가능합니다."
    ),
    [
      observed(
        "tosspayments",
        "https://techchat.tosspayments.com/m/1327972624625696840",
        "[ES12] 부분취소 불가한 에스크로 상태 입니다."
      )
    ],
    documented("kakaopay", KAKAO, "부분취소불가거래")
  ),
  group(
    "no-deposit",
    "unknown",
    documented("", help("faq/payment-faq/vbank-test-guide.md"), "요청하신 건에 대해 입금된 내역이 없습니다")
  ),
  group(
    "cancel-period-over",
    "stays",
    documented("nice_v2", NICE, "취소 기한 초과"),
    documented(
      "html5_inicis",
      INICIS,
      "취소 기한 초과",
      "취소기한이 초과 되었습니다.",
      "취소기한 경과로 취소 불가",
      "카드사 취소기한 경과"
    ),
    documented("danal", DANAL, "취소 기간이 지난 거래 건입니다.", "환불 가능 기간이 초과되었습니다."),
    documented(
      "danal_tpay",
      DANAL,
      "취소 가능기간이 만료되었습니다.",
      "취소 가능기간이 초과되었습니다.",
      "취소 기간을 초과하였습니다. 당월 취소만 가능합니다."
    ),
    documented(
      "tosspayments",
      TOSS_OLD,
      "취소할 수 있는 기간을 초과하여 취소(환불)이 불가능합니다.",
      "취소가능 기간을 지났습니다.(거래가 일어난 해당달에만 취소가능)",
      "취소가능 기간을 지났습니다.(거래일 기준 12개월이내 취소 가능)",
      "구매 취소 기간이 지났습니다.",
      "환불 기간이 초과되었습니다."
    ),
    documented("tosspayments", TOSS, "환불 가능한 기간이 초과했습니다."),
    documented("mobilians", MOBILIANS, "취소기간경과"),
    documented("kakaopay", KAKAO, "취소가능기간경과"),
    documented(
      "paypal_v2",
      paypal("refund_time_limit_exceeded"),
      "You are over the time limit to perform a refund on this capture."
    )
  ),
  group(
    "limit-reached",
    "passes",
    documented("danal_tpay", DANAL, "일취소 한도 초과 오류입니다."),
    documented("tosspayments", TOSS_OLD, "상점 한달 환불 가능액을 초과했습니다."),
    documented("tosspayments", TOSS, "하루 또는 한달 환불 가능한 금액을 초과했습니다."),
    documented(
      "html5_inicis",
      INICIS,
      "[취소한도초과] 취소금액입금하여 한도증액요청 (www.inicis.com/pg-dept) -KG INICIS 고객센터 1588-4954"
    )
  ),
  group(
    "limit-reached",
    "stays",
    documented("html5_inicis", INICIS, "부분취소 가능 횟수 초과"),
    documented("kcp", KCP, "부분취소 가능횟수 초과"),
    documented("danal", DANAL, "취소 가능 횟수가 초과 되었습니다."),
    documented(
      "paypal_v2",
      paypal("max_number_of_refunds_exceeded"),
      "You have exceeded the number of refunds that can be processed per capture."
    )
  ),
  group(
    "limit-reached",
    "unknown",
    documented("nice_v2", NICE, "취소 한도 초과"),
    documented("kakaopay", KAKAO, "취소한도초과"),
    documented("danal_tpay", DANAL, "취소 한도 초과 오류입니다.")
  ),
  group(
    "closed-hours",
    "passes",
    documented("html5_inicis", INICIS, "취소 서비스 제공시간 마감"),
    documented("tosspayments", TOSS, "은행 서비스 시간이 아닙니다."),
    documented("naverpay", help("notice-payletter-2025-10-24.md"), "시스템 점검 중입니다."),
    documented(
      "naverpay",
      help("content100033.md"),
      "시스템 점검 중입니다. (2023-10-21T02:00+09:00 ~ 2023-10-21T06:00+09:00)"
    ),
    documented(
      "kakaopay",
      KAKAO,
      "은행 점검 중입니다. 잠시 후 다시 이용해 주세요.(점검시간 : 23:30 ~ 00:35)",
      "긴급 점검중 입니다. 잠시 후 다시 시도해 주세요."
    ),
    documented("kcp", KCP, "카드사 시스템 점검 중입니다.(점검시간 이후에 다시 시도해주세요.)")
  ),
  group(
    "not-allowed-at-pg",
    "stays",
    documented(
      "html5_inicis",
      INICIS,
      "타가맹점거래 취소 불가",
      "취소불가 가맹점",
      "매입후취소 불가능 가맹점",
      "부분취소로 전체금액 취소는 불가능합니다.",
      "에스크로 거래는 에스크로 모듈을 통해 취소해야합니다."
    ),
    documented(
      "nice_v2",
      NICE,
      "취소 불가 회원사",
      "신용카드 매입후 취소 불가능 가맹점",
      "타 회원사 거래 취소 불가",
      "에스크로 거래는 구매 또는 구매거절 시 취소가능"
    ),
    documented(
      "danal",
      DANAL,
      "환불 불가 업체입니다.",
      "통신사 선결제 서비스 이용 고객으로 취소 불가능한 거래 건입니다."
    ),
    documented(
      "danal_tpay",
      DANAL,
      "취소 불가한 가맹점입니다.",
      "환불 불가 가맹점입니다.",
      "당일거래 이외 취소 불가 가맹점입니다."
    ),
    documented("mobilians", MOBILIANS, "통신사 (LGU+) 에 선결제가 된 거래로 취소가 불가"),
    documented("kcp", KCP, "전체환불 불가 사이트", "환불이 불가한 카드(선불,기프트)입니다", "취소 요청 권한 부족"),
    documented("tosspayments", TOSS, "환불 가능한 상점이 아닙니다.", "환불 가능한 은행이 아닙니다.")
  ),
  group(
    "refund-account-rejected",
    "stays",
    documented(
      "tosspayments",
      TOSS_OLD,
      "환불계좌 형식이 유효하지 않습니다",
      "가상계좌번호는 환불계좌로 이용할 수 없습니다."
    ),
    [observed(
      "tosspayments",
      "public code, Toss Payments' code INVALID_REFUND_ACCOUNT_INFO",
      "환불 계좌번호와 예금주명이 일치하지 않습니다."
    )]
  ),
  group(
    "amount-mismatch-at-pg",
    "stays",
    documented(
      "nice_v2",
      NICE,
      "취소 금액 불일치",
      "취소 요청금액 0원 이하",
      "요청하신 면세금액이 취소가능한 면세금액을 초과 오류"
    ),
    documented("danal_tpay", DANAL, "취소 금액이 불일치 합니다."),
    documented("html5_inicis", INICIS, "취소요청금액과 원거래금액이 일치하지 않습니다."),
    documented("tosspayments", TOSS_OLD, "취소요청금액이 다릅니다.", "부분취소값이 0이거나 작습니다."),
    documented(
      "kcp",
      KCP,
      "취소 금액 불일치",
      "변경요청(부분취소) 가능 과세/부가세 금액 초과",
      "변경요청(부분취소) 가능 비과세 금액 초과"
    )
  )
]
