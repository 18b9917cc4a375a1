import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { impUidProblem } from "../request/impUidProblem.ts"
import { lengths } from "../request/lengths.ts"

/**
 * Why a body is not a webhook of PortOne's, with the Korean of each.
 */
export const webhookProblems = {
  "an empty body": "빈 본문",
  "HTML or XML": "HTML 또는 XML",
  "JSON that cannot be parsed": "해석할 수 없는 JSON",
  "a form that is not percent-encoded UTF-8": "퍼센트 인코딩된 UTF-8이 아닌 폼",
  "neither JSON nor a form": "JSON도 폼도 아님",
  "not an object": "객체가 아님",
  "no imp_uid": "imp_uid 없음",
  "imp_uid has more than 32 characters": "imp_uid가 32자보다 김",
  "imp_uid is not an id of PortOne's": "imp_uid가 포트원 결제 ID 형식이 아님"
} as const

export type WebhookProblem = keyof typeof webhookProblems

/**
 * Reads the body of a webhook: JSON or a form, as text or as a framework has parsed it.
 */
export const readWebhook = (body: unknown, contentType: string): Result.Result<Fields, WebhookProblem> => {
  const parsed = typeof body === "string" ? parse(body, contentType) : Result.succeed(body)
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  const record = parsed.success
  if (typeof record !== "object" || record === null || Array.isArray(record)) return Result.fail("not an object")
  const text = (name: string): Option.Option<string> => {
    const value: unknown = Object.hasOwn(record, name) ? Reflect.get(record, name) : undefined
    return typeof value === "string" && value !== "" || typeof value === "number"
      ? Option.some(String(value))
      : Option.none()
  }
  const impUid = text("imp_uid")
  if (Option.isNone(impUid)) return Result.fail("no imp_uid")
  if (Array.from(impUid.value).length > lengths.impUid.atMost) {
    return Result.fail("imp_uid has more than 32 characters")
  }
  if (impUidProblem(impUid.value) !== undefined) return Result.fail("imp_uid is not an id of PortOne's")
  return Result.succeed({
    impUid: impUid.value,
    merchantUid: text("merchant_uid"),
    status: text("status"),
    cancellationId: text("cancellation_id")
  })
}

// internal

interface Fields {
  readonly impUid: string
  readonly merchantUid: Option.Option<string>
  readonly status: Option.Option<string>
  readonly cancellationId: Option.Option<string>
}

const decodeComponent = Schema.decodeUnknownResult(Schema.StringFromUriComponent)

// The body decides before its content type does, because frameworks and proxies change that header.
const parse = (body: string, contentType: string): Result.Result<unknown, WebhookProblem> => {
  const text = body.replace(/^\uFEFF/, "").trim()
  if (text === "") return Result.fail("an empty body")
  if (text.startsWith("<")) return Result.fail("HTML or XML")
  return /^[{["]/.test(text) || /json/i.test(contentType) && !/^[\w.%+-]+=/.test(text)
    ? Result.mapError(Result.try((): unknown => JSON.parse(text)), () => "JSON that cannot be parsed" as const)
    : form(text)
}

// The first of two fields with the same name counts, so an appended field changes nothing.
const form = (text: string): Result.Result<unknown, WebhookProblem> => {
  const fields = new Map<string, string>()
  for (const pair of text.split("&")) {
    const at = pair.indexOf("=")
    if (at === -1) continue
    const name = decodeComponent(pair.slice(0, at).replaceAll("+", " "))
    const value = decodeComponent(pair.slice(at + 1).replaceAll("+", " "))
    if (Result.isFailure(name) || Result.isFailure(value)) {
      return Result.fail("a form that is not percent-encoded UTF-8")
    }
    if (!fields.has(name.success)) fields.set(name.success, value.success)
  }
  return fields.size === 0 ? Result.fail("neither JSON nor a form") : Result.succeed(Object.fromEntries(fields))
}
