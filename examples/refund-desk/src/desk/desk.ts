/**
 * What the desk asks of the shop, page by page. Nothing here knows HTTP.
 */
import { Effect, Option, Result } from "effect"
import type { Buyer } from "../find/buyer.ts"
import { type Filter, filterOf, queryOf } from "../find/Filter.ts"
import { Finder, type Found, type Part } from "../find/Finder.ts"
import { problemOf } from "../http/problem.ts"
import type { Problematic } from "../http/problematic.ts"
import type { Actor } from "../shop/Actor.ts"
import { isError } from "../shop/findings.ts"
import { Orders } from "../shop/Orders.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { Refunds } from "../shop/Refunds.ts"
import type { Checked } from "./CheckPanel.ts"
import { PAGE } from "./FilterForm.ts"
import { history } from "./History.ts"
import { html } from "./Html.ts"
import type { Named } from "./Named.ts"
import { figures, paymentPage } from "./PaymentPage.ts"
import { paymentsPage } from "./PaymentsPage.ts"
import { wordsOf } from "./ProblemPage.ts"
import { read, type Typed } from "./RefundFields.ts"
import type { Form } from "./RefundFormPage.ts"
import { refundsPage } from "./RefundsPage.ts"
import { rowOf, sharesOf } from "./Shares.ts"
import { type View, won } from "./View.ts"

/**
 * The list of payments. Those on the page are looked up, so that cancels made in the console show
 * too. A page after the last one is the last one.
 */
export const payments = Effect.fnUntraced(function*(view: View, asked: Filter) {
  const finder = yield* Finder
  const { filter, found } = yield* lastPage(asked, (filter, part) => finder.orders(view.actor, filter, part))
  const rows = yield* Effect.flatMap(Orders, (orders) => orders.withBalances(found.rows))
  return paymentsPage(view, filter, rows.map(rowOf), found, yield* finder.choices)
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

/** One payment; where PortOne does not answer, what the shop itself knows of it. */
export const payment = Effect.fnUntraced(function*(view: View, orderId: string, buyer?: Buyer) {
  const orders = yield* Orders
  const seen = yield* Effect.result(orders.payment(view.actor, orderId))
  if (Result.isSuccess(seen)) {
    const { order, payment, refunds, tags } = seen.success
    return paymentPage(view, {
      order,
      payment,
      refunds,
      tags,
      shares: sharesOf(seen.success),
      failure: undefined,
      buyer
    })
  }
  const order = yield* orders.get(view.actor, orderId)
  const failure = wordsOf(view, problemOf(seen.failure)).detail
  return paymentPage(view, { order, refunds: [], tags: [], shares: undefined, payment: undefined, failure, buyer })
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
  typed: Typed,
  isSent: boolean,
  failure?: Problematic
) {
  const { actor, texts } = view
  const refunds = yield* Refunds
  const whole = yield* refunds.preview(actor, orderId, { amount: "rest" })
  const { findings, left, order } = whole
  const needsAccount = findings.some(({ code }) => code.startsWith("refund-account-"))
  const shares = sharesOf(whole)
  const setting = {
    left,
    currency: order.currency,
    pg: order.pg,
    needsAccount,
    texts,
    money: (amount: number) => won(view, amount, order.currency)
  }
  const { ask, mistakes } = read(typed, setting)
  // A preview of more than is left would only say so again.
  const preview = ask === undefined || ask.amount > left
    ? undefined
    : yield* Effect.result(refunds.preview(actor, orderId, ask))
  const written = failure ?? (preview !== undefined && Result.isFailure(preview) ? preview.failure : undefined)
  const checked: Checked = {
    preview: preview !== undefined && Result.isSuccess(preview) ? preview.success : undefined,
    // An empty field is no mistake while a person types.
    mistakes: isSent ? mistakes : mistakes.filter(({ isEmpty }) => !isEmpty),
    failure: written === undefined ? undefined : wordsOf(view, problemOf(written)).detail
  }
  const page: Form = {
    orderId,
    orderTitle: order.title,
    pg: order.pg,
    key,
    shares,
    left,
    needsAccount,
    showsTax: findings.some(({ code }) => code.startsWith("tax-free-")) ||
      [typed["taxFree"], typed["vatAmount"]].some((value) => value !== undefined && value !== ""),
    typed,
    checked,
    isSent
  }
  return { page, ask: mistakes.length === 0 ? ask : undefined }
})

/**
 * Sends the form. Returns nothing when the refund started, otherwise the form with its mistakes.
 */
export const send = Effect.fnUntraced(function*(view: View, orderId: string, key: string, typed: Typed) {
  const { ask, page } = yield* form(view, orderId, key, typed, true)
  if (ask === undefined || page.checked.preview?.findings.some(isError)) return page
  const asked = yield* Effect.result(
    Effect.flatMap(Refunds, (refunds) => refunds.request(view.actor, orderId, key, ask))
  )
  return Result.isSuccess(asked) ? undefined : (yield* form(view, orderId, key, typed, true, asked.failure)).page
})

/** A refund's row, if there is one under this key. */
export const known = (actor: Actor, key: string) =>
  Effect.flatMap(Refunds, (refunds) => refunds.get(actor, key)).pipe(
    Effect.asSome,
    Effect.catchTag("RefundNotFound", () => Effect.succeedNone)
  )

/** A refund with the name of its order and with its events. */
export const named = Effect.fnUntraced(function*(actor: Actor, refund: RefundRecord) {
  const { title } = yield* Effect.flatMap(Orders, (orders) => orders.get(actor, refund.orderId))
  const events = yield* Effect.flatMap(Refunds, (refunds) => refunds.events(actor, refund.key))
  return { refund, events, orderTitle: title } satisfies Named
})

/** Refunds with the names of their orders. */
export const allNamed = (actor: Actor, refunds: ReadonlyArray<RefundRecord>) =>
  Effect.forEach(refunds, (refund) => named(actor, refund))

/** What `findRefund` says of a refund, in the page's language; nothing of a final one. */
export const finding = Effect.fnUntraced(function*(view: View, { key, state }: RefundRecord) {
  if (state !== "unknown" && state !== "pending") return undefined
  const refunds = yield* Refunds
  const found = yield* Effect.option(refunds.finding(view.actor, key))
  const known = Option.getOrUndefined(found)
  return known === undefined ? undefined : view.language === "ko" ? known.messageKo : known.message
})

/**
 * What a second person needs for a decision: the balance and the history of the payment. Nothing
 * where PortOne does not answer in time.
 */
export const background = Effect.fnUntraced(function*(view: View, { orderId, state }: RefundRecord) {
  if (state !== "waiting" || view.actor.role !== "manager") return undefined
  const orders = yield* Orders
  const seen = yield* orders.payment(view.actor, orderId).pipe(Effect.timeoutOption("2 seconds"), Effect.option)
  return Option.getOrUndefined(
    Option.map(
      Option.flatten(seen),
      (known) =>
        html`<section class="card" aria-label="${view.texts.share}">${figures(view, sharesOf(known))}</section>
<section aria-labelledby="history"><h2 id="history">${view.texts.history}</h2>${
          history(view, known.order, known.refunds, known.payment, known.tags)
        }</section>`
    )
  )
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
