/**
 * A payment as it is kept: only what nobody can work out again, so 100,000 payments of one batch share a single row.
 */
import type { Kind } from "../../control/kinds.ts"
import type { SeedName } from "./hiddenFields.ts"
import type { HeaderFacts, LedgerEntry } from "./ledger.ts"
import { parseMoney } from "./money.ts"

/**
 * Every field of a payment with the value of a payment that has none, in the order the real API prints them.
 *
 * Assumes: absent strings are null, absent times 0, histories empty, keys alphabetical, as seen in public output.
 */
const BLANK = {
  amount: 10_000,
  apply_num: null,
  bank_code: null,
  bank_name: null,
  buyer_addr: null,
  buyer_email: null,
  buyer_name: null,
  buyer_postcode: null,
  buyer_tel: null,
  cancel_amount: 0,
  cancel_history: [],
  cancel_reason: null,
  cancel_receipt_urls: [],
  cancelled_at: 0,
  card_code: null,
  card_issuer_code: null,
  card_issuer_name: null,
  card_name: null,
  card_number: null,
  card_publisher_code: null,
  card_publisher_name: null,
  card_quota: 0,
  card_type: null,
  cash_receipt_issued: false,
  channel: "pc",
  currency: "KRW",
  custom_data: null,
  customer_uid: null,
  customer_uid_usage: null,
  deposit_history: [],
  emb_pg_provider: null,
  escrow: false,
  fail_reason: null,
  failed_at: 0,
  imp_uid: "",
  merchant_uid: "",
  name: "샌드박스 상품",
  paid_at: 0,
  pay_method: "card",
  pg_id: null,
  pg_provider: null,
  pg_tid: null,
  promotion: null,
  receipt_url: null,
  sandbox: false,
  started_at: 0,
  status: "paid",
  user_agent: null,
  vbank_code: null,
  vbank_date: 0,
  vbank_holder: null,
  vbank_issued_at: 0,
  vbank_name: null,
  vbank_num: null
}

/** The name of a field of the annotation. */
export type FieldName = keyof typeof BLANK

/** All names, alphabetical. `extension` is apart: it is shown only when asked for. */
export const FIELD_NAMES = Object.keys(BLANK) as ReadonlyArray<FieldName>

/** A cancel that was asked for. */
export interface CancelOrder {
  /** Units: minor units of the payment's currency. */
  readonly amount: bigint
  /** The request as it was parsed. */
  readonly request: Readonly<Record<string, unknown>>
  readonly headers: HeaderFacts
  /** Who asked for it. */
  readonly by: LedgerEntry["by"]
}

/** One cancel that went through. */
export interface Cancellation {
  /** Units: minor units of the payment's currency. */
  readonly amount: bigint
  readonly cancellationId: string
  /** Units: UNIX seconds. */
  readonly cancelledAt: number
  readonly pgTid: string
  readonly reason: string | null
  readonly receiptUrl: string | null
  /** The `retain_promotion` it came with. */
  readonly retainPromotion: boolean
}

/** What is kept of a payment. Rows are never changed, only replaced, so a batch can share one. */
export interface Row {
  readonly kind: Kind
  /** Fields given when the payment was made. */
  readonly own: Readonly<Record<string, unknown>>
  /** The sub-merchant it belongs to, or undefined for the representative's own. */
  readonly tier: string | undefined
  /** Units: UNIX seconds. */
  readonly madeAt: number
  /** Only when it was chosen by the test; otherwise it follows from the number. */
  readonly impUid: string | undefined
  readonly merchantUid: string | undefined
  readonly cancels: readonly Cancellation[]
  /** Only after a cancel. */
  readonly status: string | undefined
  /** Cancels that were answered with code 0 and are not settled yet, oldest first. */
  readonly pending?: readonly CancelOrder[]
  /** Given back in the gateway's own console, unknown to PortOne. Units: minor units. */
  readonly cancelledAtPg?: bigint
}

/** A row together with its place in the store. */
export interface Payment {
  /** 1 for the first payment, and so on. */
  readonly seq: number
  readonly impUid: string
  readonly merchantUid: string
  readonly row: Row
}

/** The value of a field before any cancel through this server. */
export const field = (payment: Payment, name: FieldName): unknown => {
  const { own, kind } = payment.row
  if (Object.hasOwn(own, name)) return own[name]
  if (Object.hasOwn(kind.fields, name)) return kind.fields[name]
  return derived(payment, name) ?? BLANK[name]
}

/** What only the test that made the payment knows about it; the API never shows it. */
export const hidden = (payment: Payment, name: SeedName): unknown =>
  Object.hasOwn(payment.row.own, name) ? payment.row.own[name] : payment.row.kind.hidden?.[name]

/** The value of a field that holds text, or "" when it does not. */
export const textField = (payment: Payment, name: FieldName): string => {
  const value = field(payment, name)
  return typeof value === "string" ? value : ""
}

/** The status now. */
export const statusOf = (payment: Payment): string => payment.row.status ?? textField(payment, "status")

/** Units: minor units. */
export const totalOf = (payment: Payment): bigint => moneyField(payment, "amount")

/** Everything given back so far. Units: minor units. */
export const cancelledOf = (payment: Payment): bigint =>
  payment.row.cancels.reduce((sum, cancel) => sum + cancel.amount, moneyField(payment, "cancel_amount"))

/**
 * What can still be given back, which is what `checksum` is compared with. Units: minor units.
 *
 * Spec: "현재시점의 취소 가능한 잔액."
 */
export const balanceOf = (payment: Payment): bigint => totalOf(payment) - cancelledOf(payment)

/**
 * What the gateway would still give back: less than PortOne thinks when it was cancelled there, or when a cancel is
 * on its way. Units: minor units.
 */
export const balanceAtPg = (payment: Payment): bigint => {
  const { cancelledAtPg = 0n, pending = [] } = payment.row
  return pending.reduce((left, { amount }) => left - amount, balanceOf(payment) - cancelledAtPg)
}

/** A time of the payment. Units: UNIX seconds, 0 when it did not happen. */
export const secondsOf = (payment: Payment, name: "cancelled_at" | "failed_at" | "paid_at" | "started_at"): number => {
  const last = payment.row.cancels.at(-1)
  const value = name === "cancelled_at" && last !== undefined ? last.cancelledAt : field(payment, name)
  return typeof value === "number" ? value : 0
}

// internal

const VBANK_DAYS = 3

// Fields that follow from others, so that a test that names a status gets the times that go with it.
const derived = (payment: Payment, name: FieldName): unknown => {
  const { madeAt } = payment.row
  const happened = (...statuses: ReadonlyArray<string>) => statuses.includes(textField(payment, "status")) ? madeAt : 0
  const isVbank = () => textField(payment, "pay_method") === "vbank"
  switch (name) {
    case "started_at":
      return madeAt
    case "paid_at":
      return happened("paid", "cancelled")
    case "failed_at":
      return happened("failed")
    case "cancelled_at":
      return happened("cancelled")
    case "vbank_issued_at":
      return isVbank() ? madeAt : 0
    case "vbank_date":
      return isVbank() ? madeAt + VBANK_DAYS * 86_400 : 0
    case "cancel_amount":
      return textField(payment, "status") === "cancelled" ? field(payment, "amount") : 0
    case "pg_tid":
      return `sandbox_${payment.impUid}`
    case "apply_num":
      return String(payment.seq).padStart(8, "0")
    case "receipt_url":
      return textField(payment, "pay_method") === "card" ? `https://sandbox.invalid/receipts/${payment.impUid}` : null
    default:
      return undefined
  }
}

const moneyField = (payment: Payment, name: "amount" | "cancel_amount"): bigint =>
  parseMoney(field(payment, name), textField(payment, "currency")) ?? 0n
