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
import { text } from "./requestFields.ts"

/** A payment to make. */
export interface NewPayment {
  readonly kind: Kind
  /** Fields that follow from the request, in addition to order and buyer. */
  readonly fields: Readonly<Record<string, unknown>>
}

/**
 * Makes the payment and responds with it.
 *
 * Assumes: a `merchant_uid` that was paid once cannot be used again, as the documents demand; the
 * answer to that is not public.
 */
export const newPayment = (
  { bytes, fields: request, state, tier }: CallInput,
  { fields, kind }: NewPayment
): Reply => {
  const merchantUid = text(request["merchant_uid"])
  const currency = text(request["currency"]) ?? "KRW"
  const amount = parseMoney(request["amount"], currency)
  if (merchantUid === undefined || amount === undefined || amount <= 0n) return failure("paymentIncomplete")
  const attempts = state.payments.attempts(merchantUid).filter((payment) => isVisible(payment, tier))
  if (attempts.some((payment) => ["cancelled", "paid"].includes(statusOf(payment)))) return failure("merchantUidPaid")
  const full = paymentsCapReached(state, 1) ?? bytesCapReached(state, bytes)
  if (full !== undefined) return failure("sandboxFull", 507, {}, full)
  state.storedBytes.add(bytes)
  const seq = state.payments.add({
    kind,
    own: {
      ...orderFields(request),
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

const ORDER = ["buyer_addr", "buyer_email", "buyer_name", "buyer_postcode", "buyer_tel", "custom_data", "name"] as const

const orderFields = (request: Fields): Readonly<Record<string, unknown>> => {
  const given = ORDER.flatMap((name) => {
    const value = text(request[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  const quota = Number(text(request["card_quota"]) ?? 0)
  return { ...Object.fromEntries(given), ...(Number.isInteger(quota) && quota > 0 ? { card_quota: quota } : {}) }
}
