/** Look-ups by uid: one payment, or up to 100. */
import type { Reply } from "../../http/reply.ts"
import { QUERY_ORDER } from "../../rules/ruleSwitches.ts"
import type { CallInput } from "../call.ts"
import { failure, success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import { field } from "../payments/paymentFields.ts"
import { isVisible } from "../payments/tier.ts"
import { sorted } from "./pages.ts"

/** `GET /payments/{imp_uid}`. A test-channel payment is found only with `include_sandbox=true`. */
export const findOne = ({ params, query, state, tier }: CallInput): Reply => {
  const payment = state.payments.find(params["imp_uid"] ?? "")
  if (payment === undefined || !isVisible(payment, tier)) return failure("paymentNotFound", 404)
  if (field(payment, "sandbox") === true && !isTrue(query.get("include_sandbox"))) {
    return failure("paymentNotFound", 404)
  }
  return success({
    ...apiAnnotation(state, payment),
    ...(isTrue(query.get("extension")) ? { extension: payment.row.own["extension"] ?? null } : {})
  })
}

/**
 * `GET /payments?imp_uid[]=…&merchant_uid[]=…`: HTTP 200 when all payments are found, 207 when some
 * are, 404 when none is.
 *
 * Assumes: a `merchant_uid` means its newest attempt. The response has the newest payment first, as
 * in one public observation; the behaviour `query-order` keeps the order of the query.
 */
export const findMany = ({ query, state, tier }: CallInput): Reply => {
  const impUids = listed(query, "imp_uid")
  const merchantUids = listed(query, "merchant_uid")
  const asked = impUids.length + merchantUids.length
  if (asked === 0 || asked > 100) return failure("queryMalformed", 400)
  const found = [
    ...impUids.map((uid) => state.payments.find(uid)),
    ...merchantUids.map((uid) => state.payments.attempts(uid).findLast((payment) => isVisible(payment, tier)))
  ].flatMap((payment) => payment !== undefined && isVisible(payment, tier) ? [payment] : [])
  if (found.length === 0) return failure("paymentNotFound", 404)
  const distinct = Array.from(new Map(found.map((payment) => [payment.seq, payment])).values())
  const list = state.rules.isOn(QUERY_ORDER) ? distinct : sorted(distinct, "-started")
  return success(list.map((payment) => apiAnnotation(state, payment)), found.length === asked ? 200 : 207)
}

/** The values of a list in the query: `uid[]=a`, `uid[0]=a` and `uid=a&uid=b` mean the same. */
export const listed = (query: URLSearchParams, name: string): ReadonlyArray<string> =>
  Array.from(query).flatMap(([key, value]) => key.replace(/\[\d*\]$/, "") === name && value !== "" ? [value] : [])
    .filter((value, index, all) => all.indexOf(value) === index)

// internal

const isTrue = (value: string | null): boolean => value === "true" || value === "1"
