/** Answers a request of the API: body, access token, call. Everything here is synchronous. */
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

const carryOut = (state: State, { body, headers, match, query }: ApiRequest): Reply => {
  if (match.call === "not-found") return failure("routeNotFound", 404)
  if (match.call === "wrong-method") return failure("methodNotAllowed", 405, { allow: match.allow })
  if ("tooLarge" in body) return failure("bodyTooLarge", 413, { connection: "close" })

  const parsed = parseFields(body.text, headers["content-type"] ?? "")
  if (match.call === "token") {
    return parsed === undefined ? failure("bodyMalformed", 400) : issueToken(state, parsed.fields)
  }

  const sent = sentTokenOf(headers)
  if (!state.tokens.accepts(sent.token, state.clock.seconds())) return failure("unauthorized", 401)
  const tier = tierOf(headers)
  if (tier === null) return failure("tierMalformed", 400)
  if (match.call !== "cancel") return match.call({ state, query, tier, params: match.params })
  if (parsed === undefined) return failure("bodyMalformed", 400)
  return cancel(state, parsed.fields, { token: sent.form, tier, body: parsed.form })
}

/** `POST /users/getToken`. Until it expires, every request gets the same token. */
const issueToken = (state: State, fields: Fields): Reply => {
  const key = fields["imp_key"]
  const secret = fields["imp_secret"]
  if (!isText(key) || !isText(secret)) return failure("missingKey", 400)
  if (key !== state.settings.key || secret !== state.settings.secret) return failure("wrongKey", 401)
  return success(state.tokens.issue(state.clock.seconds()))
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""
