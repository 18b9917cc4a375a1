import * as Result from "effect/Result"
import { hasNameTwice } from "./hasNameTwice.ts"

/**
 * The body of every response: `{code, message, response}`. A `message` that is absent, null or
 * unreadable is an empty one; an unreadable one, such as an object, may hold any words.
 */
export interface Envelope {
  readonly code: number
  readonly message: string
  readonly isReadable: boolean
  readonly response: unknown
}

/**
 * Why a body is not an envelope, with the Korean of each.
 */
export const envelopeProblems = {
  "an empty body": "빈 본문",
  "HTML instead of JSON": "JSON이 아닌 HTML",
  "JSON that is cut or lacks an integer code": "잘린 JSON이거나 정수 code가 없음",
  "JSON with the same name twice": "같은 이름이 두 번 나오는 JSON",
  "not JSON": "JSON이 아님"
} as const

export type EnvelopeProblem = keyof typeof envelopeProblems

/**
 * Parses an envelope. A failure describes the problem and quotes nothing of the body.
 */
export const decodeEnvelope = (body: string): Result.Result<Envelope, EnvelopeProblem> => {
  const wire = Result.getOrUndefined(Result.try((): unknown => JSON.parse(body)))
  const { code, message, response } = Object(wire) as Record<keyof Envelope, unknown>
  if (!Number.isSafeInteger(code)) {
    return Result.fail(
      body.trim() === ""
        ? "an empty body"
        : /^\s*</.test(body)
        ? "HTML instead of JSON"
        : /^\s*[{[]/.test(body)
        ? "JSON that is cut or lacks an integer code"
        : "not JSON"
    )
  }
  if (hasNameTwice(body, wire)) return Result.fail("JSON with the same name twice")
  const isText = typeof message === "string"
  return Result.succeed({
    code: code as number,
    message: isText ? message : "",
    isReadable: isText || message === undefined || message === null,
    response
  })
}
