/**
 * Something that did not work, in the words of the shop.
 */
import type { Problem } from "../../http/problem.ts"
import { page } from "../parts/Frame.ts"
import { withMoney } from "../text/Format.ts"
import { html } from "../text/Html.ts"
import type { View } from "../View.ts"

/**
 * The words of a problem in the page's language.
 */
export const wordsOf = ({ language }: Pick<View, "language">, { detail, korean, title }: Problem) => {
  const words = language === "ko" ? korean : { title, detail }
  return { title: words.title, detail: withMoney(words.detail, language) }
}

/**
 * The page. `back` is where to go on.
 */
export const problemPage = (view: View, problem: Problem, back: { readonly href: string; readonly words: string }) => {
  const { detail, title } = wordsOf(view, problem)
  return page(view, {
    title,
    titlePrefix: view.texts.errorPrefix,
    body: html`<div class="note note-bad" role="alert" tabindex="-1" autofocus><h1>${title}</h1><p>${detail}</p></div>
<p class="actions"><a class="button" href="${back.href}">${back.words}</a></p>`
  })
}
