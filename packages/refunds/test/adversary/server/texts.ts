/**
 * Words of PortOne, PGs and proxies.
 */

/** PG rejections in published words that mean: not carried out. */
export const listed = [
  "결제취소에 실패하였습니다. 취소금액이 미정산 금액보다 큽니다.",
  "결제취소에 실패하였습니다. [8178] 취소 금액보다 상계가능 정산금액 부족 으로 취소 불가합니다 KCP 또는 상점으로 문의해 주십시오",
  "결제취소에 실패하였습니다. [9029] 상점의 취소가능 금액이 부족합니다.",
  "결제취소에 실패하였습니다.(requested cancel amount is bigger than cancelable amount)",
  "결제취소에 실패하였습니다. 500503|간편결제 부분취소 제한 가맹점",
  "테스트 MID 사용시 체크카드 거래인 경우에는 부분취소 불가능 거래(전체취소 요망)"
]

/** PG rejections that decide nothing: the cancel may have been carried out. */
export const unlisted = [
  "결제취소에 실패하였습니다. Read timed out",
  "결제취소에 실패하였습니다. 통신실패",
  "결제취소에 실패하였습니다. [VT00] 응답 시간 초과",
  "결제취소에 실패하였습니다. [9999] 시스템 오류",
  "결제취소에 실패하였습니다. 승인서버 응답 지연으로 처리 결과를 확인할 수 없습니다.",
  "결제취소에 실패하였습니다. java.net.SocketTimeoutException: connect timed out",
  "결제취소에 실패하였습니다. 처리중인 거래입니다.",
  "결제취소에 실패하였습니다. 중복요청",
  "결제취소에 실패하였습니다.",
  "-1",
  ""
]

/** "Already cancelled", as PGs spell it. */
export const alreadyAtPg = [
  "결제취소에 실패하였습니다. [500626|기 취소 거래]",
  "결제취소에 실패하였습니다. 해당거래 취소실패(기취소성공) : 전화 문의(1661-0808)",
  "결제취소에 실패하였습니다. 이미 환불된 결제입니다.",
  "결제취소에 실패하였습니다. 이미 전체 취소된 거래입니다",
  "결제취소에 실패하였습니다. already cancelled",
  "결제취소에 실패하였습니다. Already canceled payment",
  "결제취소에 실패하였습니다. 旣취소",
  "결제취소에 실패하였습니다. 기환불 완료 건",
  "결제취소에 실패하였습니다. 취소완료된 거래"
]

/** The same from PortOne. */
export const alreadyAtPortOne = [
  "이미 전액취소된 주문입니다.",
  "이미 취소된 결제입니다.",
  "이미 환불된 결제입니다.",
  "취소할 금액이 남아있지 않습니다."
]

/** A checksum that does not match; the real words are not public. */
export const mismatch = [
  "checksum 값이 일치하지 않습니다.",
  "취소 가능 잔액이 요청하신 값과 다릅니다.",
  "요청하신 취소가능금액이 올바르지 않습니다.",
  "Balance verification failed",
  "검증에 실패하였습니다."
]

/** More than what is left; the real words are not public. */
export const aboveBalance = ["취소 가능한 금액을 초과하였습니다.", "취소요청금액이 취소가능금액보다 큽니다."]

/** The reason that the console gives to every cancel. */
export const fromConsole = "관리자페이지취소"

/** The reason where none was sent or none comes back. */
export const noReason = "취소요청api"

export const html = (status: number) =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body><center><h1>${status}</h1></center><hr>nginx</body></html>`
