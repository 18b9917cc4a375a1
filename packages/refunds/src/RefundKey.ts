/**
 * Which texts can be the key of a refund. One rule holds wherever a key enters: `refundOnce`, a
 * file, a request, a form.
 */
import type { Bilingual } from "@effect-portone/core/Bilingual"
import * as VisibleText from "@effect-portone/core/VisibleText"

/**
 * Why a value cannot be a key; undefined if it can. The sentences follow the name of a field and
 * quote nothing but the character in the way.
 *
 * Two keys that look the same must be the same key, because the same key is the same refund. So a
 * key has 1 to 200 characters that a person can see, as `VisibleText` of core describes. `.` and
 * `..` are rejected because they are steps of a URL's path.
 *
 * Units: characters; an emoji is one character.
 *
 * ```ts
 * import { RefundKey } from "@effect-portone/refunds"
 *
 * RefundKey.problem("환불-1001") // => undefined
 * RefundKey.problem("R-1001 ")?.english // => "ends with a blank (U+0020, character 7)"
 * RefundKey.problem("환불-1".normalize("NFD"))?.english
 * // => "is not in Unicode normal form NFC (U+116A, character 2)"
 * ```
 */
export const problem = (key: unknown): Bilingual | undefined => {
  if (key === undefined) return MISSING
  if (typeof key !== "string") return NOT_A_STRING
  if (key === "") return EMPTY
  if (key === "." || key === "..") return PATH_STEP
  // String#length counts UTF-16 units, so it is never below the number of characters.
  const count = key.length > MOST ? Array.from(key).length : key.length
  return count > MOST
    ? {
      english: `must have at most ${MOST} characters, has ${count}`,
      korean: `최대 ${MOST}자까지 쓸 수 있는데 ${count}자입니다`
    }
    : VisibleText.keyProblem(key)
}

// internal

const MOST = 200

const MISSING: Bilingual = { english: "is missing; it must be a string", korean: "값이 없습니다. 문자열이어야 합니다" }
const NOT_A_STRING: Bilingual = { english: "must be a string", korean: "문자열이어야 합니다" }
const EMPTY: Bilingual = { english: "must not be empty", korean: "비어 있습니다" }
const PATH_STEP: Bilingual = {
  english: "must not be . or .., which are steps of a URL's path",
  korean: "URL 경로로 해석되는 . 또는 ..일 수 없습니다"
}
