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
} from "../../CancelError.ts"
import type { Cancelled } from "../../Cancelled.ts"
import { type CancelRequest, unchecked } from "../../CancelRequest.ts"
import * as PaymentKey from "../../PaymentKey.ts"
import { askedToWait } from "../askedToWait.ts"
import type { Sent } from "../authorized.ts"
import { decodePayment, readFacts } from "./decodePayment.ts"
import { decodeEnvelope, type Envelope } from "./envelope.ts"
import { isAnotherPayment } from "./isAnotherPayment.ts"
import { personalIn } from "./personalIn.ts"
import { portOneRejections } from "./portOneRejections.ts"
import { isOfPg, judgementOf, type ShopRow } from "./rejectionJudgement.ts"
import { rejectsToken } from "./rejectsToken.ts"
import { scrub } from "./scrub.ts"

/**
 * What a response to a cancel means. Pure. This is the only allow-list of definitive responses;
 * every other response is unknown. `rows` are the shop's own texts of PGs.
 *
 * | HTTP | body | verdict |
 * | --- | --- | --- |
 * | 200 | code 0 | confirmed |
 * | 200 400 403 404 405 415 422 | code 1 with a text of `portOneRejections` | rejected, no money moved |
 * | 200 400 403 404 405 415 422 | any other code ≠ 0, any other text | rejected, money unknown |
 * | 401 | nothing of a confirmation, a payment or a PG's message | rejected for the token, no money moved |
 * | 200 | anything else | malformed, unknown |
 * | else | anything | unknown |
 *
 * PortOne's reference names 200 and 401 alone. Another 2xx is not on the list: 202 has accepted a
 * request without executing it, and 206 is a part of an answer.
 */
export const interpret = (
  request: CancelRequest,
  { attempts, notAgain, response, secrets }: Sent,
  rows: ReadonlyArray<ShopRow> = []
): Result.Result<Cancelled, CancelError> => {
  const { status } = response
  const envelope = decodeEnvelope(Redacted.value(response.body))
  if (rejectsToken(response)) {
    const providerMessage = Result.isSuccess(envelope) ? shown(request, secrets, envelope.success) : ""
    const { detail, reason } = notAgain ?? {}
    return Result.fail(
      new Unauthorized({ payment: PaymentKey.label(request), attempts, providerMessage, reason, detail })
    )
  }
  if (status === 200) {
    if (Result.isFailure(envelope)) {
      return Result.fail(
        new MalformedResponse({ payment: PaymentKey.label(request), status, problem: envelope.failure })
      )
    }
    return envelope.success.code === 0
      ? confirmed(request, envelope.success)
      : Result.fail(rejected(request, secrets, envelope.success, status, rows))
  }
  return hasRejection.has(status) && Result.isSuccess(envelope) && envelope.success.code !== 0
    ? Result.fail(rejected(request, secrets, envelope.success, status, rows))
    : Result.fail(
      new OutcomeUnknown({
        payment: PaymentKey.label(request),
        reason: "UnexpectedStatus",
        status,
        retryAfter: askedToWait(response)
      })
    )
}

// With PortOne's envelope these statuses are a rejection. The status itself proves nothing.
const hasRejection = new Set([400, 403, 404, 405, 415, 422])

const confirmed = (request: CancelRequest, envelope: Envelope): Result.Result<Cancelled, CancelError> => {
  const payment = decodePayment(envelope.response)
  if (Result.isSuccess(payment)) {
    return isAnotherPayment(request, payment.success)
      ? answerForAnother(request)
      : Result.succeed({ _tag: "CancelConfirmed", payment: payment.success })
  }
  const facts = readFacts(envelope.response)
  const ids = { impUid: Option.getOrUndefined(facts.impUid), merchantUid: Option.getOrUndefined(facts.merchantUid) }
  return isAnotherPayment(request, ids)
    ? answerForAnother(request)
    : Result.succeed({ _tag: "CancelConfirmedUnreadable", facts, problems: payment.failure })
}

const answerForAnother = (request: CancelRequest) =>
  Result.fail(new OutcomeUnknown({ payment: PaymentKey.label(request), reason: "AnswerForAnotherPayment" }))

const rejected = (
  request: CancelRequest,
  secrets: Sent["secrets"],
  envelope: Envelope,
  status: number,
  rows: ReadonlyArray<ShopRow>
): CancelError => {
  // The verdict depends on the message as it came; the message that is shown has no secrets.
  const providerMessage = shown(request, secrets, envelope)
  const details = { payment: PaymentKey.label(request), code: envelope.code, providerMessage }
  // Code 1 is PortOne, code -1 a PG (SPEC.md A3). A text can only remove the certainty of code 1.
  // A rejection has no payment; one that has may show this very cancel.
  const own = envelope.code === 1 && (envelope.response ?? null) === null
    ? portOneRejections.find((row) => row.matches(envelope.message))
    : undefined
  switch (own?.meaning) {
    case "AlreadyCancelled":
      return new AlreadyCancelled(details)
    case "PaymentNotFound":
      return new PaymentNotFound(details)
    case "MissingRefundAccount":
      return new MissingRefundAccount({ ...details, evidence: "provider", field: missingPart(envelope.message) })
    case "ChecksumMismatch":
      if (request.checksum !== unchecked) return new ChecksumMismatch({ ...details, checksum: request.checksum })
  }
  // Words about a checksum that was not sent are about something else.
  const isOwn = own !== undefined && own.meaning !== "ChecksumMismatch"
  return new CancelRejected({
    ...details,
    ...(isOwn ? {} : judgementOf(envelope.message, rows)),
    status,
    family: isOwn ? "portone" : Math.abs(envelope.code) === 1 || isOfPg(envelope.message) ? "pg" : "unknown"
  })
}

// The part of the account that the provider's text names, if it names one and not the account.
const missingPart = (message: string): MissingRefundAccount["field"] => {
  const named = accountWords.filter(([, pattern]) => pattern.test(message))
  return named.length === 1 ? named[0]![0] : "refundAccount"
}

const accountWords: ReadonlyArray<readonly [MissingRefundAccount["field"], RegExp]> = [
  ["refundAccount.holder", /refund_holder|예금주(?! ?(연락처|전화))/i],
  ["refundAccount.bank", /refund_bank|은행/i],
  ["refundAccount.account", /refund_account|계좌번호/i],
  ["refundAccount.phone", /refund_tel|연락처|전화/i],
  ["refundAccount", /환불 ?(받을 ?)?계좌(?! ?(번호|예금주|은행))/]
]

const shown = (request: CancelRequest, secrets: Sent["secrets"], { message, response }: Envelope): string =>
  scrub(message, [
    ...secrets,
    ...personalIn(response),
    request.refundAccount?.account,
    request.refundAccount?.phone,
    request.refundAccount?.holder
  ])
