/**
 * The texts that a provider's words may be a spelling of: percent-encoding, HTML, escapes, bytes
 * that were read in another charset, numbers in words, Base64 and hexadecimal digits.
 */
import * as Result from "effect/Result"

/**
 * A text, and for each of its UTF-16 code units the stretch of the original words it came from.
 */
export interface Placed {
  readonly text: string
  readonly starts: ReadonlyArray<number>
  readonly ends: ReadonlyArray<number>
}

/** The words as they are. */
export const placed = (text: string): Placed => {
  const starts = Array.from({ length: text.length }, (_, at) => at)
  return { text, starts, ends: starts.map((at) => at + 1) }
}

/**
 * The texts without percent-encoding, HTML entities, tags and escapes, with the bytes of other
 * characters read as UTF-8 and, for Korean, as EUC-KR, which many PGs write. Three times, because a
 * text that passed through several programs is encoded several times.
 */
export const decoded = (words: Placed, isKorean: boolean): ReadonlyArray<Placed> =>
  !HAS_ENCODED.test(words.text) ? [] : charsets().slice(0, isKorean ? 2 : 1).map((charset) => {
    let text = words
    for (let pass = 0; pass < 3 && HAS_ENCODED.test(text.text); pass++) {
      text = replaced(text, charset.encoded, (found) => characterOf(found, charset))
    }
    return text
  })

/** The text with digits in the place of numbers in words: 일이삼, 一二三, "one two three". */
export const withDigits = (words: Placed): Placed =>
  replaced(words, NUMBER_WORDS, (word) => String(DIGITS.findIndex((names) => names.includes(word.toLowerCase()))))

/** The texts that a run of Base64 or hexadecimal digits may contain. It may begin in any place. */
export const contents = (run: string): ReadonlyArray<string> => [
  ...[0, 1, 2, 3].map((skipped) => bytes(run.slice(skipped), BASE64, 6)),
  ...(/^[\da-f]+$/i.test(run) ? [0, 1].map((skipped) => bytes(run.toLowerCase().slice(skipped), HEX, 4)) : [])
]

// internal

const replaced = ({ ends, starts, text }: Placed, pattern: RegExp, write: (found: string) => string): Placed => {
  const result = { text: "", starts: [] as Array<number>, ends: [] as Array<number> }
  const copy = (from: number, until: number) => {
    result.text += text.slice(from, until)
    for (let at = from; at < until; at++) {
      result.starts.push(starts[at]!)
      result.ends.push(ends[at]!)
    }
  }
  let done = 0
  for (const { 0: found, index } of text.matchAll(pattern)) {
    copy(done, index)
    done = index + found.length
    const written = write(found)
    result.text += written
    for (let count = 0; count < written.length; count++) {
      result.starts.push(starts[index]!)
      result.ends.push(ends[done - 1]!)
    }
  }
  copy(done, text.length)
  return result
}

interface Charset {
  /** Not every runtime knows every charset. Without it, bytes are searched as they stand. */
  readonly decoder: Result.Result<TextDecoder, unknown>
  /** One character each: its bytes, a number of a character, a name of HTML, a tag. */
  readonly encoded: RegExp
}

// The bytes 0x80 to 0x9f in windows-1252. A dot has no character of its own there.
const LATIN = "€.‚ƒ„…†‡ˆ‰Š‹Œ.Ž..‘’“”•–—˜™š›œ.žŸ"

// What a byte above 0x7f is when its text was read as ISO 8859-1 or windows-1252.
const READ_AS_LATIN = `\\x80-\\xff${LATIN.replaceAll(".", "")}`

// A byte in percent-encoding, as an escape, or read as Latin.
const byte = (digits: string, latin = READ_AS_LATIN) => `(?:(?:%|\\\\x)${digits}|[${latin}])`

const charset = (label: string, ...bytes: ReadonlyArray<string>): Charset => ({
  decoder: Result.try(() => new TextDecoder(label)),
  encoded: new RegExp(
    [
      ...bytes,
      "(?:%|\\\\x)[0-7][\\da-f]",
      "&#\\d{1,8};?|&#x[\\da-f]{1,6};?|&[a-z]{2,10};|[\\\\%]u[\\da-f]{4}|\\\\u\\{[\\da-f]{1,6}\\}|\\\\x[\\da-f]{2}",
      "<[/a-z!][^<>]{0,80}>"
    ].join("|"),
    "gi"
  )
})

let built: readonly [utf8: Charset, eucKr: Charset] | undefined

// Built for the first rejection, because most programs see none.
const charsets = () => {
  const next = byte("[89ab][\\da-f]")
  return built ??= [
    charset(
      "utf-8",
      `${byte("f[0-7]", "\xf0-\xf7")}${next}{3}`,
      `${byte("e[\\da-f]", "\xe0-\xef")}${next}{2}`,
      `${byte("[cd][\\da-f]", "\xc0-\xdf")}${next}`
    ),
    charset("euc-kr", `${byte("[89a-f][\\da-f]")}${byte("[4-9a-f][\\da-f]", `${READ_AS_LATIN}a-z`)}`)
  ]
}

const HAS_ENCODED = new RegExp(`[%&\\\\<${READ_AS_LATIN}]`)

const characterOf = (found: string, { decoder }: Charset): string => {
  if (!/^(?:[&<]|[\\%]u|(?:%|\\x)[\da-f]{2}$)/i.test(found)) return bytesAs(found, decoder)
  if (/^%[\da-f]/i.test(found)) return String.fromCharCode(parseInt(found.slice(1), 16))
  const [, decimal, hex] = /^&#(\d+)|^(?:&#x|[\\%]u\{?|\\x)([\da-f]+)/i.exec(found) ?? []
  if (decimal === undefined && hex === undefined) return found.toLowerCase() === "&amp;" ? "&" : " "
  const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal)
  return code <= 0x10ffff ? String.fromCodePoint(code) : " "
}

const bytesAs = (found: string, decoder: Charset["decoder"]): string => {
  if (Result.isFailure(decoder)) return found
  const units = found.match(/(?:%|\\x)[\da-f]{2}|[^]/gi) as ReadonlyArray<string>
  const text = decoder.success.decode(Uint8Array.from(units, byteOf))
  return text.includes("\ufffd") ? found : text
}

// Of every runtime, and in no library of types that this package uses.
interface TextDecoder {
  readonly decode: (bytes: Uint8Array) => string
}
declare const TextDecoder: new(label: string) => TextDecoder

const byteOf = (unit: string): number =>
  unit.length > 1
    ? parseInt(unit.slice(-2), 16)
    : unit.charCodeAt(0) < 0x100
    ? unit.charCodeAt(0)
    : 0x80 + LATIN.indexOf(unit)

const DIGITS = [
  ["영", "공", "零", "〇", "zero"],
  ["일", "一", "one"],
  ["이", "二", "two"],
  ["삼", "三", "three"],
  ["사", "四", "four"],
  ["오", "五", "five"],
  ["육", "륙", "六", "six"],
  ["칠", "七", "seven"],
  ["팔", "八", "eight"],
  ["구", "九", "nine"]
]

const NUMBER_WORDS = new RegExp(DIGITS.flat().join("|"), "gi")

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const HEX = "0123456789abcdef"

// Bytes outside of ASCII become percent-encoding, which is UTF-8 where it is any text.
const bytes = (run: string, digits: string, width: number): string => {
  let text = ""
  let rest = 0
  let bits = 0
  for (const digit of run.replaceAll("-", "+").replaceAll("_", "/")) {
    rest = (rest << width | digits.indexOf(digit)) & 0xffff
    bits += width
    if (bits < 8) continue
    bits -= 8
    const byte = rest >> bits & 0xff
    text += byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16)}`
  }
  return text
}
