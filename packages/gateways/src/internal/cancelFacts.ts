import type { CancelRequest } from "@effect-portone/core/CancelRequest"
import { cancellableBalance, isFullyCancelled, type Payment } from "@effect-portone/core/Payment"
import type * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { monthsBetween, type Seoul, seoul } from "./seoul.ts"

/**
 * What the rules look at. An absent text is `""`, so that a rule about a PG never applies to a payment that does not name one.
 */
export interface Facts {
  readonly payment: Payment
  readonly request: CancelRequest
  readonly pg: string
  readonly method: string
  readonly status: string
  /** Units: major units. */
  readonly balance: number
  /** What the request would give back; all that is left for a full cancel. Units: major units. */
  readonly amount: number
  /** Something would be left. The last part of a payment is not partial in this sense. */
  readonly isPartial: boolean
  readonly isSpent: boolean
  readonly hasPromotion: boolean
  readonly hasAccount: boolean
  readonly hasPhone: boolean
  /** Nobody paid in yet. */
  readonly isUnpaidVbank: boolean
  /** Earlier cancels that gave something back; rows of zero are no cancels. */
  readonly cancels: number
  readonly now: Seoul
  readonly paid: Seoul | undefined
  /** Calendar months in Seoul since the payment; 0 where it is not known when that was. */
  readonly months: number
  /** Units: days since the payment, with a fraction; 0 where it is not known. */
  readonly days: number
}

export const factsOf = (payment: Payment, request: CancelRequest, at: DateTime.Utc): Facts => {
  const text = (field: Option.Option<string>) => Option.getOrElse(field, () => "")
  const balance = cancellableBalance(payment)
  const amount = request._tag === "Partial" ? request.amount : balance
  const method = text(payment.payMethod)
  const now = seoul(at)
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
    paid: paid && seoul(paid),
    months: paid === undefined ? 0 : monthsBetween(seoul(paid), now),
    days: paid === undefined ? 0 : (at.epochMilliseconds - paid.epochMilliseconds) / DAY
  }
}

/**
 * Does this cancel pay the money to a bank account, so that the request must name one? PortOne's documents name three cases.
 */
export const needsAccount = ({ isUnpaidVbank, method, months, pg }: Facts): boolean =>
  method === "vbank" ? !isUnpaidVbank : method === "phone" ? pg === "kcp" && months > 0 : isSmartroTransfer(pg, method)

export const isSmartroTransfer = (pg: string, method: string): boolean => pg === "smartro_v2" && method === "trans"

// Units: milliseconds.
const DAY = 24 * 60 * 60 * 1000
