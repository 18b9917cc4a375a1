import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import {
  AlreadyCancelled,
  type CancelError,
  CancelRejected,
  ChecksumMismatch,
  MalformedResponse,
  MissingRefundAccount,
  OutcomeUnknown,
  PaymentNotFound,
  Unauthorized
} from "../CancelError.ts"
import type { Cancelled } from "../Cancelled.ts"
import { type CancelRequest, unchecked } from "../CancelRequest.ts"
import * as PaymentKey from "../PaymentKey.ts"
import type { TransportResponse } from "../Transport.ts"
import { decodePayment, readFacts } from "./decodePayment.ts"
import { decodeEnvelope, type Envelope } from "./envelope.ts"
import { hintFor, refusedByPortOne, soundsLikePg } from "./rejections.ts"
import { scrub } from "./scrub.ts"

/**
 * An answer, how many sends it took, and the token of the last.
 */
export interface Sent {
  readonly response: TransportResponse
  readonly attempts: number
  readonly token: Redacted.Redacted<string>
}

/**
 * What an answer to a cancel means. Pure. The allow-list of definitive answers is here and nowhere else; whatever is not on it is unknown.
 *
 * | HTTP | body | verdict |
 * | --- | --- | --- |
 * | 2xx | code 0 | confirmed |
 * | 2xx | code 1 in PortOne's words | refused, no money moved |
 * | 2xx | any other code ≠ 0 | refused, money unknown |
 * | 401 | anything but code 0 | refused for the token, no money moved |
 * | 400 403 404 405 415 422 | code ≠ 0 | refused, no money moved |
 * | 2xx | anything else | malformed, unknown |
 * | else | anything | unknown |
 */
export const interpret = (
  request: CancelRequest,
  { attempts, response, token }: Sent
): Result.Result<Cancelled, CancelError> => {
  const { status } = response
  const envelope = decodeEnvelope(Redacted.value(response.body))
  if (status === 401 && !(Result.isSuccess(envelope) && envelope.success.code === 0)) {
    const providerMessage = Result.isSuccess(envelope) ? shown(request, token, envelope.success.message) : ""
    return Result.fail(new Unauthorized({ payment: PaymentKey.label(request), attempts, providerMessage }))
  }
  if (status >= 200 && status < 300) {
    if (Result.isFailure(envelope)) {
      return Result.fail(
        new MalformedResponse({ payment: PaymentKey.label(request), status, problem: envelope.failure })
      )
    }
    return envelope.success.code === 0
      ? confirmed(request, envelope.success)
      : Result.fail(refused(request, token, envelope.success, status))
  }
  return refusedBeforeExecution.has(status) && Result.isSuccess(envelope) && envelope.success.code !== 0
    ? Result.fail(refused(request, token, envelope.success, status))
    : Result.fail(new OutcomeUnknown({ payment: PaymentKey.label(request), reason: "UnexpectedStatus", status }))
}

// With PortOne's own envelope these mean that the request never reached the cancel itself.
const refusedBeforeExecution = new Set([400, 403, 404, 405, 415, 422])

const confirmed = (request: CancelRequest, envelope: Envelope): Result.Result<Cancelled, CancelError> => {
  const payment = decodePayment(envelope.response)
  if (Result.isSuccess(payment)) {
    const { impUid, merchantUid } = payment.success
    return isAnother(request, impUid, merchantUid)
      ? anotherPayment(request)
      : Result.succeed({ _tag: "CancelConfirmed", payment: payment.success })
  }
  const facts = readFacts(envelope.response)
  return isAnother(request, Option.getOrUndefined(facts.impUid), Option.getOrUndefined(facts.merchantUid))
    ? anotherPayment(request)
    : Result.succeed({ _tag: "CancelConfirmedUnreadable", facts, problems: payment.failure })
}

// An answer that does not name its payment is taken for the one that was asked for.
const isAnother = (request: CancelRequest, impUid: string | undefined, merchantUid: string | undefined) =>
  request.impUid === undefined
    ? merchantUid !== undefined && merchantUid !== request.merchantUid
    : impUid !== undefined && impUid !== request.impUid

const anotherPayment = (request: CancelRequest) =>
  Result.fail(new OutcomeUnknown({ payment: PaymentKey.label(request), reason: "AnswerForAnotherPayment" }))

const refused = (
  request: CancelRequest,
  token: Redacted.Redacted<string>,
  envelope: Envelope,
  status: number
): CancelError => {
  // Verdicts are made from the words as they came; what is shown of them holds no secret.
  const providerMessage = shown(request, token, envelope.message)
  const words = { payment: PaymentKey.label(request), code: envelope.code, providerMessage }
  const family = familyOf(envelope, status)
  const meaning = family === "portone"
    ? refusedByPortOne.find((row) => row.matches(envelope.message))?.meaning
    : undefined
  switch (meaning) {
    case "AlreadyCancelled":
      return new AlreadyCancelled(words)
    case "PaymentNotFound":
      return new PaymentNotFound(words)
    case "MissingRefundAccount":
      return new MissingRefundAccount({ ...words, evidence: "provider" })
    case "ChecksumMismatch":
      if (request.checksum !== unchecked) return new ChecksumMismatch({ ...words, checksum: request.checksum })
  }
  return new CancelRejected({
    ...words,
    status,
    family,
    hint: family === "portone" ? undefined : hintFor(envelope.message)
  })
}

// Code 1 is PortOne speaking, code -1 a PG (SPEC.md A3). Words can only take the "no money moved" of code 1 away.
const familyOf = ({ code, message }: Envelope, status: number) =>
  soundsLikePg(message)
    ? "pg"
    : code === 1 || refusedBeforeExecution.has(status)
    ? "portone"
    : code === -1
    ? "pg"
    : "unknown"

const shown = (request: CancelRequest, token: Redacted.Redacted<string>, words: string): string =>
  scrub(words, [token, request.refundAccount?.account, request.refundAccount?.phone, request.refundAccount?.holder])
