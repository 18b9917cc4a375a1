/**
 * A refund whose outcome is unknown: what is known, what decides it, and what may be done now.
 */
import type { Actor } from "../shop/Actor.ts"
import { afterComparing } from "../shop/afterComparing.ts"
import { openComparison } from "../shop/events.ts"
import type { RefundEvent } from "../shop/RefundEvent.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { type Html, html } from "./Html.ts"
import { mark } from "./Marks.ts"
import { csrfField, moment, personOf, type View } from "./View.ts"

/**
 * May this person call the key again without comparing? Only a manager may, and only where the
 * outcome says that it is safe.
 */
export const canContinue = (actor: Actor, refund: RefundRecord): boolean =>
  actor.role === "manager" && refund.state === "unknown" && refund.outcome?._tag === "Undetermined" &&
  refund.outcome.next === "call-again"

/**
 * The part. The button that looks up only reads, for each role; the one that continues says so.
 */
export const unknownPart = (view: View, refund: RefundRecord, events: ReadonlyArray<RefundEvent>): Html => {
  const { actor, base, language, texts } = view
  const { key, outcome } = refund
  const undetermined = outcome?._tag === "Undetermined" ? outcome : undefined
  const button = (address: string, words: string, hint: string) =>
    html`<form class="actions look" method="post" action="${base}/refunds/${key}/${address}">${csrfField(view)}
<button type="submit" aria-describedby="${address}-${key}">${words}</button><span class="small" id="${address}-${key}">${hint}</span></form>`
  return html`${
    undetermined &&
    html`<dl class="unknown"><dt>${texts.known}</dt><dd>${
      language === "ko" ? undetermined.messageKo : undetermined.message
    }<details><summary>${texts.evidence}</summary><p class="small" lang="en">${undetermined.evidence}</p></details></dd></dl>`
  }
${button("look", texts.lookUp, texts.lookReads)}
${canContinue(actor, refund) && button("continue", texts.callAgain, texts.lookSends)}
${actor.role === "manager" && conclusion(view, refund, events, undetermined && afterComparing(undetermined))}`
}

// internal

const conclusion = (
  view: View,
  { key }: RefundRecord,
  events: ReadonlyArray<RefundEvent>,
  after: "again" | "close" | "never" | undefined
) => {
  const { actor, base, texts } = view
  const compared = openComparison(events)
  const not = after ?? "never"
  const choices = [
    ["given-back", texts.thenGivenBack],
    ...not === "never" ? [] : [["not-given-back", texts.thens[not]]] as const
  ] as const
  return html`${
    compared !== undefined && compared.found !== null &&
    html`<p class="note" role="status"><strong>${
      texts.comparedBy(compared.actor === null ? "–" : personOf(view, compared.actor), texts.found[compared.found])
    }</strong> · ${moment(view, compared.at)}<br>${compared.note ?? ""}<br><span class="small">${
      compared.actor === actor.id ? texts.comparedOwn : texts.comparedOther
    }</span></p>`
  }<details class="conclude"><summary>${texts.conclude}</summary>
<form method="post" action="${base}/refunds/${key}/conclude">${csrfField(view)}
<p class="small">${mark("triangle")} ${texts.concludeWhy}</p>
${
    choices.map(([found, so]) =>
      html`<label class="choice"><input type="radio" name="found" value="${found}" required><span>${
        texts.found[found]
      }<span class="hint">${so}</span></span></label>`
    )
  }
<div class="field"><label for="note-${key}">${texts.note}</label><span class="hint" id="note-hint-${key}">${texts.noteHint}</span><textarea id="note-${key}" name="note" rows="2" maxlength="500" required aria-describedby="note-hint-${key}"></textarea></div>
<p class="actions"><button type="submit">${texts.concludeButton}</button></p></form></details>`
}
