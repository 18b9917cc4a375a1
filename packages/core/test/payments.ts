/**
 * Payments for tests of pure functions, made from the JSON PortOne would send.
 */
import { CancelRequest, type Payment, PaymentJson, RefundAccount } from "@effect-portone/core"
import { DateTime, Result } from "effect"

/** Noon in Seoul on an ordinary day. */
export const noon = DateTime.makeUnsafe("2026-11-23T03:00:00Z")

/** UNIX seconds of a moment, for the wire. */
export const seconds = (iso: string): number => Date.parse(iso) / 1000

/** A paid card payment of ₩10,000, made the day before `noon`, with nothing cancelled. */
export const payment = (wire: Record<string, unknown> = {}): Payment.Payment =>
  Result.getOrThrow(PaymentJson.decode({
    imp_uid: "imp_1",
    merchant_uid: "order-1",
    status: "paid",
    amount: 10000,
    cancel_amount: 0,
    currency: "KRW",
    pg_provider: "some-pg",
    pay_method: "card",
    paid_at: seconds("2026-11-22T03:00:00Z"),
    cancel_history: [],
    ...wire
  }))

/** A row of `cancel_history`. */
export const row = (amount: number, id?: string, at = "2026-11-23T02:00:00Z") => ({
  pg_tid: "tid",
  amount,
  cancelled_at: seconds(at),
  reason: "변심",
  cancellation_id: id
})

export const account = (bank = "88", phone?: string) =>
  RefundAccount.make({ holder: "홍길동", bank, account: "110123456789", phone })

type Extra = Partial<CancelRequest.Options>

export const full = (extra: Extra = {}) => CancelRequest.full({ impUid: "imp_1", checksum: 10000, ...extra })

export const part = (amount = 3000, extra: Extra = {}) =>
  CancelRequest.partial({ impUid: "imp_1", amount, checksum: 10000, ...extra })

/** What of `account` must never be shown. */
export const secrets = ["홍길동", "110123456789", "01012345678"]
