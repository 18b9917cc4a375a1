/** A payment as the API and the control API show it, in the key order of the real API. */
import { FULL_FORM } from "../../rules/ruleSwitches.ts"
import type { State } from "../../state.ts"
import { cancelledOf, totalOf } from "./balance.ts"
import { FIELD_NAMES } from "./fieldDefaults.ts"
import { moneyNumber } from "./money.ts"
import type { Cancellation, Payment } from "./payment.ts"
import { field, statusOf, textField } from "./paymentFields.ts"

/** A payment as a call of the API shows it. The behaviour `full-form` adds the absent fields. */
export const apiAnnotation = (state: State, payment: Payment): Record<string, unknown> =>
  state.rules.isOn(FULL_FORM) ? fullAnnotation(payment) : annotation(payment)

/**
 * The response model of a payment, without the fields that its PG does not give.
 *
 * Spec: "PaymentAnnotation"
 * Assumes: a field of a PG that gives it is present even when it has no value.
 */
export const annotation = (payment: Payment): Record<string, unknown> => {
  const out = fullAnnotation(payment)
  const givesCompanies = CARD_COMPANIES_GIVEN.has(textField(payment, "pg_provider"))
  for (const name of CARD_COMPANIES) if (!givesCompanies && out[name] === null) delete out[name]
  if (out["promotion"] === null) delete out["promotion"]
  if (list(out["deposit_history"]).length === 0) delete out["deposit_history"]
  return out
}

// internal

const fullAnnotation = (payment: Payment): Record<string, unknown> => {
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

const historyEntry = (cancel: Cancellation, currency: string): Record<string, unknown> => ({
  pg_tid: cancel.pgTid,
  amount: moneyNumber(cancel.amount, currency),
  cancelled_at: cancel.cancelledAt,
  reason: cancel.reason,
  receipt_url: cancel.receiptUrl,
  cancellation_id: cancel.cancellationId
})

const CARD_COMPANIES = ["card_issuer_code", "card_issuer_name", "card_publisher_code", "card_publisher_name"] as const

// The PGs that the official schema lists for these fields.
const CARD_COMPANIES_GIVEN = new Set([
  "ksnet",
  "nice_v2",
  "paypal_v2",
  "smartro_v2",
  "toss_brandpay",
  "tosspay_v2",
  "tosspayments",
  "welcome"
])

const list = (value: unknown): ReadonlyArray<unknown> => Array.isArray(value) ? value : []
