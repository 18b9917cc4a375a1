/** Payments by card data or by a billing key, which need no browser. */
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure } from "../envelope.ts"
import type { Kind } from "../payments/payment.ts"
import { MOST_ENTRIES, tierKey } from "./bounded.ts"
import { cardRejection } from "./cardRejection.ts"
import { customerOf } from "./customer.ts"
import { newPayment } from "./newPayment.ts"
import { isExpiry, maskedCard, text } from "./requestFields.ts"

/**
 * `POST /subscribe/payments/onetime`: pays with card data. With `customer_uid` the card is stored
 * as a billing key.
 *
 * Assumes: a payment that is made stores the card first, and one that is rejected stores nothing.
 */
export const payOnce = (input: CallInput): Reply => {
  const { fields, state, tier } = input
  const cardNumber = maskedCard(fields["card_number"])
  if (cardNumber === undefined || !isExpiry(fields["expiry"])) return failure("cardMalformed")
  const customerUid = text(fields["customer_uid"])
  const customer = customerUid === undefined
    ? undefined
    : customerOf(customerUid, cardNumber, fields, "buyer", state.clock.seconds())
  const key = tierKey(tier, customerUid ?? "")
  if (customer !== undefined && !state.customers.hasRoomFor(key)) {
    return failure("sandboxFull", 507, {}, `the sandbox stores at most ${MOST_ENTRIES} billing keys`)
  }
  const reply = newPayment(input, {
    kind: BY_API,
    rejection: cardRejection(fields["card_number"]),
    fields: {
      ...gatewayOf(fields["pg"]),
      card_number: cardNumber,
      ...(customer === undefined ? {} : { customer_uid: customer.customer_uid, customer_uid_usage: "issue" })
    }
  })
  // The bytes of the request are counted with the payment already.
  if (customer !== undefined && isPaid(reply)) state.customers.set(key, customer, state.customers.bytesOf(key))
  return reply
}

/** `POST /subscribe/payments/again`: pays with a billing key. */
export const payAgain = (input: CallInput): Reply => {
  const { fields, state, tier } = input
  const customerUid = text(fields["customer_uid"])
  if (customerUid === undefined) return failure("paymentIncomplete")
  const customer = state.customers.get(tierKey(tier, customerUid))
  if (customer === undefined) return failure("customerUnknown")
  return newPayment(input, {
    kind: BY_API,
    fields: {
      pg_id: customer.pg_id,
      pg_provider: customer.pg_provider,
      card_number: customer.card_number,
      customer_uid: customerUid,
      customer_uid_usage: "payment"
    }
  })
}

// internal

const BY_API: Kind = {
  name: "card-by-api",
  what: "credit card, paid by a request",
  fields: {
    card_code: "366",
    card_name: "신한카드",
    card_type: 0,
    pay_method: "card",
    pg_id: "INIBillTst",
    pg_provider: "html5_inicis"
  }
}

// "{PG}" or "{PG}.{MID}".
const gatewayOf = (pg: unknown): Readonly<Record<string, string>> => {
  const [provider = "", id] = (text(pg) ?? "").split(".")
  return provider === "" ? {} : { pg_provider: provider, pg_id: id ?? "sandbox" }
}

const isPaid = ({ body }: Reply): boolean => (body as { readonly code: unknown }).code === 0
