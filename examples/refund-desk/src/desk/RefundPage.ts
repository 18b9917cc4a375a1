/**
 * One refund, updated until its outcome is final. Only the button of an unknown outcome may call
 * the key again.
 */
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { page } from "./Frame.ts"
import { type Html, html } from "./Html.ts"
import { mark } from "./Marks.ts"
import { refundMark } from "./RefundMark.ts"
import { unknownPart } from "./UnknownPart.ts"
import { csrfField, moment, type View, won } from "./View.ts"

/**
 * The page.
 */
export const refundPage = (view: View, refund: RefundRecord, orderTitle: string, isAgain: boolean): string => {
  const { base, texts } = view
  const order = `${base}/orders/${encodeURIComponent(refund.orderId)}`
  return page(view, {
    title: `${texts.states[refund.state]} · ${texts.refundTitle(won(view, refund.amount, refund.currency))}`,
    here: "payments",
    refreshSeconds: pauseOf(refund),
    body: html`<p class="crumb"><a href="${base}/">${texts.payments}</a> / <a href="${order}">${orderTitle}</a></p>
<h1>${texts.refundTitle(won(view, refund.amount, refund.currency))}</h1>
${isAgain && html`<p class="note" role="status">${texts.again}</p>`}
<div class="columns"><div class="wide">
<div id="live" aria-live="polite" data-live="${base}/refunds/${refund.key}/live" data-paused="${texts.followingPaused}">${
      refundPart(view, refund)
    }</div>
</div>
<dl class="facts">
<dt>${texts.order}</dt><dd><a href="${order}">${orderTitle}</a> <span class="id">${refund.orderId}</span></dd>
<dt>${texts.amount}</dt><dd>${won(view, refund.amount, refund.currency)}</dd>
<dt>${texts.reason}</dt><dd>${refund.reason ?? "–"}</dd>
<dt>${texts.key}</dt><dd class="id">${refund.key}</dd>
</dl></div>
<p class="actions"><a href="${order}">${texts.toPayment}</a></p>`
  })
}

/**
 * The part that changes while the refund is in progress; the script replaces it. Units:
 * `data-poll` in milliseconds.
 *
 * Units: `data-poll` in milliseconds.
 */
export const refundPart = (view: View, refund: RefundRecord): Html => {
  const { texts } = view
  const pause = pauseOf(refund)
  return html`<div class="card state-${refund.state}" data-state="${refund.state}" data-title="${
    texts.states[refund.state]
  }"${pause !== undefined && html` data-poll="${refund.state === "running" ? 1000 : 5000}"`}>
<p class="verdict">${refundMark(view, refund)} <span>${texts.says[refund.state]}</span></p>
${steps(view, refund)}
${rejectionPart(view, refund)}
${refund.state === "waiting" && decision(view, refund)}
${(refund.state === "unknown" || refund.state === "pending") && unknownPart(view, refund)}
${
    pause !== undefined &&
    html`<p class="small following"><span class="js">${texts.following}</span><noscript>${texts.reloads}</noscript></p>`
  }
</div>`
}

/**
 * Approving or declining, or why another person has to.
 */
export const decision = (view: View, { key, requestedBy }: RefundRecord): Html => {
  const { actor, base, texts } = view
  if (actor.role !== "manager") return html`<p class="small">${texts.managersOnly}</p>`
  if (actor.id === requestedBy) return html`<p class="small">${texts.ownRefund}</p>`
  return html`<form class="actions" method="post" action="${base}/refunds/${key}/decide">${csrfField(view)}
<button class="button" type="submit" name="decision" value="approve">${texts.agree}</button>
<button type="submit" name="decision" value="decline">${texts.decline}</button></form>`
}

// internal

// Seconds until a page without JavaScript reloads; 0 where the state does not change by itself.
const pauseOf = ({ state }: RefundRecord): number | undefined =>
  state === "running" ? 2 : state === "waiting" || state === "pending" ? 20 : undefined

const steps = (view: View, refund: RefundRecord) => {
  const { texts } = view
  const { createdAt, decidedBy, requestedBy, state, updatedAt } = refund
  const isOpen = state === "running" || state === "pending" || state === "unknown"
  const step = (isDone: boolean, isNow: boolean, words: string, more: Html | string | false) =>
    html`<li class="${isDone ? "is-done" : isNow ? "is-now" : ""}"${isNow && html` aria-current="step"`}>${
      mark(isDone ? "tick" : isNow ? "clock" : "ring")
    }<span>${words}</span><span class="small">${more}</span></li>`
  const neverSent = state === "waiting" || state === "declined" || state === "invalid"
  return html`<ol class="steps">
${step(true, false, texts.steps.asked, html`${requestedBy} · ${moment(view, createdAt)}`)}
${
    (decidedBy !== undefined || state === "waiting") &&
    step(decidedBy !== undefined, state === "waiting", texts.steps.decided, decidedBy ?? false)
  }
${step(!neverSent && !isOpen, isOpen, texts.steps.sent, false)}
${
    step(
      !isOpen && state !== "waiting",
      false,
      texts.steps.ended,
      !isOpen && state !== "waiting" && moment(view, updatedAt)
    )
  }
</ol>`
}

const rejectionPart = ({ language, texts }: View, { outcome }: RefundRecord) => {
  const words = outcome?._tag === "Rejected"
    ? outcome.rejection
    : outcome?._tag === "Invalid"
    ? outcome.problem
    : undefined
  return words !== undefined &&
    html`<div class="finding finding-error">${mark("cross")}<div><p><strong>${texts.rejection}</strong></p><p lang="${
      language === "en" ? "ko" : language
    }">${words}</p></div></div>`
}
