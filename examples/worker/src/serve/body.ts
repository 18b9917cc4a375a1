/**
 * Reads a refund from the body of a request, and says what is wrong with one that has none.
 */
import type { Bilingual } from "@effect-portone/core"
import { ByteSize, Effect, Result } from "effect"
import { HttpServerRequest } from "effect/http"
import { newJob } from "../jobs/Job.ts"
import { decode } from "../utf8.ts"

/** Says that a payment and amount that is known under another key is a further refund. */
export const ALLOW = "allow_same_payment_and_amount"

/**
 * Whether the type is JSON in UTF-8. A browser sends this type to another origin only after a CORS
 * preflight, so a foreign web page cannot order refunds from the browser of an operator.
 */
export const isJson = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  JSON_TYPE.test(headers["content-type"] ?? "")

/** The refund of a body, and whether it may be a further one. */
export const readBody = Effect.fnUntraced(function*(request: HttpServerRequest.HttpServerRequest) {
  const bytes = yield* request.arrayBuffer.pipe(
    Effect.provideService(HttpServerRequest.MaxBodySize, ByteSize.kibibytes(16))
  )
  const text = decode(new Uint8Array(bytes))
  if (Result.isFailure(text)) {
    return Result.fail<Bilingual>({
      english: `The body ${text.failure.english}`,
      korean: `본문이 ${text.failure.korean}`
    })
  }
  if (hasNameTwice(text.success)) return Result.fail(NAME_TWICE)
  const input = parsed(text.success)
  if (Result.isFailure(input)) return Result.fail(NOT_JSON)
  const { allowSame, fields } = withoutAllowance(input.success)
  if (typeof allowSame !== "boolean") return Result.fail(NOT_A_BOOLEAN)
  return Result.map(newJob(fields), (job) => ({ allowSame, job }))
})

// internal

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i

const NAME_TWICE: Bilingual = {
  english: "The body has a name twice, and readers differ in which of the two counts.",
  korean: "본문에 같은 이름이 두 번 있어 어느 값인지 알 수 없습니다."
}
const NOT_JSON: Bilingual = { english: "The body is not JSON.", korean: "본문이 JSON이 아닙니다." }
const NOT_A_BOOLEAN: Bilingual = {
  english: `${ALLOW} must be true or false.`,
  korean: `${ALLOW}에는 true나 false만 쓸 수 있습니다.`
}

const withoutAllowance = (input: unknown): { readonly allowSame: unknown; readonly fields: unknown } => {
  if (typeof input !== "object" || input === null || !Object.hasOwn(input, ALLOW)) {
    return { allowSame: false, fields: input }
  }
  const { [ALLOW]: allowSame, ...fields } = input as Record<string, unknown>
  return { allowSame, fields }
}

/** Whether any name is there twice, however it is escaped. A refund has no nested objects. */
const hasNameTwice = (text: string): boolean => {
  const names = [...text.matchAll(NAMES)].map(([, name = ""]) => Result.getOrUndefined(parsed(name)) ?? name)
  return new Set(names).size < names.length
}
const NAMES = /("(?:[^"\\]|\\.)*")\s*:/gs
const parsed = (text: string) => Result.try((): unknown => JSON.parse(text))
