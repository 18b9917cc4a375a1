/** Applies a cancel: payment history, status and sandbox ledger change together. */
import { isPromotionRetained } from "../../rules/promotion.ts"
import { isBlank } from "../../rules/rule.ts"
import type { State } from "../../state.ts"
import { balanceOf, totalOf } from "../payments/balance.ts"
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
  pgTid: pgTidOf(payment, amount),
  reason: reasonOf(request["reason"]),
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

// Seen in public output of cancels without a reason. Assumes: a blank reason counts as none.
const NO_REASON = "취소요청api"

const reasonOf = (reason: unknown): string =>
  isBlank(reason) || (typeof reason !== "string" && typeof reason !== "number") ? NO_REASON : String(reason)

// In every public full cancel the entry has the payment's own pg_tid. Assumes: a partial cancel
// gets a number of its own from the PG.
const pgTidOf = (payment: Payment, amount: bigint): string => {
  const own = textField(payment, "pg_tid")
  return amount === 0n || amount === totalOf(payment) ? own : `${own}_c${payment.row.cancels.length + 1}`
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// 20 upper-case characters, as seen in public output: ten for the time, ten at random.
const cancellationId = (milliseconds: number): string => {
  let time = ""
  for (let rest = milliseconds; time.length < 10; rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time
  return time + randomText(ALPHABET, 10)
}
