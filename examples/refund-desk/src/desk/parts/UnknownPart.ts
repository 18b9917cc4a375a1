/**
 * A refund whose outcome is unknown: what is known, and what a person may do now, in words for the
 * desk. The sentences of the library are kept for a question to PortOne.
 */
import type { FoundRefund } from "@effect-portone/refunds"
import { seenIn, storyOf } from "../../decide/story.ts"
import { type AfterComparing, afterComparing, afterLookUp } from "../../shop/afterComparing.ts"
import { openComparison } from "../../shop/events.ts"
import type { RefundEvent } from "../../shop/RefundEvent.ts"
import { mayContinue, type RefundRecord } from "../../shop/RefundRecord.ts"
import { withMoney } from "../text/Format.ts"
import { type Html, html } from "../text/Html.ts"
import { csrfField, moment, personOf, type View, won } from "../View.ts"
import { mark } from "./Marks.ts"

/**
 * The part. What it offers follows from the one story of the refund: the button that looks up only
 * reads, for each role; the one that continues names what it sends.
 */
export const unknownPart = (
  view: View,
  refund: RefundRecord,
  events: ReadonlyArray<RefundEvent>,
  found: FoundRefund.FoundRefund | "failed" | undefined
): Html => {
  const { actor, language, texts } = view
  const { amount, currency, outcome, state } = refund
  const undetermined = outcome?._tag === "Undetermined" ? outcome : undefined
  const story = storyOf(refund, found === "failed" ? undefined : found)
  const isManager = actor.role === "manager"
  // A contradiction stays one, although the history has the refund.
  const isThere = story?.seen === "there" && story.next !== "stop"
  const mayCall = mayContinue(refund) && story?.next === "call-again" && !isThere
  const todo = isThere
    ? texts.lookStores
    : story === undefined && state === "unknown"
    ? isManager ? texts.lookFirst : texts.managersCompare
    : story?.next === "stop"
    ? texts.askPortOne
    : state === "pending"
    ? texts.waitForIt
    : mayCall
    ? isManager ? story.seen === undefined ? texts.continueIt : texts.continueNow : texts.managerContinues
    : isManager
    ? story?.cause === "AsyncAnswerLost" ? `${texts.compareIt} ${texts.compareLater}` : texts.compareIt
    : texts.managersCompare
  const button = (address: string, words: string, hint: string) => formTo(view, refund, address, words, hint)
  const after = found !== undefined && found !== "failed"
    ? afterLookUp(refund, found)
    : undetermined === undefined
    ? "never"
    : afterComparing(undetermined)
  const known = story?.cause !== undefined
    ? texts.causes[story.cause]
    : outcome === undefined && state === "unknown"
    ? texts.unreadOutcome
    : undefined
  return html`<dl class="unknown">${known !== undefined && html`<dt>${texts.known}</dt><dd>${known}</dd>`}${
    found === "failed"
      ? html`<dt>${texts.lookedUp}</dt><dd><span role="status">${texts.lookFailed}</span></dd>`
      : story?.seen !== undefined &&
        html`<dt>${texts.lookedUp}</dt><dd><span role="status">${texts.seen[story.seen]}</span></dd>`
  }<dt>${texts.todo}</dt><dd class="todo">${todo}</dd></dl>
${
    story !== undefined &&
    html`<details class="evidence"><summary>${texts.evidence}</summary><p class="small">${
      withMoney(language === "ko" ? story.messageKo : story.message, language)
    }</p>${story.evidence !== undefined && html`<p class="small" lang="en">${story.evidence}</p>`}</details>`
  }
${button("look", texts.lookUp, texts.lookReads)}
${isManager && mayCall && button("continue", texts.callAgain(won(view, amount, currency)), texts.lookSends)}
${isManager && !isThere && conclusion(view, refund, events, after === "accepted" ? "never" : after)}`
}

/** A refund that people have confirmed: what a look-up of now shows, and the button for one. */
export const confirmedPart = (
  view: View,
  refund: RefundRecord,
  found: FoundRefund.FoundRefund | "failed" | undefined
): Html => {
  const { texts } = view
  return html`${
    found !== undefined &&
    html`<dl class="unknown"><dt>${texts.lookedUp}</dt><dd><span role="status">${
      found === "failed" ? texts.lookFailed : texts.seen[seenIn(found)]
    }</span></dd></dl>`
  }${formTo(view, refund, "look", texts.lookUp, texts.lookReads)}`
}

// internal

const formTo = (view: View, { key }: RefundRecord, address: string, words: string, hint: string) =>
  html`<form class="actions look" method="post" action="${view.base}/refunds/${key}/${address}">${csrfField(view)}
<button type="submit" aria-describedby="${address}-${key}">${words}</button><span class="small" id="${address}-${key}">${hint}</span></form>`

const conclusion = (
  view: View,
  { key }: RefundRecord,
  events: ReadonlyArray<RefundEvent>,
  after: AfterComparing
) => {
  const { actor, base, texts } = view
  const compared = openComparison(events)
  const choices = [
    ["given-back", texts.thenGivenBack],
    ...after === "never" ? [] : [["not-given-back", texts.thenContinued]] as const
  ] as const
  return html`${
    compared !== undefined && compared.found !== null &&
    html`<p class="note" role="status"><strong>${
      texts.comparedBy(compared.actor === null ? "–" : personOf(view, compared.actor), texts.found[compared.found])
    }</strong> · ${moment(view, compared.at)}<br>${compared.note ?? ""}<br><span class="small">${
      compared.actor === actor.id ? texts.comparedOwn : texts.comparedOther
    }</span></p>`
  }<details class="conclude"${view.kept?.["found"] !== undefined && html` open`}><summary>${texts.conclude}</summary>
<form method="post" action="${base}/refunds/${key}/conclude">${csrfField(view)}
<p class="small">${mark("triangle")} ${texts.concludeWhy}</p>
<fieldset><legend>${texts.comparison} <span class="required">${texts.required}</span></legend>${
    choices.map(([found, so]) =>
      html`<label class="choice"><input type="radio" name="found" value="${found}" required${
        view.kept?.["found"] === found && html` checked`
      }><span>${texts.found[found]}<span class="hint">${so}</span></span></label>`
    )
  }</fieldset>
<div class="field"><label for="note-${key}">${texts.note} <span class="required">${texts.required}</span></label><span class="hint" id="note-hint-${key}">${texts.noteHint}</span><textarea id="note-${key}" name="note" rows="2" maxlength="500" required aria-describedby="note-hint-${key}">${
    view.kept?.["note"]
  }</textarea></div>
<p class="actions"><button type="submit">${texts.concludeButton}</button></p></form></details>`
}
