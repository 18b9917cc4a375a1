/** Applies a cancel: payment history, status and sandbox ledger change together. */
import { isPromotionRetained } from "../../rules/promotion.ts"
import type { State } from "../../state.ts"
import { balanceOf } from "../payments/balance.ts"
import { moneyNumber } from "../payments/money.ts"
import type { Cancellation, CancelOrder, Payment } from "../payments/payment.ts"
import { textField } from "../payments/paymentFields.ts"
import { randomText } from "../randomText.ts"

/** A payment after a cancel, and the cancel. */
export interface AppliedCancel {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

/** Applies a cancel that passed all checks. */
export const applyCancel = (state: State, payment: Payment, order: CancelOrder): AppliedCancel => {
  const { amount, request } = order
  const before = balanceOf(payment)
  const cancellation = newCancellation(state, payment, amount, request)
  const after = state.payments.replace(payment, {
    ...payment.row,
    cancels: [...payment.row.cancels, cancellation],
    status: amount === before ? "cancelled" : state.settings.statusAfterPartial
  })
  recordChange(state, payment, after, cancellation, order)
  return { payment: after, cancellation }
}

/** A new row of the payment history. Units: `amount` in minor units. */
export const newCancellation = (
  state: State,
  payment: Payment,
  amount: bigint,
  request: CancelOrder["request"]
): Cancellation => ({
  amount,
  cancellationId: cancellationId(state.clock.milliseconds()),
  cancelledAt: state.clock.seconds(),
  pgTid: `${textField(payment, "pg_tid")}_c${payment.row.cancels.length + 1}`,
  reason: typeof request["reason"] === "string" ? request["reason"] : null,
  receiptUrl: textField(payment, "receipt_url") || null,
  retainPromotion: isPromotionRetained(request)
})

/** Writes a change of the balance into the sandbox ledger. */
export const recordChange = (
  state: State,
  before: Payment,
  after: Payment,
  { cancellationId }: Cancellation,
  { by, headers, request }: Omit<CancelOrder, "amount">
): void => {
  const currency = textField(before, "currency")
  state.ledger.append({
    by,
    at: state.clock.seconds(),
    imp_uid: before.impUid,
    merchant_uid: before.merchantUid,
    currency,
    amount: moneyNumber(balanceOf(before) - balanceOf(after), currency),
    balanceBefore: moneyNumber(balanceOf(before), currency),
    balanceAfter: moneyNumber(balanceOf(after), currency),
    cancellationId,
    request,
    headers
  })
}

// internal

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// 20 upper-case characters, as seen in public output: ten for the time, ten at random.
const cancellationId = (milliseconds: number): string => {
  let time = ""
  for (let rest = milliseconds; time.length < 10; rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time
  return time + randomText(ALPHABET, 10)
}
