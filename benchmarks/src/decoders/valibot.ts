/**
 * valibot, with the same model.
 */
import * as v from "valibot"
import type { Decoder } from "./Decoder.ts"
import { Hidden } from "./hidden.ts"

const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String))
const money = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+(\.\d+)?$/), v.transform(Number))]),
  v.minValue(0),
  v.maxValue(Number.MAX_SAFE_INTEGER)
)
const flag = v.union([v.boolean(), v.pipe(v.picklist(["true", "false"]), v.transform((word) => word === "true"))])
const secret = v.pipe(text, v.transform((value) => new Hidden(value)))
const instant = v.optional(v.pipe(
  v.unknown(),
  v.transform((wire) => {
    const seconds = typeof wire === "number" ? wire : typeof wire === "string" && wire.trim() !== "" ? Number(wire) : 0
    return seconds > 0 && seconds <= 8_640_000_000_000 ? new Date(seconds * 1000) : undefined
  })
))
const maybe = <I, O>(schema: v.GenericSchema<I, O>) =>
  v.fallback(v.pipe(v.nullish(schema), v.transform((value) => value ?? undefined)), undefined)
const list = <I, O>(schema: v.GenericSchema<I, O>) =>
  v.fallback(v.pipe(v.nullish(v.array(schema)), v.transform((value): ReadonlyArray<O> => value ?? [])), [])

const entry = v.pipe(
  v.object({
    cancellation_id: maybe(text),
    pg_tid: maybe(text),
    amount: money,
    cancelled_at: instant,
    reason: maybe(text),
    receipt_url: maybe(text)
  }),
  v.transform((wire) => ({
    cancellationId: wire.cancellation_id,
    pgTid: wire.pg_tid,
    amount: wire.amount,
    cancelledAt: wire.cancelled_at,
    reason: wire.reason,
    receiptUrl: wire.receipt_url
  }))
)
const deposit = v.pipe(
  v.object({ pg_tid: maybe(text), amount: money, depositor_name: maybe(secret), deposited_at: instant }),
  v.transform((wire) => ({
    pgTid: wire.pg_tid,
    amount: wire.amount,
    depositorName: wire.depositor_name,
    depositedAt: wire.deposited_at
  }))
)
const promotion = v.object({ id: maybe(text), discount: maybe(money) })

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
  extension: maybe(v.record(v.string(), v.unknown())),
  promotion: maybe(promotion)
}

const payment = v.pipe(
  v.looseObject(known),
  v.transform((wire) => ({
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
)

export const decoder: Decoder = {
  decode: (text) => v.parse(payment, JSON.parse(text)),
  facts: (read: v.InferOutput<typeof payment>) => ({
    impUid: read.impUid,
    cancelAmount: read.cancelAmount,
    entries: read.cancelHistory?.length ?? -1,
    paidAt: read.paidAt?.getTime(),
    vbankDate: read.vbankDate?.getTime(),
    cardType: read.cardType,
    shown: JSON.stringify(read.personal)
  })
}
