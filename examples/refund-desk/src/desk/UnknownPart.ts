/**
 * A refund whose outcome is unknown: what is known, what decides it, and what may be done now.
 */
import type { Actor } from "../shop/Actor.ts"
import { afterComparing } from "../shop/afterComparing.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { type Html, html } from "./Html.ts"
import { mark } from "./Marks.ts"
import { csrfField, type View } from "./View.ts"

/**
 * Does the button call `refundOnce` with the same key? Otherwise it only looks the payment up.
 * Only a manager may continue a refund whose outcome is unknown.
 */
export const canContinue = (actor: Actor, refund: RefundRecord): boolean =>
  actor.role === "manager" && refund.state === "unknown" && refund.outcome?._tag === "Undetermined" &&
  refund.outcome.next === "call-again"

/**
 * The part.
 */
export const unknownPart = (view: View, refund: RefundRecord): Html => {
  const { actor, base, language, texts } = view
  const { key, outcome } = refund
  const undetermined = outcome?._tag === "Undetermined" ? outcome : undefined
  return html`${
    undetermined &&
    html`<dl class="unknown"><dt>${texts.known}</dt><dd>${
      language === "ko" ? undetermined.messageKo : undetermined.message
    }<details><summary>${texts.evidence}</summary><p class="small" lang="en">${undetermined.evidence}</p></details></dd></dl>`
  }
<form class="actions look" method="post" action="${base}/refunds/${key}/look">${csrfField(view)}
<button type="submit" aria-describedby="look-${key}">${
    canContinue(actor, refund) ? texts.callAgain : texts.lookUp
  }</button><span class="small" id="look-${key}">${
    canContinue(actor, refund) ? texts.lookSends : texts.lookReads
  }</span></form>
${actor.role === "manager" && conclusion(view, refund, undetermined && afterComparing(undetermined))}`
}

// internal

const conclusion = (view: View, { key }: RefundRecord, after: "again" | "close" | "never" | undefined) => {
  const { base, texts } = view
  const choices = [
    ["given-back", texts.thenGivenBack],
    ...after === undefined || after === "never" ? [] : [["not-given-back", texts.thens[after]]] as const
  ] as const
  return html`<details class="conclude"><summary>${texts.conclude}</summary>
<form method="post" action="${base}/refunds/${key}/conclude">${csrfField(view)}
<p class="small">${mark("triangle")} ${texts.concludeWhy}</p>
${
    choices.map(([found, so]) =>
      html`<label class="choice"><input type="radio" name="found" value="${found}" required><span>${
        texts.found[found]
      }<span class="hint">${so}</span></span></label>`
    )
  }
<p class="actions"><button type="submit">${texts.concludeButton}</button></p></form></details>`
}
