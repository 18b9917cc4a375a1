import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { PaymentNotFound, Unauthorized } from "../CancelError.ts"
import { askedToWait } from "./askedToWait.ts"
import { authorized } from "./authorized.ts"
import { LookupFailed } from "./lookupFailed.ts"
import { decodeEnvelope } from "./wire/envelope.ts"
import { personalIn } from "./wire/personalIn.ts"
import { rejectsToken } from "./wire/rejectsToken.ts"
import { scrub } from "./wire/scrub.ts"

/**
 * Sends one look-up and returns the `response` of its envelope. After HTTP 401 it is sent once more
 * with another token.
 */
export const lookUp = Effect.fnUntraced(function*(
  path: string,
  payment: string | undefined,
  tier: string | undefined
) {
  const { attempts, notAgain, response, secrets } = yield* authorized({ method: "GET", path, tier }, true).pipe(
    Effect.catchTag(
      "OutcomeUnknown",
      ({ detail, reason, status }) => new LookupFailed({ payment, reason, status, detail })
    )
  )
  if (notAgain !== undefined) return yield* notAgain
  const { status } = response
  const retryAfter = askedToWait(response)
  const envelope = decodeEnvelope(Redacted.value(response.body))
  const message = Result.isSuccess(envelope) ? envelope.success.message : ""
  const providerMessage = Result.isSuccess(envelope) && message !== ""
    ? scrub(message, [...secrets, ...personalIn(envelope.success.response)])
    : ""
  if (rejectsToken(response)) return yield* new Unauthorized({ payment, attempts, providerMessage })
  if (Result.isFailure(envelope)) {
    return yield* new LookupFailed({
      payment,
      reason: "MalformedResponse",
      status,
      detail: envelope.failure,
      retryAfter
    })
  }
  const { code } = envelope.success
  if (status === 404 && code !== 0) return yield* new PaymentNotFound({ payment, code, providerMessage })
  if ((status !== 200 && status !== 207) || code !== 0) {
    return yield* new LookupFailed({
      payment,
      reason: code === 0 ? "UnexpectedStatus" : "UnexpectedCode",
      status,
      detail: `code ${code} ${providerMessage}`.trim(),
      retryAfter
    })
  }
  return { response: envelope.success.response, status }
})

/**
 * A response is about another payment than the one that was asked for.
 */
export const another = (payment: string | undefined, status: number) =>
  new LookupFailed({ payment, reason: "AnswerForAnotherPayment", status })

/**
 * A payment in a response cannot be read.
 */
export const unreadable = (payment: string | undefined, status: number, detail: string) =>
  new LookupFailed({ payment, reason: "UnreadablePayment", status, detail })
