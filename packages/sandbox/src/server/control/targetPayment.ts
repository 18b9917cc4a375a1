/** The payment and the amount in the body of a control call. */
import { rejectionByStatus } from "../api/cancel/cancelTarget.ts"
import { balanceOf } from "../api/payments/balance.ts"
import type { HeaderFacts } from "../api/payments/ledger.ts"
import { parseMoney } from "../api/payments/money.ts"
import type { Payment } from "../api/payments/payment.ts"
import { textField } from "../api/payments/paymentFields.ts"
import { type Fields, isRecord } from "../http/fields.ts"
import type { Reply } from "../http/reply.ts"
import type { State } from "../state.ts"
import { mistake } from "./mistake.ts"

/** The headers in the sandbox ledger for a change that no request of the API caused. */
export const NO_HEADERS: HeaderFacts = { token: "none", tier: undefined, body: "json" }

/** Calls `then` with the payment of `imp_uid`, or responds with 404. */
export const withPayment = (
  state: State,
  wanted: unknown,
  then: (payment: Payment, fields: Fields) => Reply
): Reply => {
  const fields: Fields = isRecord(wanted) ? wanted : {}
  const payment = state.payments.find(typeof fields["imp_uid"] === "string" ? fields["imp_uid"] : "")
  return payment === undefined ? mistake("no such payment", 404) : then(payment, fields)
}

/**
 * Calls `then` with the payment and the amount, which is the whole balance by default.
 *
 * Units: minor units.
 */
export const withAmount = (
  state: State,
  wanted: unknown,
  then: (payment: Payment, amount: bigint) => Reply
): Reply =>
  withPayment(state, wanted, (payment, fields) => {
    if (rejectionByStatus(payment) !== undefined) return mistake("this payment has nothing to cancel", 409)
    const balance = balanceOf(payment)
    const amount = fields["amount"] === undefined
      ? balance
      : parseMoney(fields["amount"], textField(payment, "currency")) ?? 0n
    return amount <= 0n || amount > balance
      ? mistake("amount is more than 0 and at most the balance")
      : then(payment, amount)
  })
