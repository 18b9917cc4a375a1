/**
 * The list of payments.
 */
import { type Filter, isNarrowed } from "../../find/Filter.ts"
import type { Choices, Found } from "../../find/Finder.ts"
import type { Order } from "../../shop/Order.ts"
import { filterForm, type List, pager, totalsOf } from "../parts/FilterForm.ts"
import { page } from "../parts/Frame.ts"
import { methodOf, pgOf } from "../parts/gatewayNames.ts"
import { bar, chip } from "../parts/Marks.ts"
import type { OrderRow, Shares } from "../parts/Shares.ts"
import { age } from "../text/Format.ts"
import { type Html, html } from "../text/Html.ts"
import { moment, type View, won } from "../View.ts"
import { nothingFound } from "./nothingFound.ts"

/**
 * The page. The state of a row is that of its look-up; lists are narrowed by the last known one.
 */
export const paymentsPage = (
  view: View,
  filter: Filter,
  rows: ReadonlyArray<OrderRow>,
  { total, totals }: Pick<Found<Order>, "total" | "totals">,
  choices: Choices
): string => {
  const { texts } = view
  const { differs, full, onHold, paid, part, unknown, unpaid } = texts.paymentState
  const list: List = {
    path: "/",
    search: texts.search,
    states: { paid, part, full, "on-hold": onHold, unknown, differs, unpaid }
  }
  return page(view, {
    title: texts.payments,
    here: "payments",
    body: html`<h1>${texts.payments}</h1>
${filterForm(view, list, filter, choices)}
${
      rows.length === 0
        ? nothingFound(view, filter, isNarrowed(filter) ? texts.noneFound : texts.none)
        : html`${totalsOf(view, totals, [texts.amount, texts.refundedLast])}
<table class="payments">
<caption class="sr">${texts.payments}</caption>
<thead><tr><th scope="col">${texts.order}</th><th scope="col">${texts.buyer}</th><th scope="col">${texts.method}</th><th scope="col" class="share"><span class="sr">${texts.share}</span></th><th scope="col" class="num">${texts.paid}</th><th scope="col" class="num">${texts.refunded}</th><th scope="col" class="num">${texts.refundable}</th><th scope="col">${texts.status}</th></tr></thead>
<tbody>${rows.map((one) => row(view, one))}</tbody>
</table>
${pager(view, list, filter, rows.length, total)}`
    }
${legend(view)}`
  })
}

/**
 * What the patterns of a bar mean.
 */
export const legend = ({ texts }: View): Html =>
  html`<ul class="legend" aria-hidden="true">
<li><svg width="18" height="10"><rect width="18" height="10" fill="url(#fill-refunded)"/></svg>${texts.refunded}</li>
<li><svg width="18" height="10"><rect width="18" height="10" fill="url(#fill-on-hold)"/></svg>${texts.onHold}</li>
<li><svg width="18" height="10"><rect class="bar-left" width="18" height="10"/></svg>${texts.refundable}</li>
</ul>`

/**
 * The bar of a payment, which says its figures to those who do not see it.
 */
export const shareBar = (view: View, { amount, currency, onHold, left, refunded }: Shares): Html => {
  const shown = (money: number) => won(view, money, currency)
  return bar({
    amount,
    refunded,
    onHold,
    label: view.texts.barLabel(shown(amount), shown(refunded), shown(onHold), shown(left))
  })
}

/**
 * Where a payment stands, in a word with its shape.
 */
export const stateOf = ({ texts }: View, { gone, isPaid, onHold, left, refunded, unknown }: Shares): Html =>
  unknown > 0
    ? chip("triangle", "doubt", texts.paymentState.unknown)
    : onHold > 0
    ? chip("clock", "wait", texts.paymentState.onHold)
    : gone > 0
    ? chip("triangle", "doubt", texts.paymentState.differs)
    : !isPaid
    ? chip("cross", "bad", texts.paymentState.unpaid)
    : left <= 0
    ? chip("ring", "plain", texts.paymentState.full)
    : refunded > 0
    ? chip("half", "plain", texts.paymentState.part)
    : chip("disc", "good", texts.paymentState.paid)

// internal

const row = (view: View, { asOf, order, shares }: OrderRow) => {
  const { base, texts } = view
  const shown = (amount: number) => won(view, amount, order.currency)
  const orNone = (amount: number) => amount > 0 ? shown(amount) : html`<span class="nil">–</span>`
  return html`<tr>
<th scope="row" class="what"><a href="${base}/orders/${
    encodeURIComponent(order.id)
  }" title="${order.title}">${order.title}</a><span class="sub"><span class="id">${order.id}</span> ${
    moment(view, order.orderedAt)
  }</span></th>
<td class="buyer">${order.buyer.name}<span class="sub">${order.buyer.phone}</span></td>
<td class="how" title="${methodOf(view, order.method)} · ${pgOf(view, order.pg)}">${
    methodOf(view, order.method)
  }<span class="sub">${pgOf(view, order.pg)}</span></td>
<td class="share">${shares !== undefined && shareBar(view, shares)}</td>
<td class="num">${
    shares?.isPaid === false
      ? html`<span class="nil">–</span><span class="sub">${texts.amount} ${shown(order.amount)}</span>`
      : shown(order.amount)
  }</td>
<td class="num refunded">${shares === undefined ? "?" : orNone(shares.refunded)}${
    shares !== undefined && shares.onHold > 0 && html`<span class="sub">${texts.onHold} ${shown(shares.onHold)}</span>`
  }</td>
<td class="num strong refundable">${shares === undefined ? "?" : orNone(shares.left)}</td>
<td class="state">${shares === undefined ? texts.notRead : stateOf(view, shares)}${
    asOf !== undefined &&
    html`<span class="sub">${texts.asOf} ${moment(view, asOf.at)}</span> <span class="sub">(${
      age(asOf.age, view.language)
    })</span>`
  }</td>
</tr>`
}
