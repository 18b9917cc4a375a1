/**
 * The list of all refunds.
 */
import type { Filter } from "../../find/Filter.ts"
import type { Choices, Found, ListedRefund } from "../../find/Finder.ts"
import { filterForm, type List, pager, totalsOf } from "../parts/FilterForm.ts"
import { page } from "../parts/Frame.ts"
import { methodOf, pgOf } from "../parts/gatewayNames.ts"
import { isTakenBack } from "../parts/History.ts"
import { refundMark } from "../parts/RefundMark.ts"
import { html } from "../text/Html.ts"
import { moment, personOf, type View, won } from "../View.ts"
import { nothingFound } from "./nothingFound.ts"

/** The page. */
export const refundsPage = (view: View, filter: Filter, found: Found<ListedRefund>, choices: Choices): string => {
  const { texts } = view
  const list: List = { path: "/refunds", search: texts.searchRefunds, states: texts.states }
  return page(view, {
    title: texts.refunds,
    here: "refunds",
    body: html`<h1>${texts.refunds}</h1>
${filterForm(view, list, filter, choices)}
${
      found.rows.length === 0
        ? nothingFound(view, filter, texts.noRefunds)
        : html`${totalsOf(view, found.totals, [texts.requested, texts.refunded])}
<table class="payments">
<caption class="sr">${texts.refunds}</caption>
<thead><tr><th scope="col">${texts.order}</th><th scope="col">${texts.method}</th><th scope="col">${texts.buyer}</th><th scope="col">${texts.askedBy}</th><th scope="col" class="num">${texts.amount}</th><th scope="col">${texts.status}</th></tr></thead>
<tbody>${found.rows.map((one) => row(view, one))}</tbody>
</table>
${pager(view, list, filter, found.rows.length, found.total)}`
    }`
  })
}

// internal

const row = (view: View, { order, refund }: ListedRefund) => {
  const { base } = view
  return html`<tr>
<th scope="row" class="what"><a href="${base}/refunds/${refund.key}" title="${order.title}">${order.title}</a><span class="sub"><span class="id">${order.id}</span> ${
    moment(view, refund.createdAt)
  }</span></th>
<td class="how" title="${methodOf(view, refund.method)} · ${pgOf(view, refund.pg)}">${
    methodOf(view, refund.method)
  }<span class="sub">${pgOf(view, refund.pg)}</span></td>
<td class="buyer">${order.buyer.name}</td>
<td class="by" title="${personOf(view, refund.requestedBy)}">${personOf(view, refund.requestedBy)}</td>
<td class="num strong">${won(view, refund.amount, refund.currency)}</td>
<td class="state">${refundMark(view, refund, isTakenBack(refund, undefined))}</td>
</tr>`
}
