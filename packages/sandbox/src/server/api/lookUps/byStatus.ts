/** Look-ups of all payments whose status changed in a time window. */
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure } from "../envelope.ts"
import type { Payment } from "../payments/payment.ts"
import { statusOf } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { isBeyondLast, paged, pageRequest, STATUSES, statusSeconds } from "./pages.ts"

/**
 * `GET /payments/status/{status}`: payments of a time window, in pages.
 *
 * Units: `from` and `to` in UNIX seconds, at most 90 days apart, by default the last 90 days.
 * Spec: official schema: "ready : 결제시작 시각 기준", "paid : 결제완료 시각 기준", …;
 * "데이터 범위를 넘어선 page인 경우" is HTTP 400.
 * Assumes: `all` uses the time of each payment's own status; the first page of an empty window is
 * an empty list.
 */
export const findByStatus = ({ params, query, state, tier }: CallInput): Reply => {
  const status = params["payment_status"] ?? ""
  if (status !== "all" && !STATUSES.has(status)) return failure("unsupportedStatus", 400)
  const request = pageRequest(query)
  const window = timeWindow(query, state.clock.seconds())
  if (request === undefined || window === undefined) return failure("queryMalformed", 400)
  const matching: Array<Payment> = []
  for (const payment of state.payments.all()) {
    if (status !== "all" && statusOf(payment) !== status) continue
    const at = statusSeconds(payment)
    if (at >= window.from && at <= window.to && isVisible(payment, tier)) matching.push(payment)
  }
  return isBeyondLast(matching, request) ? failure("pageBeyondLast", 400) : paged(state, matching, request)
}

// internal

/** Units: seconds. */
const WINDOW = 90 * 86_400

const timeWindow = (query: URLSearchParams, now: number): { from: number; to: number } | undefined => {
  const to = secondsParam(query.get("to")) ?? now
  const from = secondsParam(query.get("from")) ?? to - WINDOW
  return Number.isNaN(to) || Number.isNaN(from) || from > to || to - from > WINDOW ? undefined : { from, to }
}

const secondsParam = (value: string | null): number | undefined =>
  value === null || value === "" ? undefined : /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN
