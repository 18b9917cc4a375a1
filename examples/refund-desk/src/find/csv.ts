/**
 * Lists as CSV for a spreadsheet: UTF-8 with a byte order mark, so that Korean is read as Korean,
 * and with formulas escaped, so that what a customer wrote is never calculated. Buyers stay masked.
 */
import { stringify } from "csv-stringify/sync"
import type { Order } from "../shop/Order.ts"
import type { ListedRefund } from "./Finder.ts"

/** The first line of a file, after the byte order mark. */
export const csvHead = (columns: ReadonlyArray<string>): string => `\uFEFF${line(columns)}`

/** The columns of orders. */
export const ORDER_COLUMNS = [
  "order",
  "ordered_at",
  "store",
  "item",
  "buyer",
  "phone",
  "method",
  "pg",
  "imp_uid",
  "amount",
  "currency"
] as const

/** A line about an order. */
export const orderLine = (order: Order): string =>
  line([
    order.id,
    order.orderedAt,
    order.store,
    order.title,
    order.buyer.name,
    order.buyer.phone,
    order.method,
    order.pg,
    order.impUid,
    order.amount,
    order.currency
  ])

/** The columns of refunds. */
export const REFUND_COLUMNS = [
  "refund",
  "requested_at",
  "state",
  "amount",
  "currency",
  "requested_by",
  "decided_by",
  "reason",
  "order",
  "store",
  "item",
  "buyer",
  "method",
  "pg",
  "imp_uid"
] as const

/** A line about a refund. */
export const refundLine = ({ order, refund }: ListedRefund): string =>
  line([
    refund.key,
    refund.createdAt,
    refund.state,
    refund.amount,
    refund.currency,
    refund.requestedBy,
    refund.decidedBy ?? "",
    refund.reason ?? "",
    order.id,
    refund.store,
    order.title,
    order.buyer.name,
    refund.method,
    refund.pg,
    refund.impUid
  ])

// internal

const line = (values: ReadonlyArray<string | number>): string =>
  stringify([[...values]], { escape_formulas: true, record_delimiter: "windows" })
