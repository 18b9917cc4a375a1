/**
 * One payment: what is left of it, what happened, and the way to a refund.
 */
import type { Payment } from "@effect-portone/core"
import type { Order } from "../shop/Order.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { page } from "./Frame.ts"
import { methodOf, pgOf } from "./gatewayNames.ts"
import { history } from "./History.ts"
import { type Html, html } from "./Html.ts"
import { legend, shareBar, stateOf } from "./PaymentsPage.ts"
import type { Shares } from "./Shares.ts"
import { moment, type View, won } from "./View.ts"

/**
 * What the page shows. `payment` is absent where PortOne could not be asked; `failure` says why.
 */
export interface Shown {
  readonly order: Order
  readonly refunds: ReadonlyArray<RefundRecord>
  readonly shares: Shares | undefined
  readonly payment: Payment.Payment | undefined
  /** The words in the history's reasons that this shop's tag secret made. */
  readonly tags: ReadonlyArray<string>
  readonly failure: string | undefined
}

/**
 * The page.
 */
export const paymentPage = (view: View, { failure, order, payment, refunds, shares, tags }: Shown): string => {
  const { base, texts } = view
  return page(view, {
    title: `${order.title} ${order.id}`,
    here: "payments",
    body: html`<p class="crumb"><a href="${base}/">${texts.payments}</a></p>
<div class="head"><h1>${order.title}</h1>${shares !== undefined && stateOf(view, shares)}</div>
${
      failure !== undefined &&
      html`<div class="note note-warn" role="status"><p>${texts.unreadable}</p><p class="small">${failure}</p></div>`
    }
${shares !== undefined && card(view, order, shares)}
<div class="columns">
<section class="wide" aria-labelledby="history"><h2 id="history">${texts.history}</h2>${
      history(view, order, refunds, payment, tags)
    }</section>
<section aria-labelledby="facts"><h2 id="facts">${texts.facts}</h2>
<dl class="facts">
<dt>${texts.merchantUid}</dt><dd class="id">${order.id}</dd>
<dt>${texts.impUid}</dt><dd class="id">${order.impUid}</dd>
<dt>${texts.method}</dt><dd>${methodOf(view, order.method)}</dd>
<dt>${texts.pg}</dt><dd>${pgOf(view, order.pg)}</dd>
<dt>${texts.store}</dt><dd>${order.store}</dd>
<dt>${texts.paidAt}</dt><dd>${moment(view, order.orderedAt)}</dd>
</dl></section>
</div>`
  })
}

/**
 * A payment's bar with its figures.
 */
export const figures = (view: View, shares: Shares): Html => {
  const { texts } = view
  const { amount, currency, onHold, left, refunded } = shares
  const shown = (money: number) => won(view, money, currency)
  const figure = (words: string, money: number, kind = "") =>
    html`<div class="figure ${kind}"><dt>${words}</dt><dd>${shown(money)}</dd></div>`
  return html`<div class="bar-big">${shareBar(view, shares)}</div>
<div class="under"><dl class="figures">${figure(texts.paid, amount)}${figure(texts.refunded, refunded, "is-refunded")}${
    onHold > 0 && figure(texts.onHold, onHold, "is-on-hold")
  }${figure(texts.refundable, left, "is-left")}</dl>
${legend(view)}</div>`
}

// internal

const card = (view: View, order: Order, shares: Shares) => {
  const { base, texts } = view
  return html`<section class="card" aria-labelledby="share"><h2 id="share" class="sr">${texts.share}</h2>
${figures(view, shares)}
<div class="actions">${
    shares.left > 0
      ? html`<a class="button" href="${base}/orders/${encodeURIComponent(order.id)}/refund">${texts.giveBack}</a>`
      : html`<p>${texts.nothingLeft}</p>`
  }<span class="small">${texts.live}</span></div>
</section>`
}
