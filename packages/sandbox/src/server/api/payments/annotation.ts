/** A payment as the API shows it: always every field, in the key order of the real API. */
import { cancelledOf, totalOf } from "./balance.ts"
import { FIELD_NAMES } from "./fieldDefaults.ts"
import { moneyNumber } from "./money.ts"
import type { Cancellation, Payment } from "./payment.ts"
import { field, statusOf, textField } from "./paymentFields.ts"

/**
 * The response model of a payment.
 *
 * Spec: "PaymentAnnotation"
 */
export const annotation = (payment: Payment): Record<string, unknown> => {
  const out: Record<string, unknown> = {}
  for (const name of FIELD_NAMES) out[name] = field(payment, name)
  out["imp_uid"] = payment.impUid
  out["merchant_uid"] = payment.merchantUid
  const currency = textField(payment, "currency")
  out["amount"] = moneyNumber(totalOf(payment), currency)
  out["cancel_amount"] = moneyNumber(cancelledOf(payment), currency)
  const cancels = payment.row.cancels
  const last = cancels.at(-1)
  if (last === undefined) return out
  out["cancel_history"] = [...list(out["cancel_history"]), ...cancels.map((cancel) => historyEntry(cancel, currency))]
  out["cancel_reason"] = last.reason
  out["cancel_receipt_urls"] = [
    ...list(out["cancel_receipt_urls"]),
    ...cancels.flatMap((cancel) => cancel.receiptUrl === null ? [] : [cancel.receiptUrl])
  ]
  out["cancelled_at"] = last.cancelledAt
  out["status"] = statusOf(payment)
  return out
}

// internal

const historyEntry = (cancel: Cancellation, currency: string): Record<string, unknown> => ({
  amount: moneyNumber(cancel.amount, currency),
  cancellation_id: cancel.cancellationId,
  cancelled_at: cancel.cancelledAt,
  pg_tid: cancel.pgTid,
  reason: cancel.reason,
  receipt_url: cancel.receiptUrl
})

const list = (value: unknown): ReadonlyArray<unknown> => Array.isArray(value) ? value : []
