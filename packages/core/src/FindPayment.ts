/**
 * The look-up a safe refund needs: what was paid, what was cancelled, what is left.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AccessToken } from "./AccessToken.ts"
import { type CredentialsRejected, InvalidRequest, type NotSent, PaymentNotFound, Unauthorized } from "./CancelError.ts"
import { authorized } from "./internal/authorized.ts"
import { decodePayment } from "./internal/decodePayment.ts"
import { decodeEnvelope, type Envelope } from "./internal/envelope.ts"
import { scrub } from "./internal/scrub.ts"
import type { Payment } from "./Payment.ts"
import { ImpUid, MerchantUid, type PaymentKey } from "./PaymentKey.ts"
import type { Transport } from "./Transport.ts"

/**
 * The look-up got no readable answer. Reading moves no money, so it may be repeated.
 *
 * Cause: timeout, connection lost, an unexpected status, HTML, cut JSON, or a payment without `imp_uid`, `merchant_uid`, `status` or `amount`.
 */
export class LookupFailed extends Schema.TaggedError<LookupFailed>()("LookupFailed", {
  payment: Schema.optional(Schema.String),
  reason: Schema.String,
  status: Schema.optional(Schema.Int)
}) {
  readonly moneyMoved = "no"
  readonly resend = "safe"
  override get message() {
    return `The look-up of ${this.payment ?? "the payments"} got no readable answer: ${this.reason}${
      this.status === undefined ? "" : `, HTTP ${this.status}`
    }. ` +
      "Reading moves no money. Look again."
  }
}

/**
 * Every way a look-up can fail.
 */
export type FindError = InvalidRequest | CredentialsRejected | Unauthorized | PaymentNotFound | NotSent | LookupFailed

/**
 * How to look.
 */
export interface Options {
  /** Also find payments of a test channel. Default false: since 2026-01-26 PortOne answers 404 for them. Only for look-ups by `impUid`. */
  readonly includeSandbox?: boolean | undefined
  /** Sub-merchant code, sent as the `Tier` header. Overrides the tier of the credentials. */
  readonly tier?: string | undefined
}

/**
 * Reads one payment, by `impUid` if given, else by `merchantUid`. One order id may have several payments; PortOne then returns the latest started.
 *
 * Fails with:
 * - `PaymentNotFound`: HTTP 404, `{"code":-1,"message":"존재하지 않는 결제정보입니다."}`
 * - `LookupFailed`: no readable answer; look again.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`, `NotSent`: as for `cancel`.
 *
 * Source: PortOne's current API, `GET /payments/{imp_uid}` and `GET /payments/find/{merchant_uid}`; not on the page.
 */
export const findPayment: (
  key: PaymentKey,
  options?: Options
) => Effect.Effect<Payment, FindError, AccessToken | Transport> = Effect.fn("portone.findPayment")(
  function*(key: PaymentKey, options: Options = {}) {
    const id = key.impUid === undefined ? check("merchantUid", key.merchantUid) : check("impUid", key.impUid)
    if (Result.isFailure(id)) return yield* id.failure
    const segment = yield* encodeSegment(id.success)
    const path = key.impUid === undefined
      ? `/payments/find/${segment}`
      : `/payments/${segment}${options.includeSandbox === true ? "?include_sandbox=true" : ""}`
    const { envelope, status } = yield* read(path, id.success, options)
    const payment = decodePayment(envelope.response)
    return Result.isSuccess(payment)
      ? payment.success
      : yield* new LookupFailed({ payment: id.success, reason: `no readable ${payment.failure.join(", ")}`, status })
  }
)

/**
 * Reads up to 100 payments at once by their `impUid`s. Payments PortOne does not know are left out.
 *
 * Fails with:
 * - `PaymentNotFound`: none of them is known. HTTP 404
 * - `LookupFailed`: no readable answer, or one of the payments cannot be read; look again.
 *
 * Source: PortOne's current API, `GET /payments?imp_uid[]=…`; not on the page. 207 means that some were found.
 */
export const findPayments: (
  impUids: ReadonlyArray<string>,
  options?: Omit<Options, "includeSandbox">
) => Effect.Effect<ReadonlyArray<Payment>, FindError, AccessToken | Transport> = Effect.fn("portone.findPayments")(
  function*(impUids: ReadonlyArray<string>, options: Omit<Options, "includeSandbox"> = {}) {
    if (impUids.length === 0) return []
    if (impUids.length > 100) {
      return yield* new InvalidRequest({ field: "impUids", problem: `must be at most 100, are ${impUids.length}` })
    }
    const segments: Array<string> = []
    for (const impUid of impUids) {
      const id = check("impUids", impUid)
      if (Result.isFailure(id)) return yield* id.failure
      segments.push(`imp_uid%5B%5D=${yield* encodeSegment(id.success)}`)
    }
    const { envelope, status } = yield* read(`/payments?${segments.join("&")}`, undefined, options)
    if (!Array.isArray(envelope.response)) return yield* new LookupFailed({ reason: "no list of payments", status })
    const payments: Array<Payment> = []
    for (const wire of envelope.response) {
      const payment = decodePayment(wire)
      if (Result.isFailure(payment)) {
        return yield* new LookupFailed({ reason: `no readable ${payment.failure.join(", ")} in the list`, status })
      }
      payments.push(payment.success)
    }
    return payments
  }
)

// internal

const read = Effect.fnUntraced(function*(path: string, payment: string | undefined, options: Options) {
  const context = yield* Effect.context<AccessToken | Transport>()
  const look = { method: "GET", path, tier: options.tier } as const
  const { attempts, response, token } = yield* authorized(context, look, true).pipe(
    Effect.catchTag("OutcomeUnknown", ({ reason, status }) => new LookupFailed({ payment, reason, status }))
  )
  const { status } = response
  const decoded = decodeEnvelope(Redacted.value(response.body))
  const providerMessage = Result.isSuccess(decoded) ? scrub(decoded.success.message, [token]) : ""
  if (status === 401) return yield* new Unauthorized({ payment, attempts, providerMessage })
  if (Result.isFailure(decoded)) return yield* new LookupFailed({ payment, reason: decoded.failure, status })
  const envelope: Envelope = decoded.success
  if (status === 404 && envelope.code !== 0) {
    return yield* new PaymentNotFound({ payment, code: envelope.code, providerMessage })
  }
  if (status < 200 || status > 299 || envelope.code !== 0) {
    return yield* new LookupFailed({ payment, reason: `code ${envelope.code} ${providerMessage}`.trim(), status })
  }
  return { envelope, status }
})

const ids = {
  impUid: Schema.decodeUnknownResult(ImpUid),
  impUids: Schema.decodeUnknownResult(ImpUid),
  merchantUid: Schema.decodeUnknownResult(MerchantUid)
}

const check = (field: keyof typeof ids, value: unknown): Result.Result<string, InvalidRequest> =>
  Result.mapError(
    ids[field](value),
    () =>
      new InvalidRequest({ field, problem: "must be 1 to " + (field === "merchantUid" ? "40" : "32") + " characters" })
  )

// A lone surrogate cannot be written as UTF-8; "." and ".." would be read as path steps.
const encodeSegment = (text: string): Effect.Effect<string, InvalidRequest> =>
  text === "." || text === ".." || /\p{Surrogate}/u.test(text)
    ? Effect.fail(new InvalidRequest({ field: "payment key", problem: "cannot be part of an address" }))
    : Effect.succeed(encodeURIComponent(text))
