/**
 * Every error as an RFC 9457 problem: its HTTP status, and its sentences in English and Korean.
 * Of an error only the fields picked here and the messages of the library are shown; they hold no
 * secret.
 */
import type { CancelCheck } from "@effect-portone/gateways"
import type { Problematic, RowError } from "./problematic.ts"
import { type Moved, problems, type Row } from "./problems.ts"

/** The body of a problem. `type` names the error; its words may change, it does not. */
export interface Problem {
  readonly type: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly korean: { readonly title: string; readonly detail: string }
  readonly moneyMoved: Moved
  readonly [extension: string]: unknown
}

/** The problem an error is. */
export const problemOf = (error: Problematic): Problem =>
  error._tag === "CheckRejected" ? rowProblem(error.rejection, error.findings) : rowProblem(error, [])

const rowProblem = (error: RowError, findings: ReadonlyArray<CancelCheck.Finding>): Problem => {
  const row = problems[error._tag] as Row<RowError>
  const { english, korean } = row.detail(error)
  // A finding has Korean sentences; the error made of it has English ones only.
  const finding = findings.find(({ code }) => "rule" in error && code === error.rule)
  return {
    type: typeOf(error._tag),
    status: "moneyMoved" in error && error.moneyMoved === "unknown" ? 202 : row.status,
    title: row.title.english,
    detail: english,
    korean: {
      title: row.title.korean,
      detail: finding === undefined ? korean : `${finding.korean.problem}. ${finding.korean.advice}.`
    },
    ...("moneyMoved" in error
      ? { moneyMoved: error.moneyMoved, resend: error.resend }
      : { moneyMoved: row.moneyMoved }),
    ...("rule" in error && error.rule !== undefined ? { rule: error.rule } : {}),
    ...(findings.length === 0 ? {} : { findings })
  }
}

/** What a `type` means, for a client that opens its address. */
export const explain = (type: string): object | undefined => {
  const found = Object.entries(problems).find(([tag]) => typeOf(tag) === type)
  if (found === undefined) return undefined
  const [, { status, title }] = found
  return { type, status, title: title.english, korean: { title: title.korean } }
}

// internal

const typeOf = (tag: string): string => `/problems/${tag.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}`
