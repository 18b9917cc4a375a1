/**
 * What the text of a rejection proves. A text never makes a verdict more certain than the code
 * alone, and a message that holds both kinds of words proves nothing.
 */
import * as Result from "effect/Result"
import type { CancelRejected } from "../../CancelError.ts"
import { cautioningWords, type Hint, hintingWords, provingTexts } from "./pgTexts.ts"

export type { Hint }

/**
 * A row of a shop: see `Rejection.Row`.
 */
export interface ShopRow {
  readonly words: string
  readonly matches?: (text: string) => boolean
  readonly proves: CancelRejected["proves"]
  readonly obstacle?: CancelRejected["obstacle"]
  readonly hint?: Hint
  readonly source: string
}

/**
 * What a PG's message proves, whether the obstacle passes, and the family of the text.
 */
export interface Judgement {
  readonly proves: CancelRejected["proves"]
  readonly obstacle: CancelRejected["obstacle"]
  readonly hint: Hint | undefined
}

/**
 * The same words in one Unicode form and in lower case, without invisible characters and without
 * repeated white space. Matchers of a shop get this text.
 */
export const folded = (message: string): string =>
  message.normalize("NFKC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "").normalize("NFKC")
    .replace(/\s+/g, " ").trim().toLowerCase()

/**
 * The folded text without white space, times with a zone, and the punctuation that stands around
 * codes and sentences. Other characters stay, above all "?" and "!", so that a question is not
 * taken for its statement.
 */
export const compact = (message: string): string =>
  folded(message).replace(/\d{4}-\d\d-\d\dt[\d:]+\+\d\d:\d\d/g, "").replace(/[\s.,:;|\-_~'"()[\]{}<>/*=]/g, "")

/**
 * Whether a message is a PG's rejection that PortOne passed on, has words of a cancel that happened
 * or is in progress, or cannot be read. Then no code and no status proves that no money moved.
 */
export const soundsLikePg = (message: string): boolean => isOfPg(message) || isCautioned(message)

/**
 * Whether a message has PortOne's frame around a PG's text, or a text of a PG that the table knows.
 */
export const isOfPg = (message: string): boolean => {
  const text = compact(message)
  return text.includes(FRAME) || hintIn(text, message) !== undefined ||
    [...proving.keys()].some((own) => text.includes(own))
}

/**
 * The hint for a PG's message.
 */
export const hintFor = (message: string): Hint | undefined => judgementOf(message).hint

/**
 * Judges a message. The shop's rows are asked first. A row that proves something wins only if no
 * cautioning words stand in the message, and no row of the shop that proves nothing matches.
 */
export const judgementOf = (message: string, shop: ReadonlyArray<ShopRow> = []): Judgement => {
  const text = compact(message)
  const caution = cautionIn(text)
  const rows = shop.flatMap((row) => {
    const answer = matchOf(row, message)
    // A matcher that throws could have returned true or false, so the message proves nothing.
    return Result.isFailure(answer) ? [{ ...row, proves: "nothing" as const }] : answer.success ? [row] : []
  })
  const cautious = rows.find(({ proves }) => proves !== "not-executed")
  if (caution !== undefined || cautious !== undefined) {
    return {
      proves: "nothing",
      obstacle: "unknown",
      hint: caution?.[0] ?? known(cautious?.hint) ?? hintIn(text, message)
    }
  }
  const [own] = rows
  if (own !== undefined) {
    const { obstacle } = own
    return {
      proves: "not-executed",
      obstacle: obstacle === "passes" || obstacle === "stays" ? obstacle : "unknown",
      hint: known(own.hint)
    }
  }
  const row = proving.get(wholeOf(message) as string)
  return row === undefined
    ? { proves: "nothing", obstacle: "unknown", hint: hintIn(text, message) }
    : { proves: "not-executed", ...row }
}

/**
 * Whether a row of a shop is about this message, or what its matcher threw.
 */
export const matchOf = ({ matches, words }: ShopRow, message: string): Result.Result<boolean, unknown> =>
  Result.try(() =>
    matches === undefined
      ? isSame(wholeOf(message), wholeOf(words))
      : matches(folded(message)) === true
  )

/**
 * Whether words of the table that prove nothing stand in a text.
 */
export const isCautioned = (message: string): boolean => cautionIn(compact(message)) !== undefined

// internal

// PortOne puts this before the text of most PGs.
const FRAME = "결제취소에실패하였습니다"
// PortOne's frame, then a code of the PG: at most three letters, then digits, then a delimiter.
// A code without a delimiter could be part of a sentence.
const HEAD = /^[\s([]*(?:결제 ?취소에 ?실패 ?하였습니다)?[\s.:([]*(?:([a-z]{0,3}\d[\da-z]{0,6})\s*[\])|:])?/
const TAIL = /kcp또는상점으로문의해주십시오$/
// Codes of success, of a timeout and of an earlier cancel contradict a proving text.
const CONTRADICTING = /^(?:0+|200|200[13]|2211|201[35]|50\d626|8133|rf(?:00|10|19|29|35))$/

const proving = new Map(
  provingTexts.flatMap(([hint, obstacle, texts]) => texts.split("|").map((text) => [text, { hint, obstacle }] as const))
)

// The message without PortOne's frame and without a code: the PG's text alone. `HEAD` matches any
// text, because each of its parts may be absent.
const wholeOf = (message: string): string | undefined => {
  const text = folded(message)
  const [head, code] = HEAD.exec(text) as unknown as readonly [string, string | undefined]
  return CONTRADICTING.test(String(code)) ? undefined : compact(text.slice(head.length)).replace(TAIL, "")
}

const hints = new Set([...provingTexts, ...cautioningWords, ...hintingWords].map(([hint]) => hint))
// Rows that were not checked by `Rejection.layer` may hold anything.
const known = (hint: Hint | undefined) => hints.has(hint) ? hint : undefined

const cautionIn = (text: string) => cautioningWords.find(([, pattern]) => pattern.test(text))

const hintIn = (text: string, message: string): Hint | undefined =>
  hintingWords.find(([, pattern]) => pattern.test(text) || pattern.test(message))?.[0]

// Two texts of which nothing is left are not the same text.
const isSame = (one: string | undefined, other: string | undefined) => Boolean(one) && one === other
