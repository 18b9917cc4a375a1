/**
 * Refunds for the soak tests, and the check of the sandbox ledger afterwards.
 */
import type { Line } from "./process.ts"

export interface Planned {
  readonly key: string
  readonly impUid: string
  readonly amount: number
}

/** Two refunds for each payment, of different amounts. */
export const plan = (refunds: number): ReadonlyArray<Planned> =>
  Array.from({ length: refunds }, (_, n) => ({
    key: `refund-${n}`,
    impUid: `imp_soak_${Math.floor(n / 2)}`,
    amount: 1000 + 1000 * (n % 2)
  }))

export const payments = (refunds: ReadonlyArray<Planned>) => [...new Set(refunds.map(({ impUid }) => impUid))]

export const csvOf = (refunds: ReadonlyArray<Planned>): string =>
  ["key,imp_uid,amount,reason", ...refunds.map(({ amount, impUid, key }) => `${key},${impUid},${amount},단순 변심`), ""]
    .join("\n")

/**
 * One line for each refund that is not in the sandbox ledger exactly once, and for each other
 * entry.
 */
export const wrongIn = (refunds: ReadonlyArray<Planned>, ledger: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const name = ({ amount, imp_uid }: Line) => `${amount} of ${imp_uid}`
  const times = new Map<string, number>()
  for (const line of ledger) times.set(name(line), (times.get(name(line)) ?? 0) + 1)
  const wanted = new Set(refunds.map(({ amount, impUid }) => name({ amount, imp_uid: impUid })))
  return [
    ...[...wanted].filter((one) => times.get(one) !== 1).map((one) => `${one}: ${times.get(one) ?? 0} times`),
    ...[...times.keys()].filter((one) => !wanted.has(one)).map((one) => `${one}: not in the plan`)
  ]
}

const faults = [
  "drop-before-commit",
  "drop-after-commit",
  "reset-after-commit",
  "html-500",
  "html-500-after-commit",
  "cut-body",
  "slow",
  "slow-answer",
  "truncated-json"
]

/** Breaks some of the next responses to cancels. */
export const breakAnswers = (control: (path: string, body: unknown) => Promise<unknown>) =>
  control(
    "faults",
    Array.from(
      { length: 6 },
      () => ({ route: "cancel", fault: faults[Math.floor(Math.random() * faults.length)], ms: 150 })
    )
  )
