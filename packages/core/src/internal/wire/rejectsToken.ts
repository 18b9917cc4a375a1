import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { TransportResponse } from "../../Transport.ts"
import { decodeEnvelope, type EnvelopeProblem } from "./envelope.ts"
import { soundsLikePg } from "./rejectionJudgement.ts"

/**
 * Whether a response rejects the access token, so that the request was not executed: HTTP 401,
 * unless its body confirms something (code 0), shows something that only a valid token could have
 * asked for, repeats a PG, has a message that is not a text, has two values for one name, or is an
 * envelope of PortOne's that is cut or has no integer code.
 */
export const rejectsToken = ({ body, status }: TransportResponse): boolean => {
  if (status !== 401) return false
  const text = Redacted.value(body)
  const envelope = decodeEnvelope(text)
  return Result.isFailure(envelope)
    ? saysNothing(text, envelope.failure)
    : envelope.success.code !== 0 && isEmpty(envelope.success.response) && envelope.success.isReadable &&
      !soundsLikePg(envelope.success.message)
}

// internal

// A gateway before PortOne answers with a page, a text or JSON of its own. What looks like a part
// of PortOne's envelope may confirm the request.
const saysNothing = (body: string, problem: EnvelopeProblem): boolean => {
  switch (problem) {
    case "JSON with the same name twice":
      return false
    case "JSON that is cut or lacks an integer code":
      return isOfGateway(Result.getOrUndefined(Result.try((): unknown => JSON.parse(body)))) && !soundsLikePg(body)
    default:
      return !soundsLikePg(body)
  }
}

const isOfGateway = (wire: unknown): boolean =>
  typeof wire === "object" && wire !== null && !Array.isArray(wire) &&
  !["code", "response", "imp_uid", "merchant_uid"].some((name) => name in wire) &&
  Object.values(wire).every((value) => typeof value !== "object" || value === null)

const isEmpty = (response: unknown): boolean => Object.keys(Object(response)).length === 0
