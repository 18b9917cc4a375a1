/**
 * Parts of the messages of errors, in English and in Korean. Reasons and problems of this library
 * are shown in the language of the message; codes and the provider's words stay as they are.
 */
import { envelopeProblems } from "./wire/envelope.ts"

export const NO_MONEY = "No money moved."
export const NO_MONEY_KO = "환불되지 않았습니다."
export const NO_MONEY_BY_THIS = "This request moved no money."
export const NO_MONEY_BY_THIS_KO = "이 요청으로는 환불되지 않았습니다."
export const UNKNOWN_MONEY = "Whether money moved is not known."
export const UNKNOWN_MONEY_KO = "실제로 환불됐는지 알 수 없습니다."

interface OfPayment {
  readonly payment?: string | undefined
}

/** The request, with its payment. Adapters do not know the payment of a request. */
export const of = ({ payment }: OfPayment) => payment === undefined ? "The request" : `The request for ${payment}`
export const ofKo = ({ payment }: OfPayment) => payment === undefined ? "요청" : `${payment} 요청`

/** The provider's code and words, which are Korean and unchanged, except for secrets in them. */
export const words = (code: number, text = "") => `code ${code}: ${text || "no message"}`
export const wordsKo = (code: number, text = "") => `코드 ${code}: ${text || "메시지 없음"}`

interface Caused {
  readonly reason: keyof typeof reasons
  readonly status?: number | undefined
  readonly detail?: string | undefined
}

/** The reason of a request without a readable response, with status and detail. */
export const why = ({ detail, reason, status }: Caused) =>
  reason + (status === undefined ? "" : `, HTTP ${status}`) + (detail === undefined ? "" : ` (${detail})`)
export const whyKo = ({ detail, reason, status }: Caused) => {
  // A message that another package raised may have a reason that this version does not know.
  const korean: string = reasons[reason] ?? reason
  return korean + (status === undefined ? "" : `, HTTP ${status}`) +
    (detail === undefined ? "" : `(${detailKo(detail)})`)
}

// internal

const reasons = {
  ConnectionRefused: "연결 거부",
  NameNotResolved: "도메인 이름을 찾을 수 없음",
  ConnectTimeout: "연결 시간 초과",
  Unreachable: "네트워크에 연결할 수 없음",
  TlsFailed: "TLS 연결 실패",
  InvalidUrl: "잘못된 URL",
  TokenUnavailable: "액세스 토큰을 발급받지 못함",
  NoTokenEndpoint: "이 주소에 포트원 토큰 API가 없음",
  Timeout: "응답 시간 초과",
  ConnectionLost: "연결 끊김",
  AnswerTooLarge: "응답이 너무 큼",
  AnswerForAnotherPayment: "다른 결제에 대한 응답",
  UnexpectedStatus: "예상하지 못한 응답 상태",
  UnexpectedCode: "예상하지 못한 응답 코드",
  MalformedResponse: "해석할 수 없는 응답",
  UnreadablePayment: "읽을 수 없는 결제 정보",
  IncompleteList: "끝까지 조회하지 못한 목록",
  Other: "기타 원인"
}

const details: ReadonlyMap<string, string> = new Map([
  ...Object.entries(envelopeProblems),
  ...Object.entries(reasons),
  ["no list of payments", "결제 목록 없음"],
  [
    "the list changed with every request, or PortOne counts more payments than it lists",
    "조회할 때마다 목록이 바뀌거나, 포트원이 센 결제 수가 목록보다 많음"
  ]
])

// Only a whole detail is replaced, because a part of it may be the provider's words.
const detailKo = (detail: string): string => {
  const [, status = "", rest = detail] = /^(HTTP \d+, )?(.*)$/s.exec(detail) ?? []
  const [, reason = "", tail = ""] = /^([A-Za-z]+)( \(.*\))$/s.exec(rest) ?? []
  if (details.has(reason)) return `${status}${details.get(reason)}${tail.trimStart()}`
  return status + (details.get(rest) ?? rest.replace(/^code (-?\d+)/, "코드 $1").replace(
    /^no readable ([\w, ]*?)( in the list)?$/,
    (_, names: string, inList?: string) => `${inList === undefined ? "" : "목록에서 "}읽을 수 없는 필드: ${names}`
  ))
}
