/**
 * Reads bytes as UTF-8 and never replaces a byte: two keys of different bytes must not become one.
 */
import type { Bilingual } from "@effect-portone/core"
import { Result } from "effect"

/**
 * The text, or where it stops being UTF-8. The sentences follow the name of what was read.
 *
 * Units: bytes are counted from 1.
 */
export const decode = (bytes: Uint8Array): Result.Result<string, Bilingual> => {
  const text = tried(UTF8, bytes)
  if (text !== undefined) return Result.succeed(text)
  const index = firstInvalid(bytes)
  const byte = (bytes[index] ?? 0).toString(16).toUpperCase().padStart(2, "0")
  const other = encodingOf(bytes)
  return Result.fail({
    english: `is not UTF-8: byte ${index + 1} is 0x${byte}${other === undefined ? "" : `; it looks like ${other}`}.`,
    korean: `UTF-8이 아닙니다. ${index + 1}번째 바이트가 0x${byte}입니다${
      other === undefined ? "" : `(${other}로 보입니다)`
    }.`
  })
}

/** The encoding that bytes are probably in if they are not UTF-8. */
export const encodingOf = (bytes: Uint8Array): string | undefined =>
  isUtf16(bytes) ? "UTF-16" : tried(CP949, bytes) === undefined ? undefined : "CP949 (EUC-KR)"

/** Whether bytes begin as UTF-16 does: with its byte order mark, or with ASCII and a zero byte. */
export const isUtf16 = ([a, b]: Uint8Array): boolean =>
  a === 0xff && b === 0xfe || a === 0xfe && b === 0xff ||
  a !== undefined && b !== undefined && (a === 0) !== (b === 0)

/**
 * What a text in UTF-8 shows of its encoding. `either`: its bytes are Hangul in CP949, and nothing
 * in UTF-8 that has three bytes, as Hangul does. Undefined if it shows nothing.
 */
export const shownBy = (bytes: Uint8Array, text: string): "UTF-8" | "either" | undefined => {
  if (!/[\u0080-\u{10ffff}]/u.test(text)) return undefined
  const korean = tried(CP949, bytes)
  if (korean === undefined || /[\u0800-\u{10ffff}]/u.test(text)) return "UTF-8"
  return /[가-힣]/.test(korean) ? "either" : undefined
}

// internal

const UTF8 = { label: "utf-8", fatal: true, ignoreBOM: true } as const
const CP949 = { label: "euc-kr", fatal: true, ignoreBOM: true } as const

const tried = ({ label, ...options }: typeof UTF8 | typeof CP949, bytes: Uint8Array, stream = false) => {
  try {
    return new TextDecoder(label, options).decode(bytes, { stream })
  } catch {
    return undefined
  }
}

/** The index of the first byte that no UTF-8 text can have at its place. */
const firstInvalid = (bytes: Uint8Array): number => {
  let valid = 0
  let invalid = bytes.length + 1
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (tried(UTF8, bytes.subarray(0, middle), true) === undefined) invalid = middle
    else valid = middle
  }
  return Math.min(valid, bytes.length - 1)
}
