/**
 * The limit: `JSON.parse`, which checks nothing and changes nothing.
 */
import { impUid, type payment } from "../stub/payment.ts"
import type { Decoder } from "./Decoder.ts"

type Wire = ReturnType<typeof payment>

export const decoder: Decoder = {
  decode: (text) => JSON.parse(text),
  facts: (wire: Wire) => ({
    impUid: wire.imp_uid,
    cancelAmount: wire.cancel_amount,
    entries: wire.cancel_history.length,
    paidAt: wire.paid_at * 1000,
    vbankDate: undefined,
    cardType: String(wire.card_type),
    shown: impUid(0)
  })
}
