import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { TransportResponse } from "../../Transport.ts"
import { decodeEnvelope } from "./envelope.ts"
import { soundsLikePg } from "./rejectionJudgement.ts"

/**
 * Whether a response rejects the access token, so that the request was not executed: HTTP 401,
 * unless its body confirms something (code 0), shows something that only a valid token could have
 * asked for, repeats a PG, has a message that is not a text, or has two values for one name.
 */
export const rejectsToken = ({ body, status }: TransportResponse): boolean => {
  if (status !== 401) return false
  const envelope = decodeEnvelope(Redacted.value(body))
  return Result.isFailure(envelope)
    ? envelope.failure !== "JSON with the same name twice"
    : envelope.success.code !== 0 && isEmpty(envelope.success.response) && envelope.success.isReadable &&
      !soundsLikePg(envelope.success.message)
}

// internal

const isEmpty = (response: unknown): boolean => Object.keys(Object(response)).length === 0
