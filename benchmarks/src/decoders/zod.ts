/**
 * zod 4, with the same model.
 */
import { z } from "zod"
import type { Decoder } from "./Decoder.ts"
import { Hidden } from "./hidden.ts"

const text = z.union([z.string(), z.number()]).transform(String)
const money = z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/).transform(Number)])
  .pipe(z.number().min(0).max(Number.MAX_SAFE_INTEGER))
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")])
const secret = text.transform((value) => new Hidden(value))
const instant = z.unknown().transform((wire) => {
  const seconds = typeof wire === "number" ? wire : typeof wire === "string" && wire.trim() !== "" ? Number(wire) : 0
  return seconds > 0 && seconds <= 8_640_000_000_000 ? new Date(seconds * 1000) : undefined
})
const maybe = <S extends z.ZodType>(schema: S) =>
  schema.nullish().transform((value) => value ?? undefined).catch(undefined)
const list = <S extends z.ZodType>(schema: S) => z.array(schema).nullish().transform((value) => value ?? []).catch([])

const entry = z.object({
  cancellation_id: maybe(text),
  pg_tid: maybe(text),
  amount: money,
  cancelled_at: instant,
  reason: maybe(text),
  receipt_url: maybe(text)
}).transform((wire) => ({
  cancellationId: wire.cancellation_id,
  pgTid: wire.pg_tid,
  amount: wire.amount,
  cancelledAt: wire.cancelled_at,
  reason: wire.reason,
  receiptUrl: wire.receipt_url
}))
const deposit = z.object({ pg_tid: maybe(text), amount: money, depositor_name: maybe(secret), deposited_at: instant })
  .transform((wire) => ({
    pgTid: wire.pg_tid,
    amount: wire.amount,
    depositorName: wire.depositor_name,
    depositedAt: wire.deposited_at
  }))
const promotion = z.object({ id: maybe(text), discount: maybe(money) })

const known = {
  imp_uid: text,
  merchant_uid: text,
  status: text,
  amount: money,
  cancel_amount: money,
  currency: maybe(text),
  pay_method: maybe(text),
  channel: maybe(text),
  pg_provider: maybe(text),
  emb_pg_provider: maybe(text),
  pg_tid: maybe(text),
  pg_id: maybe(text),
  sandbox: maybe(flag),
  escrow: maybe(flag),
  apply_num: maybe(text),
  bank_code: maybe(text),
  bank_name: maybe(text),
  card_code: maybe(text),
  card_name: maybe(text),
  card_issuer_code: maybe(text),
  card_issuer_name: maybe(text),
  card_publisher_code: maybe(text),
  card_publisher_name: maybe(text),
  card_quota: maybe(money),
  card_number: maybe(text),
  card_type: maybe(text),
  vbank_code: maybe(text),
  vbank_name: maybe(text),
  vbank_num: maybe(text),
  vbank_holder: maybe(text),
  vbank_date: instant,
  vbank_issued_at: instant,
  name: maybe(text),
  buyer_name: maybe(text),
  buyer_email: maybe(text),
  buyer_tel: maybe(text),
  buyer_addr: maybe(text),
  buyer_postcode: maybe(text),
  custom_data: maybe(text),
  user_agent: maybe(text),
  started_at: instant,
  paid_at: instant,
  failed_at: instant,
  cancelled_at: instant,
  fail_reason: maybe(text),
  cancel_reason: maybe(text),
  receipt_url: maybe(text),
  cash_receipt_issued: maybe(flag),
  customer_uid: maybe(text),
  customer_uid_usage: maybe(text),
  cancel_history: list(entry),
  cancel_receipt_urls: list(text),
  deposit_history: list(deposit),
  extension: maybe(z.record(z.string(), z.unknown())),
  promotion: maybe(promotion)
}

const payment = z.looseObject(known).transform((wire) => ({
  impUid: wire.imp_uid,
  merchantUid: wire.merchant_uid,
  status: wire.status,
  amount: wire.amount,
  cancelAmount: wire.cancel_amount,
  currency: wire.currency,
  payMethod: wire.pay_method,
  channel: wire.channel,
  pgProvider: wire.pg_provider,
  embPgProvider: wire.emb_pg_provider,
  pgTid: wire.pg_tid,
  pgId: wire.pg_id,
  sandbox: wire.sandbox,
  escrow: wire.escrow,
  applyNum: wire.apply_num,
  bankCode: wire.bank_code,
  bankName: wire.bank_name,
  cardCode: wire.card_code,
  cardName: wire.card_name,
  cardIssuerCode: wire.card_issuer_code,
  cardIssuerName: wire.card_issuer_name,
  cardPublisherCode: wire.card_publisher_code,
  cardPublisherName: wire.card_publisher_name,
  cardQuota: wire.card_quota,
  cardType: wire.card_type === "null" ? undefined : wire.card_type,
  vbankCode: wire.vbank_code,
  vbankName: wire.vbank_name,
  vbankDate: wire.vbank_date,
  vbankIssuedAt: wire.vbank_issued_at,
  name: wire.name,
  startedAt: wire.started_at,
  paidAt: wire.paid_at,
  failedAt: wire.failed_at,
  cancelledAt: wire.cancelled_at,
  failReason: wire.fail_reason,
  cancelReason: wire.cancel_reason,
  receiptUrl: wire.receipt_url,
  cashReceiptIssued: wire.cash_receipt_issued,
  customerUidUsage: wire.customer_uid_usage,
  cancelHistory: wire.cancel_history,
  cancelReceiptUrls: wire.cancel_receipt_urls,
  depositHistory: wire.deposit_history,
  promotion: wire.promotion,
  personal: new Hidden({
    buyerName: wire.buyer_name,
    buyerEmail: wire.buyer_email,
    buyerTel: wire.buyer_tel,
    buyerAddr: wire.buyer_addr,
    buyerPostcode: wire.buyer_postcode,
    cardNumber: wire.card_number,
    vbankNum: wire.vbank_num,
    vbankHolder: wire.vbank_holder,
    customerUid: wire.customer_uid,
    userAgent: wire.user_agent,
    customData: wire.custom_data,
    extension: wire.extension,
    unknownFields: Object.fromEntries(Object.entries(wire).filter(([name]) => !(name in known)))
  })
}))

export const decoder: Decoder = {
  decode: (text) => payment.parse(JSON.parse(text)),
  facts: (read: z.output<typeof payment>) => ({
    impUid: read.impUid,
    cancelAmount: read.cancelAmount,
    entries: read.cancelHistory.length,
    paidAt: read.paidAt?.getTime(),
    vbankDate: read.vbankDate?.getTime(),
    cardType: read.cardType,
    shown: JSON.stringify(read.personal)
  })
}
