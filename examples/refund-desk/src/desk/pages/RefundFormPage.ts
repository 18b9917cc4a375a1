/**
 * The refund form. "Preview" is its first button, because the Enter key presses the first. Its
 * address has the key of the refund, so that a reload, the back button and a second click are the
 * same refund.
 */
import type { Needs } from "../../decide/formFields.ts"
import { isError } from "../../shop/findings.ts"
import { type Checked, checkPanel, problemOf } from "../parts/CheckPanel.ts"
import { page } from "../parts/Frame.ts"
import { pgOf } from "../parts/gatewayNames.ts"
import type { Shares } from "../parts/Shares.ts"
import { banksOf, type Mistake, type Typed } from "../RefundFields.ts"
import { lastFour } from "../text/Format.ts"
import { type Html, html } from "../text/Html.ts"
import { csrfField, keptNote, type View, won } from "../View.ts"
import { figures } from "./PaymentPage.ts"

/**
 * What the form shows. `isSent`: it was sent and rejected, so its mistakes are shown at their
 * fields.
 */
export interface Form {
  readonly orderId: string
  readonly orderTitle: string
  readonly pg: string
  readonly key: string
  readonly shares: Shares
  /** What a refund may take now. Units: major units. */
  readonly left: number
  /** Of the order as it is now: `seenOf`. */
  readonly seen: string
  readonly needs: Needs
  /** The account that was typed before, sealed. */
  readonly keptAccount: string | undefined
  readonly typed: Typed
  readonly checked: Checked
  readonly isSent: boolean
  /** The history of the payment, where its balance has changed since the form was opened. */
  readonly changes: Html | undefined
}

/**
 * The page.
 */
export const refundFormPage = (view: View, form: Form): string => {
  const { base, texts } = view
  const { changes, checked, isSent, key, left, orderId, orderTitle, seen, shares, typed } = form
  const address = `${base}/orders/${encodeURIComponent(orderId)}`
  const mistakes = isSent ? checked.mistakes : []
  const rejections = isSent ? checked.preview?.findings.filter(isError) ?? [] : []
  const isWrong = mistakes.length > 0 || rejections.length > 0 || isSent && checked.failure !== undefined
  const all = won(view, left, shares.currency)
  const panel = checkPanel(view, isSent ? { ...checked, mistakes: [], failure: undefined } : checked)
  return page(view, {
    title: `${texts.form} · ${orderTitle}`,
    titlePrefix: isWrong ? texts.errorPrefix : undefined,
    here: "payments",
    body: html`<p class="crumb"><a href="${base}/">${texts.payments}</a> / <a href="${address}">${orderTitle}</a></p>
<h1>${texts.form}</h1>
<section class="card" aria-label="${texts.share}">${figures(view, shares)}</section>
${
      changes !== undefined &&
      html`<section aria-labelledby="history"><h2 id="history">${texts.history}</h2><p class="note note-warn">${texts.changed}</p>${changes}</section>`
    }
${keptNote(view)}${isWrong && summary(view, mistakes, checked)}
<form class="columns refund" method="post" action="${address}/refund?key=${key}" data-check="${address}/refund/check?key=${key}" novalidate>
${csrfField(view)}<input type="hidden" name="seen" value="${seen}">
<div class="wide">
<fieldset${describedBy(mistakes, "extent")}><legend>${texts.howMuch}${required(view)}</legend>
${mistake(mistakes, "extent")}
<label class="choice"><input type="radio" name="extent" value="all" id="extent"${
      typed["extent"] === "all" && html` checked`
    }><span>${texts.everything(all)}</span></label>
<label class="choice"><input type="radio" name="extent" value="part"${
      typed["extent"] === "part" && html` checked`
    }><span>${texts.part}</span></label>
<div class="field field-part">${
      input(view, form, "amount", texts.amount, {
        hint: texts.amountHint(all),
        isOptional: true,
        mode: "decimal",
        extra: html` autocomplete="off"`
      })
    }</div>
</fieldset>
<div class="field">${
      input(view, form, "reason", texts.reason, {
        hint: texts.reasonHint,
        extra: html` list="reasons" autocomplete="off"`
      })
    }<datalist id="reasons">${texts.reasons.map((reason) => html`<option value="${reason}"></option>`)}</datalist></div>
<fieldset><legend>${texts.requester}${required(view)}</legend><div class="inline">${
      (["customer", "admin"] as const).map((one) =>
        html`<label class="choice"><input type="radio" name="requester" value="${one}"${
          (typed["requester"] ?? "customer") === one && html` checked`
        }><span>${texts.requesters[one]}</span></label>`
      )
    }</div></fieldset>
${form.needs.account && account(view, form)}
${
      form.needs.tax.length > 0 &&
      html`<fieldset><legend>${texts.tax}</legend><p class="hint">${texts.taxHint}</p><div class="pair">${
        form.needs.tax.map((name) =>
          html`<div class="field">${
            input(view, form, name, texts[name], {
              mode: "decimal",
              isOptional: true,
              extra: html` autocomplete="off"`
            })
          }</div>`
        )
      }</div></fieldset>`
    }
</div>
<div class="side">
<section class="card sticky" aria-labelledby="before"><h2 id="before">${texts.before}</h2>
<div id="check" aria-live="polite" data-busy="${texts.checking}" data-failed="${texts.checkFailed}">${panel}</div>
<div class="actions"><button type="submit" name="action" value="check">${texts.check}</button>
<button class="button" type="submit" name="action" value="send" id="send">${texts.submit}</button>
<a href="${address}">${texts.cancel}</a></div>
<p class="small">${texts.once}</p>
</section></div>
</form>`
  })
}

// internal

interface InputOptions {
  readonly hint?: string | undefined
  readonly mode?: "decimal" | "numeric" | "tel" | undefined
  readonly extra?: Html | undefined
  /** Never rendered back. */
  readonly isPrivate?: boolean | undefined
  /** Not marked as required. */
  readonly isOptional?: boolean | undefined
}

const required = ({ texts }: View) => html` <span class="required">${texts.required}</span>`

const input = (
  view: View,
  { checked, isSent, typed }: Form,
  name: string,
  label: string,
  options: InputOptions
) => {
  const mistakes = isSent ? checked.mistakes : []
  const isWrong = mistakes.some(({ field }) => field === name)
  const notes = [isWrong ? `${name}-mistake` : "", options.hint === undefined ? "" : `${name}-hint`].filter(Boolean)
  return html`<label for="${name}">${label}${options.isOptional !== true && required(view)}</label>
${mistake(mistakes, name)}
<input id="${name}" name="${name}" value="${options.isPrivate === true ? "" : typed[name] ?? ""}" inputmode="${
    options.mode ?? "text"
  }" maxlength="250"${options.isOptional !== true && html` aria-required="true"`}${
    isWrong && html` aria-invalid="true"`
  }${notes.length > 0 && html` aria-describedby="${notes.join(" ")}"`}${options.extra}>
${options.hint !== undefined && html`<p class="hint" id="${name}-hint">${options.hint}</p>`}`
}

const account = (view: View, form: Form) => {
  const { texts } = view
  const { pg, typed } = form
  const banks = banksOf(pg)
  const mistakes = form.isSent ? form.checked.mistakes : []
  const wasTyped = form.keptAccount !== undefined
  return html`<fieldset><legend>${texts.account}</legend><p class="hint">${texts.accountWhy}</p>${
    form.keptAccount !== undefined && html`<input type="hidden" name="keptAccount" value="${form.keptAccount}">`
  }
<div class="field">${
    banks.length === 0
      ? input(view, form, "bank", texts.bankCode, { hint: texts.bankCodeHint, extra: html` autocomplete="off"` })
      : html`<label for="bank">${texts.bank}${required(view)}</label>${mistake(mistakes, "bank")}
<select id="bank" name="bank" aria-required="true"${
        describedBy(mistakes, "bank")
      }><option value="">${texts.bankChoose}</option>${
        banks.map(({ code, english, korean }) =>
          html`<option value="${code}"${typed["bank"] === code && html` selected`}>${
            view.language === "ko" ? korean : english
          }</option>`
        )
      }</select><p class="hint">${texts.bankListOf(pgOf(view, pg))}</p>`
  }</div>
<div class="field">${
    input(view, form, "account", texts.accountNumber, {
      hint: wasTyped ? texts.accountAgain(lastFour(typed["account"] ?? "")) : texts.accountHint,
      mode: "numeric",
      isPrivate: true,
      extra: html` autocomplete="off"`
    })
  }</div>
<div class="pair"><div class="field">${
    input(view, form, "holder", texts.holder, { hint: texts.holderHint, extra: html` autocomplete="off"` })
  }</div>
<div class="field">${
    input(view, form, "phone", texts.phone, {
      mode: "tel",
      isOptional: form.needs.phone !== "required",
      extra: html` autocomplete="off"`
    })
  }</div></div></fieldset>`
}

const mistake = (mistakes: ReadonlyArray<Mistake>, name: string) => {
  const words = mistakes.find(({ field }) => field === name)?.words
  return words !== undefined && html`<p class="mistake" id="${name}-mistake">${words}</p>`
}

const describedBy = (mistakes: ReadonlyArray<Mistake>, name: string) =>
  mistakes.some(({ field }) => field === name) && html` aria-describedby="${name}-mistake" aria-invalid="true"`

// Focused when the page opens, so that a person sees the mistakes first.
const summary = (view: View, mistakes: ReadonlyArray<Mistake>, { preview, failure }: Checked) =>
  html`<div class="note note-bad" role="alert" id="summary" tabindex="-1" autofocus aria-labelledby="summary-title">
<h2 id="summary-title">${view.texts.mistakes.title}</h2>
<ul>${mistakes.map(({ field, words }) => html`<li><a href="#${field}">${words}</a></li>`)}${
    failure !== undefined && html`<li>${failure}</li>`
  }${preview?.findings.filter(isError).map((one) => html`<li>${problemOf(view, one)}</li>`)}</ul></div>`
