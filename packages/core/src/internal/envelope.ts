import * as Result from "effect/Result"

/**
 * Every answer of the API: `{code, message, response}`. A message that is no string counts as no words, not as a broken answer.
 */
export interface Envelope {
  readonly code: number
  readonly message: string
  readonly response: unknown
}

/**
 * Reads an envelope. A failure says what was wrong in words that quote nothing of the body.
 */
export const decodeEnvelope = (body: string): Result.Result<Envelope, string> => {
  const wire = Result.try((): unknown => JSON.parse(body))
  const { code, message, response } = Object(Result.getOrUndefined(wire)) as Record<keyof Envelope, unknown>
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
  return Result.succeed({ code: code as number, message: typeof message === "string" ? message : "", response })
}
