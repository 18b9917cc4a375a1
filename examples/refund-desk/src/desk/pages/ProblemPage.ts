/**
 * Something that did not work, in words for the person at the desk. The sentences of the API speak
 * to a program that has sent a request.
 */
import { problemOf } from "../../http/problem.ts"
import type { Problematic } from "../../http/problematic.ts"
import { isError } from "../../shop/findings.ts"
import { problemOf as findingWords } from "../parts/CheckPanel.ts"
import { page } from "../parts/Frame.ts"
import { withMoney } from "../text/Format.ts"
import { html } from "../text/Html.ts"
import type { View } from "../View.ts"

/** What a page says of an error. */
export interface Words {
  readonly title: string
  readonly detail: string
}

/**
 * The words of an error in the page's language.
 */
export const wordsOf = (view: View, error: Problematic): Words => {
  const { detail, korean, title } = problemOf(error)
  const words = view.language === "ko" ? korean : { title, detail }
  return { title: words.title, detail: ownWords(view, error) ?? withMoney(words.detail, view.language) }
}

/**
 * The page. `back` is where to go on. `lost`: long texts of the form that could not be kept.
 */
export const problemPage = (
  view: View,
  { detail, title }: Words,
  back: { readonly href: string; readonly words: string },
  lost: ReadonlyArray<string> = []
): string =>
  page(view, {
    title,
    titlePrefix: view.texts.errorPrefix,
    body: html`<div class="note note-bad" role="alert" tabindex="-1" autofocus><h1>${title}</h1><p>${detail}</p></div>
${
      lost.map((text) =>
        html`<div class="field"><textarea readonly rows="6" aria-label="${title}">${text}</textarea></div>`
      )
    }
<p class="actions"><a class="button" href="${back.href}">${back.words}</a></p>`
  })

// internal

const ownWords = (view: View, error: Problematic): string | undefined => {
  const { texts } = view
  switch (error._tag) {
    case "PaymentDiffers":
      return texts.differs[error.field]
    case "CheckRejected":
      return error.findings.filter(isError).map((one) => findingWords(view, one)).join(" ")
    case "NotNow":
      return texts.notNow((texts.states as Readonly<Record<string, string>>)[error.state] ?? error.state)
    case "Unexpected":
      return texts.unexpected(error.incident)
    default:
      return texts.problems[error._tag]
  }
}
