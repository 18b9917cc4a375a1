/**
 * The list of payments.
 */
import { page } from "./Frame.ts"
import { methodOf, pgOf } from "./gatewayNames.ts"
import { type Html, html } from "./Html.ts"
import { bar, chip } from "./Marks.ts"
import type { OrderRow, Shares } from "./Shares.ts"
import { moment, type View, won } from "./View.ts"

/**
 * What a person looks for. `page` counts from 0.
 */
export interface Query {
  readonly text: string
  readonly page: number
}

/**
 * How many payments stand on a page; each is a request to PortOne.
 */
export const PAGE = 20

/**
 * The page. `total`: how many orders the query finds on all pages.
 */
export const paymentsPage = (view: View, query: Query, rows: ReadonlyArray<OrderRow>, total: number): string => {
  const { base, texts } = view
  return page(view, {
    title: texts.payments,
    here: "payments",
    body: html`<h1>${texts.payments}</h1>
<form class="filters" method="get" action="${base}/" role="search">
<label class="search"><span class="sr">${texts.search}</span><input type="search" name="q" value="${query.text}" placeholder="${texts.search}" maxlength="100"></label>
<button type="submit">${texts.searchButton}</button>
</form>
${
      rows.length === 0
        ? html`<p class="empty">${query.text === "" ? texts.none : texts.noneFound}</p>`
        : html`<table class="payments">
<caption class="sr">${texts.payments}, ${texts.live}</caption>
<thead><tr><th scope="col">${texts.order}</th><th scope="col">${texts.method}</th><th scope="col" class="share"><span class="sr">${texts.share}</span></th><th scope="col" class="num">${texts.paid}</th><th scope="col" class="num">${texts.refunded}</th><th scope="col" class="num">${texts.refundable}</th><th scope="col">${texts.status}</th></tr></thead>
<tbody>${rows.map((one) => row(view, one))}</tbody>
</table>
${pager(view, query, rows.length, total)}`
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
export const stateOf = ({ texts }: View, { onHold, left, refunded, unknown }: Shares): Html =>
  unknown > 0
    ? chip("triangle", "doubt", texts.paymentState.unknown)
    : onHold > 0
    ? chip("clock", "wait", texts.paymentState.onHold)
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
  }">${order.title}</a><span class="sub"><span class="id">${order.id}</span> ${
    moment(view, order.orderedAt)
  }</span></th>
<td class="how">${methodOf(view, order.method)}<span class="sub">${pgOf(view, order.pg)}</span></td>
<td class="share">${shares !== undefined && shareBar(view, shares)}</td>
<td class="num" data-label="${texts.paid}">${shown(order.amount)}</td>
<td class="num" data-label="${texts.refunded}">${shares === undefined ? "?" : orNone(shares.refunded)}${
    shares !== undefined && shares.onHold > 0 && html`<span class="sub">${texts.onHold} ${shown(shares.onHold)}</span>`
  }</td>
<td class="num strong" data-label="${texts.refundable}">${shares === undefined ? "?" : orNone(shares.left)}</td>
<td class="state">${shares === undefined ? texts.notRead : stateOf(view, shares)}${
    asOf !== undefined && html`<span class="sub">${texts.asOf} ${moment(view, asOf)}</span>`
  }</td>
</tr>`
}

const pager = ({ base, texts }: View, { page, text }: Query, count: number, total: number) => {
  const from = page * PAGE
  const to = (target: number, words: string) =>
    html`<a href="${base}/?${new URLSearchParams({ q: text, page: String(target + 1) }).toString()}">${words}</a>`
  return html`<nav class="pager" aria-label="${texts.pages}"><span>${
    texts.range(from + 1, from + count, total)
  }</span>${page > 0 && to(page - 1, texts.previous)}${from + count < total && to(page + 1, texts.next)}</nav>`
}
