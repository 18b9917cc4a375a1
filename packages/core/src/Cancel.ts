/**
 * The cancel itself: check, token, send, interpret. The only file that sends `/payments/cancel`.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { AccessToken } from "./AccessToken.ts"
import { type CancelError, NotSent, OutcomeUnknown } from "./CancelError.ts"
import type { Cancelled } from "./Cancelled.ts"
import { type CancelRequest, unchecked } from "./CancelRequest.ts"
import { authorized } from "./internal/authorized.ts"
import { emitIn } from "./internal/emitIn.ts"
import { encodeCancel, type Encoded } from "./internal/encodeCancel.ts"
import { interpret } from "./internal/interpret.ts"
import { traced } from "./internal/traced.ts"
import { cancellableBalance } from "./Payment.ts"
import * as PaymentKey from "./PaymentKey.ts"
import type { Transport } from "./Transport.ts"

/**
 * Cancels all or part of an approved payment.
 *
 * Succeeds when PortOne confirms, and only then. What it returns may still be a promise of the PG: money paid to a virtual account goes back
 * on the next business day ("익영업일에 처리됩니다").
 *
 * Fails with:
 * - `ChecksumMismatch`: your balance is stale, or this cancel already happened. `{"code":1,…}`
 * - `AlreadyCancelled`: nothing is left. `{"code":1,"message":"이미 전액취소된 주문입니다."}`
 * - `MissingRefundAccount`: paid to a virtual account and no refund account given. `{"code":1,…}`, or by a rule of `CancelCheck` and nothing sent.
 * - `PaymentNotFound`: `{"code":1,"message":"취소할 결제건이 존재하지 않습니다."}`
 * - `CancelRejected`: any other code; a PG's refusal may hide a cancel that happened. `{"code":-1,"message":"결제취소에 실패하였습니다. …"}`
 * - `InvalidRequest`: refused here, nothing sent.
 * - `Unauthorized`: PortOne refused the token twice. HTTP 401.
 * - `CredentialsRejected`: wrong key or secret. HTTP 401 on the token request.
 * - `NotSent`: no byte of the cancel left this machine. Send it again.
 * - `OutcomeUnknown`, `MalformedResponse`: sent, no readable answer. Do not send again without the same checksum.
 *
 * Interrupting the fiber after the send does not take the cancel back; treat it as `OutcomeUnknown`.
 *
 * Spec: "POST /payments/cancel — 승인된 결제를 취소합니다."
 */
export const cancel = (
  request: CancelRequest
): Effect.Effect<Cancelled, CancelError, AccessToken | Transport> =>
  Effect.contextWith((context: Surroundings) => {
    const encoded = encodeCancel(request)
    // From here on there is only the copy that was checked: nothing that is done to the request changes what is sent, or how often.
    return Result.isFailure(encoded)
      ? traced(context, failed(context, PaymentKey.label(request), encoded.failure), "portone.cancel", () => ({}))
      : traced(
        context,
        attempt(context, encoded.success),
        "portone.cancel",
        () => attributesOf(encoded.success.request)
      )
  })

// internal

// Asked for once. Five questions, an operation each, were half a microsecond of the eleven that a cancel takes without its transport.
type Surroundings = Context.Context<AccessToken | Transport>

const attributesOf = (request: CancelRequest) => ({
  "portone.payment": PaymentKey.label(request),
  "portone.amount": request._tag === "Partial" ? request.amount : "full"
})

const attempt = (context: Surroundings, encoded: Encoded) => {
  const payment = PaymentKey.label(encoded.request)
  return Effect.catch(send(context, payment, encoded), (error) => failed(context, payment, error))
}

const send = Effect.fnUntraced(function*(
  context: Surroundings,
  payment: string,
  { body, request }: Encoded
): Effect.fn.Return<Cancelled, CancelError> {
  const { checksum, tier } = request
  const amount = request._tag === "Partial" ? request.amount : undefined
  yield* emitIn(context, {
    event: "portone.cancel.sending",
    payment,
    kind: request._tag,
    amount,
    checksum
  })

  const sent = yield* authorized(
    context,
    { method: "POST", path: "/payments/cancel", tier, body },
    // Without its checksum a cancel is never sent twice, whatever the answer was.
    checksum !== unchecked
  )

  const verdict = interpret(request, sent)
  if (Result.isFailure(verdict)) return yield* verdict.failure
  yield* reportDone(context, payment, verdict.success)
  return verdict.success
})

const failed = (context: Surroundings, payment: string, error: CancelError) => {
  const named = ofPayment(payment, error)
  return Effect.andThen(reportFailed(context, payment, named), Effect.fail(named))
}

// Adapters and the token's life cycle do not know which payment a request is about.
const ofPayment = (payment: string, error: CancelError): CancelError => {
  switch (error._tag) {
    case "NotSent":
      return new NotSent({ payment, reason: error.reason, detail: error.detail })
    case "OutcomeUnknown":
      return new OutcomeUnknown({ payment, reason: error.reason, status: error.status, detail: error.detail })
    default:
      return error
  }
}

const reportDone = (context: Surroundings, payment: string, done: Cancelled) =>
  done._tag === "CancelConfirmed"
    ? emitIn(context, {
      event: "portone.cancel.confirmed",
      payment,
      cancelAmount: done.payment.cancelAmount,
      cancellableBalance: cancellableBalance(done.payment)
    })
    : emitIn(context, {
      event: "portone.cancel.confirmed-unreadable",
      payment,
      problems: done.problems.join(", ")
    })

const reportFailed = (context: Surroundings, payment: string, error: CancelError) =>
  emitIn(context, {
    event: "portone.cancel.failed",
    payment,
    error: error._tag,
    code: "code" in error ? error.code : undefined,
    status: "status" in error ? error.status : undefined,
    reason: reasonOf(error),
    moneyMoved: error.moneyMoved,
    resend: error.resend
  })

const reasonOf = (error: CancelError): string | undefined => {
  switch (error._tag) {
    case "NotSent":
    case "OutcomeUnknown":
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
