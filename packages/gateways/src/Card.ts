/**
 * Card companies, as `card_code` of a payment names them.
 */
import * as Option from "effect/Option"
import { documentedCards, observedCards } from "./internal/tables/cards.ts"

/**
 * A card company.
 *
 * Units: `code` has three digits for a Korean company, five for a foreign brand, and three letters
 * in answers to old clients.
 * `evidence`: `doc` PortOne's code list; `obs` public code of old clients only.
 */
export interface Card {
  readonly code: string
  readonly english: string
  readonly korean: string
  readonly kind: "domestic" | "overseas"
  readonly evidence: "doc" | "obs"
}

/**
 * All known card companies. Treat a code that is not in the list as new, not as an error;
 * `GET /cards` is the live list.
 *
 * Spec: `card_code` — "카드사 코드번호(금융결제원 표준코드번호)", string(3), though foreign brands have
 * five characters (SPEC.md P13).
 */
export const cards: ReadonlyArray<Card> = [
  ...documentedCards.map((row) => ({ row, evidence: "doc" as const })),
  ...observedCards.map((row) => ({ row, evidence: "obs" as const }))
].map(({ evidence, row: [code, english, korean] }) => ({
  code,
  english,
  korean,
  kind: /^(\d{5}|\D{3})$/.test(code) ? "overseas" : "domestic",
  evidence
}))

/**
 * A card company by its code.
 *
 * ```ts
 * import { Card } from "@effect-portone/gateways"
 * import { Option } from "effect"
 *
 * const korean = (code: string) =>
 *   Option.getOrNull(Option.map(Card.ofCode(code), (card) => card.korean))
 * korean("366") // => "신한카드"
 * korean("10005") // => "해외비자카드"
 * korean("999") // => null
 * ```
 */
export const ofCode = (code: string): Option.Option<Card> =>
  Option.fromUndefinedOr(cards.find((card) => card.code === code))
