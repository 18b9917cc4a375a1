import * as CancelError from "@effect-portone/core/CancelError"
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import { classifyAnswer } from "./classify.ts"

/**
 * Reads an answer to its end, or up to `maxBytes` and not a chunk further. Bytes that are no UTF-8 become U+FFFD, so that an answer in another charset
 * is an unreadable answer and not a lost one.
 */
export const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<string, CancelError.OutcomeUnknown> =>
  Effect.suspend(() => {
    const decoder = new TextDecoder()
    const { status } = response
    let size = 0
    let text = ""
    return Stream.runForEach(response.stream, (chunk): Effect.Effect<void, CancelError.OutcomeUnknown> => {
      size += chunk.byteLength
      // Said this way round, a cap that is no number lets nothing through.
      if (!(size <= maxBytes)) return new CancelError.OutcomeUnknown({ reason: "AnswerTooLarge", status })
      text += decoder.decode(chunk, { stream: true })
      return Effect.void
    }).pipe(
      Effect.catchTag("HttpClientError", (error) => isEmpty(error) ? Effect.void : classifyAnswer(error, status)),
      Effect.map(() => text + decoder.decode())
    )
  })

// A fetch-based client reports an answer without a body as an error.
const isEmpty = (error: HttpClientError.HttpClientError) => error.reason._tag === "EmptyBodyError"
