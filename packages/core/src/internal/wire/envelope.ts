import * as Result from "effect/Result"

/**
 * The body of every response: `{code, message, response}`. A `message` that is not a string is
 * read as an empty one.
 */
export interface Envelope {
  readonly code: number
  readonly message: string
  readonly response: unknown
}

/**
 * Parses an envelope. A failure describes the problem and quotes nothing of the body.
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
