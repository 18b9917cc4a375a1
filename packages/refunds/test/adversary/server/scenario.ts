/**
 * What the server does in one round.
 */

/** What comes back of `reason` in the payment history. */
export type Echo = "all" | "prefixed" | "cut" | "prefixedAndCut" | "broken" | "none"

/** The order of the payment history. */
export type Order = "oldestFirst" | "newestFirst" | "changing"

/** Faults of a cancel within the documented assumptions. */
export const cancelFaults = [
  "lost-request",
  "lost-answer",
  "no-answer",
  "late",
  "5xx",
  "5xx-after",
  "html-200",
  "cut-json",
  "wrong-payment",
  "empty",
  "old-answer",
  "duplicate",
  "token",
  "429",
  "4xx",
  "pg-listed",
  "pg-unlisted",
  "pg-unlisted-after",
  "pg-unlisted-late",
  "401-after",
  "mismatch-after",
  "already-after",
  "console",
  "console-equal"
] as const

/** Faults of a look-up within the documented assumptions. */
export const lookUpFaults = [
  "stale",
  "torn",
  "look-5xx",
  "look-html",
  "look-cut",
  "look-lost",
  "look-hang",
  "look-429",
  "look-404",
  "look-401",
  "look-wrong-payment",
  "console",
  "console-equal"
] as const

/** Faults outside of the documented assumptions. */
export const outsideFaults = [
  "hidden-lost",
  "hidden-unlisted",
  "hidden-already",
  "taken-back",
  "checksum-ignored"
] as const

export type Fault = typeof cancelFaults[number] | typeof lookUpFaults[number] | typeof outsideFaults[number]

export interface Scenario {
  readonly impUid: string
  readonly seed: string
  /** Units: won. */
  readonly amount: number
  readonly pg: string
  readonly echo: Echo
  readonly order: Order
  /** Whether entries have a `cancellation_id`. */
  readonly hasIds: boolean
  /** Whether a partial cancel leaves the status `paid`. */
  readonly staysPaid: boolean
  readonly isPromotion: boolean
  /** The amount of an equal cancel by the console. Units: won. */
  readonly equal: number
  readonly faults: ReadonlyArray<Fault>
  /** How many requests meet a fault. */
  readonly budget: number
  /** Every cancel is rejected in these words and not carried out, also without a fault. */
  readonly obstacle: string | undefined
}
