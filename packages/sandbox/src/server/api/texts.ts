/**
 * Every message of the emulated API, in one table.
 *
 * `evidence` says how well a message is known: `doc` an official source states it, `obs` it was
 * seen in public output of the real API, `inf` it follows by analogy, `placeholder` it is not
 * public. A placeholder has `[sandbox]` where the unpublished words begin, so that a test suite
 * that matches on it can be seen to match on invented words.
 */

/** How well a message is known. */
export type Evidence = "doc" | "obs" | "inf" | "placeholder"

/** One message of the API and its envelope code. */
export interface Text {
  readonly code: number
  readonly evidence: Evidence
  readonly text: string
  /** Where it was seen, or what is missing. */
  readonly note: string
}

const row = (code: number, evidence: Evidence, text: string, note: string): Text => ({ code, evidence, text, note })

// A rejection by the PG. The first words were seen in public output; the PG's words after them are
// not public.
const byGateway = (text: string, note: string): Text =>
  row(-1, "placeholder", `결제취소에 실패하였습니다. [sandbox] ${text}`, note)

/**
 * The messages. When the real words of a placeholder become public, change them only here.
 *
 * Assumes: PortOne's own rejections have code 1; those of a PG, of `/users/getToken` and of
 * look-ups have code -1.
 */
export const TEXTS = {
  wrongKey: row(-1, "obs", "인증에 실패하였습니다. API키와 secret을 확인하세요.", "HTTP 401 of /users/getToken"),
  missingKey: row(-1, "obs", "imp_key, imp_secret 파라메터가 누락되었습니다.", "HTTP 400; the spelling is theirs"),
  unauthorized: row(-1, "obs", "Unauthorized", "HTTP 401"),

  paymentNotFound: row(-1, "obs", "존재하지 않는 결제정보입니다.", "HTTP 404 of the look-ups"),
  unsupportedStatus: row(-1, "obs", "지원되지 않는 상태값입니다.", "HTTP 400; the code is by analogy"),

  nothingToCancel: row(1, "obs", "취소할 결제건이 존재하지 않습니다.", "HTTP 200 of the cancel call"),
  alreadyCancelled: row(1, "obs", "이미 전액취소된 주문입니다.", "HTTP 200 of the cancel call"),
  neitherUid: row(
    1,
    "placeholder",
    "[sandbox] imp_uid 또는 merchant_uid를 지정해주셔야합니다.",
    "only the tail is seen"
  ),
  pgAlreadyCancelled: row(
    -1,
    "obs",
    "결제취소에 실패하였습니다. [500626|기 취소 거래]",
    "KG Inicis, already cancelled there"
  ),
  pgAlreadyCancelledNice: row(
    -1,
    "obs",
    "결제취소에 실패하였습니다. 해당거래 취소실패(기취소성공) : 전화 문의(1661-0808)",
    "NICE, already cancelled there"
  ),
  pgAlreadyCancelledOther: byGateway("기취소 거래", "already cancelled there; the words of other PGs are not public"),
  pgBalanceShortKakao: row(
    -1,
    "obs",
    "결제취소에 실패하였습니다.(requested cancel amount is bigger than cancelable amount)",
    "Kakao Pay, without the blank; the code is by analogy"
  ),
  pgBalanceShort: byGateway("PG사 취소가능금액 초과", "the PG has a smaller balance than PortOne; words not public"),

  checksumMismatch: row(1, "placeholder", "[sandbox] checksum 값이 취소 가능 잔액과 다릅니다.", "words not public"),
  amountAboveBalance: row(1, "placeholder", "[sandbox] 취소 요청금액이 취소 가능 잔액보다 큽니다.", "words not public"),
  amountUnreadable: row(1, "placeholder", "[sandbox] 취소 요청금액을 읽을 수 없습니다.", "words not public"),
  notPaid: row(1, "placeholder", "[sandbox] 결제완료 상태가 아니어서 취소할 수 없습니다.", "words not public"),
  refundAccountMissing: row(1, "placeholder", "[sandbox] 환불계좌 정보가 필요합니다.", "words not public"),
  refundTelMissing: row(1, "placeholder", "[sandbox] 환불계좌 예금주 연락처가 필요합니다.", "words not public"),
  reasonTooLong: row(1, "placeholder", "[sandbox] 취소 사유가 256자를 넘습니다.", "words not public"),
  reasonMissing: row(1, "placeholder", "[sandbox] 취소 사유가 필요합니다.", "words not public"),
  requesterMissing: row(1, "placeholder", "[sandbox] extra.requester가 필요합니다.", "words not public"),
  promotionBroken: row(1, "placeholder", "[sandbox] 프로모션 정책에 위반되는 취소입니다.", "words not public"),
  promotionOptionChanged: row(
    1,
    "placeholder",
    "[sandbox] 처음 선택한 프로모션 유지 옵션으로만 취소할 수 있습니다.",
    "words not public"
  ),

  pgRefundBankUnknown: byGateway("환불계좌 은행코드 오류", "code -1 is by analogy"),
  pgTaxFreeMissing: byGateway("면세금액 누락", "code -1 is by analogy"),
  pgTaxFreeTooLarge: byGateway("면세금액 초과", "code -1 is by analogy"),
  pgVatMissing: byGateway("부가세 누락", "code -1 is by analogy"),
  pgMethodNotCancellable: byGateway("취소를 지원하지 않는 결제수단", "code -1 is by analogy"),
  pgEscrowNotCancellable: byGateway("에스크로 거래 임의취소 불가", "code -1 is by analogy"),
  pgNoPartialCancel: byGateway("부분취소 불가", "code -1 is by analogy"),
  pgNoPartialCancelNiceTest: row(
    -1,
    "inf",
    "결제취소에 실패하였습니다. 테스트 MID 사용시 체크카드 거래인 경우에는 부분취소 불가능 거래(전체취소 요망)",
    "the PG's words are documented; the words before them and the code are by analogy"
  ),
  pgPartialsUsedUp: byGateway("부분취소 횟수 초과", "code -1 is by analogy"),
  pgTooLate: byGateway("취소 가능 기간 경과", "code -1 is by analogy"),
  pgClosedNow: byGateway("취소 가능 시간 아님", "code -1 is by analogy"),

  vbankNotRevocable: row(
    -1,
    "placeholder",
    "[sandbox] 입금대기 중인 가상계좌가 아닙니다.",
    "HTTP 400 of DELETE /vbanks"
  ),
  vbankPgUnsupported: row(
    -1,
    "placeholder",
    "[sandbox] 말소를 지원하지 않는 PG사입니다.",
    "DELETE /vbanks; not public"
  ),
  vbankKeyMissing: byGateway("hashData 불일치", "DELETE /vbanks at KG Inicis without pg_api_key; words not public"),

  tierMalformed: row(-1, "placeholder", "[sandbox] Tier 헤더는 영문 대문자와 숫자 3자리입니다.", "answer not public"),
  queryMalformed: row(-1, "placeholder", "[sandbox] 조회 조건이 올바르지 않습니다.", "HTTP 400; words not public"),
  pageBeyondLast: row(-1, "placeholder", "[sandbox] 데이터 범위를 넘어선 page입니다.", "HTTP 400; words not public"),
  codeNotFound: row(-1, "placeholder", "[sandbox] 존재하지 않는 코드입니다.", "HTTP 404 of /banks and /cards"),
  bodyMalformed: row(-1, "placeholder", "[sandbox] 요청 본문을 읽을 수 없습니다.", "HTTP 400; words not public"),
  bodyTooLarge: row(-1, "placeholder", "[sandbox] 요청 본문이 너무 큽니다.", "HTTP 413; limit not public"),
  notEmulated: row(
    -1,
    "placeholder",
    "[sandbox] 이 샌드박스(@effect-portone/sandbox)가 제공하지 않는 API입니다: {}",
    "HTTP 501 and the name of the route; the real API has this route"
  ),
  routeUnknown: row(
    -1,
    "placeholder",
    "[sandbox] 포트원 V1 API 문서에 없는 경로입니다(@effect-portone/sandbox): {}",
    "HTTP 501 and the path; the real API is not documented to have it"
  ),
  methodNotAllowed: row(-1, "placeholder", "[sandbox] 지원하지 않는 메서드입니다.", "HTTP 405; words not public"),

  prepareIncomplete: row(1, "placeholder", "[sandbox] merchant_uid와 amount를 확인해주세요.", "words not public"),
  prepareTaken: row(
    1,
    "obs",
    "결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).",
    "HTTP 200 of POST /payments/prepare"
  ),
  prepareNotFound: row(
    -1,
    "obs",
    "사전등록된 결제정보가 존재하지 않습니다.",
    "HTTP 404 of /payments/prepare; the code is by analogy"
  ),
  balanceNotShown: row(
    -1,
    "obs",
    "(현재는 PAYCO, KCP만 지원됩니다) 결제건에 대한 금액상세정보가 확인되지 않습니다. " +
      "결제 상태가 paid 또는 cancelled가 아닌 경우 확인되지 않습니다.",
    "GET /payments/{imp_uid}/balance; HTTP 404 and the code are by analogy"
  ),
  paymentIncomplete: row(1, "placeholder", "[sandbox] 결제 요청의 필수 값을 확인해주세요.", "words not public"),
  merchantUidPaid: row(
    1,
    "obs",
    "이미 주문이 이루어진 건입니다. (동일한 merchant_uid로 결제 또는 취소된 기록이 있습니다)",
    "HTTP 200 of a second payment; the code is by analogy"
  ),
  cardNumberInvalid: row(
    -1,
    "obs",
    "카드정보 인증에 실패하였습니다. [F112]유효하지않은 카드번호를 입력하셨습니다. (card_bin 없음)",
    "HTTP 200 of a payment by card; the two halves were seen together for billing keys"
  ),
  cardNumberWrong: row(
    -1,
    "obs",
    "카드정보 인증에 실패하였습니다. [F113]거래거절 카드번호틀림",
    "HTTP 200 of a payment by card"
  ),
  cardNotAuthenticated: row(
    -1,
    "obs",
    "카드정보 인증에 실패하였습니다.",
    "HTTP 200 of a payment by card; what follows is not public for this number"
  ),
  billingKeyRejected: row(
    -1,
    "obs",
    "카드정보 인증 및 빌키 발급에 실패하였습니다. [F112]유효하지않은 카드번호를 입력하셨습니다. (card_bin 없음)",
    "HTTP 200 of storing a card"
  ),
  cardMalformed: row(1, "placeholder", "[sandbox] 카드번호와 유효기간을 확인해주세요.", "words not public"),
  customerUnknown: row(
    1,
    "obs",
    "등록되지 않은 구매자입니다.",
    "again: HTTP 200; code 1 in several suites, -1 in the newest official one"
  ),
  customerNotFound: row(
    1,
    "obs",
    "요청하신 customer_uid({})로 등록된 정보를 찾을 수 없습니다.",
    "GET and DELETE of one; HTTP 200 in the official Python suite, 404 in the schema"
  ),
  customersNotFound: row(
    -1,
    "placeholder",
    "[sandbox] 등록되지 않은 구매자입니다.",
    "HTTP 404 of the lists of /subscribe/customers; words not public"
  ),
  vbankGatewayFixed: row(-1, "placeholder", "[sandbox] 수정을 지원하지 않는 PG사입니다.", "PUT /vbanks; not public"),
  hostForeign: row(
    -1,
    "placeholder",
    "[sandbox] 이 Host로 온 요청에는 응답하지 않습니다. 다른 이름을 쓰려면 --allow-remote로 시작하세요.",
    "HTTP 403; the sandbox's own check"
  ),
  sandboxFull: row(
    -1,
    "placeholder",
    "[sandbox] 샌드박스에 더 저장할 수 없습니다: {}",
    "HTTP 507 and the sandbox's limit"
  ),
  serverFailure: row(-1, "placeholder", "[sandbox] 서버 오류입니다.", "HTTP 5xx and other status faults"),
  unknownCode: row(7777, "placeholder", "[sandbox] 알 수 없는 오류입니다.", "fault unknown-code")
} as const satisfies Record<string, Text>

/** The name of a message in the table. */
export type TextName = keyof typeof TEXTS
