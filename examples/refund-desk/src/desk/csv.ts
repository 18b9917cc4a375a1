/**
 * Lists as CSV for a spreadsheet: UTF-8 with a byte order mark, so that Korean is read as Korean.
 * Every text is quoted, so that it stays in its cell, and marked where it begins like a formula, so
 * that what a customer wrote is never calculated. Buyers stay masked; people, stores and states
 * have their names.
 */
import { stringify } from "csv-stringify/sync"
import type { ListedRefund } from "../find/Finder.ts"
import type { Order } from "../shop/Order.ts"
import { methodOf, pgOf } from "./parts/gatewayNames.ts"
import { sheetTime } from "./text/Format.ts"
import { personOf, storeOf, type View } from "./View.ts"

/** What the words of a file are taken from. */
export type Words = Pick<View, "language" | "texts" | "people" | "stores">

/** A column: its name, and its value in a row. Times are of Seoul, as the name says. */
interface Column<Row> {
  readonly name: string
  readonly value: (row: Row) => string | number
}

/** A kind of file: its first line, after the byte order mark, and the line of a row. */
export interface Sheet<Row> {
  readonly head: string
  readonly line: (row: Row) => string
}

/** A file of orders. */
export const orderSheet = (words: Words): Sheet<Order> => {
  const { texts } = words
  return sheet([
    { name: texts.merchantUid, value: ({ id }) => id },
    { name: `${texts.orderedAt} (KST)`, value: ({ orderedAt }) => sheetTime(orderedAt) },
    { name: texts.store, value: ({ store }) => storeOf(words, store) },
    { name: texts.item, value: ({ title }) => title },
    { name: texts.buyer, value: ({ buyer }) => buyer.name },
    { name: texts.phoneNumber, value: ({ buyer }) => buyer.phone },
    { name: texts.method, value: ({ method }) => methodOf(words, method) },
    { name: texts.pg, value: ({ pg }) => pgOf(words, pg) },
    { name: texts.impUid, value: ({ impUid }) => impUid },
    { name: texts.paid, value: ({ amount }) => amount },
    { name: texts.currency, value: ({ currency }) => currency }
  ])
}

/** A file of refunds. */
export const refundSheet = (words: Words): Sheet<ListedRefund> => {
  const { texts } = words
  return sheet([
    { name: texts.key, value: ({ refund }) => refund.key },
    { name: `${texts.requestedAt} (KST)`, value: ({ refund }) => sheetTime(refund.createdAt) },
    { name: texts.status, value: ({ refund }) => texts.states[refund.state] },
    { name: texts.amount, value: ({ refund }) => refund.amount },
    { name: texts.currency, value: ({ refund }) => refund.currency },
    { name: texts.askedBy, value: ({ refund }) => personOf(words, refund.requestedBy) },
    {
      name: texts.decidedBy,
      value: ({ refund }) => refund.decidedBy === undefined ? "" : personOf(words, refund.decidedBy)
    },
    { name: texts.reason, value: ({ refund }) => refund.reason ?? "" },
    { name: texts.merchantUid, value: ({ order }) => order.id },
    { name: texts.store, value: ({ refund }) => storeOf(words, refund.store) },
    { name: texts.item, value: ({ order }) => order.title },
    { name: texts.buyer, value: ({ order }) => order.buyer.name },
    { name: texts.method, value: ({ refund }) => methodOf(words, refund.method) },
    { name: texts.pg, value: ({ refund }) => pgOf(words, refund.pg) },
    { name: texts.impUid, value: ({ refund }) => refund.impUid }
  ])
}

// internal

const sheet = <Row>(columns: ReadonlyArray<Column<Row>>): Sheet<Row> => ({
  head: `\uFEFF${line(columns.map(({ name }) => name))}`,
  line: (row) => line(columns.map(({ value }) => value(row)))
})

const line = (values: ReadonlyArray<string | number>): string =>
  stringify([values.map((value) => typeof value === "string" ? unformed(value) : value)], {
    quoted_string: true,
    record_delimiter: "windows"
  })

// Some programs remove blanks and invisible characters before they look for a formula.
const unformed = (text: string): string => FORMULA.test(text) ? `'${text}` : text
const FORMULA = /^(?:[\t\n\r]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠])/u
