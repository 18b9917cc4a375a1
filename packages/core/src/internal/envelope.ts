import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * Every answer of the API: `{code, message, response}`. A message that is no string counts as no words, not as a broken answer.
 */
export interface Envelope {
  readonly code: number
  readonly message: string
  readonly response: unknown
}

const Wire = Schema.Struct({
  code: Schema.Int,
  message: Schema.optional(Schema.Unknown),
  response: Schema.optional(Schema.Unknown)
})
const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Wire))

/**
 * Reads an envelope. A failure says what was wrong in words that quote nothing of the body.
 */
export const decodeEnvelope = (body: string): Result.Result<Envelope, string> => {
  if (body.trim() === "") return Result.fail("an empty body")
  const decoded = decode(body)
  if (Result.isFailure(decoded)) {
    return Result.fail(
      /^\s*</.test(body)
        ? "HTML instead of JSON"
        : /^\s*[{[]/.test(body)
        ? "JSON that is cut or lacks an integer code"
        : "not JSON"
    )
  }
  const { code, message, response } = decoded.success
  return Result.succeed({ code, message: typeof message === "string" ? message : "", response })
}
