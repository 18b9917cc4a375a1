/**
 * The look-up of a payment: what was paid, what was cancelled, and what is left.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AccessToken } from "./AccessToken.ts"
import {
  type CredentialsRejected,
  type InvalidRequest,
  type NotSent,
  PaymentNotFound,
  Unauthorized
} from "./CancelError.ts"
import { authorized } from "./internal/authorized.ts"
import { why, whyKo } from "./internal/sentences.ts"
import { decodePayment } from "./internal/wire/decodePayment.ts"
import { pathOfMany, pathOfOne } from "./internal/wire/encodeLookUp.ts"
import { decodeEnvelope } from "./internal/wire/envelope.ts"
import { rejectsToken } from "./internal/wire/rejectsToken.ts"
import { scrub } from "./internal/wire/scrub.ts"
import type { Payment } from "./Payment.ts"
import type { PaymentKey } from "./PaymentKey.ts"
import { toJson } from "./PortOneError.ts"
import type { Transport } from "./Transport.ts"

/**
 * The look-up got no readable response. A look-up moves no money, so it may be repeated.
 *
 * Cause: timeout, connection lost, an unexpected status or code, HTML, cut JSON, or a payment
 * without `imp_uid`, `merchant_uid`, `status` or `amount`.
 */
export class LookupFailed extends Schema.TaggedError<LookupFailed>()("LookupFailed", {
  payment: Schema.optional(Schema.String),
  reason: Schema.Literals([
    "Timeout",
    "ConnectionLost",
    "AnswerTooLarge",
    "UnexpectedStatus",
    "UnexpectedCode",
    "MalformedResponse",
    "UnreadablePayment",
    "Other"
  ]),
  status: Schema.optional(Schema.Int),
  detail: Schema.optional(Schema.String)
}) {
  readonly moneyMoved = "no" as const
  readonly resend = "safe" as const
  override get message() {
    return `The look-up of ${this.payment ?? "the payments"} got no readable response: ${why(this)}. ` +
      "Reading moves no money. Repeat the look-up."
  }
  get messageKo() {
    return `${this.payment ?? "결제"} 조회 응답을 읽을 수 없습니다: ${whyKo(this)}. ` +
      "조회만으로는 환불되지 않습니다. 다시 조회하세요."
  }
  override toJSON() {
    return toJson(this)
  }
}

/**
 * Every error of a look-up.
 */
export type FindError = InvalidRequest | CredentialsRejected | Unauthorized | PaymentNotFound | NotSent | LookupFailed

/**
 * How to look up a payment.
 */
export interface Options {
  /**
   * Also finds payments of a test channel, by `impUid` only. Default false: since 2026-01-26
   * PortOne answers 404 for them.
   */
  readonly includeSandbox?: boolean | undefined
  /** Sub-merchant code, sent as the `Tier` header. Overrides the tier of the credentials. */
  readonly tier?: string | undefined
}

/**
 * Looks up one payment, by `impUid` if given, otherwise by `merchantUid`. An order id may have
 * several payments; PortOne then returns the one that was started last.
 *
 * Fails with:
 * - `PaymentNotFound`: HTTP 404, `{"code":-1,"message":"존재하지 않는 결제정보입니다."}`
 * - `LookupFailed`: no readable response; repeat the look-up.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`, `NotSent`: as for `cancel`.
 *
 * Source: PortOne's current API, `GET /payments/{imp_uid}` and `GET /payments/find/{merchant_uid}`.
 */
export const findPayment: (
  key: PaymentKey,
  options?: Options
) => Effect.Effect<Payment, FindError, AccessToken | Transport> = Effect.fn("portone.findPayment")(
  function*(key: PaymentKey, options: Options = {}) {
    const { id, path } = yield* Effect.fromResult(pathOfOne(key, options.includeSandbox === true))
    const { response, status } = yield* lookUp(path, id, options.tier)
    const payment = decodePayment(response)
    return Result.isSuccess(payment)
      ? payment.success
      : yield* unreadable(id, status, `no readable ${payment.failure.join(", ")}`)
  }
)

/**
 * Looks up to 100 payments up at once, by `impUid`. Payments that PortOne does not know are left
 * out.
 *
 * Fails with:
 * - `PaymentNotFound`: none of them is known. HTTP 404
 * - `LookupFailed`: no readable response, or one of the payments cannot be read; repeat the
 *   look-up.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`, `NotSent`: as for `cancel`.
 *
 * Source: PortOne's current API, `GET /payments?imp_uid[]=…`. HTTP 207 means that some were found.
 */
export const findPayments: (
  impUids: ReadonlyArray<string>,
  options?: Omit<Options, "includeSandbox">
) => Effect.Effect<ReadonlyArray<Payment>, FindError, AccessToken | Transport> = Effect.fn("portone.findPayments")(
  function*(impUids: ReadonlyArray<string>, options: Omit<Options, "includeSandbox"> = {}) {
    if (impUids.length === 0) return []
    const path = yield* Effect.fromResult(pathOfMany(impUids))
    const { response, status } = yield* lookUp(path, undefined, options.tier)
    if (!Array.isArray(response)) return yield* unreadable(undefined, status, "no list of payments")
    const payments: Array<Payment> = []
    for (const wire of response) {
      const payment = decodePayment(wire)
      if (Result.isFailure(payment)) {
        return yield* unreadable(undefined, status, `no readable ${payment.failure.join(", ")} in the list`)
      }
      payments.push(payment.success)
    }
    return payments
  }
)

// internal

const lookUp = Effect.fnUntraced(function*(path: string, payment: string | undefined, tier: string | undefined) {
  const { attempts, response, secrets } = yield* authorized({ method: "GET", path, tier }, true).pipe(
    Effect.catchTag("OutcomeUnknown", ({ detail, reason, status }) =>
      new LookupFailed({
        payment,
        // Only an answer to a cancel is compared with its payment.
        reason: reason === "AnswerForAnotherPayment" ? "Other" : reason,
        status,
        detail
      }))
  )
  const { status } = response
  const envelope = decodeEnvelope(Redacted.value(response.body))
  const providerMessage = Result.isSuccess(envelope) ? scrub(envelope.success.message, secrets) : ""
  if (rejectsToken(response)) return yield* new Unauthorized({ payment, attempts, providerMessage })
  if (Result.isFailure(envelope)) {
    return yield* new LookupFailed({ payment, reason: "MalformedResponse", status, detail: envelope.failure })
  }
  const { code } = envelope.success
  if (status === 404 && code !== 0) return yield* new PaymentNotFound({ payment, code, providerMessage })
  if ((status !== 200 && status !== 207) || code !== 0) {
    return yield* new LookupFailed({
      payment,
      reason: code === 0 ? "UnexpectedStatus" : "UnexpectedCode",
      status,
      detail: `code ${code} ${providerMessage}`.trim()
    })
  }
  return { response: envelope.success.response, status }
})

const unreadable = (payment: string | undefined, status: number, detail: string) =>
  new LookupFailed({ payment, reason: "UnreadablePayment", status, detail })
