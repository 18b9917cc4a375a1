import type { Bilingual } from "@effect-portone/core/Bilingual"

/** What is wrong with a field of a refund or of its options. The sentences follow its name. */
export interface Problem extends Bilingual {
  readonly field: string
}

export const fieldProblem = (field: string, problem: Bilingual | undefined): Problem | undefined =>
  problem === undefined ? undefined : { field, ...problem }

/** A value of the wrong kind. Names the kind that was given, never the value. */
export const kindProblem = (
  field: string,
  value: unknown,
  isExpected: boolean,
  english: string,
  korean: string
): Problem | undefined => {
  if (isExpected) return undefined
  const kind = value === null
    ? "null"
    : Array.isArray(value)
    ? "an array"
    : value === undefined
    ? "missing"
    : named(value)
  return kind === "missing"
    ? { field, english: `is missing; it must be ${english}`, korean: `값이 없습니다. ${korean} 합니다` }
    : { field, english: `must be ${english}; it is ${kind}`, korean: `${korean} 합니다` }
}

const named = (value: unknown): string => {
  const kind = typeof value
  return kind === "object" ? "an object" : kind === "string" ? "a text" : `a ${kind}`
}
