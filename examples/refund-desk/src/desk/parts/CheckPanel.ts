/**
 * The preview of a refund and the findings of its check, while a person types.
 */
import type { CancelCheck } from "@effect-portone/gateways"
import { timingOf } from "../../decide/settlement.ts"
import { isError } from "../../shop/findings.ts"
import type { Order } from "../../shop/Order.ts"
import type { Preview } from "../../shop/Refunds.ts"
import type { Mistake } from "../RefundFields.ts"
import { type Html, html } from "../text/Html.ts"
import { type View, won } from "../View.ts"
import { bar, mark } from "./Marks.ts"
import { sharesOf } from "./Shares.ts"

/**
 * What the panel shows: a preview, or the mistakes that prevent one, or both. `failure` is why
 * the shop rejects the refund.
 */
export interface Checked {
  readonly preview: Preview | undefined
  readonly mistakes: ReadonlyArray<Mistake>
  readonly failure: string | undefined
}

/**
 * The content of the panel. The script replaces it while a person types; `data-submit` is the
 * label of the send button then.
 */
export const checkPanel = (view: View, { mistakes, preview, failure }: Checked): Html => {
  const { texts } = view
  const isBlocked = isRejected({ mistakes, preview, failure })
  const isFine = preview !== undefined && !isBlocked && preview.findings.length === 0
  const label = preview?.needsApproval === true ? texts.submitForApproval : texts.submitAmount
  const submit = preview === undefined || isBlocked
    ? texts.submit
    : label(won(view, preview.amount, preview.order.currency))
  return html`<div class="check" data-submit="${submit}"${isBlocked && html` data-blocked`}>
${
    preview === undefined
      ? failure === undefined && mistakes.length === 0 && html`<p class="small">${texts.chooseFirst}</p>`
      : outlook(view, preview)
  }
${failure !== undefined && item("error", texts.error, failure, "")}
${
    mistakes.length > 0 &&
    html`<ul class="findings">${
      mistakes.map(({ field, words }) => html`<li>${item("error", labelOf(view, field), words, "")}</li>`)
    }</ul>`
  }
${findingList(view, preview?.findings ?? [])}
${isFine && html`<p class="fine">${mark("tick")}${texts.fine}</p>`}
</div>`
}

/**
 * A finding in the page's language, in words for the person at the desk.
 */
export const problemOf = ({ language, texts }: View, { code, field, korean, problem }: CancelCheck.Finding): string =>
  texts.findings[code] ??
    (language === "ko" ? `${korean.problem}.` : `${texts.fields[field] ?? field} ${problem}.`)

/** The findings of a check, errors first; nothing where there is none. */
export const findingList = (view: View, findings: ReadonlyArray<CancelCheck.Finding>): Html => {
  const { texts } = view
  const list = (words: string, some: ReadonlyArray<CancelCheck.Finding>) =>
    some.length > 0 &&
    html`<h3>${words}</h3><ul class="findings">${some.map((one) => finding(view, one))}</ul>`
  const errors = findings.filter(isError)
  const warnings = findings.filter((one) => !isError(one))
  return html`${list(texts.errors(errors.length), errors)}${list(texts.warnings(warnings.length), warnings)}`
}

// internal

// The shop would reject the refund as it is typed. While fields are empty that is not known.
const isRejected = ({ failure, mistakes, preview }: Checked): boolean =>
  failure !== undefined || mistakes.length > 0 ||
  preview !== undefined && (preview.findings.some(isError) || preview.amount > preview.leftToday)

const outlook = (view: View, preview: Preview) => {
  const { texts } = view
  const { amount, findings, leftToday, needsApproval, order } = preview
  const shown = (money: number) => won(view, money, order.currency)
  const now = sharesOf(preview)
  const after = Math.max(0, now.left - amount)
  const isRejected = findings.some(isError)
  return html`<div class="outlook${isRejected && " is-rejected"}">
${
    bar({
      amount: order.amount,
      refunded: now.refunded + amount,
      onHold: now.onHold,
      label: texts.barLabel(shown(order.amount), shown(now.refunded + amount), shown(now.onHold), shown(after))
    })
  }
<dl class="facts">
<dt>${texts.goesBack}</dt><dd class="strong">${shown(amount)}</dd>
<dt>${texts.staysRefundable}</dt><dd>${shown(after)}</dd>
<dt>${texts.when}</dt><dd class="small">${timing(view, order)}</dd>
</dl>
${needsApproval && html`<p class="small">${mark("pause")} ${texts.needsApproval}</p>`}
${
    amount > leftToday
      ? item("error", texts.error, texts.aboveToday(shown(leftToday)), "")
      : html`<p class="small">${texts.leftToday(shown(leftToday))}</p>`
  }
</div>`
}

const timing = ({ texts }: View, { method, pg }: Order): string => texts.arrivals[timingOf(pg, method)]

const finding = (view: View, one: CancelCheck.Finding) => {
  const { language, texts } = view
  const [, todo] = Object.entries(todos).find(([code]) => one.code.startsWith(code)) ?? []
  const advice = todo === undefined ? sentence(language === "ko" ? one.korean.advice : one.advice) : texts.todos[todo]
  return html`<li data-code="${one.code}">${
    isError(one)
      ? item("error", texts.error, problemOf(view, one), advice)
      : item("warning", texts.warning, problemOf(view, one), advice)
  }</li>`
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`.replace(/\.\.$/, ".")

// The library's advice for these speaks to programmers.
const todos: Readonly<Record<string, keyof View["texts"]["todos"]>> = {
  "refund-account-": "refund-account",
  "refund-phone-": "refund-phone",
  "refund-bank-of-another-pg": "bank",
  "phone-partial-ksnet": "whole",
  "voucher-partial-tosspayments": "whole",
  "vbank-unpaid": "revoke"
}

const item = (severity: "error" | "warning", label: string, words: string, advice: string) =>
  html`<div class="finding finding-${severity}">${
    mark(severity === "error" ? "cross" : "triangle")
  }<div><p><strong>${label}</strong> ${words}</p>${advice !== "" && html`<p class="small">${advice}</p>`}</div></div>`

const labelOf = ({ texts }: View, field: string): string =>
  ({
    extent: texts.howMuch,
    amount: texts.amount,
    reason: texts.reason,
    requester: texts.requester,
    bank: texts.bank,
    account: texts.accountNumber,
    holder: texts.holder,
    phone: texts.phone,
    taxFree: texts.taxFree,
    vatAmount: texts.vatAmount
  })[field] ?? field
