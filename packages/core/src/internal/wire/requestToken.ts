import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CredentialsRejected, NotSent } from "../../CancelError.ts"
import type { Options as Credentials } from "../../Credentials.ts"
import type { Transport } from "../../Transport.ts"
import * as VisibleText from "../../VisibleText.ts"
import { askedToWait } from "../askedToWait.ts"
import { decodeEnvelope } from "./envelope.ts"
import { scrub } from "./scrub.ts"

const decodeIssued = Schema.decodeUnknownResult(Schema.Struct({
  access_token: Schema.NonEmptyString,
  now: Schema.Finite,
  expired_at: Schema.Finite
}))

/**
 * Requests a token from PortOne. The request may be repeated: PortOne issues the same token until
 * it expires.
 *
 * No cancel was sent before this, so every failure is `NotSent`, except a clear "wrong key".
 */
export const requestToken = Effect.fnUntraced(function*(transport: Transport["Service"], credentials: Credentials) {
  const body = { imp_key: Redacted.value(credentials.impKey), imp_secret: Redacted.value(credentials.impSecret) }
  const response = yield* transport.send({
    method: "POST",
    path: "/users/getToken",
    body: Redacted.make(JSON.stringify(body))
  }).pipe(
    Effect.catchTag("OutcomeUnknown", ({ detail, reason, status }) =>
      new NotSent({
        reason: "TokenUnavailable",
        detail: (status === undefined ? "" : `HTTP ${status}, `) + reason + (detail === undefined ? "" : ` (${detail})`)
      }))
  )
  const { status } = response
  const retryAfter = askedToWait(response)
  const envelope = decodeEnvelope(Redacted.value(response.body))
  if (Result.isFailure(envelope)) {
    return yield* new NotSent({ reason: reasonOf(status), detail: `HTTP ${status}, ${envelope.failure}`, retryAfter })
  }
  const { code, message } = envelope.success
  const issued = Result.map(decodeIssued(envelope.success.response), ({ access_token, expired_at, now }) => ({
    token: Redacted.make(access_token),
    // Both times come from the provider, so a wrong clock on this machine makes no difference.
    lifeSeconds: Math.max(0, expired_at - now)
  }))
  const token = Result.isSuccess(issued) ? issued.success.token : undefined
  const providerMessage = scrub(message, [credentials.impKey, credentials.impSecret, token])
  if ((status === 401 || status === 400) && code !== 0) {
    return yield* new CredentialsRejected({ code, providerMessage, status, ...suspicion(credentials, message) })
  }
  if (status !== 200 || code !== 0 || Result.isFailure(issued)) {
    return yield* new NotSent({
      reason: reasonOf(status),
      detail: `HTTP ${status}, code ${code} ${providerMessage}`.trim(),
      retryAfter
    })
  }
  return issued.success
})

// internal

// The answer to a request without a token, which the path of the token request does not need.
const OTHER_PATH = {
  problem: "another path than that of the token request answers so: check PORTONE_BASE_URL too",
  problemKo: "토큰 발급이 아닌 다른 경로의 응답입니다: PORTONE_BASE_URL도 확인하세요"
}

const suspicion = ({ impKey, impSecret }: Credentials, message: string) => {
  if (message === "Unauthorized") return OTHER_PATH
  const key = VisibleText.problem(Redacted.value(impKey))
  if (key !== undefined) return { problem: `the key ${key.english}`, problemKo: `키: ${key.korean}` }
  const secret = VisibleText.problem(Redacted.value(impSecret))
  return secret && { problem: `the secret ${secret.english}`, problemKo: `시크릿: ${secret.korean}` }
}

// PortOne always has this path, so these are answers of another server or below another path.
const reasonOf = (status: number) => status === 404 || status === 405 ? "NoTokenEndpoint" : "TokenUnavailable"
