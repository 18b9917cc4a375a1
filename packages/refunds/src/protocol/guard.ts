/**
 * What a store remembers of one payment, so that several workers, and the same worker after a crash, act as one. Pure; a store reads it, lets the
 * protocol take its step, and writes it back, in one transaction.
 */
import type { Outcome } from "./Outcome.ts"
import type { Rules } from "./Rules.ts"
import type { Watermark } from "./Snapshot.ts"
import type { Plan, State } from "./State.ts"

/**
 * What is remembered of one refund.
 */
export interface Remembered {
  readonly plan: Plan | undefined
  readonly sent: number
  readonly open: number
  readonly outcome: Outcome | undefined
  /** The place in the history that this refund was found at. */
  readonly claimed: number | undefined
}

/**
 * What is remembered of one payment.
 */
export interface Guard {
  readonly watermark: Watermark | undefined
  readonly refunds: Readonly<Record<string, Remembered>>
}

/**
 * Nothing is known yet.
 */
export const empty: Guard = { watermark: undefined, refunds: {} }

/**
 * May this refund start? Not while another one of the same payment is under way or ended unknown: two untagged refunds of one amount could not be told
 * apart.
 */
export const mayStart = (rules: Rules, guard: Guard, key: string): boolean =>
  !rules.serialise || Object.entries(guard.refunds).every(([other, { open, outcome, plan }]) =>
    other === key ||
    (outcome === undefined
      ? plan === undefined && open === 0
      : outcome._tag !== "OutcomeUnknown" || !rules.unknownLocks)
  )

/**
 * The state of a refund with everything the store knows. A plan made elsewhere is the plan.
 */
export const resume = (rules: Rules, guard: Guard, key: string, state: State): State => {
  const known = guard.refunds[key]
  const claimed = rules.claims
    ? Object.entries(guard.refunds).flatMap(([other, { claimed }]) =>
      other === key || claimed === undefined ? [] : [claimed]
    )
    : []
  return {
    ...state,
    claimed,
    watermark: rules.watermark ? newest(guard.watermark, state.watermark) : undefined,
    ...(known === undefined ? {} : { plan: known.plan ?? state.plan, sent: known.sent, open: known.open })
  }
}

/**
 * What the store keeps after a step.
 */
export const record = (guard: Guard, key: string, state: State): Guard => {
  // An end stays: a worker that comes late must not take it away.
  const before = guard.refunds[key]?.outcome
  const outcome = state.outcome ?? (before === undefined || before._tag === "OutcomeUnknown" ? undefined : before)
  const found = outcome?._tag === "Succeeded" ? outcome.place : undefined
  return {
    watermark: newest(guard.watermark, state.watermark),
    refunds: {
      ...guard.refunds,
      [key]: { plan: state.plan, sent: state.sent, open: state.open, outcome, claimed: found }
    }
  }
}

const newest = (a: Watermark | undefined, b: Watermark | undefined): Watermark | undefined =>
  a === undefined ? b : b === undefined || a.entries > b.entries ? a : b
