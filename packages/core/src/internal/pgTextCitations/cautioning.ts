/**
 * Texts that prove nothing, with their sources: the PG may have cancelled. KCP's own table shows
 * why a text about maintenance is not enough: "결제기관 시스템 점검중" stands there for a response that
 * was lost.
 */
import {
  DANAL,
  documented,
  type Group,
  help,
  INICIS,
  KAKAO,
  KCP,
  MOBILIANS,
  NAVER,
  NICE,
  observed,
  paypal,
  type Row,
  SHOP,
  shortage,
  TOSS,
  TOSS_OLD
} from "./row.ts"

const group = (hint: Group["hint"], ...rows: ReadonlyArray<Group["rows"]>): Group => ({
  hint,
  proves: "nothing",
  obstacle: "unknown",
  rows: rows.flat()
})

const inferred = (words: string): Row => ({
  pg: "",
  words,
  source: "inferred; no public text",
  evidence: "inf",
  code: undefined
})

export const cautioningCitations: ReadonlyArray<Group> = [
  group(
    "already-cancelled-at-pg",
    [
      observed("html5_inicis", SHOP, "결제취소에 실패하였습니다. [500626|기 취소 거래]", -1),
      observed("nice", SHOP, "결제취소에 실패하였습니다. 해당거래 취소실패(기취소성공) : 전화 문의(1661-0808)", -1),
      inferred("이미 취소된 거래")
    ],
    documented("", help("procedure/payment-integration/test-integration.md"), "기 취소 거래"),
    documented(
      "html5_inicis",
      INICIS,
      "이미 취소 된 거래임",
      "기 취소된 거래임",
      "부분취소 처리 실패(중복요청여부확인요망)"
    ),
    documented("nice_v2", NICE, "취소 완료 거래", "기 취소 요청"),
    documented(
      "kcp",
      KCP,
      "기취소된 신용카드 거래 취소요청",
      "기 환불 완료된 거래건",
      "이미 처리된 부분매입취소 요청건"
    ),
    documented(
      "danal",
      DANAL,
      "이미 취소된 거래 건입니다.",
      "이미 환불 처리된 거래 건입니다.",
      "입력하신 계좌 또는 결제 정보로 이미 환불 신청이 되었습니다."
    ),
    documented("danal_tpay", DANAL, "이미 취소된 거래건 입니다.", "이미 환불된 거래건입니다.", "기취소 카드입니다."),
    documented(
      "tosspayments",
      TOSS_OLD,
      "이미 취소 성공된 거래입니다.",
      "환불 요청이 기 수행되었음",
      "환불이 이미 정상 처리되었습니다.",
      "이미 취소가 되었거나, 취소할 수 없는 거래입니다.",
      "동일한 요청건에 대해 다른 금액으로 환불이 완료되었습니다.",
      "취소 중복 시도입니다."
    ),
    documented("kakaopay", KAKAO, "취소거절이미취소된거래", "이미취소처리되었습니다"),
    documented("mobilians", MOBILIANS, "이미 취소된 거래."),
    documented("paypal_v2", paypal("capture_fully_refunded"), "The capture has already been fully refunded."),
    [observed("naverpay", NAVER, "이미 전체 취소된 결제")]
  ),
  group(
    "pg-timeout",
    documented("html5_inicis", INICIS, "Timeout 에 의한 취소", "환불접수무응답 (환불접수여부 확인필요)"),
    documented(
      "tosspayments",
      TOSS_OLD,
      "통신 타임아웃 에러입니다.",
      "환불 타임아웃",
      "은행 응답시간 지연에 따라 환불요청이 실패하였습니다. 잠시 후 다시 시도해 주세요."
    ),
    documented("kakaopay", KAKAO, "VAN 통신시간초과"),
    documented("kicc", "https://docs.kicc.co.kr/en/docs/van-payment/simple/cancel", "Read Timeout")
  ),
  group(
    "in-progress-at-pg",
    documented("html5_inicis", INICIS, "취소 처리 중(은련카드)", "취소처리 중"),
    documented("danal", DANAL, "취소 진행 중인 거래 건입니다.", "환불 접수된 거래 건입니다."),
    documented("kcp", KCP, "부분취소 진행중 거래", "취소 진행중 거래"),
    documented(
      "tosspayments",
      TOSS_OLD,
      "요청하신 건에 대한 환불이 진행중입니다",
      "계좌이체 환불요청이 접수되었습니다",
      "실시간 환불기간이 초과되어 오프라인환불로 처리됩니다.",
      "은행 하루 환불 가능액을 초과했습니다.-오프라인처리",
      "기존 요청을 처리중입니다."
    ),
    [
      observed("naverpay", NAVER, "취소 처리가 완료되지 않았지만, 빠른 시일 내에 자동 취소 재처리 예정."),
      observed("naverpay", NAVER, "해당 결제번호로 요청이 이미 진행 중인 경우")
    ]
  ),
  group(
    "pg-failure",
    documented("kcp", KCP, "통신오류, 잠시후 재시도 요망", "결제기관 시스템 점검중(잠시후 재시도바람)"),
    documented("danal", DANAL, "일시적인 오류로 취소 실패되었습니다. 잠시 후 다시 시도해주십시오."),
    documented("html5_inicis", INICIS, "금결원의 취소전문 처리 후 오류", "DB 입력오류, 취소 실패"),
    documented("tosspayments", TOSS_OLD, "신용카드사와 통신실패입니다. 잠시후 이용해 주십시오.", "통신 에러입니다."),
    documented("tosspayments", TOSS, "내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해주세요."),
    documented("kakaopay", KAKAO, "승인취소장애 재시도요망"),
    documented("kakaopay", help("content100030.md"), "service unavailable."),
    documented(
      "eximbay",
      "https://developer.eximbay.com/eng/api_sdk/code-error-en.html",
      "Read Error",
      "Communication Error"
    ),
    documented("mobilians", MOBILIANS, "통신사 통신오류")
  ),
  // Danal's table has this state without a cause, and PortOne's help names one of several.
  group("settlement-short", documented("danal_tpay, danal", shortage("danal"), "취소불가 상태입니다")),
  group(
    "not-cancellable-state",
    documented("html5_inicis", INICIS, "취소불가능 거래"),
    documented("nice_v2", NICE, "취소 불가능 거래"),
    documented("kcp", KCP, "거래취소 불가 상태"),
    documented("tosspayments", TOSS, "취소 할 수 없는 결제 입니다."),
    documented("kakaopay", KAKAO, "취소 불가능한 상태")
  ),
  group(undefined, [
    observed("", SHOP, "결제취소에 실패하였습니다. …", -1)
  ])
]
