/** What the PG answers to a cancel that PortOne itself accepts. */
import { balanceAtPg, balanceOf } from "../payments/balance.ts"
import type { Payment } from "../payments/payment.ts"
import { textField } from "../payments/paymentFields.ts"
import type { TextName } from "../texts.ts"

/**
 * The rejection when the PG's balance is too small, because money was cancelled at the PG or waits
 * to be settled there.
 *
 * Units: `amount` in minor units.
 */
export const pgRejection = (payment: Payment, amount: bigint): TextName | undefined => {
  if (amount <= balanceAtPg(payment)) return undefined
  const pgProvider = textField(payment, "pg_provider")
  if (balanceOf(payment) > (payment.row.cancelledAtPg ?? 0n)) {
    return pgProvider === "kakaopay" ? "pgBalanceShortKakao" : "pgBalanceShort"
  }
  return ALREADY_CANCELLED[pgProvider] ?? "pgAlreadyCancelledOther"
}

// internal

const ALREADY_CANCELLED: Readonly<Record<string, TextName>> = {
  html5_inicis: "pgAlreadyCancelled",
  inicis: "pgAlreadyCancelled",
  nice: "pgAlreadyCancelledNice"
}
