/** Lists of payments: their order, their pages, and the response. */
import type { Reply } from "../../http/reply.ts"
import type { State } from "../../state.ts"
import { success } from "../envelope.ts"
import { apiAnnotation } from "../payments/annotation.ts"
import type { Payment } from "../payments/payment.ts"
import { secondsOf, statusOf } from "../payments/paymentFields.ts"

/** The statuses that a look-up can ask for. */
export const STATUSES: ReadonlySet<string> = new Set(["ready", "paid", "cancelled", "failed"])

const SORTINGS = ["-started", "started", "-paid", "paid", "-updated", "updated"] as const

/** The orders the API knows; a minus means newest first. */
export type Sorting = typeof SORTINGS[number]

/** The part of a list that is requested. */
export interface PageRequest {
  /** 1 for the first. */
  readonly page: number
  /** Payments a page, 1 to 1000. */
  readonly limit: number
  readonly sorting: Sorting
}

/** One page, with the numbers of the pages before and after it. */
interface Page {
  readonly total: number
  /** 0 when there is none. */
  readonly previous: number
  /** 0 when there is none. */
  readonly next: number
  readonly list: ReadonlyArray<Payment>
}

/**
 * Reads `page`, `limit` and `sorting`. `undefined` means that one of them is out of range.
 *
 * Assumes: a value out of range is HTTP 400 and is not replaced by the nearest allowed value.
 */
export const pageRequest = (query: URLSearchParams): PageRequest | undefined => {
  const page = whole(query.get("page"), 1)
  const limit = whole(query.get("limit"), 20)
  const wanted = query.get("sorting") || "-started"
  const sorting = SORTINGS.find((name) => name === wanted)
  return page < 1 || limit < 1 || limit > 1000 || sorting === undefined ? undefined : { page, limit, sorting }
}

/** The payments in the requested order; with equal times, the order in which they were made. */
export const sorted = (payments: ReadonlyArray<Payment>, sorting: Sorting): ReadonlyArray<Payment> => {
  const keyed = payments.map((payment) => ({ payment, time: TIMES[sorting.replace("-", "")]?.(payment) ?? 0 }))
  keyed.sort((one, other) => one.time - other.time || one.payment.seq - other.payment.seq)
  if (sorting.startsWith("-")) keyed.reverse()
  return keyed.map(({ payment }) => payment)
}

/** One page of the payments, as a response. */
export const paged = (state: State, payments: ReadonlyArray<Payment>, request: PageRequest): Reply => {
  const { list, ...rest } = page(sorted(payments, request.sorting), request)
  return success({ ...rest, list: list.map((payment) => apiAnnotation(state, payment)) })
}

/** Is this number after the last page? Page 1 exists even when it is empty. */
export const isBeyondLast = (payments: ReadonlyArray<Payment>, { limit, page }: PageRequest): boolean =>
  page > Math.max(1, Math.ceil(payments.length / limit))

/**
 * The time that decides whether a payment is in a time window: that of its current status.
 *
 * Units: UNIX seconds.
 * Spec: official schema: "결제건의 최종 status에 따라 다른 검색기준이 적용됩니다."
 */
export const statusSeconds = (payment: Payment): number =>
  secondsOf(payment, TIME_OF_STATUS[statusOf(payment)] ?? "started_at")

// internal

const page = (payments: ReadonlyArray<Payment>, { limit, page }: PageRequest): Page => {
  const pages = Math.ceil(payments.length / limit)
  return {
    total: payments.length,
    previous: page > 1 && pages > 0 ? Math.min(page - 1, pages) : 0,
    next: page < pages ? page + 1 : 0,
    list: payments.slice((page - 1) * limit, page * limit)
  }
}

const TIME_OF_STATUS: Readonly<Record<string, "cancelled_at" | "failed_at" | "paid_at" | "started_at">> = {
  ready: "started_at",
  paid: "paid_at",
  cancelled: "cancelled_at",
  failed: "failed_at"
}

const TIMES: Readonly<Record<string, (payment: Payment) => number>> = {
  started: (payment) => secondsOf(payment, "started_at"),
  paid: (payment) => secondsOf(payment, "paid_at"),
  updated: (payment) =>
    Math.max(
      ...(["started_at", "paid_at", "failed_at", "cancelled_at"] as const).map((name) => secondsOf(payment, name))
    )
}

const whole = (value: string | null, otherwise: number): number =>
  value === null || value === "" ? otherwise : /^\d{1,9}$/.test(value) ? Number(value) : 0
