/**
 * The fields of a payment: name here, name on the wire, and kind. The schema of `Payment`, the
 * codec `PaymentJson` and the decoder are made of these tables.
 *
 * A kind decides three things: the schema (`Payment.ts`), how a value is read, and what an absent
 * field becomes (`decodePayment.ts`). The tables hold names of kinds, so that a bundle that only
 * cancels has no schema of the model.
 */

/**
 * What a field holds. `textNeeded` and `moneyNeeded` must be readable; every other kind may be
 * absent.
 */
export type Kind =
  | "textNeeded"
  | "moneyNeeded"
  | "text"
  | "currency"
  | "cardType"
  | "money"
  | "flag"
  | "instant"
  | "hiddenText"
  | "texts"
  | "object"
  | "cancelHistory"
  | "depositHistory"
  | "promotion"

interface Field<K extends Kind> {
  readonly wire: string
  readonly kind: K
}

const of = <const K extends Kind>(kind: K) => (wire: string): Field<K> => ({ wire, kind })
const textNeeded = /* @__PURE__ */ of("textNeeded")
const moneyNeeded = /* @__PURE__ */ of("moneyNeeded")
const text = /* @__PURE__ */ of("text")
const money = /* @__PURE__ */ of("money")
const flag = /* @__PURE__ */ of("flag")
const instant = /* @__PURE__ */ of("instant")

/**
 * A payment, without its personal data.
 */
export const paymentFields = {
  impUid: textNeeded("imp_uid"),
  merchantUid: textNeeded("merchant_uid"),
  status: textNeeded("status"),
  amount: moneyNeeded("amount"),
  // PortOne's reference does not mark it required; `decodePayment` completes it from the history.
  cancelAmount: moneyNeeded("cancel_amount"),
  currency: /* @__PURE__ */ of("currency")("currency"),
  payMethod: text("pay_method"),
  channel: text("channel"),
  pgProvider: text("pg_provider"),
  embPgProvider: text("emb_pg_provider"),
  pgTid: text("pg_tid"),
  pgId: text("pg_id"),
  sandbox: flag("sandbox"),
  escrow: flag("escrow"),
  applyNum: text("apply_num"),
  bankCode: text("bank_code"),
  bankName: text("bank_name"),
  cardCode: text("card_code"),
  cardName: text("card_name"),
  cardIssuerCode: text("card_issuer_code"),
  cardIssuerName: text("card_issuer_name"),
  cardPublisherCode: text("card_publisher_code"),
  cardPublisherName: text("card_publisher_name"),
  cardQuota: money("card_quota"),
  cardType: /* @__PURE__ */ of("cardType")("card_type"),
  vbankCode: text("vbank_code"),
  vbankName: text("vbank_name"),
  vbankDate: instant("vbank_date"),
  vbankIssuedAt: instant("vbank_issued_at"),
  name: text("name"),
  startedAt: instant("started_at"),
  paidAt: instant("paid_at"),
  failedAt: instant("failed_at"),
  cancelledAt: instant("cancelled_at"),
  failReason: text("fail_reason"),
  cancelReason: text("cancel_reason"),
  receiptUrl: text("receipt_url"),
  cancelHistory: /* @__PURE__ */ of("cancelHistory")("cancel_history"),
  cancelReceiptUrls: /* @__PURE__ */ of("texts")("cancel_receipt_urls"),
  depositHistory: /* @__PURE__ */ of("depositHistory")("deposit_history"),
  cashReceiptIssued: flag("cash_receipt_issued"),
  customerUidUsage: text("customer_uid_usage"),
  promotion: /* @__PURE__ */ of("promotion")("promotion")
}

/**
 * The personal data of a payment, and the fields that may contain some.
 */
export const personalFields = {
  buyerName: text("buyer_name"),
  buyerEmail: text("buyer_email"),
  buyerTel: text("buyer_tel"),
  buyerAddr: text("buyer_addr"),
  buyerPostcode: text("buyer_postcode"),
  cardNumber: text("card_number"),
  vbankNum: text("vbank_num"),
  vbankHolder: text("vbank_holder"),
  customerUid: text("customer_uid"),
  userAgent: text("user_agent"),
  customData: text("custom_data"),
  extension: /* @__PURE__ */ of("object")("extension")
}

/**
 * One entry of `cancel_history`.
 */
export const cancelEntryFields = {
  cancellationId: text("cancellation_id"),
  pgTid: text("pg_tid"),
  amount: moneyNeeded("amount"),
  cancelledAt: instant("cancelled_at"),
  reason: text("reason"),
  receiptUrl: text("receipt_url")
}

/**
 * One entry of `deposit_history`.
 */
export const depositEntryFields = {
  pgTid: text("pg_tid"),
  amount: moneyNeeded("amount"),
  depositorName: /* @__PURE__ */ of("hiddenText")("depositor_name"),
  depositedAt: instant("deposited_at")
}

/**
 * The object in the field `promotion`.
 */
export const promotionFields = {
  id: text("id"),
  discount: money("discount")
}
