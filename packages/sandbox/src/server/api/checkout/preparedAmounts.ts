/** The calls about amounts that a shop registers before a payment. */
import { store } from "../../capChecks.ts"
import type { Fields } from "../../http/fields.ts"
import type { Reply } from "../../http/reply.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { moneyNumber, parseMoney } from "../payments/money.ts"
import { tierKey } from "./bounded.ts"
import type { PreparedAmount } from "./preparedAmount.ts"
import { text } from "./requestFields.ts"

/**
 * `POST /payments/prepare`: registers the amount of an order. A second one for the same
 * `merchant_uid` is rejected with code 1.
 *
 * Assumes: the response repeats the fields of the request. The amount is not compared with later
 * payments, because the documents state that only PortOne's script in the browser does that.
 */
export const prepare = ({ bytes, fields, state, tier }: CallInput): Reply => {
  const wanted = read(fields)
  if (wanted === undefined) return failure("prepareIncomplete")
  const key = tierKey(tier, wanted.merchant_uid)
  if (state.prepared.get(key) !== undefined) return failure("prepareTaken")
  const full = store(state, state.prepared, key, wanted, bytes)
  return full === undefined ? success(wanted) : failure("sandboxFull", 507, {}, full)
}

/** `PUT /payments/prepare`: changes a registered amount. */
export const changePrepared = ({ bytes, fields, state, tier }: CallInput): Reply => {
  const wanted = read(fields)
  if (wanted === undefined) return failure("prepareIncomplete")
  const key = tierKey(tier, wanted.merchant_uid)
  if (state.prepared.get(key) === undefined) return failure("prepareNotFound", 404)
  const full = store(state, state.prepared, key, wanted, bytes)
  return full === undefined ? success(wanted) : failure("sandboxFull", 507, {}, full)
}

/** `GET /payments/prepare/{merchant_uid}`: shows a registered amount. */
export const showPrepared = ({ params, state, tier }: CallInput): Reply => {
  const found = state.prepared.get(tierKey(tier, params["merchant_uid"] ?? ""))
  return found === undefined ? failure("prepareNotFound", 404) : success(found)
}

// internal

const read = (fields: Fields): PreparedAmount | undefined => {
  const merchantUid = text(fields["merchant_uid"])
  const currency = text(fields["currency"])
  const amount = parseMoney(fields["amount"], currency ?? "KRW")
  if (merchantUid === undefined || amount === undefined || amount < 0n) return undefined
  return {
    merchant_uid: merchantUid,
    amount: moneyNumber(amount, currency ?? "KRW"),
    ...(currency === undefined ? {} : { currency })
  }
}
