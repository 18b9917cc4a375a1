/**
 * What a list of orders or refunds is narrowed to. A filter is an address: it can be saved, sent to
 * a colleague, and comes back the same.
 */
import { RefundState } from "../shop/RefundRecord.ts"
import { FieldUnusable } from "../shop/ShopError.ts"

/** How the rows are ordered. */
export type Sort = typeof SORTS[number]

/** Newest first is the default. */
export const SORTS = ["newest", "oldest", "largest", "smallest"] as const

/** What a list is narrowed by. */
export type Field = "text" | "buyer" | "state" | "method" | "pg" | "person" | "from" | "to"

/**
 * Absent: not narrowed. `from` and `to` are days as the clock in Seoul has them, both included.
 * `buyer` is the index of a name or a phone number, which says neither. `page` counts from 0.
 * `unusable`: fields whose value cannot be one. Such a filter finds nothing, never everything.
 */
export interface Filter extends Partial<Readonly<Record<Field, string | undefined>>> {
  readonly unusable?: ReadonlyArray<Field> | undefined
  readonly sort: Sort
  readonly page: number
}

/** Decodes the fields of an address or a form. A value that cannot be one is kept as it is. */
export const filterOf = (fields: Readonly<Record<string, unknown>>): Filter => {
  const unusable: Array<Field> = []
  const read = (field: Field, isOne: (value: string) => boolean) => {
    const given = fields[nameOf(field)]
    if (given === undefined) return undefined
    const value = typeof given === "string" ? visible(given) : undefined
    if (value === "") return undefined
    if (value !== undefined && isOne(value)) return value
    unusable.push(field)
    // A name that was put in the place of an index is in no further address.
    return field === "buyer" ? "-" : value === undefined ? undefined : Array.from(value).slice(0, 300).join("")
  }
  const page = Math.trunc(Number(fields["page"]) || 1) - 1
  const filter = {
    text: read("text", (value) => /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,100}$/u.test(value)),
    buyer: read("buyer", (value) => /^[np]-[\w-]{22}$/.test(value)),
    state: read("state", (value) => STATES.has(value)),
    method: read("method", (value) => /^[\w.-]{1,40}$/.test(value)),
    pg: read("pg", (value) => /^[\w.-]{1,40}$/.test(value)),
    person: read("person", (value) => /^[\x21-\x7e]{1,255}$/.test(value)),
    from: read("from", isDay),
    to: read("to", isDay),
    sort: SORTS.find((one) => one === fields["sort"]) ?? "newest",
    page: Math.min(1_000_000, Math.max(0, page))
  }
  return unusable.length === 0 ? filter : { ...filter, unusable }
}

/** Why a filter cannot be applied: its first field that is unusable. */
export const whyUnusable = ({ unusable: [field] = [] }: Filter): FieldUnusable | undefined =>
  field === undefined ? undefined : new FieldUnusable({ field: nameOf(field), ...needed[field] })

/** The filter as the query of an address, empty where nothing is narrowed. */
export const queryOf = ({ page, sort, text, unusable: _unusable, ...rest }: Filter): string => {
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
export const isNarrowed = ({ page: _page, sort: _sort, unusable = [], ...rest }: Filter): boolean =>
  unusable.length > 0 || Object.values(rest).some((value) => value !== undefined)

/** The first moment of a day in Seoul. `after`: days later. */
export const startOf = (day: string, after = 0): string =>
  new Date(Date.parse(`${day}T00:00:00+09:00`) + after * 86_400_000).toISOString()

/** Is it a day of the calendar, as `2026-11-23`? */
export const isDay = (day: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN
  // Some engines take February 30 for March 2.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day)
}

// internal

const nameOf = (field: Field): string => field === "text" ? "q" : field

// Blanks and characters without a width at both ends come with a text that was pasted.
const visible = (text: string): string => text.replace(/^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu, "")

// Of orders and of refunds.
const STATES: ReadonlySet<string> = new Set([
  ...RefundState.literals,
  "paid",
  "unpaid",
  "part",
  "full",
  "on-hold",
  "differs"
])

const day = { problem: "must be a day, such as 2026-11-23", korean: "2026-11-23과 같은 날짜여야 합니다" }
const name = { problem: "must be a name of PortOne, such as card", korean: "card와 같은 포트원의 이름이어야 합니다" }
const needed: Readonly<Record<Field, { readonly problem: string; readonly korean: string }>> = {
  text: {
    problem: "must be one text of at most 100 characters, without tabs, line breaks and characters that are not shown",
    korean: "탭, 줄바꿈, 보이지 않는 문자가 없는 100자 이하의 글 하나여야 합니다"
  },
  buyer: {
    problem: "must be an index of a buyer that the search of the desk has made",
    korean: "데스크의 검색이 만든 구매자 색인이어야 합니다"
  },
  state: {
    problem: `must be one of ${[...STATES].join(", ")}`,
    korean: `${[...STATES].join(", ")} 중 하나여야 합니다`
  },
  method: name,
  pg: name,
  person: { problem: "must be the id of a person", korean: "직원의 id여야 합니다" },
  from: day,
  to: day
}
