/**
 * What stands in the place of an empty list.
 */
import type { Filter } from "../../find/Filter.ts"
import { type Html, html } from "../text/Html.ts"
import type { View } from "../View.ts"

/** Why the list is empty where the filter cannot be applied; otherwise `words`. */
export const nothingFound = ({ texts }: View, filter: Filter, words: string): Html =>
  filter.unusable === undefined
    ? html`<p class="empty">${words}</p>`
    : html`<div class="note note-warn" role="alert"><p>${texts.notSearched}</p><ul>${
      filter.unusable.map((field) => html`<li>${texts.unusable[field](filter[field] ?? "")}</li>`)
    }</ul></div>`
