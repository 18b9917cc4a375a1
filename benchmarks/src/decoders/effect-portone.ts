/**
 * This library's decoder, the one behind `cancel` and `findPayment`.
 */
import { type Payment, PaymentJson } from "@effect-portone/core"
import { type DateTime, Option, Result } from "effect"
import type { Decoder } from "./Decoder.ts"

const millis = Option.match({ onNone: () => undefined, onSome: (at: DateTime.Utc) => at.epochMilliseconds })

export const decoder: Decoder = {
  decode: (text) => PaymentJson.decode(JSON.parse(text)),
  facts: (decoded: Result.Result<Payment.Payment, ReadonlyArray<string>>) => {
    const payment = Result.getOrThrow(decoded)
    return {
      impUid: payment.impUid,
      cancelAmount: payment.cancelAmount,
      entries: payment.cancelHistory.length,
      paidAt: millis(payment.paidAt),
      vbankDate: millis(payment.vbankDate),
      cardType: Option.getOrUndefined(payment.cardType),
      shown: JSON.stringify(payment.personal)
    }
  }
}
