/**
 * What stands above a list: the search, the filters, short cuts, totals, and the way to a CSV file.
 * The form leads to an address that holds the filter, and no name or number of a buyer.
 */
import { DateTime } from "effect"
import { type Filter, isNarrowed, queryOf, SORTS } from "../../find/Filter.ts"
import type { Choices, Total } from "../../find/Finder.ts"
import { seoulDay } from "../../shop/events.ts"
import { type Html, html } from "../text/Html.ts"
import { csrfField, personOf, type View, won } from "../View.ts"
import { methodOf, pgOf } from "./gatewayNames.ts"

/** How many rows stand on a page. */
export const PAGE = 20

/** One of the two lists. `path` starts below the desk. */
export interface List {
  readonly path: "/" | "/refunds"
  readonly search: string
  /** The states to choose from, with their words. */
  readonly states: Readonly<Record<string, string>>
}

/** The form, with the filter that is in use. */
export const filterForm = (view: View, list: List, filter: Filter, choices: Choices): Html => {
  const { base, people, texts } = view
  const choose = (
    name: "state" | "method" | "pg" | "person",
    words: string,
    values: ReadonlyArray<readonly [string, string]>
  ) =>
    html`<label class="filter"><span>${words}</span><select name="${name}"><option value="">${texts.all}</option>${
      values.map(([value, shown]) =>
        html`<option value="${value}"${filter[name] === value && html` selected`}>${shown}</option>`
      )
    }</select></label>`
  const { text: _text, ...filters } = filter
  return html`<form class="filters" method="post" action="${base}${
    list.path === "/" ? "" : list.path
  }/find" role="search">
${csrfField(view)}${filter.buyer !== undefined && html`<input type="hidden" name="buyer" value="${filter.buyer}">`}
<label class="search"><span>${list.search}</span><input type="search" name="q" value="${filter.text}" maxlength="100"></label>
<label class="search"><span>${texts.buyerSearch}</span><input name="who" maxlength="60" autocomplete="off"></label>
<button class="button" type="submit">${texts.searchButton}</button>
<details class="more"${
    isNarrowed(filters) && html` open`
  }><summary>${texts.moreFilters}</summary><div class="filter-fields">
${choose("state", texts.state, Object.entries(list.states))}
${choose("method", texts.method, choices.methods.map((one) => [one, methodOf(view, one)]))}
${choose("pg", texts.pg, choices.pgs.map((one) => [one, pgOf(view, one)]))}
${choose("person", texts.person, people.map(({ id }) => [id, personOf(view, id)]))}
<label class="filter"><span>${texts.fromDay}</span><input type="date" name="from" value="${filter.from}"></label>
<label class="filter"><span>${texts.toDay}</span><input type="date" name="to" value="${filter.to}"></label>
<label class="filter"><span>${texts.sort}</span><select name="sort">${
    SORTS.map((one) =>
      html`<option value="${one}"${filter.sort === one && html` selected`}>${texts.sorts[one]}</option>`
    )
  }</select></label>
</div></details>
</form>
${filter.buyer !== undefined && html`<p class="small">${texts.buyerGiven}</p>`}
${shortCuts(view, list, filter)}`
}

/** What the rows add up to, by currency. `words`: of the amount, and of the refunded. */
export const totalsOf = (view: View, totals: ReadonlyArray<Total>, words: readonly [string, string]): Html =>
  html`<dl class="totals" aria-label="${view.texts.totals}">${
    totals.map(({ amount, count, currency, refunded }) =>
      html`<div><dt>${view.texts.count(count)} · ${words[0]}</dt><dd>${won(view, amount, currency)}</dd></div>
<div><dt>${words[1]}</dt><dd>${won(view, refunded, currency)}</dd></div>`
    )
  }</dl>`

/** The way to the other pages of a list. */
export const pager = (view: View, list: List, filter: Filter, count: number, total: number): Html => {
  const { base, texts } = view
  const { page } = filter
  const last = Math.max(0, Math.ceil(total / PAGE) - 1)
  const to = (target: number, words: string) =>
    html`<a href="${base}${list.path}${withQuery({ ...filter, page: target })}">${words}</a>`
  return html`<nav class="pager" aria-label="${texts.pages}"><span>${
    texts.range(page * PAGE + 1, page * PAGE + count, total)
  }</span>${page > 0 && to(page - 1, texts.previous)}${page < last && to(page + 1, texts.next)}${
    page < last - 1 && to(last, texts.last)
  }</nav>`
}

// internal

const withQuery = (filter: Filter): string => {
  const query = queryOf(filter)
  return query === "" ? "" : `?${query}`
}

const shortCuts = ({ actor, base, texts }: View, { path }: List, filter: Filter) => {
  const link = (words: string, narrowed: Partial<Filter>) => {
    const address = base + path + withQuery({ sort: "newest", page: 0, ...narrowed })
    return html`<a href="${address}">${words}</a>`
  }
  const today = seoulDay(DateTime.nowUnsafe())
  const file = `${base}${path === "/" ? "/payments" : path}.csv${withQuery({ ...filter, page: 0 })}`
  return html`<nav class="short-cuts" aria-label="${texts.quick}">${
    link(texts.quickToday, { from: today, to: today })
  }${link(texts.quickMine, { person: actor.id })}${
    isNarrowed(filter) && link(texts.clear, {})
  }<a href="${file}">${texts.saveAs}</a></nav>`
}
