/** Answers a request of the API: token, route, body, call. Everything here is synchronous. */
import type { IncomingHttpHeaders } from "node:http"
import { type Fields, parseFields } from "../http/fields.ts"
import type { Reply } from "../http/reply.ts"
import type { RequestBody } from "../http/requestBody.ts"
import type { State } from "../state.ts"
import { cancel } from "./cancel/cancel.ts"
import { envelopeOf, failure, success } from "./envelope.ts"
import { sentTokenOf, tierOf } from "./requestHeaders.ts"
import type { Match } from "./routes.ts"

/** A request whose body is complete. */
export interface ApiRequest {
  readonly match: Match
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: RequestBody
  /** What is stored of the request at most. Units: bytes. */
  readonly bytes: number
}

/** Answers a request and counts it when it had an effect. An exception becomes HTTP 500. */
export const answer = (state: State, request: ApiRequest): Reply => {
  try {
    const reply = carryOut(state, request)
    if (envelopeOf(reply)?.code === 0) state.requestCounts.applied(request.match.name)
    return reply
  } catch {
    return failure("serverFailure", 500)
  }
}

// internal

// Only the request for a token needs none. 401 comes first, as public test suites against the real
// API state. 404 means that an object does not exist, never that a route does not.
const carryOut = (state: State, { body, bytes, headers, match, query }: ApiRequest): Reply => {
  const sent = sentTokenOf(headers)
  if (match.call !== "token" && !state.tokens.accepts(sent.token, state.clock.seconds())) {
    return failure("unauthorized", 401)
  }
  if (match.call === "wrong-method") return failure("methodNotAllowed", 405, { allow: match.allow })
  if (match.call === "unknown-route") return failure("routeUnknown", 501, {}, match.title)
  if (match.call === "not-emulated") return failure("notEmulated", 501, {}, match.title)
  if ("tooLarge" in body) return failure("bodyTooLarge", 413, { connection: "close" })

  const parsed = parseFields(body.text, headers["content-type"] ?? "")
  if (match.call === "token") {
    return parsed === undefined ? failure("bodyMalformed", 400) : issueToken(state, parsed.fields)
  }
  const tier = tierOf(headers)
  if (tier === null) return failure("tierMalformed", 400)
  if (parsed === undefined && match.hasBody) return failure("bodyMalformed", 400)
  const fields = parsed?.fields ?? {}
  if (match.call !== "cancel") return match.call({ state, query, tier, params: match.params, fields, bytes })
  return cancel(state, fields, { token: sent.form, tier, body: parsed?.form ?? "empty" }, bytes)
}

/**
 * `POST /users/getToken`. Until it expires, every request gets the same token.
 *
 * Assumes: the case of `imp_key` does not matter and that of `imp_secret` does: public test suites
 * write one key in two ways.
 */
const issueToken = (state: State, fields: Fields): Reply => {
  const key = fields["imp_key"]
  const secret = fields["imp_secret"]
  if (!isText(key) || !isText(secret)) return failure("missingKey", 400)
  const isKey = key.toLowerCase() === state.settings.key.toLowerCase()
  if (!isKey || secret !== state.settings.secret) return failure("wrongKey", 401)
  return success(state.tokens.issue(state.clock.seconds()))
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""
