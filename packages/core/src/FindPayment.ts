/**
 * The look-up of a payment: what was paid, what was cancelled, and what is left.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { AccessToken } from "./AccessToken.ts"
import type { CredentialsRejected, InvalidRequest, NotSent, PaymentNotFound, Unauthorized } from "./CancelError.ts"
import { another, lookUp, unreadable } from "./internal/lookUp.ts"
import { LookupFailed } from "./internal/lookupFailed.ts"
import { checkOptions, orUnreadable } from "./internal/request/lookUpOptions.ts"
import { decodePage } from "./internal/wire/decodePage.ts"
import { decodePayment } from "./internal/wire/decodePayment.ts"
import { pathOfMany, routeOfOne, type statuses } from "./internal/wire/encodeLookUp.ts"
import { isAnotherPayment } from "./internal/wire/isAnotherPayment.ts"
import { cancellableBalance, type Payment } from "./Payment.ts"
import type { PaymentKey } from "./PaymentKey.ts"
import * as Span from "./Span.ts"
import type { Transport } from "./Transport.ts"

/**
 * The look-up got no readable response. It moved no money, so it may be repeated.
 */
export { LookupFailed }

/**
 * Every error of a look-up.
 */
export type FindError = InvalidRequest | CredentialsRejected | Unauthorized | PaymentNotFound | NotSent | LookupFailed

/**
 * The statuses that a look-up can ask for. `all` means every status, also one that PortOne adds.
 *
 * Spec: "전체 : all, 미결제 : ready, 결제완료 : paid, 결제취소 : cancelled, 결제실패 : failed". A
 * payment that was cancelled in part usually has the status `cancelled` (SPEC.md C12).
 */
export type Status = typeof statuses[number]

/**
 * How to look up a payment.
 */
export interface Options {
  /**
   * Also finds payments of a test channel, by `impUid` only. Default false: since 2026-01-26
   * PortOne answers 404 for them. By `merchantUid` PortOne finds them always.
   */
  readonly includeSandbox?: boolean | undefined
  /**
   * By `merchantUid` only: of the attempts with this status, the one that was started last. `all`
   * is the attempt that was started last. Default: the last attempt that a cancel can cancel.
   */
  readonly status?: Status | undefined
  /** Sub-merchant code, sent as the `Tier` header. Overrides the tier of the credentials. */
  readonly tier?: string | undefined
}

/**
 * Looks up one payment, by `impUid` if given, otherwise by `merchantUid`.
 *
 * One order id may have several attempts, such as a paid one and a failed one. By default the
 * look-up returns the last attempt with a balance that can be cancelled, and if there is none, the
 * attempt that was started last. The second case costs a second request. Which attempt PortOne
 * cancels by `merchant_uid` is not documented, so cancel by the `impUid` of the returned payment.
 *
 * Fails with:
 * - `PaymentNotFound`: HTTP 404, `{"code":-1,"message":"존재하지 않는 결제정보입니다."}`
 * - `LookupFailed`: no readable response, or one about another payment; repeat the look-up.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`, `NotSent`: as for `cancel`.
 *
 * Source: PortOne's current API, `GET /payments/{imp_uid}`,
 * `GET /payments/find/{merchant_uid}/{payment_status}` and `GET /payments/findAll/{merchant_uid}`.
 * Assumes: the last attempt with a balance is the one that a cancel takes (SPEC.md A13).
 */
export const findPayment: (
  key: PaymentKey,
  options?: Options
) => Effect.Effect<Payment, FindError, AccessToken | Transport> = Effect.fnUntraced(
  function*(key: PaymentKey, options: Options = {}) {
    const checked = yield* Effect.fromResult(checkOptions<Options>(options, ["includeSandbox", "status", "tier"]))
    const { attempts, id, path } = yield* Effect.fromResult(
      orUnreadable("key", () => routeOfOne(key, checked.includeSandbox === true, checked.status))
    )
    const { response, status } = yield* lookUp(path, id, checked.tier)
    const payment = decodePayment(response)
    if (Result.isFailure(payment)) {
      return yield* unreadable(id, status, `no readable ${payment.failure.join(", ")}`)
    }
    if (isAnotherPayment(key, payment.success)) return yield* another(id, status)
    if (attempts === undefined || isCancellable(payment.success)) return payment.success
    return (yield* lastCancellable(attempts, key, id, checked.tier)) ?? payment.success
  },
  (found) => Span.within(found, "portone.findPayment")
)

/**
 * Looks up to 100 payments up at once, by `impUid`. Payments that PortOne does not know are left
 * out.
 *
 * Fails with:
 * - `PaymentNotFound`: none of them is known. HTTP 404
 * - `LookupFailed`: no readable response, one of the payments cannot be read, or one was not asked
 *   for; repeat the look-up.
 * - `InvalidRequest`, `Unauthorized`, `CredentialsRejected`, `NotSent`: as for `cancel`.
 *
 * Source: PortOne's current API, `GET /payments?imp_uid[]=…`. HTTP 207 means that some were found.
 */
export const findPayments: (
  impUids: ReadonlyArray<string>,
  options?: Omit<Options, "includeSandbox" | "status">
) => Effect.Effect<ReadonlyArray<Payment>, FindError, AccessToken | Transport> = Effect.fnUntraced(
  function*(impUids: ReadonlyArray<string>, options: Omit<Options, "includeSandbox" | "status"> = {}) {
    const { tier } = yield* Effect.fromResult(checkOptions<typeof options>(options, ["tier"]))
    const path = yield* Effect.fromResult(orUnreadable("impUids", () => pathOfMany(impUids)))
    if (impUids.length === 0) return []
    const { response, status } = yield* lookUp(path, undefined, tier)
    if (!Array.isArray(response)) return yield* unreadable(undefined, status, "no list of payments")
    const payments: Array<Payment> = []
    for (const wire of response) {
      const payment = decodePayment(wire)
      if (Result.isFailure(payment)) {
        return yield* unreadable(undefined, status, `no readable ${payment.failure.join(", ")} in the list`)
      }
      if (!impUids.includes(payment.success.impUid)) return yield* another(payment.success.impUid, status)
      payments.push(payment.success)
    }
    return payments
  },
  (found) => Span.within(found, "portone.findPayments")
)

// internal

// Whether the documented facts allow a cancel. A revoked virtual account is cancelled with 0.
// Of a status that this version does not know, only a payment with a time of payment is one.
const isCancellable = (payment: Payment): boolean => {
  if (cancellableBalance(payment) <= 0) return false
  const { cancelAmount, paidAt, status } = payment
  return status === "paid" || (status === "cancelled"
    ? cancelAmount > 0
    : status !== "ready" && status !== "failed" && Option.isSome(paidAt))
}

// An attempt that cannot be read could be the one that is looked for, so it is an error.
const lastCancellable = Effect.fnUntraced(function*(
  attempts: (page: number) => string,
  key: PaymentKey,
  id: string,
  tier: string | undefined
) {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = yield* lookUp(attempts(page), id, tier).pipe(
      // The attempts were there a moment ago. The first look-up answered, and its answer stands.
      Effect.catchTag("PaymentNotFound", () => Effect.succeed(undefined))
    )
    if (answer === undefined) return undefined
    const decoded = decodePage(answer.response, page)
    if (Result.isFailure(decoded)) return yield* malformed(id, answer.status, decoded.failure)
    const { hasNext, payments, unreadable: lost } = decoded.success
    if (lost[0] !== undefined) {
      return yield* unreadable(id, answer.status, `${lost[0].id}: no readable ${lost[0].missing.join(", ")}`)
    }
    if (payments.some((payment) => isAnotherPayment(key, payment))) return yield* another(id, answer.status)
    const found = payments.find(isCancellable)
    if (found !== undefined || !hasNext) return found
  }
  return yield* new LookupFailed({ payment: id, reason: "IncompleteList", detail: `more than ${MOST_PAGES} pages` })
})

const MOST_PAGES = 10

const malformed = (payment: string, status: number, detail: string) =>
  new LookupFailed({ payment, reason: "MalformedResponse", status, detail })
