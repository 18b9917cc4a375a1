/**
 * Removes from the provider's words the secrets of the request that they repeat.
 */
import * as Redacted from "effect/Redacted"
import { contents, decoded, type Placed, placed, withDigits } from "./spellings.ts"

/**
 * The provider's words with `<redacted>` in the place of each secret, in the spellings below. It
 * changes what is shown and nothing else: the verdict on an answer is made from the original words.
 *
 * - As it was sent.
 * - In another Unicode form (full-width, decomposed Hangul), and with invisible characters.
 * - Three letters or more at the beginning of a word: also in another case, and with spaces or
 *   punctuation between them.
 * - The digits alone, if there are six or more: with up to 40 characters of any text but digits
 *   between two of them, also without leading zeros (`+82 10` for `010`), also in words (`일이삼`).
 * - All of this in percent-encoding, HTML and escapes, as UTF-8 or EUC-KR that was read in another
 *   charset, and inside a run of Base64 or hexadecimal digits, which is then removed as a whole.
 */
export const scrub = (words: string, secrets: ReadonlyArray<Redacted.Redacted<string> | undefined>): string => {
  if (words === "") return ""
  if (secrets.length > MOST) return HIDDEN
  const searched = words.slice(0, SEARCHED)
  const values = secrets.flatMap((secret) => {
    const value = secret === undefined ? "" : Redacted.value(secret)
    // One character cannot be distinguished from the sentence around it.
    return value.length < 2 ? [] : [soughtIn(value)]
  })
  // Cut after the search, which does not find a secret that is cut in two.
  const until = searched === words ? words.length : SEARCHED - MARGIN
  return replace(searched, spansIn(searched, values, ENCODINGS), until).slice(0, LONGEST)
}

// internal

const HIDDEN = "<redacted>"

// Units: secrets. Each is searched for on its own, and a response of 1 MiB may have the personal
// data of 9,000 payments: to search for all of it stopped the program for three seconds.
const MOST = 1000

// Units: UTF-16 code units. A rejection is a sentence; a page of HTML in its place does not help.
const LONGEST = 500

// Units: UTF-16 code units. To search a body of 1 MiB would take half a second.
const SEARCHED = 10_000

// Units: UTF-16 code units. The end of the searched text is not shown, because a secret may begin
// there and end after it.
const MARGIN = 1000

// Base64 of Base64 is searched, and no further.
const ENCODINGS = 2

// Units: UTF-16 code units between two digits of a number. It limits what is removed with them.
const GAP = 40

/** A stretch of the original words. Units: UTF-16 code units. */
interface Span {
  readonly start: number
  readonly end: number
}

/** A secret, its letters and digits, and its digits if they are a number of at least six. */
interface Sought {
  readonly value: string
  readonly folded: string
  readonly numbers: ReadonlyArray<string>
}

const soughtIn = (value: string): Sought => {
  const digits = value.normalize("NFKC").replace(/\D/g, "")
  const numbers = [...new Set([digits, digits.replace(/^0+/, "")])].filter((number) => number.length >= 6)
  return { value, folded: fold(value).text, numbers }
}

const spansIn = (words: string, values: ReadonlyArray<Sought>, encodings: number): ReadonlyArray<Span> => {
  if (values.length === 0) return []
  const asWritten = placed(words)
  const views = [asWritten, ...decoded(asWritten, values.some(isKorean))]
  return views.flatMap((view, at) => {
    if (views.findIndex(({ text }) => text === view.text) !== at) return []
    // ASCII is the same in every charset, so the view before has it already.
    const sought = at < 2 ? values : values.filter(isKorean)
    return inOriginal(view, spansOf(view.text, sought)).concat(
      inOriginal(view, encodedSpans(view.text, sought, encodings)),
      numbersInWords(withDigits(view), sought)
    )
  })
}

const isKorean = ({ value }: Sought): boolean => /[^\0-\x7f]/.test(value)

const inOriginal = ({ ends, starts }: Placed, spans: ReadonlyArray<Span>) =>
  spans.map(({ end, start }): Span => ({ start: starts[start]!, end: ends[end - 1]! }))

const spansOf = (words: string, values: ReadonlyArray<Sought>): ReadonlyArray<Span> => {
  const text = fold(words)
  const digits = digitsOf(text)
  return values.flatMap(({ folded, numbers, value }) => [
    ...literally(words, value),
    ...occurrences(text, folded, isSecret(words, value)),
    ...numbers.flatMap((number) => occurrences(digits, number, isClose))
  ])
}

const numbersInWords = (view: Placed, values: ReadonlyArray<Sought>): ReadonlyArray<Span> => {
  const text = fold(view.text)
  return inOriginal(view, values.flatMap(({ numbers }) => numbers.flatMap((one) => occurrences(text, one, () => true))))
}

const encodedSpans = (words: string, values: ReadonlyArray<Sought>, encodings: number): ReadonlyArray<Span> =>
  encodings === 0 ?
    [] :
    [...words.matchAll(/[\w+/-]{8,}/g)].flatMap(({ 0: run, index }) =>
      contents(run).some((content) => spansIn(content, values, encodings - 1).length > 0)
        ? [{ start: index, end: index + run.length }]
        : []
    )

/**
 * Letters and digits alone, in compatibility decomposition and lower case. `starts` and `ends` are
 * the places that each folded character came from.
 */
const fold = (words: string): Placed => {
  let text = ""
  const starts: Array<number> = []
  const ends: Array<number> = []
  let start = 0
  for (const character of words) {
    const end = start + character.length
    const plain = character < "\u0080" ? character : character.normalize("NFKD")
    for (const letter of plain.toLowerCase()) {
      if (!SIGNIFICANT.test(letter)) continue
      const unit = DIGIT.test(letter) ? asciiDigit(letter) : letter
      text += unit
      for (let count = 0; count < unit.length; count++) {
        starts.push(start)
        ends.push(end)
      }
    }
    start = end
  }
  return { text, starts, ends }
}

const digitsOf = ({ ends, starts, text }: Placed): Placed => {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index)
  return {
    text: places.map((place) => text[place]).join(""),
    starts: places.map((place) => starts[place]!),
    ends: places.map((place) => ends[place]!)
  }
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

type IsFound = (text: Placed, first: number, last: number) => boolean

const occurrences = (text: Placed, value: string, isFound: IsFound): ReadonlyArray<Span> => {
  const { ends, starts, text: folded } = text
  const found: Array<Span> = []
  if (value === "") return found
  for (let first = folded.indexOf(value); first >= 0; first = folded.indexOf(value, first + 1)) {
    const last = first + value.length - 1
    // A Hangul syllable is several folded characters, and a part of it is another syllable.
    const isWhole = starts[first] !== starts[first - 1] && starts[last] !== starts[last + 1] &&
      !(starts[last + 1] === ends[last] && VOWEL_OR_FINAL.test(folded[last + 1] ?? ""))
    if (isWhole && isFound(text, first, last)) found.push({ start: starts[first]!, end: ends[last]! })
  }
  return found
}

// The parts of a decomposed Hangul syllable that continue the part before.
const VOWEL_OR_FINAL = /[\u1160-\u11ff]/

const isClose: IsFound = ({ ends, starts }, first, last) => {
  for (let at = first; at < last; at++) if (starts[at + 1]! - ends[at]! > GAP) return false
  return true
}

// The same characters, or at least three letters at the beginning of a word, or a long secret. A
// Korean sentence often contains a name of two letters with a space between them.
const isSecret = (words: string, value: string): IsFound => ({ ends, starts }, first, last) => {
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
