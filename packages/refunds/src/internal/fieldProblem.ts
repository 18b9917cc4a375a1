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

/**
 * A field that is not among the known ones, such as a misspelt one. Ignoring it would refund
 * otherwise than the caller wrote.
 */
export const unknownField = (values: object, known: ReadonlyArray<string>, prefix: string): Problem | undefined => {
  const name = Object.keys(values).find((name) => !known.includes(name) && Reflect.get(values, name) !== undefined)
  if (name === undefined) return undefined
  const names = known.join(", ")
  return {
    // A name that is none may be a value in the wrong place, and errors quote no values.
    field: `${prefix}${/^[A-Za-z_$][\w$]{0,39}$/.test(name) ? name : "?"}`,
    english: `is not known here; the known fields are ${names}`,
    korean: `여기에 쓸 수 없는 필드입니다. 쓸 수 있는 필드: ${names}`
  }
}

const named = (value: unknown): string => {
  const kind = typeof value
  return kind === "object" ? "an object" : kind === "string" ? "a text" : `a ${kind}`
}
