/** The reads of payments. Each takes what the path and the query say and answers like the real call. */
import { failure, json, type Reply, success } from "../../http/reply.ts"
import type { State } from "../../state.ts"
import { annotation } from "../payments/annotation.ts"
import { field, type Payment, secondsOf, statusOf } from "../payments/payment.ts"
import { isVisible } from "../payments/tier.ts"
import { page, type PageRequest, pageRequest, sorted } from "./pages.ts"

/** What a look-up is asked with. */
export interface Lookup {
  readonly state: State
  readonly query: URLSearchParams
  readonly tier: string | undefined
  /** Decoded path parts by name. */
  readonly params: Readonly<Record<string, string>>
}

/**
 * `GET /payments/{imp_uid}`. A test-channel payment is not found unless `include_sandbox=true` is asked for.
 */
export const findOne = ({ params, query, state, tier }: Lookup): Reply => {
  const payment = state.payments.find(params["imp_uid"] ?? "")
  if (payment === undefined || !isVisible(payment, tier)) return failure("paymentNotFound", 404)
  if (field(payment, "sandbox") === true && !isTrue(query.get("include_sandbox"))) {
    return failure("paymentNotFound", 404)
  }
  return success({
    ...annotation(payment),
    ...(isTrue(query.get("extension")) ? { extension: payment.row.own["extension"] ?? null } : {})
  })
}

/**
 * `GET /payments?imp_uid[]=…&merchant_uid[]=…`: HTTP 200 when all are found, 207 when some are, 404 when none is.
 *
 * Assumes: the answer has the order of the question, and one `merchant_uid` stands for its newest attempt.
 */
export const findMany = ({ query, state, tier }: Lookup): Reply => {
  const impUids = listed(query, "imp_uid")
  const merchantUids = listed(query, "merchant_uid")
  const asked = impUids.length + merchantUids.length
  if (asked === 0 || asked > 100) return failure("queryMalformed", 400)
  const found = [
    ...impUids.map((uid) => state.payments.find(uid)),
    ...merchantUids.map((uid) => state.payments.attempts(uid).findLast((payment) => isVisible(payment, tier)))
  ].flatMap((payment) => payment !== undefined && isVisible(payment, tier) ? [payment] : [])
  if (found.length === 0) return failure("paymentNotFound", 404)
  const distinct = new Map(found.map((payment) => [payment.seq, payment]))
  return success(Array.from(distinct.values(), annotation), found.length === asked ? 200 : 207)
}

/** `GET /payments/find/{merchant_uid}[/{payment_status}]`: the first attempt by the order asked for. */
export const findByMerchantUid = (lookup: Lookup): Reply => {
  const request = pageRequest(lookup.query)
  if (request === undefined) return failure("queryMalformed", 400)
  const first = sorted(attempts(lookup), request.sorting)[0]
  return first === undefined ? failure("paymentNotFound", 404) : success(annotation(first))
}

/** `GET /payments/findAll/{merchant_uid}[/{payment_status}]`: every attempt, in pages. */
export const findAllByMerchantUid = (lookup: Lookup): Reply => {
  const status = lookup.params["payment_status"]
  if (status !== undefined && !STATUSES.has(status)) return failure("unsupportedStatus", 400)
  const request = pageRequest(lookup.query)
  if (request === undefined) return failure("queryMalformed", 400)
  const all = attempts(lookup)
  return all.length === 0 ? failure("paymentNotFound", 404) : paged(all, request)
}

/**
 * `GET /payments/status/{status}`: payments of a time window, in pages.
 *
 * Units: `from` and `to` in UNIX seconds, at most 90 days apart, by default the last 90 days.
 * Assumes: the window is about `started_at`; an empty window is an empty list and not a 404.
 */
export const findByStatus = (lookup: Lookup): Reply => {
  const { params, query, state, tier } = lookup
  const status = params["status"] ?? ""
  if (status !== "all" && !STATUSES.has(status)) return failure("unsupportedStatus", 400)
  const request = pageRequest(query)
  const window = timeWindow(query, state.clock.seconds())
  if (request === undefined || window === undefined) return failure("queryMalformed", 400)
  const matching: Array<Payment> = []
  for (const payment of state.payments.all()) {
    const startedAt = secondsOf(payment, "started_at")
    if (startedAt < window.from || startedAt > window.to || !isVisible(payment, tier)) continue
    if (status === "all" || statusOf(payment) === status) matching.push(payment)
  }
  return paged(matching, request)
}

// internal

const STATUSES = new Set(["ready", "paid", "cancelled", "failed"])

const WINDOW = 90 * 86_400

const isTrue = (value: string | null): boolean => value === "true" || value === "1"

// imp_uid[]=a, imp_uid[0]=a and imp_uid=a&imp_uid=b all mean the same.
const listed = (query: URLSearchParams, name: string): ReadonlyArray<string> =>
  Array.from(query).flatMap(([key, value]) => key.replace(/\[\d*\]$/, "") === name && value !== "" ? [value] : [])
    .filter((value, index, all) => all.indexOf(value) === index)

const attempts = ({ params, state, tier }: Lookup): ReadonlyArray<Payment> =>
  state.payments.attempts(params["merchant_uid"] ?? "").filter((payment) =>
    isVisible(payment, tier) &&
    (params["payment_status"] === undefined || statusOf(payment) === params["payment_status"])
  )

const paged = (payments: ReadonlyArray<Payment>, request: PageRequest): Reply => {
  const { list, ...rest } = page(sorted(payments, request.sorting), request)
  return json(200, { code: 0, message: null, response: { ...rest, list: list.map(annotation) } })
}

const timeWindow = (query: URLSearchParams, now: number): { from: number; to: number } | undefined => {
  const to = secondsParam(query.get("to")) ?? now
  const from = secondsParam(query.get("from")) ?? to - WINDOW
  return Number.isNaN(to) || Number.isNaN(from) || from > to || to - from > WINDOW ? undefined : { from, to }
}

const secondsParam = (value: string | null): number | undefined =>
  value === null || value === "" ? undefined : /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN
