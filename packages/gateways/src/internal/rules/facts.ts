import type { CancelRequest } from "@effect-portone/core/CancelRequest"
import { cancellableBalance, isFullyCancelled, type Payment } from "@effect-portone/core/Payment"
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { monthsBetween, type SeoulTime, seoulTime } from "../seoulClock.ts"

/**
 * What the rules read. An absent text is `""`, so that a rule about a PG never applies to a payment
 * that does not name one.
 */
export interface Facts {
  readonly payment: Payment
  readonly request: CancelRequest
  readonly pg: string
  readonly method: string
  readonly status: string
  /** Units: major units. */
  readonly balance: number
  /** What the request would give back; the whole balance for a full cancel. Units: major units. */
  readonly amount: number
  /** A balance would be left. A cancel of the whole rest is not partial in this sense. */
  readonly isPartial: boolean
  /** Everything was given back before. */
  readonly isSpent: boolean
  readonly hasPromotion: boolean
  readonly hasAccount: boolean
  readonly hasPhone: boolean
  /** A virtual account without a deposit. */
  readonly isUnpaidVbank: boolean
  /** Earlier cancels with an amount above 0. */
  readonly cancels: number
  readonly now: SeoulTime
  readonly paid: SeoulTime | undefined
  /** Calendar months in Seoul since the payment; 0 where its time is not known. */
  readonly months: number
  /** Units: days since the payment, with a fraction; 0 where its time is not known. */
  readonly days: number
}

export const factsOf = (payment: Payment, request: CancelRequest, at: DateTime.Utc): Facts => {
  const text = (field: Option.Option<string>) => Option.getOrElse(field, () => "")
  const balance = cancellableBalance(payment)
  const amount = request._tag === "Partial" ? request.amount : balance
  const method = text(payment.payMethod)
  const now = seoulTime(at)
  const paid = Option.getOrUndefined(payment.paidAt)
  return {
    payment,
    request,
    pg: text(payment.pgProvider),
    method,
    status: payment.status,
    balance,
    amount,
    isPartial: request._tag === "Partial" && amount < balance,
    isSpent: isFullyCancelled(payment),
    hasPromotion: Option.isSome(payment.promotion),
    hasAccount: request.refundAccount !== undefined,
    hasPhone: request.refundAccount?.phone !== undefined,
    isUnpaidVbank: method === "vbank" && payment.status === "ready" && paid === undefined &&
      payment.depositHistory.length === 0,
    cancels: payment.cancelHistory.filter((entry) => entry.amount > 0).length,
    now,
    paid: paid && seoulTime(paid),
    months: paid === undefined ? 0 : monthsBetween(seoulTime(paid), now),
    days: paid === undefined ? 0 : (at.epochMilliseconds - paid.epochMilliseconds) / DAY
  }
}

/**
 * Whether this cancel pays to a bank account, so that the request must name one. PortOne documents
 * three cases.
 */
export const needsAccount = ({ isUnpaidVbank, method, months, pg }: Facts): boolean =>
  method === "vbank" ? !isUnpaidVbank : method === "phone" ? pg === "kcp" && months > 0 : isSmartroTransfer(pg, method)

export const isSmartroTransfer = (pg: string, method: string): boolean => pg === "smartro_v2" && method === "trans"

// Units: milliseconds.
const DAY = 24 * 60 * 60 * 1000
