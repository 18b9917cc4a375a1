/** What the payment gateway says when PortOne hands it a cancel that PortOne itself finds good. */
import { balanceAtPg, balanceOf, type Payment, textField } from "../payments/payment.ts"
import type { TextName } from "../texts.ts"

/**
 * Refuses when the gateway has less than PortOne thinks, because it was cancelled there, or is about to be.
 *
 * Units: `amount` in minor units.
 */
export const gatewayRefusal = (payment: Payment, amount: bigint): TextName | undefined => {
  if (amount <= balanceAtPg(payment)) return undefined
  const pgProvider = textField(payment, "pg_provider")
  if (balanceOf(payment) > (payment.row.cancelledAtPg ?? 0n)) {
    return pgProvider === "kakaopay" ? "pgBalanceShortKakao" : "pgBalanceShort"
  }
  return ALREADY[pgProvider] ?? "pgRefusalOther"
}

// internal

const ALREADY: Readonly<Record<string, TextName>> = {
  html5_inicis: "pgRefusal",
  inicis: "pgRefusal",
  nice: "pgRefusalNice"
}
