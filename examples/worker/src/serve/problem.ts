/**
 * Answers that report a problem, as `application/problem+json` in both languages.
 */
import type { Bilingual } from "@effect-portone/core"
import { Effect } from "effect"
import { HttpServerResponse } from "effect/http"

/** A problem with its type, as RFC 9457 has it. */
export const problem = (
  status: number,
  type: string,
  { english, korean }: Bilingual,
  more: { otherKey?: string } = {}
) =>
  HttpServerResponse.text(`${JSON.stringify({ type, status, detail: english, detailKo: korean, ...more })}\n`, {
    status,
    contentType: "application/problem+json"
  })

/** What is wrong with a refund, of which nothing was added. */
export const invalid = ({ english, korean }: Bilingual) =>
  problem(400, "InvalidRefund", {
    english: `${english} Nothing was added and no money moved. Correct it and send it again.`,
    korean: `${korean} 등록하지 않았고 환불된 금액도 없습니다. 값을 고쳐 다시 보내세요.`
  })

/** `unavailable`: what is known of a request while the database cannot be used. */
export const answered =
  (unavailable: Bilingual) => <E, R>(handler: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
    handler.pipe(Effect.catchCause((cause) => {
      const error = cause.reasons.map((reason) =>
        reason._tag === "Fail" ? reason.error as { readonly _tag?: string } : undefined
      )[0]
      switch (error?._tag) {
        case "HttpServerError":
          return Effect.succeed(invalid(UNREADABLE))
        case "SqlError":
          return Effect.succeed(problem(503, "DatabaseUnavailable", unavailable))
      }
      return Effect.failCause(cause)
    }))

// internal

const UNREADABLE: Bilingual = {
  english: "The body is too long or cannot be read.",
  korean: "본문이 너무 길거나 읽을 수 없습니다."
}
