import type { Bilingual } from "../../Bilingual.ts"
import { kindProblem } from "./amountProblem.ts"
import { lengthProblem, lengths } from "./lengths.ts"

/**
 * Why a value cannot be PortOne's id of a payment; undefined if it can. The sentences follow the
 * name of a field, and quote nothing but the character in the way.
 *
 * Rejects: other characters than visible ASCII (U+0021 to U+007E), which no id of PortOne has; and
 * dots alone, which are steps of a URL's path.
 * Assumes: SPEC.md A13.
 */
export const impUidProblem = (value: unknown): Bilingual | undefined => {
  if (typeof value !== "string") return kindProblem("a string", "문자열이어야", value)
  const problem = lengthProblem(value, lengths.impUid)
  if (problem !== undefined) return problem
  const index = value.search(/[^!-~]/)
  if (index !== -1) {
    const point = `U+${(value.codePointAt(index) as number).toString(16).toUpperCase().padStart(4, "0")}`
    return {
      english: `must be visible ASCII characters; character ${index + 1} is ${point}`,
      korean: `눈에 보이는 ASCII 문자만 쓸 수 있는데 ${index + 1}번째 글자가 ${point}입니다`
    }
  }
  return /[^.]/.test(value) ? undefined : ONLY_DOTS
}

// internal

const ONLY_DOTS: Bilingual = { english: "must not be dots alone", korean: "점(.)만으로 이루어질 수 없습니다" }
