import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { sum } from "../Amount.ts"
import * as EpochSeconds from "../EpochSeconds.ts"
import { type CancelEntry, type DepositEntry, Payment } from "../Payment.ts"

type Wire = Readonly<Record<string, unknown>>

/**
 * Reads a `PaymentAnnotation`. Four fields must be there: `imp_uid`, `merchant_uid`, `status`, `amount`. Everything else may be absent, null, of a new
 * kind or plainly wrong; such a field is left out and named in `unreadFields`. A failure lists the wire names it could not do without.
 */
export const decodePayment = (wire: unknown): Result.Result<Payment, ReadonlyArray<string>> => {
  if (!isWire(wire)) return Result.fail(["response"])
  const unread: Array<string> = []
  const read = reader(wire, unread)

  const impUid = read(text, "imp_uid")
  const merchantUid = read(text, "merchant_uid")
  const status = read(text, "status")
  const amount = read(money, "amount")
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
    currency: read(text, "currency"),
    payMethod: read(text, "pay_method"),
    channel: read(text, "channel"),
    pgProvider: read(text, "pg_provider"),
    embPgProvider: read(text, "emb_pg_provider"),
    pgTid: read(text, "pg_tid"),
    pgId: read(text, "pg_id"),
    sandbox: read(flag, "sandbox"),
    escrow: read(flag, "escrow"),
    applyNum: read(text, "apply_num"),
    bankCode: read(text, "bank_code"),
    bankName: read(text, "bank_name"),
    cardCode: read(text, "card_code"),
    cardName: read(text, "card_name"),
    cardIssuerCode: read(text, "card_issuer_code"),
    cardIssuerName: read(text, "card_issuer_name"),
    cardPublisherCode: read(text, "card_publisher_code"),
    cardPublisherName: read(text, "card_publisher_name"),
    cardQuota: read(money, "card_quota"),
    cardNumber: read(secret, "card_number"),
    // The page's sample holds the four letters "null" where nothing is meant.
    cardType: Option.filter(read(text, "card_type"), (type) => type !== "null"),
    vbankCode: read(text, "vbank_code"),
    vbankName: read(text, "vbank_name"),
    vbankNum: read(secret, "vbank_num"),
    vbankHolder: read(secret, "vbank_holder"),
    vbankDate: EpochSeconds.decode(wire["vbank_date"]),
    vbankIssuedAt: EpochSeconds.decode(wire["vbank_issued_at"]),
    name: read(text, "name"),
    buyerName: read(secret, "buyer_name"),
    buyerEmail: read(secret, "buyer_email"),
    buyerTel: read(secret, "buyer_tel"),
    buyerAddr: read(secret, "buyer_addr"),
    buyerPostcode: read(secret, "buyer_postcode"),
    customData: read(secret, "custom_data"),
    userAgent: read(secret, "user_agent"),
    startedAt: EpochSeconds.decode(wire["started_at"]),
    paidAt: EpochSeconds.decode(wire["paid_at"]),
    failedAt: EpochSeconds.decode(wire["failed_at"]),
    cancelledAt: EpochSeconds.decode(wire["cancelled_at"]),
    failReason: read(text, "fail_reason"),
    cancelReason: read(text, "cancel_reason"),
    receiptUrl: read(text, "receipt_url"),
    cancelHistory: Option.getOrElse(history, () => []),
    cancelReceiptUrls: Option.getOrElse(
      list(wire["cancel_receipt_urls"], unread, "cancel_receipt_urls", text),
      () => []
    ),
    depositHistory: Option.getOrElse(list(wire["deposit_history"], unread, "deposit_history", decodeDeposit), () => []),
    extension: Option.map(read(object, "extension"), Redacted.make),
    cashReceiptIssued: read(flag, "cash_receipt_issued"),
    customerUid: read(secret, "customer_uid"),
    customerUidUsage: read(text, "customer_uid_usage"),
    promotion: Option.map(
      read(object, "promotion"),
      (promotion) => ({ id: text(promotion["id"]), discount: money(promotion["discount"]) })
    ),
    unknownFields: Redacted.make(Object.fromEntries(Object.entries(wire).filter(([name]) => !known.has(name)))),
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
  (wire: Wire, unread: Array<string>) =>
  <A>(as: (value: unknown) => Option.Option<A>, name: string): Option.Option<A> => {
    const value = wire[name]
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

// impUid → imp_uid: the model's names are the wire's names in camel case, so one list serves both.
const known = new Set(
  Object.keys(Payment.fields).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
)
