import * as CancelError from "@effect-portone/core/CancelError"
import * as Effect from "effect/Effect"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Body, cancel, drain } from "./body.ts"
import { classifyResponse } from "./classify.ts"

/**
 * Reads the body of a response to its end, or up to `maxBytes` and not a chunk further.
 *
 * The body of a client over `fetch` is read by its own reader, because a web stream read as a
 * `Stream` costs an Effect for each chunk, as much as the rest of the exchange.
 */
export const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  maxBytes: number
): Effect.Effect<string, CancelError.OutcomeUnknown> =>
  Option.match(HttpClientResponse.toWeb(response), {
    onNone: () => readStream(response, maxBytes),
    onSome: ({ body, status }) => readWeb(body, status, maxBytes)
  })

// internal

const readWeb = (
  body: ReadableStream<Uint8Array> | null,
  status: number,
  maxBytes: number
): Effect.Effect<string, CancelError.OutcomeUnknown> =>
  Effect.callback((resume) => {
    const reader = body?.getReader()
    drain(reader, maxBytes).then(
      (text) => resume(text === undefined ? tooLarge(status) : Effect.succeed(text)),
      (cause) => resume(classifyResponse(cause, status))
    )
    return Effect.sync(() => cancel(reader))
  })

const readStream = (response: HttpClientResponse.HttpClientResponse, maxBytes: number) =>
  Effect.suspend(() => {
    const { status } = response
    const body = new Body(maxBytes)
    return Stream.runForEach(response.stream, (chunk): Effect.Effect<void, CancelError.OutcomeUnknown> =>
      body.add(chunk) ? Effect.void : tooLarge(status)).pipe(
        Effect.catchTag("HttpClientError", (error) =>
          isEmpty(error) ? Effect.void : classifyResponse(error.reason.cause, status)),
        Effect.map(() =>
          body.text()
        )
      )
  })

const tooLarge = (status: number) => new CancelError.OutcomeUnknown({ reason: "AnswerTooLarge", status })

// A client over `fetch` reports a response without a body as an error.
const isEmpty = (error: HttpClientError.HttpClientError) => error.reason._tag === "EmptyBodyError"
