/**
 * The two lists of refunds that need a person: unknown outcomes, and refunds waiting for
 * approval.
 */
import { page } from "../parts/Frame.ts"
import type { Named } from "../parts/Named.ts"
import { refundMark } from "../parts/RefundMark.ts"
import { unknownPart } from "../parts/UnknownPart.ts"
import { html } from "../text/Html.ts"
import { moment, personOf, type View, won } from "../View.ts"
import { decision } from "./RefundPage.ts"

/**
 * Outcomes that are not known. A refund goes on only with its own key, and the button says so.
 */
export const unknownPage = (view: View, refunds: ReadonlyArray<Named>): string => {
  const { texts } = view
  return page(view, {
    title: texts.unknownTitle,
    here: "unknown",
    body: html`<h1>${texts.unknownTitle}</h1><p class="lead">${texts.unknownLead}</p>
${
      refunds.length === 0
        ? html`<p class="empty">${texts.unknownNone}</p>`
        : refunds.map((one) => card(view, one, unknownPart(view, one.refund, one.events, undefined)))
    }`
  })
}

/**
 * Refunds that wait for a second person; also one's own.
 */
export const waitingPage = (view: View, refunds: ReadonlyArray<Named>): string => {
  const { texts } = view
  return page(view, {
    title: texts.waitingTitle,
    here: "waiting",
    body: html`<h1>${texts.waitingTitle}</h1>
${
      refunds.length === 0
        ? html`<p class="empty">${texts.waitingNone}</p>`
        : refunds.map((one) => card(view, one, decision(view, one.refund)))
    }`
  })
}

// internal

const card = (view: View, { orderTitle, refund }: Named, what: ReturnType<typeof html>) => {
  const { base, texts } = view
  const amount = won(view, refund.amount, refund.currency)
  return html`<article class="card open" aria-labelledby="t-${refund.key}">
<div class="head"><h2 id="t-${refund.key}"><a href="${base}/refunds/${refund.key}">${
    texts.refundTitle(amount)
  }</a></h2>${refundMark(view, refund)}</div>
<p class="sub"><a href="${base}/orders/${
    encodeURIComponent(refund.orderId)
  }">${orderTitle}</a> <span class="id">${refund.orderId}</span> · ${texts.askedBy} ${
    personOf(view, refund.requestedBy)
  } · ${moment(view, refund.createdAt)}</p>
${refund.reason !== undefined && html`<p class="sub">${texts.reason}: ${refund.reason}</p>`}
${what}
</article>`
}
