/** Look-ups of every attempt that shares a `merchant_uid`. */
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import type { Payment } from "../payments/payment.ts"
import { statusOf } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { paged, pageRequest, sorted, STATUSES } from "./pages.ts"

/**
 * `GET /payments/find/{merchant_uid}[/{payment_status}]`: the first attempt in the given order.
 * Shops also call it with `POST` and without a status.
 */
export const findByMerchantUid = (input: CallInput): Reply => {
  const request = pageRequest(input.query)
  if (request === undefined) return failure("queryMalformed", 400)
  const first = sorted(attempts(input), request.sorting)[0]
  return first === undefined ? failure("paymentNotFound", 404) : success(apiAnnotation(input.state, first))
}

/** `GET /payments/findAll/{merchant_uid}[/{payment_status}]`: every attempt, in pages. */
export const findAllByMerchantUid = (input: CallInput): Reply => {
  const status = input.params["payment_status"]
  if (status !== undefined && !STATUSES.has(status)) return failure("unsupportedStatus", 400)
  const request = pageRequest(input.query)
  if (request === undefined) return failure("queryMalformed", 400)
  const all = attempts(input)
  return all.length === 0 ? failure("paymentNotFound", 404) : paged(input.state, all, request)
}

// internal

const attempts = ({ params, state, tier }: CallInput): ReadonlyArray<Payment> =>
  state.payments.attempts(params["merchant_uid"] ?? "").filter((payment) =>
    isVisible(payment, tier) &&
    (params["payment_status"] === undefined || statusOf(payment) === params["payment_status"])
  )
