/**
 * The cancel: check, token, send, interpret. This is the only file that sends `/payments/cancel`.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { AccessToken } from "./AccessToken.ts"
import { type CancelError, NotSent, OutcomeUnknown } from "./CancelError.ts"
import type { Cancelled } from "./Cancelled.ts"
import { type CancelRequest, unchecked } from "./CancelRequest.ts"
import { authorized } from "./internal/authorized.ts"
import { RejectionRows } from "./internal/shopRejectionRows.ts"
import { encodeCancel, type Encoded } from "./internal/wire/encodeCancel.ts"
import { interpret } from "./internal/wire/interpret.ts"
import * as LogEvent from "./LogEvent.ts"
import { cancellableBalance } from "./Payment.ts"
import * as PaymentKey from "./PaymentKey.ts"
import * as Span from "./Span.ts"
import type { Transport } from "./Transport.ts"

/**
 * Cancels all or part of an approved payment.
 *
 * Succeeds only when PortOne confirms the cancel. The customer may get the money later: with a
 * virtual account often on the next business day ("익영업일에 처리됩니다"); see `Settlement` in
 * `@effect-portone/gateways`.
 *
 * Fails with:
 * - `ChecksumMismatch`: your balance is stale, or this cancel already happened. `{"code":1,…}`
 * - `AlreadyCancelled`: nothing is left. `{"code":1,"message":"이미 전액취소된 주문입니다."}`
 * - `MissingRefundAccount`: paid to a virtual account and no refund account given. `{"code":1,…}`
 * - `PaymentNotFound`: `{"code":1,"message":"취소할 결제건이 존재하지 않습니다."}`
 * - `CancelRejected`: any other code. A rejection by a PG does not rule out that the PG cancelled.
 *   `{"code":-1,"message":"결제취소에 실패하였습니다. …"}`
 * - `InvalidRequest`: the check before sending found a problem; nothing was sent.
 * - `Unauthorized`: PortOne rejected the token twice, or once where no second attempt could be
 *   sent. HTTP 401.
 * - `CredentialsRejected`: wrong key or secret. HTTP 401 on the token request.
 * - `NotSent`: no byte of the cancel left this machine. Send it again.
 * - `OutcomeUnknown`, `MalformedResponse`: sent, no readable response. Send it again only with the
 *   same checksum.
 *
 * Interrupting the fiber after the send does not undo the cancel; treat it as `OutcomeUnknown`.
 *
 * Spec: "POST /payments/cancel — 승인된 결제를 취소합니다."
 */
export const cancel = (request: CancelRequest): Effect.Effect<Cancelled, CancelError, AccessToken | Transport> =>
  Effect.suspend(() => {
    const encoded = encodeCancel(request)
    // From here on only the checked copy is used, so changes of `request` have no effect.
    const attempt = Result.isSuccess(encoded)
      ? send(encoded.success)
      : failed(PaymentKey.label(request), encoded.failure)
    return Span.within(attempt, "portone.cancel", () => attributesOf(encoded))
  })

// internal

// A request that failed the check has no attributes, because its values may be secrets.
const attributesOf = (encoded: Result.Result<Encoded, unknown>) =>
  Result.isFailure(encoded) ? {} : {
    "portone.payment": PaymentKey.label(encoded.success.request),
    "portone.amount": encoded.success.request._tag === "Partial" ? encoded.success.request.amount : "full"
  }

const send = (encoded: Encoded) => {
  const payment = PaymentKey.label(encoded.request)
  return Effect.catch(exchange(payment, encoded), (error) => failed(payment, error))
}

const exchange = Effect.fnUntraced(function*(
  payment: string,
  { body, request }: Encoded
): Effect.fn.Return<Cancelled, CancelError, AccessToken | Transport> {
  const { checksum, tier } = request
  yield* LogEvent.emit({
    event: "portone.cancel.sending",
    payment,
    kind: request._tag,
    amount: request._tag === "Partial" ? request.amount : undefined,
    checksum
  })

  const sent = yield* authorized(
    { method: "POST", path: "/payments/cancel", tier, body },
    // A cancel without its checksum is never sent twice.
    checksum !== unchecked
  )

  const verdict = interpret(request, sent, yield* RejectionRows)
  if (Result.isFailure(verdict)) return yield* verdict.failure
  yield* reportConfirmed(payment, verdict.success)
  return verdict.success
})

const failed = (payment: string, error: CancelError): Effect.Effect<never, CancelError> => {
  const named = ofPayment(payment, error)
  return Effect.andThen(reportFailed(payment, named), Effect.fail(named))
}

// Adapters and the token's life cycle do not know which payment a request is about.
const ofPayment = (payment: string, error: CancelError): CancelError => {
  switch (error._tag) {
    case "NotSent": {
      const { detail, reason, retryAfter } = error
      return new NotSent({ payment, reason, detail, retryAfter })
    }
    case "OutcomeUnknown": {
      const { detail, reason, retryAfter, status } = error
      return new OutcomeUnknown({ payment, reason, status, detail, retryAfter })
    }
    default:
      return error
  }
}

const reportConfirmed = (payment: string, done: Cancelled) =>
  LogEvent.emit(
    done._tag === "CancelConfirmed"
      ? {
        event: "portone.cancel.confirmed",
        payment,
        cancelAmount: done.payment.cancelAmount,
        cancellableBalance: cancellableBalance(done.payment)
      }
      : { event: "portone.cancel.confirmed-unreadable", payment, problems: done.problems.join(", ") }
  )

const reportFailed = (payment: string, error: CancelError) =>
  LogEvent.emit({
    event: "portone.cancel.failed",
    payment,
    error: error._tag,
    code: "code" in error ? error.code : undefined,
    status: "status" in error ? error.status : undefined,
    reason: reasonOf(error),
    moneyMoved: error.moneyMoved,
    resend: error.resend
  })

const reasonOf = (error: CancelError): LogEvent.Reason | undefined => {
  switch (error._tag) {
    case "NotSent":
    case "OutcomeUnknown":
    case "Unauthorized":
      return error.reason
    case "InvalidRequest":
      return `${error.field} ${error.problem}`
    case "MissingRefundAccount":
      return error.rule
    case "CancelRejected":
      return error.hint
    default:
      return undefined
  }
}
