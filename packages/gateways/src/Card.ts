/**
 * Card companies as `card_code` of a payment names them.
 */
import * as Option from "effect/Option"

/**
 * A card company.
 *
 * Units: `code` has three digits for a Korean company, five for a foreign brand, and three letters in answers of old clients.
 * `evidence`: `doc` PortOne's code list; `obs` seen in public code of old clients only.
 */
export interface Card {
  readonly code: string
  readonly english: string
  readonly korean: string
  readonly kind: "domestic" | "overseas"
  readonly evidence: "doc" | "obs"
}

/**
 * All known card companies. The live list is `GET /cards`; an unknown code is a new company, not an error.
 *
 * Spec: `card_code` — "카드사 코드번호(금융결제원 표준코드번호)", string(3), though foreign brands have five characters (SPEC.md P13).
 */
export const cards: ReadonlyArray<Card> = [
  ["361", "BC", "BC카드"],
  ["381", "KB Kookmin", "KB국민카드"],
  ["367", "Hyundai", "현대카드"],
  ["365", "Samsung", "삼성카드"],
  ["368", "Lotte", "롯데카드"],
  ["371", "NH Nonghyup", "NH농협카드"],
  ["041", "Woori", "우리카드"],
  ["374", "Hana (former Hana SK)", "하나카드(구 하나SK카드)"],
  ["045", "Saemaul (MG)", "새마을금고카드"],
  ["373", "Jeju", "제주은행카드"],
  ["364", "Gwangju", "광주은행카드"],
  ["366", "Shinhan", "신한카드"],
  ["002", "KDB", "KDB산업은행카드"],
  ["369", "Suhyup", "수협카드"],
  ["048", "Shinhyup (CU)", "신협카드"],
  ["370", "Citi", "씨티카드"],
  ["071", "Post Office", "우체국카드"],
  ["089", "K bank", "케이뱅크카드"],
  ["372", "Jeonbuk", "전북은행카드"],
  ["090", "Kakao Bank", "카카오뱅크카드"],
  ["10001", "UnionPay", "해외은련카드"],
  ["10002", "Diners Club", "해외다이너스카드"],
  ["10003", "American Express", "해외아멕스카드"],
  ["10004", "Mastercard", "해외마스터카드"],
  ["10005", "Visa", "해외비자카드"],
  ["10006", "JCB", "해외JCB카드"],
  // What old clients knew. No document of today has them.
  ["UNI", "UnionPay", "해외은련카드"],
  ["DIN", "Diners Club", "해외다이너스카드"],
  ["AMX", "American Express", "해외아멕스카드"],
  ["MAS", "Mastercard", "해외마스터카드"],
  ["VIS", "Visa", "해외비자카드"],
  ["JCB", "JCB", "해외JCB카드"],
  ["DIS", "Discover", "해외디스커버카드"]
].map(([code = "", english = "", korean = ""]) => ({
  code,
  english,
  korean,
  kind: /^(\d{5}|\D{3})$/.test(code) ? "overseas" : "domestic",
  evidence: /\D/.test(code) ? "obs" : "doc"
}))

/**
 * A card company by its code.
 *
 * ```ts
 * import { Card } from "@effect-portone/gateways"
 * import { Option } from "effect"
 *
 * const korean = (code: string) => Option.getOrNull(Option.map(Card.ofCode(code), (card) => card.korean))
 * korean("366") // => "신한카드"
 * korean("10005") // => "해외비자카드"
 * korean("999") // => null
 * ```
 */
export const ofCode = (code: string): Option.Option<Card> =>
  Option.fromUndefinedOr(cards.find((card) => card.code === code))
