/**
 * Errors of Express and its body parser, as problems.
 */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express"
import { formsWait, throttledFor } from "../signIn/auth.ts"
import { answerError } from "./answer.ts"
import type { HttpError } from "./problematic.ts"
import { unexpected } from "./run.ts"

/** Answers a request of another site. */
export const crossSite = (request: Request, response: Response): void => {
  // A client with a token learns that the token is wrong.
  const isClient = /^Bearer /i.test(request.headers.authorization ?? "")
  answerError(response, { _tag: isClient ? "NotSignedIn" : "CrossSite" })
}

/** Answers a client that has guessed too many tokens. */
export const throttled: RequestHandler = (_request, response, next) => {
  const seconds = throttledFor(response)
  if (seconds === 0) return next()
  response.set("Retry-After", String(seconds))
  answerError(response, { _tag: "TooManyTries" })
}

/** Answers a person who sends forms faster than people do. The desk has a page for it. */
export const limitForms: RequestHandler = (request, response, next) => {
  const seconds = formsWait(response)
  if (seconds === 0) return next()
  response.set("Retry-After", String(seconds))
  if (request.path.startsWith("/desk")) return next()
  answerError(response, { _tag: "TooFast" })
}

/** The error handler of the app. The message of the error is not shown. */
export const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error)
  const tag = tagOf(error)
  answerError(response, tag === undefined ? unexpected(error) : { _tag: tag })
}

/** What a client has sent wrongly; `undefined`: it is an error of the program. */
export const tagOf = (error: unknown): HttpError["_tag"] | undefined => {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined
  if (type === "entity.too.large") return "BodyTooLarge"
  // Of the router: a path that cannot be decoded.
  if (error instanceof URIError) return "AddressUnreadable"
  // Client errors of the body parser: broken JSON, a wrong charset or length.
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : undefined
  return typeof status === "number" && status >= 400 && status < 500
    ? status === 415 ? "NotJson" : "BodyUnreadable"
    : undefined
}
