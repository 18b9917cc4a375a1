import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CredentialsRejected, NotSent } from "../../CancelError.ts"
import type { Options as Credentials } from "../../Credentials.ts"
import type { Transport } from "../../Transport.ts"
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
    Effect.catchTag("OutcomeUnknown", (lost) => new NotSent({ reason: "TokenUnavailable", detail: lost.reason }))
  )
  const { status } = response
  const envelope = decodeEnvelope(Redacted.value(response.body))
  if (Result.isFailure(envelope)) {
    return yield* new NotSent({ reason: "TokenUnavailable", detail: `HTTP ${status}, ${envelope.failure}` })
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
    return yield* new CredentialsRejected({ code, providerMessage, status })
  }
  if (status !== 200 || code !== 0 || Result.isFailure(issued)) {
    return yield* new NotSent({
      reason: "TokenUnavailable",
      detail: `HTTP ${status}, code ${code} ${providerMessage}`.trim()
    })
  }
  return issued.success
})
