/** How the fields of a payment are read. */
import { DEFAULTS, type FieldName } from "./fieldDefaults.ts"
import type { HiddenFieldName } from "./hiddenFields.ts"
import type { Payment } from "./payment.ts"

/** The value of a field before any cancel through this server. */
export const field = (payment: Payment, name: FieldName): unknown => {
  const { own, kind } = payment.row
  if (Object.hasOwn(own, name)) return own[name]
  if (Object.hasOwn(kind.fields, name)) return kind.fields[name]
  return derived(payment, name) ?? DEFAULTS[name]
}

/** The value of a field that only the test knows; the API never shows it. */
export const hidden = (payment: Payment, name: HiddenFieldName): unknown =>
  Object.hasOwn(payment.row.own, name) ? payment.row.own[name] : payment.row.kind.hidden?.[name]

/** The value of a field that contains text, or "" when it does not. */
export const textField = (payment: Payment, name: FieldName): string => {
  const value = field(payment, name)
  return typeof value === "string" ? value : ""
}

/** The current status. */
export const statusOf = (payment: Payment): string => payment.row.status ?? textField(payment, "status")

/** A time of the payment. Units: UNIX seconds, 0 when it did not happen. */
export const secondsOf = (payment: Payment, name: "cancelled_at" | "failed_at" | "paid_at" | "started_at"): number => {
  const last = payment.row.cancels.at(-1)
  const value = name === "cancelled_at" && last !== undefined ? last.cancelledAt : field(payment, name)
  return typeof value === "number" ? value : 0
}

// internal

const VBANK_DAYS = 3

// Fields derived from others, so that a test that sets only a status also gets the matching times.
const derived = (payment: Payment, name: FieldName): unknown => {
  const { madeAt } = payment.row
  // A test that sets only `started_at` means a payment that was also completed at that time.
  const happened = (...statuses: ReadonlyArray<string>) =>
    statuses.includes(textField(payment, "status")) ? payment.row.own["started_at"] ?? madeAt : 0
  const isVbank = () => textField(payment, "pay_method") === "vbank"
  switch (name) {
    case "started_at":
      return madeAt
    case "paid_at":
      return happened("paid", "cancelled")
    case "failed_at":
      return happened("failed")
    case "cancelled_at":
      return happened("cancelled")
    case "vbank_issued_at":
      return isVbank() ? madeAt : 0
    case "vbank_date":
      return isVbank() ? madeAt + VBANK_DAYS * 86_400 : 0
    case "cancel_amount":
      return textField(payment, "status") === "cancelled" ? field(payment, "amount") : 0
    case "pg_tid":
      return `sandbox_${payment.impUid}`
    case "apply_num":
      return String(payment.seq).padStart(8, "0")
    case "receipt_url":
      return textField(payment, "pay_method") === "card" || textField(payment, "pg_provider") === "kakaopay"
        ? `https://sandbox.invalid/receipts/${payment.impUid}`
        : null
    default:
      return undefined
  }
}
