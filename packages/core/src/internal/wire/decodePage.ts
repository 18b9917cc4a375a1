import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Payment } from "../../Payment.ts"
import { decodePayment, readFacts } from "./decodePayment.ts"

/**
 * A payment of a list that cannot be read: its id, and the wire names of the missing fields.
 */
export interface Unreadable {
  readonly id: string
  readonly missing: ReadonlyArray<string>
}

/**
 * One page of a list of payments.
 */
export interface Page {
  /** The payments that PortOne counts, on all pages. */
  readonly total: number
  readonly hasNext: boolean
  readonly payments: ReadonlyArray<Payment>
  readonly unreadable: ReadonlyArray<Unreadable>
}

/**
 * Reads a `PagedPaymentAnnotation`. A failure names what cannot be read.
 *
 * Spec: `total`, `previous` and `next` are required, `list` is not; "다음 페이지가 없으면 0".
 */
export const decodePage = (wire: unknown, page: number): Result.Result<Page, string> => {
  const { list, next, total } = Object(wire) as Readonly<Record<string, unknown>>
  // A missing `next` is not read as the last page: payments would be left out without an error.
  if (!isCount(total)) return Result.fail("no readable total")
  if (!isCount(next)) return Result.fail("no readable next")
  const rows = list ?? (total === 0 ? [] : undefined)
  if (!Array.isArray(rows)) return Result.fail("no readable list")
  const payments: Array<Payment> = []
  const unreadable: Array<Unreadable> = []
  for (const [index, row] of rows.entries()) {
    const payment = decodePayment(row)
    if (Result.isSuccess(payment)) payments.push(payment.success)
    else unreadable.push({ id: idOf(row) ?? `row ${index + 1} of page ${page}`, missing: payment.failure })
  }
  return Result.succeed({ total, hasNext: next > 0, payments, unreadable })
}

// internal

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const idOf = (row: unknown): string | undefined => {
  const { impUid, merchantUid } = readFacts(row)
  return Option.getOrUndefined(Option.orElse(impUid, () => Option.map(merchantUid, (id) => `merchant_uid ${id}`)))
}
