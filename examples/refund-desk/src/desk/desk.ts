/**
 * What the desk asks of the shop, page by page. Nothing here knows HTTP.
 */
import { Effect, Option, Result } from "effect"
import { problemOf } from "../http/problem.ts"
import type { Problematic } from "../http/problematic.ts"
import type { Actor } from "../shop/Actor.ts"
import { isError } from "../shop/findings.ts"
import { Orders } from "../shop/Orders.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { Refunds } from "../shop/Refunds.ts"
import type { Checked } from "./CheckPanel.ts"
import type { Named } from "./OpenPages.ts"
import { paymentPage } from "./PaymentPage.ts"
import { PAGE, paymentsPage, type Query, select } from "./PaymentsPage.ts"
import { wordsOf } from "./ProblemPage.ts"
import { read, type Typed } from "./RefundFields.ts"
import type { Form } from "./RefundFormPage.ts"
import { sharesOf } from "./Shares.ts"
import { canContinue } from "./UnknownPart.ts"
import { type View, won } from "./View.ts"

/**
 * The list of payments. Those on the page are looked up, so that cancels made in the console show
 * too.
 */
export const payments = Effect.fnUntraced(function*(view: View, query: Query) {
  const orders = yield* Orders
  const found = select(yield* orders.list(view.actor), query)
  const rows = yield* Effect.forEach(
    found.slice(query.page * PAGE, (query.page + 1) * PAGE),
    (order) =>
      Effect.map(Effect.option(orders.payment(view.actor, order.id)), (seen) => ({
        order,
        shares: Option.getOrUndefined(Option.map(seen, sharesOf))
      })),
    { concurrency: 8 }
  )
  return paymentsPage(view, query, rows, found.length)
})

/** One payment; where PortOne does not answer, what the shop itself knows of it. */
export const payment = Effect.fnUntraced(function*(view: View, orderId: string) {
  const orders = yield* Orders
  const seen = yield* Effect.result(orders.payment(view.actor, orderId))
  if (Result.isSuccess(seen)) {
    const { order, payment, refunds, tags } = seen.success
    return paymentPage(view, { order, payment, refunds, tags, shares: sharesOf(seen.success), failure: undefined })
  }
  const order = yield* orders.get(view.actor, orderId)
  const failure = wordsOf(view, problemOf(seen.failure)).detail
  return paymentPage(view, { order, refunds: [], tags: [], shares: undefined, payment: undefined, failure })
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

/** A refund with the name of its order. */
export const named = (actor: Actor, refund: RefundRecord) =>
  Effect.map(Effect.flatMap(Orders, (orders) => orders.get(actor, refund.orderId)), ({ title }): Named => ({
    refund,
    orderTitle: title
  }))

/** Refunds with the names of their orders. */
export const allNamed = Effect.fnUntraced(function*(actor: Actor, refunds: ReadonlyArray<RefundRecord>) {
  const orders = yield* Effect.flatMap(Orders, (all) => all.list(actor))
  const titles = new Map(orders.map(({ id, title }) => [id, title]))
  return refunds.map((refund): Named => ({ refund, orderTitle: titles.get(refund.orderId) ?? refund.orderId }))
})

/**
 * Continues an unknown refund with the same key where that needs no comparison; otherwise looks
 * the payment up.
 */
export const lookAgain = Effect.fnUntraced(function*(actor: Actor, key: string) {
  const refunds = yield* Refunds
  const refund = yield* refunds.get(actor, key)
  return yield* canContinue(actor, refund) ? refunds.conclude(actor, key, "not-given-back") : refunds.look(actor, key)
})
