/**
 * What a person cannot see in a text. Two machines that compare such texts, as keys or as secrets,
 * must not disagree about texts that look the same.
 */
import type { Bilingual } from "./Bilingual.ts"

/**
 * The first thing in a text that a person cannot see; undefined if there is none. The sentences
 * follow the name of a field, name the character and its place, and quote nothing else.
 *
 * Units: places count characters from 1; an emoji is one character.
 * Rejects:
 * - a blank at the start or the end, two blanks in a row, and all other white space;
 * - line breaks, control and format characters, characters that are drawn as nothing;
 * - a combining mark that has no letter before it, and more than 30 marks on one letter;
 * - unpaired surrogates, U+FFFC, U+FFFD, private-use and unassigned characters;
 * - text that is not in Unicode normal form NFC.
 *
 * Letters that look alike, such as `A` in Latin and in Greek, or `Đ` and `Ð`, are accepted: both
 * can be seen.
 *
 * ```ts
 * import { VisibleText } from "@effect-portone/core"
 *
 * VisibleText.problem("환불-1001") // => undefined
 * VisibleText.problem("R-1001 ")?.english // => "ends with a blank (U+0020, character 7)"
 * VisibleText.problem("R\u00a01")?.english
 * // => "has a blank other than U+0020 (U+00A0, character 2)"
 * VisibleText.problem("R-1001\n")?.korean // => "7번째 글자가 줄바꿈(U+000A)입니다"
 * ```
 */
export const problem = (text: string): Bilingual | undefined => {
  // Callers without types may pass any value.
  if (typeof text !== "string") return NOT_A_STRING
  const index = text.search(HIDDEN)
  if (index !== -1) return hiddenAt(text, index)
  // Normalizing a long run of marks takes more than linear time, so such a text does not get here.
  const normal = text.normalize("NFC")
  return normal === text ? undefined : notNormal(text, normal)
}

/**
 * The first thing in a key that `problem` finds, or that looks like another character; undefined if
 * there is none. A key is compared character by character, and people copy it from screens and
 * files, so two keys that look the same would be two refunds.
 *
 * Rejects, in addition to `problem`:
 * - compatibility characters, which Unicode form NFKC replaces: `Ａ`, `①`, `µ` (U+00B5);
 * - Hangul letters that are not part of a syllable, such as `ㄱ`, in any of their encodings;
 * - other dashes than `-`, `—` and `〜`, and signs that are drawn as the punctuation of a keyboard
 *   or as a middle dot.
 *
 * Letters and digits that look alike, such as `A` in Latin and in Greek, are accepted, as by
 * `problem`.
 *
 * ```ts
 * import { VisibleText } from "@effect-portone/core"
 *
 * VisibleText.keyProblem("환불-1001") // => undefined
 * VisibleText.keyProblem("R\u20111001")?.english
 * // => "has a character that looks like another one (U+2011, character 2)"
 * ```
 */
export const keyProblem = (key: string): Bilingual | undefined => {
  const hidden = problem(key)
  if (hidden !== undefined) return hidden
  const normal = key.normalize("NFKC")
  const index = normal === key ? key.search(LOOKS_LIKE_ANOTHER) : 0
  if (index === -1) return undefined
  let place = 0
  for (const character of key) {
    if (JAMO.test(character)) {
      return at(key, place, ["has a Hangul letter outside a syllable", "음절을 이루지 않은 한글 자모"])
    }
    if (LOOKS_LIKE_ANOTHER.test(character) || character.normalize("NFKC") !== character) return at(key, place, ALIKE)
    place += character.length
  }
  return undefined
}

// internal

const ALIKE: Kind = ["has a character that looks like another one", "다른 글자와 똑같아 보이는 문자"]

const JAMO = /[\u1100-\u11FF\u3131-\u318E\uA960-\uA97F\uD7B0-\uD7FF\uFFA0-\uFFDC]/

// Stable under NFKC, after Unicode's list of confusable characters. Dashes, also lines of boxes, as
// a Korean keyboard writes them; then the other signs of a keyboard, and a middle dot. Quotes and
// brackets that a person tells from those of a keyboard are accepted.
const LOOKS_LIKE_ANOTHER =
  /[\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF]|(?![-\u2014\u301C])\p{Pd}|[\u02D7\u2043\u2212\u2500-\u257F\u23AF\u2796\u06D4\u31D0\u204E\u2217\u066D\u02B9-\u02BE\u02C8\u02CA\u02CB\u02F4\u055A\u055D\u05F3\u2032\u2035\u201B\uA78C\u02EE\u05F4\u02F8\u02D0\u0589\u05C3\u0703\u0704\u16EC\u1803\u1809\u205A\u2236\uA789\u02DC\u223C\u2053\u01C0\u2223\u2044\u2215\u29F8\u2041\u1735\u27CB\u31D3\u2216\u27CD\u29F5\u29F9\u31D4\u0701\u0702\uA60E\u{10A50}\u060D\u066B\u201A\u01C3\u02C4\u02C6\u02CD\uA4FF\u16ED\u2795\u02C2\u02C3\u276E\u276F\u2768\u2769\u2772-\u2775\u{1D114}\uA78A\u23FD\u2758\u05C0\u066A\u2052\u266F\u2024\u2027\u2219\u22C5\u30FB\u2E31\u2E33\uA78F\u16EB\u{10101}]|\u{1D16D}/u

const NOT_A_STRING: Bilingual = { english: "must be a string", korean: "문자열이어야 합니다" }

type Kind = readonly [english: string, korean: string]

// Searched once a text. No alternative looks at more than 31 characters, so the search is linear.
const HIDDEN =
  /^ | $|(?<= ) |(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}\uFFFC\uFFFD]|\u{16FE4}|(?<=^| )\p{M}|(?<=\p{M}{30})\p{M}/u

const INVISIBLE: Kind = ["has an invisible character", "보이지 않는 문자"]

// The first row that fits names the character.
const kinds: ReadonlyArray<readonly [pattern: RegExp, english: string, korean: string]> = [
  [/[\n\v\f\r\u0085\p{Zl}\p{Zp}]/u, "has a line break", "줄바꿈"],
  [/\t/, "has a tab", "탭 문자"],
  [/\p{Zs}/u, "has a blank other than U+0020", "일반 공백(U+0020)이 아닌 공백"],
  [/\p{Cc}/u, "has a control character", "제어 문자"],
  [/\p{Cs}/u, "has half a character", "반쪽만 남은 깨진 문자"],
  [/\uFFFD/, "has a replacement character, which stands for wrongly decoded text", "디코딩에 실패한 문자"],
  [/\p{Co}/u, "has a private-use character", "사용자 정의 영역의 문자"],
  [/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\u{13441}\u{13442}\u{1D159}\uFFFC]|\u{16FE4}/u, ...INVISIBLE],
  [/\p{Cn}/u, "has a character that Unicode does not define", "유니코드에 정의되지 않은 문자"]
]

const hiddenAt = (text: string, index: number): Bilingual => at(text, index, kindAt(text, index))

const kindAt = (text: string, index: number): Kind => {
  if (text[index] === " ") {
    return index === 0
      ? ["starts with a blank", "맨 앞의 공백"]
      : index === text.length - 1
      ? ["ends with a blank", "맨 끝의 공백"]
      : ["has two blanks in a row", "연속된 공백"]
  }
  const character = String.fromCodePoint(text.codePointAt(index) as number)
  for (const [pattern, english, korean] of kinds) if (pattern.test(character)) return [english, korean]
  return index === 0 || text[index - 1] === " "
    ? ["has a combining mark without a letter before it", "앞에 글자가 없는 결합 문자"]
    : ["has more than 30 combining marks in a row", "30개 넘게 이어진 결합 문자"]
}

const at = (text: string, index: number, [english, korean]: Kind): Bilingual => {
  const point = `U+${(text.codePointAt(index) as number).toString(16).toUpperCase().padStart(4, "0")}`
  const place = Array.from(text.slice(0, index)).length + 1
  return {
    english: `${english} (${point}, character ${place})`,
    korean: `${place}번째 글자가 ${korean}(${point})입니다`
  }
}

// Names the first character that NFC would merge, move or replace. A part of a normal text is
// normal too, so the search may halve.
const notNormal = (text: string, normal: string): Bilingual => {
  let start = 0
  while (text[start] === normal[start]) start++
  if (isLowSurrogate(text, start)) start--
  let end = text.length
  for (let low = start + 1; low < end;) {
    const middle = (low + end) >> 1
    const part = text.slice(start, middle)
    if (part.normalize("NFC") === part) low = middle + 1
    else end = middle
  }
  const last = isLowSurrogate(text, end - 1) ? end - 2 : end - 1
  return at(text, last, ["is not in Unicode normal form NFC", "NFC로 정규화되지 않은 문자"])
}

const isLowSurrogate = (text: string, index: number): boolean => /[\uDC00-\uDFFF]/.test(text[index] ?? "")
