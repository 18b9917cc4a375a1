/** What was paid, what was cancelled, and what is left. Units: minor units throughout. */
import { parseMoney } from "./money.ts"
import type { Payment } from "./payment.ts"
import { field, textField } from "./paymentFields.ts"

/** The amount that was paid. */
export const totalOf = (payment: Payment): bigint => moneyField(payment, "amount")

/** Everything cancelled so far. */
export const cancelledOf = (payment: Payment): bigint =>
  payment.row.cancels.reduce((sum, cancel) => sum + cancel.amount, moneyField(payment, "cancel_amount"))

/**
 * The cancellable balance, which `checksum` is compared with.
 *
 * Spec: "현재시점의 취소 가능한 잔액."
 */
export const balanceOf = (payment: Payment): bigint => totalOf(payment) - cancelledOf(payment)

/**
 * What the PG can still cancel. It is less than PortOne's balance after a cancel in the PG's own
 * console, and while a cancel waits to be settled.
 */
export const balanceAtPg = (payment: Payment): bigint => {
  const { cancelledAtPg = 0n, pending = [] } = payment.row
  return pending.reduce((left, { amount }) => left - amount, balanceOf(payment) - cancelledAtPg)
}

// internal

const moneyField = (payment: Payment, name: "amount" | "cancel_amount"): bigint =>
  parseMoney(field(payment, name), textField(payment, "currency")) ?? 0n
