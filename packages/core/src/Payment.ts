/**
 * A payment as PortOne describes it. Decoding is tolerant, because PortOne may add fields and
 * values at any time.
 */
import * as Schema from "effect/Schema"
import { subtract } from "./Amount.ts"
import {
  cancelEntryFields,
  depositEntryFields,
  type Kind,
  paymentFields,
  personalFields,
  promotionFields
} from "./internal/wire/paymentFields.ts"

// A function, so that a bundle that only cancels holds no schemas.
const simple = /* @__PURE__ */ (() => ({
  textNeeded: Schema.String,
  moneyNeeded: Schema.Finite,
  text: Schema.Option(Schema.String),
  currency: Schema.Option(Schema.String),
  cardType: Schema.Option(Schema.String),
  money: Schema.Option(Schema.Finite),
  flag: Schema.Option(Schema.Boolean),
  instant: Schema.Option(Schema.DateTimeUtc),
  hiddenText: Schema.Option(Schema.Redacted(Schema.String)),
  texts: Schema.Array(Schema.String),
  object: Schema.Option(Schema.Record(Schema.String, Schema.Unknown))
}))()

// Builds a schema for each kind of field in the table.
const schemasOf = <
  const Fields extends Readonly<Record<string, { readonly kind: Kind }>>,
  const Schemas extends Readonly<Record<Fields[keyof Fields]["kind"], Schema.Top>>
>(
  fields: Fields,
  schemas: Schemas
) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { kind }]) => [name, schemas[kind as keyof Schemas]])
  ) as unknown as { readonly [Name in keyof Fields]: Schemas[Fields[Name]["kind"]] }

/**
 * One cancel of a payment.
 *
 * Units: `amount` in major units.
 * Spec: "PaymentCancelAnnotation". PortOne's reference marks `receiptUrl` required and says "PG사에
 * 따라 제공되지 않는 경우도 있음" (SPEC.md C8). `cancellationId` is newer than that reference; it is the best
 * key to recognise a cancel.
 */
export const CancelEntry = /* @__PURE__ */ Schema.Struct(/* @__PURE__ */ schemasOf(cancelEntryFields, simple))

/**
 * One entry of `cancel_history`.
 */
export interface CancelEntry extends Schema.Schema.Type<typeof CancelEntry> {}

/**
 * One deposit into a fixed virtual account.
 *
 * Units: `amount` in major units.
 * Source: PortOne's current API.
 */
export const DepositEntry = /* @__PURE__ */ Schema.Struct(/* @__PURE__ */ schemasOf(depositEntryFields, simple))

/**
 * One entry of `deposit_history`.
 */
export interface DepositEntry extends Schema.Schema.Type<typeof DepositEntry> {}

/**
 * Personal data of a payment, and fields that may contain some: `customData` comes from the shop,
 * `extension` from the PG, and `unknownFields` has the fields that this version does not know, with
 * their wire names.
 *
 * ```ts
 * import { PaymentJson } from "@effect-portone/core"
 * import { Option, Redacted, Result } from "effect"
 *
 * const wire = { imp_uid: "imp_1", merchant_uid: "order-7", status: "paid", amount: 10000 }
 * const payment = Result.getOrThrow(PaymentJson.decode({ ...wire, buyer_name: "홍길동" }))
 *
 * JSON.stringify(payment.personal) // => "\"<redacted>\""
 * Option.getOrThrow(Redacted.value(payment.personal).buyerName) // => "홍길동"
 * ```
 */
export const PersonalData = /* @__PURE__ */ (() =>
  Schema.Struct({
    ...schemasOf(personalFields, simple),
    unknownFields: Schema.Record(Schema.String, Schema.Unknown)
  }))()

/**
 * Personal data of a payment, not redacted.
 */
export interface PersonalData extends Schema.Schema.Type<typeof PersonalData> {}

/**
 * A payment.
 *
 * Units: amounts in major units of `currency`; `cardQuota` in months, 0 for a single payment;
 * times are instants, absent when they did not happen. `status`, `payMethod`, `pgProvider`,
 * `channel` and the like are open: a new value is kept unchanged. All personal data is in one
 * field, `personal`, which prints as `<redacted>`: `Redacted.value(payment.personal).buyerName`.
 * Spec: "PaymentAnnotation".
 */
export const Payment = /* @__PURE__ */ (() =>
  Schema.Struct({
    ...schemasOf(paymentFields, {
      ...simple,
      cancelHistory: Schema.Array(CancelEntry),
      depositHistory: Schema.Array(DepositEntry),
      promotion: Schema.Option(Schema.Struct(schemasOf(promotionFields, simple)))
    }),
    /** Buyer fields, account and card numbers, `customData`, and unknown fields. */
    personal: Schema.Redacted(PersonalData),
    /** Wire names of fields that cannot be read, such as a `card_quota` of `"three"`. */
    unreadFields: Schema.Array(Schema.String)
  }))()

/**
 * A decoded payment.
 */
export interface Payment extends Schema.Schema.Type<typeof Payment> {}

/**
 * What can still be cancelled. It is the checksum of the next cancel.
 *
 * Units: major units.
 * Source: `amount − cancel_amount`. There is no API call for it, and `status` does not show it
 * (SPEC.md C12).
 */
export const cancellableBalance = (payment: Payment): number => subtract(payment.amount, payment.cancelAmount)

/**
 * Whether everything was refunded. It depends on the amounts, because full and partial cancels have
 * the same `status`.
 */
export const isFullyCancelled = (payment: Payment): boolean =>
  payment.cancelAmount > 0 && cancellableBalance(payment) <= 0
