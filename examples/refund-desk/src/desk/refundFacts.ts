/**
 * What the page of a refund asks of the shop: its row and events, a look-up of now, and what a
 * second person needs for a decision.
 */
import { Effect, Option, Result } from "effect"
import { isTaxHint } from "../decide/formFields.ts"
import { seenOf } from "../decide/seen.ts"
import { LOOK_UP_ERRORS, type Problematic } from "../http/problematic.ts"
import type { Actor } from "../shop/Actor.ts"
import { isError } from "../shop/findings.ts"
import { Orders } from "../shop/Orders.ts"
import { mayRepeat, type RefundRecord } from "../shop/RefundRecord.ts"
import { type Payee, Refunds } from "../shop/Refunds.ts"
import { buyerFacts, figures } from "./pages/PaymentPage.ts"
import { wordsOf } from "./pages/ProblemPage.ts"
import type { Background } from "./pages/RefundPage.ts"
import { findingList } from "./parts/CheckPanel.ts"
import { history } from "./parts/History.ts"
import { mark } from "./parts/Marks.ts"
import type { Named } from "./parts/Named.ts"
import { sharesOf } from "./parts/Shares.ts"
import { banksOf } from "./RefundFields.ts"
import { html } from "./text/Html.ts"
import { type View, won } from "./View.ts"

/** A refund's row, if there is one under this key. */
export const known = (actor: Actor, key: string) =>
  Effect.flatMap(Refunds, (refunds) => refunds.get(actor, key)).pipe(
    Effect.asSome,
    Effect.catchTag("RefundNotFound", () => Effect.succeedNone)
  )

/** A refund with the name of its order and with its events. */
export const named = Effect.fnUntraced(function*(actor: Actor, refund: RefundRecord) {
  const { title } = yield* Effect.flatMap(Orders, (orders) => orders.get(actor, refund.orderId))
  const events = yield* Effect.flatMap(Refunds, (refunds) => refunds.events(actor, refund.key))
  return { refund, events, orderTitle: title } satisfies Named
})

/** What `findRefund` knows of a refund now, or that it failed; nothing of one that is proved. */
export const finding = (view: View, refund: RefundRecord) => {
  const { key, state } = refund
  return state !== "unknown" && state !== "pending" && state !== "by-hand"
    ? Effect.succeed(undefined)
    : Effect.map(
      inTime(refund, Effect.flatMap(Refunds, (refunds) => refunds.finding(view.actor, key))),
      (found) => found ?? "failed" as const
    )
}

/** The payment of a refund that was made, for the words to the customer. */
export const paymentOf = (view: View, refund: RefundRecord) =>
  refund.state !== "succeeded" ? Effect.succeed(undefined) : Effect.map(
    inTime(refund, Effect.flatMap(Orders, (orders) => orders.payment(view.actor, refund.orderId))),
    (seen) => seen?.payment
  )

/** Looks a refund up for each role, and says whether that was possible. Sends nothing. */
export const look = Effect.fnUntraced(function*(view: View, key: string) {
  const orders = yield* Orders
  const refunds = yield* Refunds
  const refund = yield* refunds.get(view.actor, key)
  return yield* orders.inTime(refund, refunds.look(view.actor, key)).pipe(
    Effect.as("1" as const),
    Effect.catchTag(LOOK_UP_ERRORS, () => Effect.succeed("failed" as const))
  )
})

/**
 * What a person needs who approves a refund, or requests it again: the findings of what would be
 * sent, the customer, the balance and the history of the payment. Without them neither is possible.
 */
export const background = Effect.fnUntraced(function*(view: View, refund: RefundRecord) {
  const { amount, currency, key, reason, state } = refund
  if (!mayRepeat(refund) && (state !== "waiting" || view.actor.role !== "manager")) return undefined
  const { texts } = view
  const seen = yield* Effect.result(Effect.flatMap(Refunds, (refunds) => refunds.review(view.actor, key)))
  if (Result.isFailure(seen)) {
    const { detail, title } = wordsOf(view, seen.failure)
    const shown =
      html`<div class="note note-warn" role="status"><p><strong>${title}</strong></p><p class="small">${detail}</p></div>`
    return { shown, obstacle: PASSING.has(seen.failure._tag) ? "unreadable" : "rejected" } satisfies Background
  }
  const known = seen.success
  // As in the form, which has the fields for tax where a PG may need them.
  const findings = known.findings.filter((one) => !isTaxHint(one))
  const shown = html`<section class="card" aria-labelledby="review"><h2 id="review">${texts.decisionTitle}</h2>
<dl class="facts"><dt>${texts.amount}</dt><dd class="strong">${won(view, amount, currency)}</dd>
<dt>${texts.reason}</dt><dd>${reason ?? "–"}</dd>${buyerFacts(view, known.order)}${
    payeeFacts(view, refund.pg, known.payee)
  }</dl>
${
    known.payee !== undefined && known.payee.isBuyer !== true &&
    html`<div class="finding finding-warning">${mark("triangle")}<p>${
      known.payee.isBuyer === false ? texts.payeeDiffers : texts.payeeUnknown
    }</p></div>`
  }
${
    findings.length === 0
      ? html`<p class="fine">${mark("tick")}${texts.fine}</p>`
      : findingList(view, findings)
  }
</section>
<section class="card" aria-label="${texts.share}">${figures(view, sharesOf(known))}</section>
<section aria-labelledby="history"><h2 id="history">${texts.history}</h2>${
    history(view, known.order, known.refunds, known.payment, known.tags)
  }</section>`
  return { shown, obstacle: findings.some(isError) ? "rejected" : undefined, seen: seenOf(known) } satisfies Background
})

// internal

const payeeFacts = ({ language, texts }: View, pg: string, payee: Payee | undefined) => {
  if (payee === undefined) return undefined
  const bank = banksOf(pg).find(({ code }) => code === payee.bank)
  const name = bank === undefined ? payee.bank : language === "ko" ? bank.korean : bank.english
  return html`<dt>${texts.account}</dt><dd>${texts.payee(name, payee.end, payee.holder)}</dd>`
}

// Another look-up may succeed, without a change of the order or of the request.
const PASSING: ReadonlySet<Problematic["_tag"]> = new Set([
  "LookupFailed",
  "NotSent",
  "CredentialsRejected",
  "Unauthorized"
])

// A page shows what is known where PortOne does not answer in time.
const inTime = <A, E, R>({ impUid }: RefundRecord, effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Orders, (orders) => orders.inTime({ impUid }, effect)).pipe(
    Effect.option,
    Effect.map(Option.getOrUndefined)
  )
