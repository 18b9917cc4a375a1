/** From a request of the API to its answer: sign-in, body, call. Nothing here waits. */
import type { IncomingHttpHeaders } from "node:http"
import { type Fields, parseFields } from "../http/fields.ts"
import { envelopeOf, failure, type Reply, success } from "../http/reply.ts"
import type { RequestBody } from "../http/requestBody.ts"
import type { State } from "../state.ts"
import { callerOf, tierOf } from "./caller.ts"
import { cancel } from "./cancel/cancel.ts"
import type { Match } from "./routes.ts"

/** A request whose body is complete. */
export interface ApiRequest {
  readonly match: Match
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: RequestBody
}

/** Carries out a request and counts it when it had an effect. A mistake in here is an HTTP 500, never a crash. */
export const answer = (state: State, request: ApiRequest): Reply => {
  try {
    const reply = carryOut(state, request)
    if (envelopeOf(reply)?.code === 0) state.counters.applied(request.match.name)
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

  const caller = callerOf(headers)
  if (!state.tokens.accepts(caller.token, state.clock.seconds())) return failure("unauthorized", 401)
  const tier = tierOf(headers)
  if (tier === null) return failure("tierMalformed", 400)
  if (match.call !== "cancel") return match.call({ state, query, tier, params: match.params })
  if (parsed === undefined) return failure("bodyMalformed", 400)
  return cancel(state, parsed.fields, { token: caller.form, tier, body: parsed.form })
}

/** `POST /users/getToken`. Asking again before expiry is answered with the same token. */
const issueToken = (state: State, fields: Fields): Reply => {
  const key = fields["imp_key"]
  const secret = fields["imp_secret"]
  if (!isText(key) || !isText(secret)) return failure("missingKey", 400)
  if (key !== state.settings.key || secret !== state.settings.secret) return failure("wrongKey", 401)
  return success(state.tokens.issue(state.clock.seconds()))
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""
