/**
 * What the desk asks of the shop, page by page. Nothing here knows HTTP.
 */
import { Effect, Result } from "effect"
import { isTaxHint, needsOf } from "../decide/formFields.ts"
import { seenOf } from "../decide/seen.ts"
import type { Buyer } from "../find/buyer.ts"
import { type Filter, filterOf, queryOf } from "../find/Filter.ts"
import { Finder, type Found, type Part } from "../find/Finder.ts"
import type { Problematic } from "../http/problematic.ts"
import { isError } from "../shop/findings.ts"
import { type ListedOrder, Orders } from "../shop/Orders.ts"
import type { RefundState } from "../shop/RefundRecord.ts"
import { Refunds } from "../shop/Refunds.ts"
import type { OpenRefund } from "./pages/OpenPages.ts"
import { paymentPage } from "./pages/PaymentPage.ts"
import { paymentsPage } from "./pages/PaymentsPage.ts"
import { wordsOf } from "./pages/ProblemPage.ts"
import type { Form } from "./pages/RefundFormPage.ts"
import { refundsPage } from "./pages/RefundsPage.ts"
import type { Checked } from "./parts/CheckPanel.ts"
import { PAGE } from "./parts/FilterForm.ts"
import { history } from "./parts/History.ts"
import { rowOf, sharesOf } from "./parts/Shares.ts"
import { read, type Typed } from "./RefundFields.ts"
import { type View, won } from "./View.ts"

/**
 * The list of payments. Those on the page are looked up, so that cancels made in the console show
 * too. A page after the last one is the last one.
 */
export const payments = Effect.fnUntraced(function*(view: View, asked: Filter) {
  const finder = yield* Finder
  const orders = yield* Orders
  const find = lastPage(asked, (filter, part) => finder.orders(view.actor, filter, part))
  const { filter, found } = yield* find
  const cancelled = (rows: ReadonlyArray<ListedOrder>) =>
    rows.map(({ balance, refunds }) => [balance?.cancelled, ...refunds.map(({ isShown }) => isShown)].join()).join(";")
  const before = yield* orders.known(found.rows)
  const rows = yield* orders.withBalances(found.rows)
  // A cancel that the look-ups have just found is in the totals too.
  const { totals } = cancelled(before) === cancelled(rows) ? found : (yield* find).found
  return paymentsPage(view, filter, rows.map(rowOf), { total: found.total, totals }, yield* finder.choices)
})

/** The list of all refunds. */
export const refunds = Effect.fnUntraced(function*(view: View, asked: Filter) {
  const finder = yield* Finder
  const { filter, found } = yield* lastPage(asked, (filter, part) => finder.refunds(view.actor, filter, part))
  return refundsPage(view, filter, found, yield* finder.choices)
})

/**
 * The query of a form of a list. What was typed about a buyer becomes an index, so that no address
 * and no log of addresses has it.
 */
export const findQuery = Effect.fnUntraced(function*(typed: Typed) {
  const finder = yield* Finder
  const who = typed["who"] ?? ""
  return queryOf(filterOf({ ...typed, page: "1", ...(who === "" ? {} : { buyer: finder.buyerIndex(who) }) }))
})

/**
 * One payment. Where PortOne does not answer in time, what the shop itself knows of it: the last
 * balance, and the refunds of its own table.
 */
export const payment = Effect.fnUntraced(function*(view: View, orderId: string, buyer?: Buyer) {
  const orders = yield* Orders
  const order = yield* orders.get(view.actor, orderId)
  const seen = yield* Effect.result(orders.inTime(order, orders.payment(view.actor, orderId)))
  if (Result.isSuccess(seen)) {
    const { payment, refunds, tags } = seen.success
    const shares = sharesOf(seen.success)
    return paymentPage(view, { order, payment, refunds, tags, shares, failure: undefined, buyer })
  }
  const [known] = yield* orders.known([order])
  const { asOf, shares } = known === undefined ? { asOf: undefined, shares: undefined } : rowOf(known)
  return paymentPage(view, {
    order,
    refunds: known?.refunds ?? [],
    tags: [],
    shares,
    asOf,
    payment: undefined,
    failure: wordsOf(view, seen.failure).detail,
    buyer
  })
})

/** The page of a payment with its buyer unmasked, which is recorded first. */
export const withBuyer = Effect.fnUntraced(function*(view: View, orderId: string) {
  const buyer = yield* Effect.flatMap(Finder, (finder) => finder.unmask(view.actor, orderId))
  return yield* payment(view, orderId, buyer)
})

/**
 * The form with its preview. While the form is empty, the preview shows what is known of the
 * payment.
 */
export const form = Effect.fnUntraced(function*(
  view: View,
  orderId: string,
  key: string,
  given: Typed,
  isSent: boolean,
  failure?: Problematic
) {
  const { actor, texts } = view
  const orders = yield* Orders
  const refunds = yield* Refunds
  const order = yield* orders.get(actor, orderId)
  const seen = yield* orders.inTime(order, orders.payment(actor, orderId))
  const whole = yield* refunds.preview(actor, orderId, { amount: "rest" }, seen)
  const { left } = whole
  const needs = yield* needsOf(whole)
  const shares = sharesOf(whole)
  // The account of an earlier try comes back sealed, and never as text.
  const purpose = `account|${orderId}|${key}|${actor.id}`
  const account = given["account"] || view.keeper.open(purpose, given["keptAccount"] ?? "") || ""
  const typed: Typed = { ...given, account }
  const setting = {
    left,
    seen: seenOf(seen),
    currency: order.currency,
    pg: order.pg,
    needs,
    texts,
    money: (amount: number) => won(view, amount, order.currency)
  }
  const { ask, mistakes } = read(typed, setting)
  // A preview of more than is left would only say so again.
  const preview = ask === undefined || ask.amount > left
    ? undefined
    : yield* Effect.result(refunds.preview(actor, orderId, ask, seen))
  const written = failure ?? (preview !== undefined && Result.isFailure(preview) ? preview.failure : undefined)
  const checked: Checked = {
    // Fields for tax are there where a PG may need them, so the panel does not warn of each again.
    preview: preview !== undefined && Result.isSuccess(preview)
      ? { ...preview.success, findings: preview.success.findings.filter((one) => !isTaxHint(one)) }
      : undefined,
    // An empty field is no mistake while a person types.
    mistakes: isSent ? mistakes : mistakes.filter(({ isEmpty }) => !isEmpty),
    failure: written === undefined ? undefined : wordsOf(view, written).detail
  }
  const page: Form = {
    orderId,
    orderTitle: order.title,
    pg: order.pg,
    key,
    shares,
    left,
    needs,
    keptAccount: account === "" ? undefined : view.keeper.seal(purpose, account),
    typed,
    checked,
    isSent,
    seen: setting.seen,
    changes: given["seen"] !== undefined && given["seen"] !== setting.seen
      ? history(view, order, whole.refunds, whole.payment, whole.tags)
      : undefined
  }
  return { page, ask: mistakes.length === 0 ? ask : undefined, seen }
})

/**
 * Sends the form. Returns nothing when the refund started, otherwise the form with its mistakes.
 */
export const send = Effect.fnUntraced(function*(view: View, orderId: string, key: string, typed: Typed) {
  const { ask, page, seen } = yield* form(view, orderId, key, typed, true)
  if (ask === undefined || page.checked.preview?.findings.some(isError)) return page
  const asked = yield* Effect.result(
    Effect.flatMap(Refunds, (refunds) => refunds.request(view.actor, orderId, key, ask, seen))
  )
  return Result.isSuccess(asked) ? undefined : (yield* form(view, orderId, key, typed, true, asked.failure)).page
})

/** The oldest refunds in these states, with their orders and events. */
export const open = Effect.fnUntraced(function*(view: View, states: ReadonlyArray<RefundState>) {
  const finder = yield* Finder
  const refunds = yield* Refunds
  const found = yield* Effect.forEach(
    states,
    (state) => finder.refunds(view.actor, { state, sort: "oldest", page: 0 }, { offset: 0, limit: PAGE })
  )
  const rows = yield* Effect.forEach(found.flatMap(({ rows }) => rows), ({ order, refund }) =>
    Effect.map(
      refunds.events(view.actor, refund.key),
      (events) => ({ refund, events, orderTitle: order.title, buyer: order.buyer.name }) satisfies OpenRefund
    ))
  const totals = states.map((state, at) => ({ state, total: found[at]?.total ?? 0 }))
  return { rows, more: totals.filter(({ total }) => total > PAGE) }
})

// internal

const lastPage = <Row, E>(
  asked: Filter,
  at: (filter: Filter, part: Part) => Effect.Effect<Found<Row>, E>
) =>
  Effect.gen(function*() {
    const found = yield* at(asked, { offset: asked.page * PAGE, limit: PAGE })
    const last = Math.max(0, Math.ceil(found.total / PAGE) - 1)
    if (asked.page <= last) return { filter: asked, found }
    const filter = { ...asked, page: last }
    return { filter, found: yield* at(filter, { offset: last * PAGE, limit: PAGE }) }
  })
