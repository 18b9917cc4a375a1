/** Look-ups of all payments with a status in a time window. */
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure } from "../envelope.ts"
import type { Payment } from "../payments/payment.ts"
import { secondsOf, statusOf } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { paged, pageRequest, STATUSES } from "./pages.ts"

/**
 * `GET /payments/status/{status}`: payments of a time window, in pages.
 *
 * Units: `from` and `to` in UNIX seconds, at most 90 days apart, by default the last 90 days.
 * Assumes: the window applies to `started_at`; an empty window returns an empty list and not 404.
 */
export const findByStatus = ({ params, query, state, tier }: CallInput): Reply => {
  const status = params["status"] ?? ""
  if (status !== "all" && !STATUSES.has(status)) return failure("unsupportedStatus", 400)
  const request = pageRequest(query)
  const window = timeWindow(query, state.clock.seconds())
  if (request === undefined || window === undefined) return failure("queryMalformed", 400)
  const matching: Array<Payment> = []
  for (const payment of state.payments.all()) {
    const startedAt = secondsOf(payment, "started_at")
    if (startedAt < window.from || startedAt > window.to || !isVisible(payment, tier)) continue
    if (status === "all" || statusOf(payment) === status) matching.push(payment)
  }
  return paged(matching, request)
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
