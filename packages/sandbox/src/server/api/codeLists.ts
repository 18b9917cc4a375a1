/**
 * The code lists of `GET /banks` and `GET /cards`.
 *
 * Spec: official schema: "기관명(금융결제원기재명)".
 * Assumes: the codes are those of the longest public list; the real API returns its current list.
 * The names are Korean, in the spelling of PortOne's own code pages where these have the
 * institution, and otherwise the institution's own.
 */

/** A row of a code list. */
export interface CodeName {
  readonly code: string
  readonly name: string
}

const rows = (text: string): ReadonlyArray<CodeName> =>
  text.trim().split(/;\s*/).map((row) => ({
    code: row.slice(0, row.indexOf(" ")),
    name: row.slice(row.indexOf(" ") + 1)
  }))

/**
 * Banks and securities firms by their three-digit standard code. The codes of `refund_bank` are
 * others and differ by PG.
 */
export const BANKS: ReadonlyArray<CodeName> = rows(`
  001 한국은행; 002 산업은행; 003 기업은행; 004 KB국민은행; 005 외환은행; 007 수협; 008 수출입은행; 011 농협;
  012 축협; 020 우리은행; 023 SC제일은행; 026 서울은행; 027 한국씨티은행; 030 수협중앙회; 031 대구은행;
  032 부산은행; 034 광주은행; 035 제주은행; 037 전북은행; 039 경남은행; 045 새마을금고; 048 신협;
  050 상호저축은행; 051 기타 외국계은행; 052 모건스탠리은행; 054 HSBC은행; 055 도이치은행; 056 알비에스은행;
  057 제이피모간체이스은행; 058 미즈호은행; 059 엠유에프지은행; 060 BOA은행; 061 비엔피파리바은행;
  062 중국공상은행; 063 중국은행; 064 산림조합; 065 대화은행; 066 교통은행; 067 중국건설은행; 071 우체국;
  076 신용보증기금; 077 기술보증기금; 081 하나은행; 088 신한은행; 089 케이뱅크; 090 카카오뱅크; 092 토스뱅크;
  093 한국주택금융공사; 094 서울보증보험; 095 경찰청; 096 한국전자금융; 099 금융결제원; 101 한국신용정보원;
  209 유안타증권; 218 KB증권; 221 상상인증권; 222 한양증권; 223 리딩투자증권; 224 BNK투자증권;
  225 IBK투자증권; 226 KB투자증권; 227 다올투자증권; 230 미래에셋증권; 238 미래에셋증권; 240 삼성증권;
  243 한국투자증권; 247 NH투자증권; 261 교보증권; 262 아이엠증권; 263 현대차증권; 264 키움증권;
  265 LS증권; 266 SK증권; 267 대신증권; 268 솔로몬투자증권; 269 한화투자증권; 270 하나증권; 271 토스증권;
  278 신한투자증권; 279 DB금융투자; 280 유진투자증권; 287 메리츠증권; 288 카카오페이증권; 289 NH투자증권;
  290 부국증권; 291 신영증권; 292 케이프투자증권; 293 한국증권금융; 294 우리투자증권; 295 우리종합금융;
  296 삼성선물; 297 외환선물; 298 현대선물
`)

/** Card companies. Overseas brands have five digits. */
export const CARDS: ReadonlyArray<CodeName> = rows(`
  002 KDB산업은행; 041 우리카드; 045 새마을금고; 048 신협; 071 우체국; 089 K뱅크; 090 카카오뱅크;
  10001 해외은련카드; 10002 해외다이너스카드; 10003 해외아멕스카드; 10004 해외마스터카드;
  10005 해외비자카드; 10006 해외JCB카드; 361 BC카드; 364 광주카드; 365 삼성카드; 366 신한카드; 367 현대카드; 368 롯데카드; 369 수협카드; 370 씨티카드;
  371 NH카드; 372 전북카드; 373 제주카드; 374 하나SK카드; 381 KB국민카드
`)
