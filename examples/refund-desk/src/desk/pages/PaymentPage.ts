/**
 * One payment: what is left of it, what happened, and the way to a refund.
 */
import type { Payment } from "@effect-portone/core"
import { Option } from "effect"
import type { Buyer } from "../../find/buyer.ts"
import type { Order } from "../../shop/Order.ts"
import type { RefundRecord } from "../../shop/RefundRecord.ts"
import { page } from "../parts/Frame.ts"
import { methodOf, pgOf } from "../parts/gatewayNames.ts"
import { history } from "../parts/History.ts"
import { mark } from "../parts/Marks.ts"
import type { AsOf, Shares } from "../parts/Shares.ts"
import { age } from "../text/Format.ts"
import { type Html, html } from "../text/Html.ts"
import { csrfField, moment, storeOf, type View, won } from "../View.ts"
import { legend, shareBar, stateOf } from "./PaymentsPage.ts"

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
  /** The balance is of an earlier look-up. */
  readonly asOf?: AsOf | undefined
  /** Unmasked, after the person asked for it. */
  readonly buyer?: Buyer | undefined
}

/**
 * The page.
 */
export const paymentPage = (
  view: View,
  { asOf, buyer, failure, order, payment, refunds, shares, tags }: Shown
): string => {
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
${shares !== undefined && card(view, order, shares, payment, asOf)}
<div class="columns">
<section class="wide" aria-labelledby="history"><h2 id="history">${texts.history}</h2>${
      history(view, order, refunds, payment, tags, shares?.isPaid)
    }</section>
<section aria-labelledby="facts"><h2 id="facts">${texts.facts}</h2>
<dl class="facts">
<dt>${texts.merchantUid}</dt><dd class="id">${order.id}</dd>
<dt>${texts.impUid}</dt><dd class="id">${order.impUid}</dd>
<dt>${texts.method}</dt><dd>${methodOf(view, order.method)}</dd>
<dt>${texts.pg}</dt><dd>${pgOf(view, order.pg)}</dd>
<dt>${texts.store}</dt><dd>${storeOf(view, order.store)}</dd>
${buyerFacts(view, order, buyer)}
<dt>${texts.orderedAt}</dt><dd>${moment(view, order.orderedAt)}</dd>
</dl>${buyer === undefined && order.buyer.name + order.buyer.phone !== "" && unmasking(view, order)}${
      view.actor.role === "manager" && order.buyer.name + order.buyer.phone !== "" && erasing(view, order)
    }</section>
</div>`
  })
}

/**
 * A payment's bar with its figures.
 */
export const figures = (view: View, shares: Shares): Html => {
  const { texts } = view
  const { amount, currency, isPaid, onHold, left, refunded } = shares
  const shown = (money: number) => won(view, money, currency)
  const figure = (words: string, money: number, kind = "") =>
    html`<div class="figure ${kind}"><dt>${words}</dt><dd>${shown(money)}</dd></div>`
  return html`<div class="bar-big">${shareBar(view, shares)}</div>
<div class="under"><dl class="figures">${figure(isPaid ? texts.paid : texts.paymentState.unpaid, amount)}${
    figure(texts.refunded, refunded, "is-refunded")
  }${onHold > 0 && figure(texts.onHold, onHold, "is-on-hold")}${figure(texts.refundable, left, "is-left")}</dl>
${legend(view)}</div>`
}

/**
 * The buyer, masked unless the person has asked to see it.
 */
export const buyerFacts = ({ texts }: View, { buyer }: Pick<Order, "buyer">, clear?: Buyer): Html => {
  const { name, phone } = clear ?? buyer
  return html`<dt>${texts.buyer}</dt><dd>${name !== "" ? name : phone === "" ? texts.noBuyer : texts.noName}</dd>
${phone !== "" && html`<dt>${texts.phoneNumber}</dt><dd>${phone}</dd>`}`
}

// internal

const unmasking = (view: View, { id }: Order) =>
  html`<form class="actions" method="post" action="${view.base}/orders/${encodeURIComponent(id)}/buyer">${
    csrfField(view)
  }
<button type="submit" aria-describedby="buyer-hint">${view.texts.showBuyer}</button><span class="small" id="buyer-hint">${view.texts.showBuyerHint}</span></form>`

const erasing = (view: View, { id }: Order) =>
  html`<details class="conclude"><summary>${view.texts.eraseBuyer}</summary><form method="post" action="${view.base}/orders/${
    encodeURIComponent(id)
  }/erase">${csrfField(view)}
<p class="small">${view.texts.eraseBuyerHint}</p>
<p class="actions"><button type="submit">${view.texts.eraseBuyer}</button></p></form></details>`

const card = (
  view: View,
  order: Order,
  shares: Shares,
  payment: Payment.Payment | undefined,
  asOf: AsOf | undefined
) => {
  const { base, texts } = view
  const isLive = payment !== undefined
  const shown = (money: number) => won(view, money, shares.currency)
  return html`<section class="card" aria-labelledby="share"><h2 id="share" class="sr">${texts.share}</h2>
${figures(view, shares)}
${!shares.isPaid && html`<p>${unpaidWords(view, payment)}</p>`}${
    shares.gone > 0 &&
    html`<div class="finding finding-error">${mark("triangle")}<p>${
      texts.recordsDiffer(shown(shares.gone), shown(shares.refunded))
    }</p></div>`
  }${
    shares.byHand > 0 &&
    html`<div class="finding finding-warning">${mark("triangle")}<p>${texts.byHandOnly(shown(shares.byHand))}</p></div>`
  }${
    !isLive &&
    html`<p class="small">${texts.asOf} ${
      asOf === undefined ? "–" : html`${moment(view, asOf.at)} (${age(asOf.age, view.language)})`
    }</p>`
  }${
    isLive && html`<div class="actions">${
      !shares.isPaid || shares.gone > 0
        ? undefined
        : shares.left > 0
        ? html`<a class="button" href="${base}/orders/${encodeURIComponent(order.id)}/refund">${texts.giveBack}</a>`
        : html`<p>${texts.nothingLeft}</p>`
    }<span class="small">${texts.live}</span></div>`
  }
</section>`
}

// Why nothing can be refunded of a payment that was not paid.
const unpaidWords = ({ texts }: View, payment: Payment.Payment | undefined): string =>
  payment?.status === "failed"
    ? texts.unpaid.failed
    : payment?.status === "cancelled"
    ? texts.unpaid.revoked
    : payment?.status === "ready"
    ? Option.contains(payment.payMethod, "vbank") ? texts.unpaid.account : texts.unpaid.ready
    : texts.unpaid.other
