/**
 * What a list of orders or refunds is narrowed to. A filter is an address: it can be saved, sent to
 * a colleague, and comes back the same.
 */

/** How the rows are ordered. */
export type Sort = typeof SORTS[number]

/** Newest first is the default. */
export const SORTS = ["newest", "oldest", "largest", "smallest"] as const

/**
 * Absent: not narrowed. `from` and `to` are days as the clock in Seoul has them, both included.
 * `buyer` is the index of a name or a phone number, which says neither. `page` counts from 0.
 */
export interface Filter {
  readonly text?: string | undefined
  readonly buyer?: string | undefined
  readonly state?: string | undefined
  readonly method?: string | undefined
  readonly pg?: string | undefined
  readonly person?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly sort: Sort
  readonly page: number
}

/** Decodes the fields of an address or a form. A value that cannot be one is left out. */
export const filterOf = (fields: Readonly<Record<string, unknown>>): Filter => {
  const word = (name: string, pattern: RegExp) => {
    const value = fields[name]
    return typeof value === "string" && pattern.test(value.trim()) ? value.trim() : undefined
  }
  const day = (name: string) => {
    const value = word(name, /^\d{4}-\d{2}-\d{2}$/)
    return value !== undefined && isDay(value) ? value : undefined
  }
  const page = Math.trunc(Number(fields["page"]) || 1) - 1
  return {
    text: word("q", /^[^\p{Cc}]{1,100}$/u),
    buyer: word("buyer", /^[np]-[\w-]{22}$/),
    state: word("state", /^[a-z-]{1,20}$/),
    method: word("method", /^[\w.-]{1,40}$/),
    pg: word("pg", /^[\w.-]{1,40}$/),
    person: word("person", /^[\x21-\x7e]{1,255}$/),
    from: day("from"),
    to: day("to"),
    sort: SORTS.find((one) => one === fields["sort"]) ?? "newest",
    page: Math.min(1_000_000, Math.max(0, page))
  }
}

/** The filter as the query of an address, empty where nothing is narrowed. */
export const queryOf = ({ page, sort, text, ...rest }: Filter): string => {
  const named = {
    q: text,
    ...rest,
    sort: sort === "newest" ? undefined : sort,
    page: page === 0 ? undefined : String(page + 1)
  }
  const given = Object.entries(named).flatMap(([name, value]) => value === undefined ? [] : [[name, value]])
  return new URLSearchParams(given).toString()
}

/** Is anything narrowed? */
export const isNarrowed = ({ page: _page, sort: _sort, ...rest }: Filter): boolean =>
  Object.values(rest).some((value) => value !== undefined)

/** The first moment of a day in Seoul. `after`: days later. */
export const startOf = (day: string, after = 0): string =>
  new Date(Date.parse(`${day}T00:00:00+09:00`) + after * 86_400_000).toISOString()

// internal

// Some engines take February 30 for March 2.
const isDay = (day: string): boolean => {
  const at = Date.parse(`${day}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day)
}
