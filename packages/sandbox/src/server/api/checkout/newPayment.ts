/** Makes a payment that a request asks for. */
import { bytesCapReached, paymentsCapReached } from "../../capChecks.ts"
import type { Fields } from "../../http/fields.ts"
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import { moneyNumber, parseMoney } from "../payments/money.ts"
import type { Kind } from "../payments/payment.ts"
import { statusOf } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import type { TextName } from "../texts.ts"
import { customData, noticeUrls, text } from "./requestFields.ts"

/** A payment to make. */
export interface NewPayment {
  readonly kind: Kind
  /** Fields that follow from the request, in addition to order and buyer. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Why the PG rejects it, unless PortOne does before. */
  readonly rejection?: TextName | undefined
}

/**
 * Makes the payment and responds with it.
 *
 * Assumes: a used `merchant_uid` is rejected before the card, as one public suite suggests: it met
 * that answer with a card that others saw rejected. `vat` is the older name of `vat_amount`.
 */
export const newPayment = (
  { bytes, fields: request, state, tier }: CallInput,
  { fields, kind, rejection }: NewPayment
): Reply => {
  const merchantUid = text(request["merchant_uid"])
  const currency = text(request["currency"]) ?? "KRW"
  const amount = parseMoney(request["amount"], currency)
  if (merchantUid === undefined || amount === undefined || amount <= 0n) return failure("paymentIncomplete")
  const urls = noticeUrls(request["notice_url"])
  const parts = taxParts(request, amount, currency)
  if (urls === null || parts === undefined) return failure("paymentIncomplete")
  const attempts = state.payments.attempts(merchantUid).filter((payment) => isVisible(payment, tier))
  if (attempts.some((payment) => ["cancelled", "paid"].includes(statusOf(payment)))) return failure("merchantUidPaid")
  if (rejection !== undefined) return failure(rejection)
  const full = paymentsCapReached(state, 1) ?? bytesCapReached(state, bytes)
  if (full !== undefined) return failure("sandboxFull", 507, {}, full)
  state.storedBytes.add(bytes)
  const seq = state.payments.add({
    kind,
    own: {
      ...orderFields(request),
      ...parts,
      ...(urls === undefined ? {} : { notice_url: urls }),
      ...fields,
      channel: "api",
      currency,
      amount: moneyNumber(amount, currency)
    },
    tier,
    madeAt: state.clock.seconds(),
    impUid: undefined,
    merchantUid,
    cancels: [],
    status: undefined
  })
  const payment = state.payments.at(seq)
  return payment === undefined ? failure("serverFailure", 500) : success(apiAnnotation(state, payment))
}

// internal

const ORDER = ["buyer_addr", "buyer_email", "buyer_name", "buyer_postcode", "buyer_tel", "name"] as const

// The parts that later cancels are checked with. Undefined when one is no amount up to the whole.
const taxParts = (request: Fields, amount: bigint, currency: string): Readonly<Record<string, number>> | undefined => {
  const given = [["_tax_free", request["tax_free"]], ["_vat", request["vat_amount"] ?? request["vat"]]] as const
  const parts: Record<string, number> = {}
  for (const [name, value] of given) {
    if (value === undefined || value === null || value === "") continue
    const part = parseMoney(value, currency)
    if (part === undefined || part < 0n || part > amount) return undefined
    parts[name] = moneyNumber(part, currency)
  }
  return parts
}

const orderFields = (request: Fields): Readonly<Record<string, unknown>> => {
  const given = ORDER.flatMap((name) => {
    const value = text(request[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  const data = customData(request["custom_data"])
  const quota = Number(text(request["card_quota"]) ?? 0)
  return {
    ...Object.fromEntries(given),
    ...(data === undefined ? {} : { custom_data: data }),
    ...(Number.isInteger(quota) && quota > 0 ? { card_quota: quota } : {})
  }
}
