/**
 * What was refunded on a day by PG and currency, on both sides.
 */
import { Amount } from "@effect-portone/core"
import type { Where } from "./judge.ts"

/** Units: amounts in major units of `currency`; `refunds` and `cancels` count. */
export interface Sum extends Where {
  readonly refunds: number
  readonly recorded: number
  readonly cancels: number
  readonly shown: number
}

export interface Sums {
  readonly addRecorded: (where: Where, amount: number) => void
  readonly addShown: (where: Where, amount: number) => void
  readonly all: () => ReadonlyArray<Sum>
}

/** Amounts are added as decimals, so that 0.1 + 0.2 USD is 0.3 USD. */
export const make = (): Sums => {
  const sums = new Map<string, Sum>()
  const change = ({ currency, pg }: Where, next: (sum: Sum) => Partial<Sum>) => {
    const name = JSON.stringify([pg, currency])
    const sum = sums.get(name) ?? { pg, currency, refunds: 0, recorded: 0, cancels: 0, shown: 0 }
    sums.set(name, { ...sum, ...next(sum) })
  }
  return {
    addRecorded: (where, amount) =>
      change(where, ({ recorded, refunds }) => ({ refunds: refunds + 1, recorded: Amount.sum([recorded, amount]) })),
    addShown: (where, amount) =>
      change(where, ({ cancels, shown }) => ({ cancels: cancels + 1, shown: Amount.sum([shown, amount]) })),
    all: () =>
      [...sums.values()].toSorted((a, b) => a.pg < b.pg ? -1 : a.pg > b.pg ? 1 : a.currency < b.currency ? -1 : 1)
  }
}
