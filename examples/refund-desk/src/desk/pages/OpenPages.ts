/**
 * The two lists of refunds that need a person: unknown outcomes, and refunds waiting for
 * approval.
 */
import { whyNotByPerson } from "../../decide/mayApprove.ts"
import type { RefundState } from "../../shop/RefundRecord.ts"
import { PAGE } from "../parts/FilterForm.ts"
import { page } from "../parts/Frame.ts"
import type { Named } from "../parts/Named.ts"
import { refundMark } from "../parts/RefundMark.ts"
import { unknownPart } from "../parts/UnknownPart.ts"
import { html } from "../text/Html.ts"
import { moment, personOf, type View, won } from "../View.ts"
import { decision } from "./RefundPage.ts"

/** A refund with the masked name of its buyer. */
export interface OpenRefund extends Named {
  readonly buyer: string
}

/** The oldest of them. `more`: the states of which there are more than those. */
export interface OpenRefunds {
  readonly rows: ReadonlyArray<OpenRefund>
  readonly more: ReadonlyArray<{ readonly state: RefundState; readonly total: number }>
}

/**
 * Outcomes that are not known. A refund goes on only with its own key, and the button says so.
 */
export const unknownPage = (view: View, { more, rows }: OpenRefunds): string => {
  const { texts } = view
  return page(view, {
    title: texts.unknownTitle,
    here: "unknown",
    body: html`<h1>${texts.unknownTitle}</h1><p class="lead">${texts.unknownLead}</p>
${
      rows.length === 0
        ? html`<p class="empty">${texts.unknownNone}</p>`
        : html`${rows.map((one) => card(view, one, unknownPart(view, one.refund, one.events, undefined)))}${
          links(view, more)
        }`
    }`
  })
}

/**
 * Refunds that wait for a second person; also one's own.
 */
export const waitingPage = (view: View, { more, rows }: OpenRefunds): string => {
  const { texts } = view
  return page(view, {
    title: texts.waitingTitle,
    here: "waiting",
    body: html`<h1>${texts.waitingTitle}</h1>
${
      rows.length === 0
        ? html`<p class="empty">${texts.waitingNone}</p>`
        : html`${rows.map((one) => card(view, one, review(view, one)))}${links(view, more)}`
    }`
  })
}

// internal

// A refund is approved below its balance, history and findings, which are on its own page.
const review = (view: View, { events, refund }: OpenRefund) =>
  whyNotByPerson(view.actor, refund, events) === undefined
    ? html`<p class="actions"><a class="button" href="${view.base}/refunds/${refund.key}">${view.texts.review}</a></p>`
    : decision(view, refund, events)

const links = ({ base, texts }: View, more: OpenRefunds["more"]) =>
  more.map(({ state, total }) =>
    html`<p><a href="${base}/refunds?state=${state}&sort=oldest">${texts.states[state]}: ${
      texts.oldestOf(PAGE, total)
    }</a></p>`
  )

const card = (view: View, { buyer, orderTitle, refund }: OpenRefund, what: ReturnType<typeof html>) => {
  const { base, texts } = view
  const amount = won(view, refund.amount, refund.currency)
  return html`<article class="card open" aria-labelledby="t-${refund.key}">
<div class="head"><h2 id="t-${refund.key}"><a href="${base}/refunds/${refund.key}">${
    texts.refundTitle(amount)
  }</a></h2>${refundMark(view, refund)}</div>
<p class="sub"><a href="${base}/orders/${
    encodeURIComponent(refund.orderId)
  }">${orderTitle}</a> <span class="id">${refund.orderId}</span>${
    buyer !== "" && html` · ${texts.buyer} ${buyer}`
  } · ${texts.askedBy} ${personOf(view, refund.requestedBy)} · ${moment(view, refund.createdAt)}</p>
${refund.reason !== undefined && html`<p class="sub">${texts.reason}: ${refund.reason}</p>`}
${what}
</article>`
}
