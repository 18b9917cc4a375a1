import { type CancelError, Cancelled } from "@effect-portone/core"
import { Option, Result } from "effect"

/** One line of the table: what was done, what came back, and what the ledger says really happened. */
export interface Line {
  readonly scenario: string
  readonly request: string
  readonly answer: string
  /** What the answer says about money: `yes`, `no` or `unknown`. */
  readonly moneyMoved: string
  /** Units: won. What the sandbox's ledger shows for this payment. */
  readonly gaveBack: number
  readonly asExpected: boolean
  /** Set when it is not: what should have come. */
  readonly expected?: string
}

export interface Expectation {
  readonly answer: string
  readonly moneyMoved: string
  readonly gaveBack: number
}

export type Outcome = Result.Result<Cancelled.Cancelled, CancelError.CancelError>

export const describe = (outcome: Outcome) =>
  Result.isFailure(outcome)
    ? { answer: outcome.failure._tag, moneyMoved: outcome.failure.moneyMoved, detail: outcome.failure.message }
    : {
      answer: outcome.success._tag,
      moneyMoved: "yes" as const,
      detail: Option.match(Cancelled.balanceLeft(outcome.success), {
        onNone: () => "done; read the payment for its balance",
        onSome: (left) => `${won(left)} left`
      })
    }

export const line = (
  scenario: string,
  request: string,
  seen: { readonly answer: string; readonly moneyMoved: string },
  gaveBack: number,
  expected: Expectation
): Line => {
  const asExpected = seen.answer === expected.answer && seen.moneyMoved === expected.moneyMoved &&
    gaveBack === expected.gaveBack
  return {
    scenario,
    request,
    answer: seen.answer,
    moneyMoved: seen.moneyMoved,
    gaveBack,
    asExpected,
    ...(asExpected ? {} : { expected: `${expected.answer}, ${expected.moneyMoved}, ${won(expected.gaveBack)}` })
  }
}

export const won = (amount: number) => `₩${amount.toLocaleString("en-US")}`
