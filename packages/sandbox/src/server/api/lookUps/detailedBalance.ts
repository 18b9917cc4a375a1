/** `GET /payments/{imp_uid}/balance`: the tax parts of a payment. Not the cancellable balance. */
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { totalOf } from "../payments/balance.ts"
import { moneyNumber, parseMoney } from "../payments/money.ts"
import type { Payment } from "../payments/payment.ts"
import { hidden, secondsOf, statusOf, textField } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"

/**
 * Shows the parts of a PAYCO or KCP payment; for every other payment there are none.
 *
 * Spec: official schema: "PaymentBalanceResponseAnnotation".
 * Assumes: everything was paid with the first payment method, VAT is one eleventh of what is not
 * tax-free, and cancels take the taxed part first.
 */
export const detailedBalance = ({ params, state, tier }: CallInput): Reply => {
  const payment = state.payments.find(params["imp_uid"] ?? "")
  if (payment === undefined || !isVisible(payment, tier)) return failure("paymentNotFound", 404)
  const isShown = ["kcp", "payco"].includes(textField(payment, "pg_provider")) &&
    ["cancelled", "paid"].includes(statusOf(payment))
  if (!isShown) return failure("balanceNotShown", 404)
  const currency = textField(payment, "currency")
  let left = totalOf(payment)
  const histories = [{ ...parts(payment, left), created: secondsOf(payment, "paid_at") }]
  for (const { amount, cancelledAt } of payment.row.cancels) {
    left -= amount
    histories.push({ ...parts(payment, left), created: cancelledAt })
  }
  return success({ amount: moneyNumber(totalOf(payment), currency), ...parts(payment, left), histories })
}

// internal

const NONE = { tax_free: 0, supply: 0, vat: 0, service: 0 }

// Units: `left` in minor units.
const parts = (payment: Payment, left: bigint) => {
  const currency = textField(payment, "currency")
  const given = parseMoney(hidden(payment, "_tax_free"), currency) ?? 0n
  const taxFree = given < left ? given : left
  const vat = (left - taxFree + 5n) / 11n
  const primary = {
    tax_free: moneyNumber(taxFree, currency),
    supply: moneyNumber(left - taxFree - vat, currency),
    vat: moneyNumber(vat, currency),
    service: 0
  }
  return { cash_receipt: NONE, primary, secondary: NONE, discount: NONE }
}
