import { type Bilingual, type CancelError, Cancelled } from "@effect-portone/core"
import { Option, Result } from "effect"

/** One line of the table: the request, its result, and the sandbox ledger. */
export interface Line {
  /** Undefined if it is the one of the line before. */
  readonly scenario: Bilingual | undefined
  readonly request: Bilingual
  readonly result: string
  /** Whether money moved according to the result: `yes`, `no`, `unknown`, `once` or `no sign`. */
  readonly moneyMoved: string
  /** The refunded amount in the sandbox ledger. Units: won. */
  readonly refunded: number
  readonly asExpected: boolean
  /** Set if the line is not as expected. */
  readonly expected?: string
}

export interface Expectation {
  readonly result: string
  readonly moneyMoved: string
  readonly refunded: number
}

export type Outcome = Result.Result<Cancelled.Cancelled, CancelError.CancelError>

export const describe = (outcome: Outcome) =>
  Result.isFailure(outcome)
    ? {
      result: outcome.failure._tag,
      moneyMoved: outcome.failure.moneyMoved,
      detail: { english: outcome.failure.message, korean: outcome.failure.messageKo }
    }
    : {
      result: outcome.success._tag,
      moneyMoved: "yes" as const,
      detail: Option.match(Cancelled.balanceLeft(outcome.success), {
        onNone: () => ({ english: "Look the payment up for its balance.", korean: "잔액은 결제를 조회해 확인하세요." }),
        onSome: (left) => ({ english: `${won(left)} left.`, korean: `잔액 ${wonKo(left)}.` })
      })
    }

export const line = (
  scenario: Bilingual | undefined,
  request: Bilingual,
  actual: { readonly result: string; readonly moneyMoved: string },
  refunded: number,
  expected: Expectation
): Line => {
  const asExpected = actual.result === expected.result && actual.moneyMoved === expected.moneyMoved &&
    refunded === expected.refunded
  return {
    scenario,
    request,
    result: actual.result,
    moneyMoved: actual.moneyMoved,
    refunded,
    asExpected,
    ...(asExpected ? {} : { expected: `${expected.result}, ${expected.moneyMoved}, ${won(expected.refunded)}` })
  }
}

export const won = (amount: number) => `₩${amount.toLocaleString("en-US")}`
export const wonKo = (amount: number) => `${amount.toLocaleString("en-US")}원`
