/**
 * A payment as PortOne describes it, decoded tolerantly: PortOne may add fields and values at any time.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { subtract } from "./Amount.ts"

const Text = /* @__PURE__ */ Schema.Option(Schema.String)
const Instant = /* @__PURE__ */ Schema.Option(Schema.DateTimeUtc)

/**
 * One cancel that happened to a payment.
 *
 * Units: `amount` in major units.
 * Spec: "PaymentCancelAnnotation". `receiptUrl` is marked required there and "PG사에 따라 제공되지 않는 경우도 있음" in the same breath (SPEC.md C8).
 * `cancellationId` is newer than the page; it is the best key for recognising a cancel.
 */
export const CancelEntry = /* @__PURE__ */ Schema.Struct({
  cancellationId: Text,
  pgTid: Text,
  amount: Schema.Finite,
  cancelledAt: Instant,
  reason: Text,
  receiptUrl: Text
})

/**
 * One entry of `cancel_history`.
 */
export interface CancelEntry extends Schema.Schema.Type<typeof CancelEntry> {}

/**
 * One deposit into a fixed virtual account. Not on the page; PortOne's current API.
 *
 * Units: `amount` in major units.
 */
export const DepositEntry = /* @__PURE__ */ Schema.Struct({
  pgTid: Text,
  amount: Schema.Finite,
  depositorName: /* @__PURE__ */ Schema.Option(/* @__PURE__ */ Schema.Redacted(Schema.String)),
  depositedAt: Instant
})

/**
 * One entry of `deposit_history`.
 */
export interface DepositEntry extends Schema.Schema.Type<typeof DepositEntry> {}

/**
 * What an answer says about people, and whatever in it may do so: `customData` is the shop's own, `extension` the PG's, and `unknownFields` are fields that
 * this version does not know, under their wire names.
 *
 * ```ts
 * import { PaymentJson } from "@effect-portone/core"
 * import { Option, Redacted, Result } from "effect"
 *
 * const wire = { imp_uid: "imp_1", merchant_uid: "order-7", status: "paid", amount: 10000, buyer_name: "홍길동" }
 * const payment = Result.getOrThrow(PaymentJson.decode(wire))
 *
 * JSON.stringify(payment.personal) // => "\"<redacted>\""
 * Option.getOrThrow(Redacted.value(payment.personal).buyerName) // => "홍길동"
 * ```
 */
export const PersonalData = /* @__PURE__ */ Schema.Struct({
  buyerName: Text,
  buyerEmail: Text,
  buyerTel: Text,
  buyerAddr: Text,
  buyerPostcode: Text,
  cardNumber: Text,
  vbankNum: Text,
  vbankHolder: Text,
  customerUid: Text,
  userAgent: Text,
  customData: Text,
  extension: /* @__PURE__ */ Schema.Option(/* @__PURE__ */ Schema.Record(Schema.String, Schema.Unknown)),
  unknownFields: /* @__PURE__ */ Schema.Record(Schema.String, Schema.Unknown)
})

/**
 * Personal data of a payment, in the clear.
 */
export interface PersonalData extends Schema.Schema.Type<typeof PersonalData> {}

/**
 * A payment.
 *
 * Units: amounts in major units of `currency`; `cardQuota` in months, 0 for a lump sum; times are instants, absent when they did not happen.
 * Enumerations (`status`, `payMethod`, `pgProvider`, `channel`, …) are open: a value nobody has seen yet is kept as it came.
 * Everything about people is behind one door, `personal`, which prints as `<redacted>`: `Redacted.value(payment.personal).buyerName`.
 * Spec: "PaymentAnnotation".
 */
export const Payment = /* @__PURE__ */ Schema.Struct({
  impUid: Schema.String,
  merchantUid: Schema.String,
  status: Schema.String,
  amount: Schema.Finite,
  cancelAmount: Schema.Finite,
  currency: Text,
  payMethod: Text,
  channel: Text,
  pgProvider: Text,
  embPgProvider: Text,
  pgTid: Text,
  pgId: Text,
  sandbox: /* @__PURE__ */ Schema.Option(Schema.Boolean),
  escrow: /* @__PURE__ */ Schema.Option(Schema.Boolean),
  applyNum: Text,
  bankCode: Text,
  bankName: Text,
  cardCode: Text,
  cardName: Text,
  cardIssuerCode: Text,
  cardIssuerName: Text,
  cardPublisherCode: Text,
  cardPublisherName: Text,
  cardQuota: /* @__PURE__ */ Schema.Option(Schema.Finite),
  cardType: Text,
  vbankCode: Text,
  vbankName: Text,
  vbankDate: Instant,
  vbankIssuedAt: Instant,
  name: Text,
  startedAt: Instant,
  paidAt: Instant,
  failedAt: Instant,
  cancelledAt: Instant,
  failReason: Text,
  cancelReason: Text,
  receiptUrl: Text,
  cancelHistory: /* @__PURE__ */ Schema.Array(CancelEntry),
  cancelReceiptUrls: /* @__PURE__ */ Schema.Array(Schema.String),
  depositHistory: /* @__PURE__ */ Schema.Array(DepositEntry),
  cashReceiptIssued: /* @__PURE__ */ Schema.Option(Schema.Boolean),
  customerUidUsage: Text,
  promotion: /* @__PURE__ */ Schema.Option(
    /* @__PURE__ */ Schema.Struct({ id: Text, discount: /* @__PURE__ */ Schema.Option(Schema.Finite) })
  ),
  /** Buyer fields, account and card numbers, `customData`, and fields this version does not know. */
  personal: /* @__PURE__ */ Schema.Redacted(PersonalData),
  /** Wire names of fields that were there but could not be read, such as a `card_quota` of `"three"`. */
  unreadFields: /* @__PURE__ */ Schema.Array(Schema.String)
})

/**
 * A decoded payment.
 */
export interface Payment extends Schema.Schema.Type<typeof Payment> {}

/**
 * What can still be cancelled; the next cancel's checksum.
 *
 * Units: major units.
 * Source: `amount − cancel_amount`. There is no API call for it, and `status` does not tell (SPEC.md C12).
 */
export const cancellableBalance = (payment: Payment): number => subtract(payment.amount, payment.cancelAmount)

/**
 * Was everything given back? Judged by amounts, because one `status` stands for both full and partial cancels.
 */
export const isFullyCancelled = (payment: Payment): boolean =>
  payment.cancelAmount > 0 && cancellableBalance(payment) <= 0

/**
 * The cancel that moved the balance last, by its own time; the last in the list when times are missing.
 */
export const latestCancel = (payment: Payment): Option.Option<CancelEntry> => {
  const millis = (entry: CancelEntry) =>
    Option.match(entry.cancelledAt, { onNone: () => 0, onSome: (at) => at.epochMilliseconds })
  return payment.cancelHistory.reduce<Option.Option<CancelEntry>>(
    (latest, entry) => Option.isSome(latest) && millis(latest.value) > millis(entry) ? latest : Option.some(entry),
    Option.none()
  )
}
