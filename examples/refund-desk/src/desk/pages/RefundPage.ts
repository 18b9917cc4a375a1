/**
 * One refund, updated until its outcome is final. Only the buttons of an unknown outcome and of a
 * rejection that passes may call the key again.
 */
import type { Payment } from "@effect-portone/core"
import type { FoundRefund, RefundOutcome } from "@effect-portone/refunds"
import { Option } from "effect"
import { arrivalOfRefund } from "../../decide/settlement.ts"
import { hasRequested } from "../../shop/events.ts"
import type { RefundEvent } from "../../shop/RefundEvent.ts"
import { mayRepeat, type RefundRecord, type RefundState } from "../../shop/RefundRecord.ts"
import { page } from "../parts/Frame.ts"
import { isTakenBack } from "../parts/History.ts"
import { mark } from "../parts/Marks.ts"
import type { Named } from "../parts/Named.ts"
import { refundMark } from "../parts/RefundMark.ts"
import { confirmedPart, unknownPart } from "../parts/UnknownPart.ts"
import { day } from "../text/Format.ts"
import { type Html, html } from "../text/Html.ts"
import { csrfField, keptNote, moment, personOf, type View, won } from "../View.ts"

/** What a second person needs for a decision, and what keeps the refund from being approved. */
export interface Background {
  readonly shown: Html
  /** The payment cannot be read, or the check rejects what would be sent. */
  readonly obstacle: "unreadable" | "rejected" | undefined
  /** Of the order as it is shown: `seenOf`. */
  readonly seen?: string | undefined
}

/**
 * What the pages show of a refund. `found`: a look-up of now, or that it failed. `payment`: for the
 * customer's words.
 */
export interface Shown extends Named {
  readonly found?: FoundRefund.FoundRefund | "failed" | undefined
  readonly payment?: Payment.Payment | undefined
  readonly background?: Background | undefined
  /** The form of this refund was sent again. */
  readonly isAgain?: boolean | undefined
  /** It was not approved, because the balance has changed. */
  readonly isChanged?: boolean | undefined
}

/**
 * The page.
 */
export const refundPage = (view: View, shown: Shown): string => {
  const { base, texts } = view
  const { background, events, isAgain, isChanged, orderTitle, refund } = shown
  const order = `${base}/orders/${encodeURIComponent(refund.orderId)}`
  return page(view, {
    title: `${isTakenBack(refund, shown.payment) ? texts.takenBackState : texts.states[refund.state]} · ${
      texts.refundTitle(won(view, refund.amount, refund.currency))
    }`,
    here: "refunds",
    refreshSeconds: reloadOf(view, refund),
    body:
      html`<p class="crumb"><a href="${base}/refunds">${texts.refunds}</a> / <a href="${order}">${orderTitle}</a></p>
<h1>${texts.refundTitle(won(view, refund.amount, refund.currency))}</h1>
${keptNote(view)}${isAgain && html`<p class="note" role="status">${texts.again}</p>`}${
        isChanged && (refund.state === "waiting" || mayRepeat(refund)) &&
        html`<p class="note note-warn" role="status">${texts.changedSince}</p>`
      }
<div class="columns"><div class="wide">
<div id="live" aria-live="polite" data-live="${base}/refunds/${refund.key}/live" data-paused="${texts.followingPaused}">${
        refundPart(view, shown)
      }</div>
${
        refund.state === "waiting" &&
        html`<div data-while="waiting">${background?.shown}<section class="card" aria-label="${texts.steps.decided}">${
          decision(view, refund, events, background)
        }</section></div>`
      }
${eventList(view, events)}
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
 * The part that changes while the refund is in progress; the script replaces it.
 *
 * Units: `data-poll` in milliseconds.
 */
export const refundPart = (view: View, shown: Shown): Html => {
  const { texts } = view
  const { background, events, found, payment, refund } = shown
  const pause = pauseOf(refund)
  const isGone = isTakenBack(refund, payment)
  return html`<div class="card state-${refund.state}" data-state="${refund.state}" data-title="${
    isGone ? texts.takenBackState : texts.states[refund.state]
  }"${pause !== undefined && html` data-poll="${pause}"`}>
<p class="verdict">${refundMark(view, refund, isGone)} <span>${sayingOf(view, shown, isGone)}</span></p>
${isGone && html`<div class="finding finding-error">${mark("triangle")}<p>${texts.takenBack}</p></div>`}
${steps(view, refund, events, isGone)}
${rejectionPart(view, refund)}
${mayRepeat(refund) && repeatPart(view, refund, background)}
${refund.state === "declined" && declinePart(view, events)}
${GIVEN_BACK.has(refund.state) && !hasOtherAmount(refund) && !isGone && customerPart(view, shown)}
${(refund.state === "unknown" || refund.state === "pending") && unknownPart(view, refund, events, found)}
${refund.state === "by-hand" && confirmedPart(view, refund, found)}
${
    pause !== undefined &&
    html`<p class="small following"><span class="js">${texts.following}</span>${
      reloadOf(view, refund) !== undefined && html`<noscript>${texts.reloads}</noscript>`
    }</p>`
  }
</div>`
}

/**
 * Approving, declining or withdrawing, or why another person has to decide.
 */
export const decision = (
  view: View,
  { amount, currency, key }: RefundRecord,
  events: ReadonlyArray<RefundEvent>,
  background?: Background
): Html => {
  const { actor, base, texts } = view
  const obstacle = background?.obstacle
  const isOwn = hasRequested(events, actor.id)
  const withdrawal = isOwn &&
    html`<form class="actions" method="post" action="${base}/refunds/${key}/withdraw">${csrfField(view)}
<button type="submit">${texts.withdraw}</button></form>`
  if (actor.role !== "manager") return html`<p class="small">${texts.managersOnly}</p>${withdrawal}`
  if (isOwn) return html`<p class="small">${texts.ownRefund}</p>${withdrawal}`
  const approval = obstacle === undefined
    ? html`<form class="actions" method="post" action="${base}/refunds/${key}/decide">${
      csrfField(view)
    }<input type="hidden" name="seen" value="${background?.seen}">
<button class="button" type="submit" name="decision" value="approve">${
      texts.agree(won(view, amount, currency))
    }</button></form>`
    : html`<p>${texts.obstacles[obstacle]}</p>${
      obstacle === "unreadable" &&
      html`<p class="actions"><a class="button" href="${base}/refunds/${key}">${texts.tryAgain}</a></p>`
    }`
  return html`${approval}
<details class="conclude"${view.kept?.["decision"] === "decline" && html` open`}><summary>${texts.decline}</summary>
<form method="post" action="${base}/refunds/${key}/decide">${csrfField(view)}
<div class="field"><label for="why-${key}">${texts.declineWhy} <span class="required">${texts.required}</span></label><textarea id="why-${key}" name="note" rows="2" maxlength="500" required>${
    view.kept?.["note"]
  }</textarea></div>
<p class="actions"><button type="submit" name="decision" value="decline">${texts.decline}</button></p></form></details>`
}

// internal

// Seconds until a page without JavaScript reloads; absent where a reason or a note is typed, which
// it would lose.
const reloadOf = ({ actor }: View, { state }: RefundRecord): number | undefined =>
  state === "running" ? 2 : actor.role !== "manager" && (state === "waiting" || state === "pending") ? 20 : undefined

// Until the script looks again, in milliseconds; absent where the state does not change by itself.
const pauseOf = ({ state }: RefundRecord): number | undefined =>
  state === "running" ? 1000 : state === "waiting" || state === "pending" ? 5000 : undefined

// Where the outcome says more than the state: a rejection may pass, and a proof has a reason.
const sayingOf = (view: View, { payment, refund }: Shown, isGone: boolean): string => {
  const { texts } = view
  const { amount, currency, outcome, state } = refund
  return hasOtherAmount(refund)
    ? texts.amountDiffers(won(view, amount, currency), won(view, refund.outcome.amount, currency))
    : state === "rejected" && outcome?._tag === "Rejected" && outcome.next === "call-again"
    ? texts.rejectedForNow
    : state === "not-refunded" && outcome?._tag === "NotRefunded"
    ? texts.proofs[outcome.proof]
    : state === "succeeded" && (isGone || entryIn(refund) === undefined)
    ? texts.confirmed
    : state === "succeeded" && arrivalOfRefund(refund, payment).stage === "accepted"
    ? texts.completedLater
    : texts.says[state]
}

// The entry of the payment history, where one was seen.
const entryIn = ({ outcome }: RefundRecord): Payment.CancelEntry | undefined =>
  outcome?._tag === "Succeeded" ? Option.getOrUndefined(outcome.entry) : undefined

// PortOne shows another amount than was requested, as it may with a promotion.
const hasOtherAmount = (
  refund: RefundRecord
): refund is RefundRecord & { readonly outcome: RefundOutcome.Succeeded } =>
  refund.state === "succeeded" && refund.outcome?._tag === "Succeeded" && refund.outcome.next !== "done"

const steps = (view: View, refund: RefundRecord, events: ReadonlyArray<RefundEvent>, isGone: boolean) => {
  const { texts } = view
  const { createdAt, isUnsent, requestedBy, state, updatedAt } = refund
  const isOpen = state === "running" || state === "pending" || state === "unknown"
  const isOver = !isOpen && state !== "waiting" && !isGone
  const failed = BAD.has(state)
  const step = (shape: "tick" | "cross" | "clock" | "ring", words: string, more: Html | string | false) =>
    html`<li class="${shape === "tick" ? "is-done" : shape === "clock" ? "is-now" : ""}"${
      shape === "clock" && html` aria-current="step"`
    }>${mark(shape)}<span>${words}</span><span class="small">${more}</span></li>`
  // What was decided of a request before this one says nothing about this one.
  const since = events.slice(events.findLastIndex(({ kind }) => kind === "requested") + 1)
  const decided = since.find(({ kind }) => kind === "approved" || kind === "declined" || kind === "withdrawn")
  // One that is requested again was sent, and rejected, before.
  const wasRejected = events.some(({ toState }) => toState === "rejected")
  const neverSent = !SENT.has(state) && (isUnsent === true || hasNeverSent(refund)) ||
    (state === "waiting" || NEVER_SENT.has(state)) && !wasRejected
  return html`<ol class="steps">
${step("tick", texts.steps.asked, html`${personOf(view, requestedBy)} · ${moment(view, createdAt)}`)}
${
    (decided !== undefined || state === "waiting") &&
    step(
      decided === undefined ? "clock" : decided.kind === "approved" ? "tick" : "cross",
      decided?.kind === "withdrawn" ? texts.events.withdrawn : texts.steps.decided,
      decided !== undefined &&
        html`${decided.actor === null ? "–" : personOf(view, decided.actor)} · ${moment(view, decided.at)}`
    )
  }
${step(neverSent ? "ring" : isOpen ? "clock" : failed ? "cross" : "tick", texts.steps.sent, false)}
${step(isOver ? failed ? "cross" : "tick" : "ring", texts.steps.ended, isOver && moment(view, updatedAt))}
</ol>`
}

const hasNeverSent = ({ outcome }: RefundRecord): boolean =>
  outcome?._tag === "NotRefunded" && outcome.proof === "NeverSent"

const GIVEN_BACK: ReadonlySet<RefundState> = new Set(["succeeded", "by-hand"])
// Under way, or seen at PortOne.
const SENT: ReadonlySet<RefundState> = new Set(["running", "pending", "succeeded"])
const NEVER_SENT: ReadonlySet<RefundState> = new Set(["declined", "withdrawn", "invalid"])
const BAD: ReadonlySet<RefundState> = new Set([
  "rejected",
  "not-refunded",
  "invalid",
  "declined",
  "withdrawn",
  "closed"
])

const eventList = (view: View, events: ReadonlyArray<RefundEvent>) => {
  const { texts } = view
  return html`<details class="events"><summary>${texts.eventsTitle}</summary><ol>${
    events.map(({ actor, at, found, kind, note, toState }) =>
      html`<li>${moment(view, at)} · ${texts.events[kind]}${actor !== null && html` · ${personOf(view, actor)}`}${
        found !== null && html` · ${texts.found[found]}`
      }${kind === "ended" && toState !== null && html` · ${texts.states[toState]}`}${
        note !== null && html`<br><span class="reason">${note}</span>`
      }</li>`
    )
  }</ol></details>`
}

// Never pressed by the program: a person knows when the obstacle is over.
const repeatPart = (view: View, { amount, currency, key }: RefundRecord, background: Background | undefined) => {
  const { base, texts } = view
  if (background?.seen === undefined || background.obstacle !== undefined) {
    return html`${background?.shown}<p class="actions"><a class="button" href="${base}/refunds/${key}">${texts.tryAgain}</a></p>`
  }
  return html`${background.shown}<form class="actions look" method="post" action="${base}/refunds/${key}/repeat">${
    csrfField(view)
  }<input type="hidden" name="seen" value="${background.seen}">
<button type="submit" aria-describedby="repeat-${key}">${
    texts.callAgain(won(view, amount, currency))
  }</button><span class="small" id="repeat-${key}">${texts.repeatHint}</span></form>`
}

const rejectionPart = ({ texts }: View, { outcome, state }: RefundRecord) => {
  const shown = state !== "rejected" && state !== "invalid" ? undefined : outcome?._tag === "Rejected"
    // The words of PortOne or the PG, which are Korean.
    ? html`<p lang="ko">${outcome.rejection}</p>`
    : outcome?._tag === "Invalid"
    ? html`<p>${texts.invalid[outcome.error]}</p>`
    : undefined
  return shown !== undefined &&
    html`<div class="finding finding-error">${
      mark("cross")
    }<div><p><strong>${texts.rejection}</strong></p>${shown}</div></div>`
}

const declinePart = (view: View, events: ReadonlyArray<RefundEvent>) => {
  const note = events.findLast(({ kind }) => kind === "declined")?.note ?? null
  return note !== null &&
    html`<div class="finding finding-warning">${
      mark("cross")
    }<div><p><strong>${view.texts.declinedBecause}</strong></p><p>${note}</p></div></div>`
}

// In words for the customer, ready to be copied. The button needs the script; the text does not.
const customerPart = (view: View, { orderTitle, payment, refund }: Shown) => {
  const { language, texts } = view
  const { amount, currency } = refund
  const { stage, timing } = arrivalOfRefund(refund, payment)
  // Without the entry of the history it is not known on which day the refund was made.
  const at = Option.flatMap(Option.fromUndefinedOr(entryIn(refund)), ({ cancelledAt }) => cancelledAt)
  const date = Option.getOrUndefined(Option.map(at, ({ epochMilliseconds }) => day(epochMilliseconds, language)))
  const [money, arrival] = [won(view, amount, currency), texts.arrivals[timing]]
  if (stage === "unread") {
    return html`<p class="finding finding-warning">${mark("clock")}<span>${texts.unreadForCustomer}</span></p>`
  }
  const words = stage === "made"
    ? texts.customerText(orderTitle, money, date, arrival)
    : texts.customerAccepted(orderTitle, money, arrival)
  return html`<section class="customer" aria-labelledby="customer"><h2 id="customer">${texts.forCustomer}</h2>
${
    stage === "accepted" &&
    html`<p class="finding finding-warning">${mark("clock")}<span>${texts.notYetForCustomer}</span></p>`
  }
<p id="customer-text">${words}</p>
<p class="actions"><button type="button" hidden data-copy="customer-text" data-copied="${texts.copied}">${texts.copy}</button></p></section>`
}
