import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { sum } from "../Amount.ts"
import * as EpochSeconds from "../EpochSeconds.ts"
import type { CancelEntry, DepositEntry, Payment } from "../Payment.ts"

type Wire = Readonly<Record<string, unknown>>

/**
 * Reads a `PaymentAnnotation`. Four fields must be there: `imp_uid`, `merchant_uid`, `status`, `amount`. Everything else may be absent, null, of a new
 * kind or plainly wrong; such a field is left out and named in `unreadFields`. A failure lists the wire names it could not do without.
 */
export const decodePayment = (wire: unknown): Result.Result<Payment, ReadonlyArray<string>> => {
  if (!isWire(wire)) return Result.fail(["response"])
  const unread: Array<string> = []
  const read = reader(unread)
  // Most fields are texts, and most texts are strings: no way round through `text` for them.
  const readText = (name: string, value: unknown): Option.Option<string> =>
    typeof value === "string" ? Option.some(value) : read(text, name, value)

  const impUid = readText("imp_uid", wire["imp_uid"])
  const merchantUid = readText("merchant_uid", wire["merchant_uid"])
  const status = readText("status", wire["status"])
  const amount = read(money, "amount", wire["amount"])
  const history = list(wire["cancel_history"], unread, "cancel_history", decodeEntry)
  const cancelAmount = cancelled(wire, history)
  if (
    Option.isNone(impUid) || Option.isNone(merchantUid) || Option.isNone(status) || Option.isNone(amount) ||
    Option.isNone(cancelAmount)
  ) {
    const missing: Record<string, Option.Option<unknown>> = {
      imp_uid: impUid,
      merchant_uid: merchantUid,
      status,
      amount,
      cancel_amount: cancelAmount
    }
    return Result.fail(Object.entries(missing).flatMap(([name, field]) => Option.isNone(field) ? [name] : []))
  }

  return Result.succeed({
    impUid: impUid.value,
    merchantUid: merchantUid.value,
    status: status.value,
    amount: amount.value,
    cancelAmount: cancelAmount.value,
    currency: readText("currency", wire["currency"]),
    payMethod: readText("pay_method", wire["pay_method"]),
    channel: readText("channel", wire["channel"]),
    pgProvider: readText("pg_provider", wire["pg_provider"]),
    embPgProvider: readText("emb_pg_provider", wire["emb_pg_provider"]),
    pgTid: readText("pg_tid", wire["pg_tid"]),
    pgId: readText("pg_id", wire["pg_id"]),
    sandbox: read(flag, "sandbox", wire["sandbox"]),
    escrow: read(flag, "escrow", wire["escrow"]),
    applyNum: readText("apply_num", wire["apply_num"]),
    bankCode: readText("bank_code", wire["bank_code"]),
    bankName: readText("bank_name", wire["bank_name"]),
    cardCode: readText("card_code", wire["card_code"]),
    cardName: readText("card_name", wire["card_name"]),
    cardIssuerCode: readText("card_issuer_code", wire["card_issuer_code"]),
    cardIssuerName: readText("card_issuer_name", wire["card_issuer_name"]),
    cardPublisherCode: readText("card_publisher_code", wire["card_publisher_code"]),
    cardPublisherName: readText("card_publisher_name", wire["card_publisher_name"]),
    cardQuota: read(money, "card_quota", wire["card_quota"]),
    // The page's sample holds the four letters "null" where nothing is meant.
    cardType: Option.filter(readText("card_type", wire["card_type"]), (type) => type !== "null"),
    vbankCode: readText("vbank_code", wire["vbank_code"]),
    vbankName: readText("vbank_name", wire["vbank_name"]),
    vbankDate: EpochSeconds.decode(wire["vbank_date"]),
    vbankIssuedAt: EpochSeconds.decode(wire["vbank_issued_at"]),
    name: readText("name", wire["name"]),
    startedAt: EpochSeconds.decode(wire["started_at"]),
    paidAt: EpochSeconds.decode(wire["paid_at"]),
    failedAt: EpochSeconds.decode(wire["failed_at"]),
    cancelledAt: EpochSeconds.decode(wire["cancelled_at"]),
    failReason: readText("fail_reason", wire["fail_reason"]),
    cancelReason: readText("cancel_reason", wire["cancel_reason"]),
    receiptUrl: readText("receipt_url", wire["receipt_url"]),
    cancelHistory: Option.getOrElse(history, () => []),
    cancelReceiptUrls: Option.getOrElse(
      list(wire["cancel_receipt_urls"], unread, "cancel_receipt_urls", text),
      () => []
    ),
    depositHistory: Option.getOrElse(list(wire["deposit_history"], unread, "deposit_history", decodeDeposit), () => []),
    cashReceiptIssued: read(flag, "cash_receipt_issued", wire["cash_receipt_issued"]),
    customerUidUsage: readText("customer_uid_usage", wire["customer_uid_usage"]),
    promotion: Option.map(
      read(object, "promotion", wire["promotion"]),
      (promotion) => ({ id: text(promotion["id"]), discount: money(promotion["discount"]) })
    ),
    personal: Redacted.make({
      buyerName: readText("buyer_name", wire["buyer_name"]),
      buyerEmail: readText("buyer_email", wire["buyer_email"]),
      buyerTel: readText("buyer_tel", wire["buyer_tel"]),
      buyerAddr: readText("buyer_addr", wire["buyer_addr"]),
      buyerPostcode: readText("buyer_postcode", wire["buyer_postcode"]),
      cardNumber: readText("card_number", wire["card_number"]),
      vbankNum: readText("vbank_num", wire["vbank_num"]),
      vbankHolder: readText("vbank_holder", wire["vbank_holder"]),
      customerUid: readText("customer_uid", wire["customer_uid"]),
      userAgent: readText("user_agent", wire["user_agent"]),
      customData: readText("custom_data", wire["custom_data"]),
      extension: read(object, "extension", wire["extension"]),
      unknownFields: unknownOf(wire)
    }),
    unreadFields: unread
  })
}

/**
 * What can be told of an answer that is not a readable payment.
 */
export const readFacts = (wire: unknown) => {
  const fields = isWire(wire) ? wire : {}
  const history = Array.isArray(fields["cancel_history"]) ? fields["cancel_history"] : []
  return {
    impUid: text(fields["imp_uid"]),
    merchantUid: text(fields["merchant_uid"]),
    status: text(fields["status"]),
    amount: money(fields["amount"]),
    cancelAmount: money(fields["cancel_amount"]),
    cancellationIds: history.flatMap((entry: unknown) =>
      isWire(entry) ? Option.toArray(text(entry["cancellation_id"])) : []
    )
  }
}

const decodeEntry = (wire: unknown): Option.Option<CancelEntry> =>
  isWire(wire)
    ? Option.map(money(wire["amount"]), (amount) => ({
      cancellationId: text(wire["cancellation_id"]),
      pgTid: text(wire["pg_tid"]),
      amount,
      cancelledAt: EpochSeconds.decode(wire["cancelled_at"]),
      reason: text(wire["reason"]),
      receiptUrl: text(wire["receipt_url"])
    }))
    : Option.none()

const decodeDeposit = (wire: unknown): Option.Option<DepositEntry> =>
  isWire(wire)
    ? Option.map(money(wire["amount"]), (amount) => ({
      pgTid: text(wire["pg_tid"]),
      amount,
      depositorName: secret(wire["depositor_name"]),
      depositedAt: EpochSeconds.decode(wire["deposited_at"])
    }))
    : Option.none()

// The page does not mark cancel_amount as required. Where it is absent, the history says the same thing; a history
// that cannot be read in full says nothing, and a balance is never guessed.
const cancelled = (wire: Wire, history: Option.Option<ReadonlyArray<CancelEntry>>): Option.Option<number> =>
  wire["cancel_amount"] === undefined || wire["cancel_amount"] === null
    ? Option.map(history, (entries) => sum(entries.map((entry) => entry.amount)))
    : money(wire["cancel_amount"])

const reader =
  (unread: Array<string>) =>
  <A>(as: (value: unknown) => Option.Option<A>, name: string, value: unknown): Option.Option<A> => {
    if (value === undefined || value === null) return Option.none()
    const result = as(value)
    if (Option.isNone(result)) unread.push(name)
    return result
  }

// null and absent are an empty list; a list with an unreadable member is unreadable as a whole.
const list = <A>(
  value: unknown,
  unread: Array<string>,
  name: string,
  as: (value: unknown) => Option.Option<A>
): Option.Option<ReadonlyArray<A>> => {
  if (value === undefined || value === null) return Option.some([])
  const members = Array.isArray(value) ? Option.all(value.map(as)) : Option.none()
  if (Option.isNone(members)) unread.push(name)
  return members
}

const isWire = (value: unknown): value is Wire => typeof value === "object" && value !== null && !Array.isArray(value)
const object = (value: unknown): Option.Option<Wire> => isWire(value) ? Option.some(value) : Option.none()
const text = (value: unknown): Option.Option<string> =>
  typeof value === "string" || typeof value === "number" ? Option.some(String(value)) : Option.none()
const secret = (value: unknown): Option.Option<Redacted.Redacted<string>> => Option.map(text(value), Redacted.make)
const flag = (value: unknown): Option.Option<boolean> =>
  typeof value === "boolean"
    ? Option.some(value)
    : value === "true" || value === "false"
    ? Option.some(value === "true")
    : Option.none()
const money = (value: unknown): Option.Option<number> => {
  const amount = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  return typeof amount === "number" && amount >= 0 && amount <= Number.MAX_SAFE_INTEGER
    ? Option.some(amount)
    : Option.none()
}

const unknownOf = (wire: Wire) =>
  Object.fromEntries(Object.keys(wire).filter((name) => !known.has(name)).map((name) => [name, wire[name]]))

// The fields of the model under their wire names. A list of its own, so that a bundle need not hold the model's schema for them.
const known = new Set(
  (
    "imp_uid merchant_uid status amount cancel_amount currency pay_method channel pg_provider emb_pg_provider pg_tid " +
    "pg_id sandbox escrow apply_num bank_code bank_name card_code card_name card_issuer_code card_issuer_name " +
    "card_publisher_code card_publisher_name card_quota card_number card_type vbank_code vbank_name vbank_num " +
    "vbank_holder vbank_date vbank_issued_at name buyer_name buyer_email buyer_tel buyer_addr buyer_postcode custom_data " +
    "user_agent started_at paid_at failed_at cancelled_at fail_reason cancel_reason receipt_url cancel_history " +
    "cancel_receipt_urls deposit_history extension cash_receipt_issued customer_uid customer_uid_usage promotion"
  ).split(" ")
)
