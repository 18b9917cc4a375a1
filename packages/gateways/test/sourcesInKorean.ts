/**
 * The sources of the rules in Korean, for the Korean page. A rule has its source once, in English
 * with Korean quotations; each row replaces an English part. All rows apply in turn, so a longer
 * part comes before one that it contains.
 */
const parts: ReadonlyArray<readonly [english: string, korean: string]> = [
  ["API reference, ", "API 문서, "],
  ["PortOne's reference", "포트원 API 문서"],
  ["PortOne help, cancel deadlines by payment method", "포트원 도움말, 결제수단별 취소 기한"],
  ["PortOne help, payments that cannot be cancelled in part", "포트원 도움말, 부분취소가 안 되는 결제"],
  ["PortOne help, testing virtual accounts", "포트원 도움말, 가상계좌 테스트"],
  ["PortOne help, two pages", "포트원 도움말 두 곳"],
  ["PortOne help", "포트원 도움말"],
  ["PortOne docs, KG Inicis Japan", "포트원 문서, KG이니시스 일본"],
  ["PortOne docs, Welcome Payments, escrow", "포트원 문서, 웰컴페이먼츠 에스크로"],
  ["Cancelling a payment with a promotion", "프로모션 결제 취소 안내"],
  ["Cancelling a payment", "결제 취소 안내"],
  [": what can be cancelled is amount", ": 취소 가능 금액은 amount"],
  [": amounts are counted before the discount", ": 금액은 할인 전 기준"],
  [": later cancels only with the option of the first", ": 이후 취소는 첫 취소와 같은 옵션으로만"],
  ["; some PGs approve a payment after it was ready or failed", "; ready나 failed 뒤에 승인하는 PG사도 있음"],
  [": with both ids, imp_uid counts", ": 두 ID가 모두 있으면 imp_uid 기준"],
  [", smartro_v2, test mode", ", smartro_v2, 테스트 모드"],
  [", smartro and smartro_v2", ", smartro와 smartro_v2"],
  [": marked required without a payment method", ": 결제수단 구분 없이 필수로 표시"],
  [
    ": one page says virtual accounts, another says Smartro only",
    ": 한 곳은 가상계좌, 다른 곳은 스마트로만이라고 함"
  ],
  [", smartro_v2 (partial cancels) and welcome (부가세업체정함)", ", smartro_v2(부분취소)와 welcome(부가세업체정함)"],
  [
    ": five PGs do not take a missing value as 0; the payment does not show whether any of it was tax-free",
    ": PG사 다섯 곳은 누락을 0으로 처리하지 않음. 결제 정보로는 면세금액이 있었는지 알 수 없음"
  ],
  ["; the payment does not show whether it was", "; 결제 정보로는 지정했는지 알 수 없음"],
  [": PGs that support it; kakaopay does not", ": 지원하는 PG사. kakaopay는 지원하지 않음"],
  [": 익월 환불, the month after, by contract", ": 익월 환불(특약)"],
  ["; whether the last of ten counts is not documented", "; 나머지를 열 번째로 세는지는 문서에 없음"],
  ["extra.requester, by default admin", "extra.requester, 기본값 admin"],
  [
    ": without it the shop does not pass NaverPay's review; what the API does is not documented",
    ": 없으면 네이버페이 검수를 통과하지 못함. API의 동작은 문서에 없음"
  ],
  [": 키움페이 numbers its banks on its own", ": 키움페이는 은행 번호를 따로 매김"],
  [": one page says about three months, another no limit", ": 한 곳은 약 3개월, 다른 곳은 제한 없음"],
  [
    "; yet PG사별 은행코드 lists refund codes for Danal, and Danal's own codes know refunded virtual accounts",
    "; 그러나 PG사별 은행코드에는 다날의 환불 코드가 있고, 다날 오류코드표에도 환불된 가상계좌가 있음"
  ],
  [
    ", not which KG; KG Inicis's own codes for vouchers know partial cancels and their limit",
    ", 어느 KG인지는 없음. KG이니시스 상품권 오류코드에는 부분취소와 횟수 제한이 있음"
  ]
]

/** A source in Korean. */
export const sourceInKorean = (source: string): string =>
  parts.reduce((so, [english, korean]) => so.replace(english, korean), source)
