/**
 * Removes from the provider's words the secrets of the request that they repeat.
 */
import * as Redacted from "effect/Redacted"

/**
 * The provider's words with `<redacted>` in the place of each secret, in the spellings below. It
 * changes what is shown and nothing else: the verdict on an answer is made from the original words.
 *
 * - As it was sent.
 * - In another Unicode form (full-width, decomposed Hangul), and with invisible characters.
 * - Three letters or more at the beginning of a word: also in another case, and with spaces or
 *   punctuation between them.
 * - The digits alone, if there are six or more: with anything but letters between them, also
 *   without leading zeros (`+82 10` for `010`).
 */
export const scrub = (words: string, secrets: ReadonlyArray<Redacted.Redacted<string> | undefined>): string => {
  const searched = words.slice(0, SEARCHED)
  const text = fold(searched)
  const spans: Array<Span> = []
  for (const secret of secrets) {
    const value = secret === undefined ? "" : Redacted.value(secret)
    // One character cannot be distinguished from the sentence around it.
    if (value.length < 2) continue
    spans.push(...literally(searched, value))
    spans.push(...occurrences(searched, text, fold(value).folded, isSecret(value)))
    const digits = value.normalize("NFKC").replace(/\D/g, "")
    for (const number of new Set([digits, digits.replace(/^0+/, "")])) {
      if (number.length >= 6) spans.push(...occurrences(searched, text, number, () => true))
    }
  }
  // Cut after the search, which does not find a secret that is cut in two.
  return replace(searched, spans, searched === words ? words.length : SEARCHED - MARGIN).slice(0, LONGEST)
}

// internal

const HIDDEN = "<redacted>"

// Units: UTF-16 code units. A rejection is a sentence; a page of HTML in its place does not help.
const LONGEST = 500

// Units: UTF-16 code units. To search a body of 1 MiB would take half a second.
const SEARCHED = 10_000

// Units: UTF-16 code units. The end of the searched text is not shown, because a secret may begin
// there and end after it.
const MARGIN = 1000

/** A stretch of the original words. Units: UTF-16 code units. */
interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Letters and digits alone, in compatibility decomposition and lower case. `starts` and `ends` are
 * the places in the original words that each folded character came from.
 */
interface Folded {
  readonly folded: string
  readonly starts: ReadonlyArray<number>
  readonly ends: ReadonlyArray<number>
}

const fold = (words: string): Folded => {
  let folded = ""
  const starts: Array<number> = []
  const ends: Array<number> = []
  let start = 0
  for (const character of words) {
    const end = start + character.length
    const plain = character < "\u0080" ? character : character.normalize("NFKD")
    for (const letter of plain.toLowerCase()) {
      if (!SIGNIFICANT.test(letter)) continue
      const unit = DIGIT.test(letter) ? asciiDigit(letter) : letter
      folded += unit
      for (let count = 0; count < unit.length; count++) {
        starts.push(start)
        ends.push(end)
      }
    }
    start = end
  }
  return { folded, starts, ends }
}

const SIGNIFICANT = /[\p{L}\p{N}]/u
const DIGIT = /\p{Nd}/u

// The ten digits of a script have consecutive code points; the lowest of them is its zero.
const asciiDigit = (digit: string): string => {
  const code = digit.codePointAt(0)!
  let zero = code
  while (code - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero--
  return String(code - zero)
}

const literally = (words: string, value: string): ReadonlyArray<Span> => {
  const found: Array<Span> = []
  for (let start = words.indexOf(value); start >= 0; start = words.indexOf(value, start + value.length)) {
    found.push({ start, end: start + value.length })
  }
  return found
}

type IsFound = (words: string, text: Folded, first: number, last: number) => boolean

const occurrences = (words: string, text: Folded, value: string, isFound: IsFound): ReadonlyArray<Span> => {
  const { ends, folded, starts } = text
  const found: Array<Span> = []
  if (value === "") return found
  for (let first = folded.indexOf(value); first >= 0; first = folded.indexOf(value, first + 1)) {
    const last = first + value.length - 1
    // A Hangul syllable is several folded characters, and a part of it is another syllable.
    const isWhole = starts[first] !== starts[first - 1] && starts[last] !== starts[last + 1] &&
      !(starts[last + 1] === ends[last] && VOWEL_OR_FINAL.test(folded[last + 1] ?? ""))
    if (isWhole && isFound(words, text, first, last)) found.push({ start: starts[first]!, end: ends[last]! })
  }
  return found
}

// The parts of a decomposed Hangul syllable that continue the part before.
const VOWEL_OR_FINAL = /[\u1160-\u11ff]/

// The same characters, or at least three letters at the beginning of a word, or a long secret. A
// Korean sentence often contains a name of two letters with a space between them.
const isSecret = (value: string): IsFound => (words, { ends, starts }, first, last) => {
  const start = starts[first]!
  const found = words.slice(start, ends[last])
  if (visible(found) === visible(value)) return true
  const beginsWord = first === 0 || visible(words.slice(ends[first - 1], start)) !== ""
  return last - first >= LONG || (beginsWord && (visible(found).match(LETTERS)?.length ?? 0) > 2)
}

// Units: folded characters. A sentence does not contain this many of a key or token by chance.
const LONG = 16

const LETTERS = /\p{L}/gu

// Without marks on the letter before, and without invisible characters.
const visible = (text: string) => text.normalize("NFKC").replace(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")

const replace = (words: string, spans: ReadonlyArray<Span>, until: number): string => {
  let shown = ""
  let done = 0
  for (const { end, start } of spans.toSorted((left, right) => left.start - right.start)) {
    if (start >= until) break
    if (start >= done) shown += words.slice(done, start) + HIDDEN
    done = Math.max(done, end)
  }
  return shown + words.slice(done, Math.max(done, until))
}
