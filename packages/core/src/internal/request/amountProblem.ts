import type { Bilingual } from "../../Bilingual.ts"

/**
 * The largest amount, in a request and in a response. Above it, not every minor unit of every
 * currency is an exact number, so a balance that is calculated from it may be wrong.
 *
 * Units: major units. No currency has more than four decimals.
 */
export const LARGEST = Number.MAX_SAFE_INTEGER / 10 ** 4

/**
 * Why a value cannot be the amount of a cancel. It follows the name of a field.
 */
export const amountProblem = (value: unknown): Bilingual | undefined =>
  numberProblem(value) ?? ((value as number) > 0 ? undefined : NOT_ABOVE_ZERO)

/**
 * Why a value cannot be money at all. 0 and negative numbers are left to the caller.
 */
export const numberProblem = (value: unknown): Bilingual | undefined => {
  if (typeof value !== "number") return kindProblem("a number", "숫자여야", value)
  if (Number.isNaN(value)) {
    return {
      english: "must be a finite number; it is NaN, which JSON writes as null",
      korean: "유한한 숫자여야 하는데 NaN입니다. JSON은 NaN을 null로 씁니다"
    }
  }
  if (!Number.isFinite(value)) {
    return {
      english: `must be a finite number; it is ${value}`,
      korean: `유한한 숫자여야 하는데 ${value}입니다`
    }
  }
  return value > LARGEST ? TOO_LARGE : undefined
}

/**
 * A value of the wrong kind. Names the kind that was given, never the value.
 */
export const kindProblem = (english: string, korean: string, value: unknown): Bilingual => {
  if (value === undefined) {
    return { english: `is missing; it must be ${english}`, korean: `값이 없습니다. ${korean} 합니다` }
  }
  const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value
  const [inEnglish, inKorean] = kinds[kind] ?? ["a value of another kind", "다른 값"]
  return { english: `must be ${english}; it is ${inEnglish}`, korean: `${korean} 하는데 ${inKorean}입니다` }
}

// internal

const kinds: Readonly<Record<string, readonly [english: string, korean: string]>> = {
  null: ["null", "null"],
  array: ["an array", "배열"],
  string: ["a string", "문자열"],
  number: ["a number", "숫자"],
  boolean: ["a boolean", "불리언"],
  bigint: ["a bigint", "bigint"],
  object: ["an object", "객체"],
  function: ["a function", "함수"],
  symbol: ["a symbol", "심벌"]
}

const NOT_ABOVE_ZERO: Bilingual = {
  english: "must be above 0, because PortOne reads 0 as \"cancel everything\"",
  korean: "0보다 커야 합니다. 포트원은 0을 전액취소로 처리합니다"
}

const TOO_LARGE: Bilingual = {
  english: `must not be above ${Math.floor(LARGEST)}, where numbers with decimals stop being exact`,
  korean: `${Math.floor(LARGEST)}보다 크면 안 됩니다. 그보다 크면 소수점 아래가 정확하지 않습니다`
}
