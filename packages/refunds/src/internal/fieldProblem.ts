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
  if (value === undefined) {
    return { field, english: `is missing; it must be ${english}`, korean: `값이 없습니다. ${korean} 합니다` }
  }
  const [inEnglish, inKorean] = kindOf(value)
  return { field, english: `must be ${english}; it is ${inEnglish}`, korean: `${korean} 하는데 ${inKorean}입니다` }
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

const kindOf = (value: unknown): readonly [english: string, korean: string] => {
  if (value === null) return ["null", "null"]
  if (Array.isArray(value)) return ["an array", "배열"]
  switch (typeof value) {
    case "string":
      return ["a string", "문자열"]
    case "number":
      return ["a number", "숫자"]
    case "boolean":
      return ["a boolean", "불리언"]
    case "object":
      return ["an object", "객체"]
    case "function":
      return ["a function", "함수"]
    default:
      return [`a ${typeof value}`, typeof value]
  }
}
