/**
 * An outcome that nobody knows: what is known, what would decide it, and the one thing to do about it.
 */
import type { Actor } from "../shop/Actor.ts"
import { type Cause, deciding } from "../shop/deciding.ts"
import type { RefundRecord } from "../shop/RefundRecord.ts"
import { type Html, html } from "./Html.ts"
import { mark } from "./Marks.ts"
import { csrfField, type View } from "./View.ts"

/**
 * Causes after which `refundOnce` says by itself that the same key may be called again, with nothing to compare before.
 */
const callable: ReadonlySet<Cause> = new Set(["NeverConfirmed", "Unreadable", "SnapshotInconsistent"])

/**
 * Does looking again go through `refundOnce`? Else it only reads. The shop lets managers alone go on with an unknown outcome.
 */
export const goesOn = (actor: Actor, refund: RefundRecord): boolean =>
  actor.role === "manager" && refund.state === "unknown" && refund.outcome?._tag === "Undetermined" &&
  callable.has(refund.outcome.cause)

/**
 * The part.
 */
export const unknownPart = (view: View, refund: RefundRecord): Html => {
  const { actor, base, language, texts } = view
  const { key, outcome } = refund
  const row = outcome?._tag === "Undetermined" ? deciding[outcome.cause] : undefined
  return html`${
    outcome?._tag === "Undetermined" &&
    html`<dl class="unknown"><dt>${texts.known}</dt><dd>${
      texts.causes[outcome.cause]
    }.<details><summary>${texts.evidence}</summary><p class="small" lang="en">${outcome.evidence}</p></details></dd>
<dt>${texts.decides}</dt><dd>${row?.[language === "ko" ? "korean" : "english"]}</dd></dl>`
  }
<form class="actions look" method="post" action="${base}/refunds/${key}/look">${csrfField(view)}
<button type="submit" aria-describedby="look-${key}">${texts.lookAgain}</button><span class="small" id="look-${key}">${
    goesOn(actor, refund) ? texts.lookSends : texts.lookReads
  }</span></form>
${actor.role === "manager" && conclusion(view, refund, row?.ifNot)}`
}

// internal

const conclusion = (view: View, { key }: RefundRecord, ifNot: "again" | "close" | "never" | undefined) => {
  const { base, texts } = view
  const choices = [
    ["given-back", texts.thenGivenBack],
    ...ifNot === undefined || ifNot === "never" ? [] : [["not-given-back", texts.thens[ifNot]]] as const
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
