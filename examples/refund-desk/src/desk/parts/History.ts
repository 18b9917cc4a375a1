/**
 * The events of a payment, newest first: paid, deposited, refunds requested here, and cancels
 * that PortOne lists, also those made elsewhere.
 */
import type { Payment } from "@effect-portone/core"
import { RefundTag } from "@effect-portone/refunds"
import { DateTime, Option } from "effect"
import type { Order } from "../../shop/Order.ts"
import type { RefundRecord } from "../../shop/RefundRecord.ts"
import { entryIdOf } from "../../shop/shownIn.ts"
import { type Html, html } from "../text/Html.ts"
import { moment, personOf, type View, won } from "../View.ts"
import { mark } from "./Marks.ts"
import { refundMark } from "./RefundMark.ts"

/**
 * The timeline. Without a payment, what the shop's own table knows. `wasPaid`: by the last look-up.
 */
export const history = (
  view: View,
  order: Order,
  refunds: ReadonlyArray<RefundRecord>,
  payment: Payment.Payment | undefined,
  tags: ReadonlyArray<string>,
  wasPaid = true
): Html => {
  // What came after stands first, where two happened in one second.
  const events = [
    ...refunds.filter((refund) => payment === undefined || entryOf(refund, payment) === undefined)
      .map((refund) => own(view, refund, isTakenBack(refund, payment))).toReversed(),
    ...payment === undefined ? [] : cancels(view, order, refunds, payment, tags).toReversed(),
    ...paid(view, order, payment, wasPaid)
  ]
  // What has no time stands at the end, where the oldest is.
  return html`<ol class="timeline">${events.toSorted((a, b) => b.at - a.at).map(({ shown }) => shown)}</ol>`
}

/**
 * A refund that was proved, whose cancel the payment history does not have any more. Without the
 * payment, at its last look-up.
 */
export const isTakenBack = (refund: RefundRecord, payment: Payment.Payment | undefined): boolean =>
  payment === undefined
    ? refund.state === "succeeded" && refund.isShown === false
    : entryIdOf(refund) !== undefined && entryOf(refund, payment) === undefined

// internal

interface Event {
  readonly at: number
  readonly shown: Html
}

const event = (
  view: View,
  tone: string,
  shape: Parameters<typeof mark>[0],
  at: number,
  what: Html,
  amount: string,
  more: ReadonlyArray<Html | false>
): Event => ({
  at,
  shown: html`<li class="event event-${tone}"><span class="dot">${mark(shape)}</span>
<div class="event-head"><span class="event-what">${what}</span><span class="event-amount">${amount}</span></div>
<div class="event-more">${at > 0 && moment(view, at)}${more}</div></li>`
})

const millis = (instant: Option.Option<DateTime.Utc>): number =>
  Option.match(instant, { onNone: () => 0, onSome: DateTime.toEpochMillis })

const paid = (
  view: View,
  order: Order,
  payment: Payment.Payment | undefined,
  wasPaid: boolean
): ReadonlyArray<Event> => {
  const { texts } = view
  const shown = (amount: number) => won(view, amount, order.currency)
  const deposits = payment?.depositHistory ?? []
  const isUnpaid = payment === undefined ? !wasPaid : Option.isNone(payment.paidAt)
  return [
    ...isUnpaid ? [] : [
      event(
        view,
        "paid",
        "disc",
        payment === undefined ? Date.parse(order.orderedAt) : millis(payment.paidAt),
        html`${texts.happened.paid}`,
        shown(order.amount),
        []
      )
    ],
    ...deposits.map(({ amount, depositedAt }) =>
      event(view, "paid", "disc", millis(depositedAt), html`${texts.happened.deposited}`, shown(amount), [])
    )
  ]
}

const cancels = (
  view: View,
  order: Order,
  refunds: ReadonlyArray<RefundRecord>,
  payment: Payment.Payment,
  tags: ReadonlyArray<string>
): ReadonlyArray<Event> =>
  payment.cancelHistory.map((entry) => {
    const { base, texts } = view
    const ours = refunds.find((refund) => entryOf(refund, payment) === entry)
    const written = Option.getOrElse(entry.reason, () => "")
    const tag = RefundTag.words(written).find((word) => tags.includes(word))
    const reason = tag === undefined ? written : written.replace(`[${tag}]`, "").trim()
    const receipt = Option.getOrElse(entry.receiptUrl, () => "")
    return event(
      view,
      "cancelled",
      "tick",
      millis(entry.cancelledAt),
      ours === undefined
        ? html`${texts.happened.cancelled} <span class="by">${tag === undefined ? texts.byOthers : texts.byUs}</span>`
        : html`<a href="${base}/refunds/${ours.key}">${texts.happened.cancelled}</a> <span class="by">${
          personOf(view, ours.requestedBy)
        }</span>`,
      `−${won(view, entry.amount, order.currency)}`,
      [
        reason !== "" && html`<span class="reason">${reason}</span>`,
        // Only an address of the web is a link; the provider's text may hold anything.
        /^https:\/\/[^\s"<>]+$/.test(receipt) &&
        html`<a class="receipt" href="${receipt}" rel="noreferrer noopener" target="_blank">${texts.receipt}</a>`
      ]
    )
  })

const own = (view: View, refund: RefundRecord, isGone: boolean): Event =>
  event(
    view,
    "own",
    isGone || refund.state === "unknown" ? "triangle" : "clock",
    Date.parse(refund.createdAt),
    html`<a href="${view.base}/refunds/${refund.key}">${view.texts.happened.asked}</a> <span class="by">${
      personOf(view, refund.requestedBy)
    }</span>`,
    won(view, refund.amount, refund.currency),
    [
      html`${refundMark(view, refund, isGone)}`,
      refund.reason !== undefined && refund.reason !== "" && html`<span class="reason">${refund.reason}</span>`
    ]
  )

// The entry of the history that a refund of the shop is known to be.
const entryOf = (refund: RefundRecord, payment: Payment.Payment) => {
  const id = entryIdOf(refund)
  return id === undefined
    ? undefined
    : payment.cancelHistory.find(({ cancellationId }) => Option.getOrUndefined(cancellationId) === id)
}
