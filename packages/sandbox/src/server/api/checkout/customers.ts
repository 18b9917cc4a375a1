/** The calls about billing keys. */
import { remove, store } from "../../capChecks.ts"
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { listed } from "../lookUps/byUid.ts"
import { paged, pageRequest } from "../lookUps/pages.ts"
import { field } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { tierKey } from "./bounded.ts"
import { cardRejection } from "./cardRejection.ts"
import { customerOf } from "./customer.ts"
import { isExpiry, maskedCard, text } from "./requestFields.ts"

/** `POST /subscribe/customers/{customer_uid}`: stores a card, or replaces it. */
export const storeCustomer = ({ bytes, fields, params, state, tier }: CallInput): Reply => {
  const cardNumber = maskedCard(fields["card_number"])
  const customerUid = text(params["customer_uid"])
  if (customerUid === undefined || cardNumber === undefined || !isExpiry(fields["expiry"])) {
    return failure("cardMalformed")
  }
  if (cardRejection(fields["card_number"]) !== undefined) return failure("billingKeyRejected")
  const key = tierKey(tier, customerUid)
  const made = customerOf(customerUid, cardNumber, fields, "customer", state.clock.seconds())
  const customer = { ...made, inserted: state.customers.get(key)?.inserted ?? made.inserted }
  const full = store(state, state.customers, key, customer, bytes)
  return full === undefined ? success(customer) : failure("sandboxFull", 507, {}, full)
}

/**
 * `GET /subscribe/customers/{customer_uid}`.
 *
 * Assumes: HTTP 200 with code 1 for an unknown one. PortOne's own Python suite demands the error
 * that its client raises for a status of 200 only; the official schema has HTTP 404.
 */
export const showCustomer = ({ params, state, tier }: CallInput): Reply => {
  const customerUid = params["customer_uid"] ?? ""
  const customer = state.customers.get(tierKey(tier, customerUid))
  return customer === undefined ? failure("customerNotFound", 200, {}, customerUid) : success(customer)
}

/** `DELETE /subscribe/customers/{customer_uid}`: removes a card and shows it a last time. */
export const deleteCustomer = ({ params, state, tier }: CallInput): Reply => {
  const customerUid = params["customer_uid"] ?? ""
  const key = tierKey(tier, customerUid)
  const customer = state.customers.get(key)
  if (customer === undefined) return failure("customerNotFound", 200, {}, customerUid)
  remove(state, state.customers, key)
  return success(customer)
}

/** `GET /subscribe/customers?customer_uid[]=…`: HTTP 207 when only some exist. */
export const showCustomers = ({ query, state, tier }: CallInput): Reply => {
  const uids = listed(query, "customer_uid")
  if (uids.length === 0 || uids.length > 100) return failure("queryMalformed", 400)
  const found = uids.flatMap((uid) => state.customers.get(tierKey(tier, uid)) ?? [])
  if (found.length === 0) return failure("customersNotFound", 404)
  return success(found, found.length === uids.length ? 200 : 207)
}

/** `GET /subscribe/customers/{customer_uid}/payments`: the payments by this key, in pages of 20. */
export const customerPayments = ({ params, query, state, tier }: CallInput): Reply => {
  const customerUid = params["customer_uid"] ?? ""
  const request = pageRequest(query)
  if (request === undefined) return failure("queryMalformed", 400)
  if (state.customers.get(tierKey(tier, customerUid)) === undefined) return failure("customersNotFound", 404)
  const own = Array.from(state.payments.all()).filter((payment) =>
    field(payment, "customer_uid") === customerUid && isVisible(payment, tier)
  )
  return paged(state, own, request)
}
