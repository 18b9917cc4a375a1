/** The facts of a cancel that rules can check. */
import { balanceOf, totalOf } from "../api/payments/balance.ts"
import { parseMoney } from "../api/payments/money.ts"
import type { Payment } from "../api/payments/payment.ts"
import { field, hidden, secondsOf, textField } from "../api/payments/paymentFields.ts"
import { isRecord } from "../http/fields.ts"

/** A cancel that passed the checks of status, checksum and amount. */
export interface CancelFacts {
  readonly payment: Payment
  readonly payMethod: string
  readonly pgProvider: string
  readonly isEscrow: boolean
  /** Units: minor units. */
  readonly total: bigint
  /** Units: minor units. */
  readonly balance: bigint
  /** The amount to cancel. Units: minor units. */
  readonly amount: bigint
  /** Whether a balance is left after the cancel. */
  readonly isPartial: boolean
  /** The number of earlier cancels. */
  readonly cancelsBefore: number
  /** The tax-free part of the payment, when it has one. Units: minor units. */
  readonly taxFree: bigint
  readonly isVatGiven: boolean
  /** Whether the merchant applied for what its PG grants only on request. */
  readonly hasApplied: boolean
  /** Units: UNIX seconds. */
  readonly paidAt: number
  /** Units: UNIX seconds. */
  readonly now: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Gathers the facts. Units: `amount` in minor units, `now` in UNIX seconds. */
export const cancelFacts = (
  payment: Payment,
  body: Readonly<Record<string, unknown>>,
  amount: bigint,
  now: number
): CancelFacts => {
  const balance = balanceOf(payment)
  const seeded = field(payment, "cancel_history")
  const before = [...(Array.isArray(seeded) ? seeded : []), ...payment.row.cancels]
  return {
    payment,
    payMethod: textField(payment, "pay_method"),
    pgProvider: textField(payment, "pg_provider"),
    isEscrow: field(payment, "escrow") === true,
    total: totalOf(payment),
    balance,
    amount,
    isPartial: amount < balance,
    // A row with amount 0 is a revoked virtual account.
    cancelsBefore: before.filter((cancel) => !isRecord(cancel) || Number(cancel["amount"]) !== 0).length,
    taxFree: parseMoney(hidden(payment, "_tax_free"), textField(payment, "currency")) ?? 0n,
    isVatGiven: hidden(payment, "_vat") !== undefined,
    hasApplied: hidden(payment, "_applied") === true,
    paidAt: secondsOf(payment, "paid_at"),
    now,
    body
  }
}
