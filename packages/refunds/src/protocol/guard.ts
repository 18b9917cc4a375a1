/**
 * What a ledger remembers of one payment, so that several workers, and the same worker after a crash, act as one. Pure: see `turn` for how it is used.
 */
import type { Outcome } from "./Outcome.ts"
import type { Watermark } from "./Snapshot.ts"
import type { Ask, State } from "./State.ts"

/**
 * What is remembered of one refund.
 */
export interface Remembered extends
  Pick<
    State,
    "plan" | "sent" | "open" | "accepted" | "refusal" | "confirming" | "onlyAttempt" | "saysAlready" | "passed"
  >
{
  /** Units: minor units. */
  readonly asked: number | "rest"
  readonly byTag: boolean
  readonly outcome: Outcome | undefined
  /** The place in the history that this refund was found at. */
  readonly claimed: number | undefined
}

/**
 * What is remembered of one payment.
 */
export interface Guard {
  /** What the amounts are in, once the payment was seen. */
  readonly currency: string | undefined
  readonly watermark: Watermark | undefined
  readonly refunds: Readonly<Record<string, Remembered>>
}

/**
 * Nothing is known yet.
 */
export const empty: Guard = { currency: undefined, watermark: undefined, refunds: {} }

/**
 * An end that a later call can only repeat. What never left may still be sent, and what is not known may still become known.
 */
export const isFinal = (outcome: Outcome | undefined): outcome is Outcome =>
  outcome?._tag === "Succeeded" || outcome?._tag === "NotRefunded" && outcome.proof !== "NeverSent"

/**
 * What is remembered of one refund; nothing where nothing was ever sent, so that it may begin anew with another amount.
 */
export const knownOf = ({ refunds }: Guard, key: string): Remembered | undefined => {
  const known = refunds[key]
  return known === undefined || known.sent === 0 && !isFinal(known.outcome) ? undefined : known
}

/**
 * Is this refund told from the others by its tag alone? One that may be told by its place has to be the only one.
 */
export const goesByTag = ({ profile, tag }: Ask): boolean => tag !== undefined && !profile.singleWriter

/**
 * The refund of this payment that has to end before this one may start. Two of which one goes by its place could not be told apart, so they go one at a
 * time, and one that ended unknown keeps the others out.
 */
export const inTheWay = (guard: Guard, key: string, byTag: boolean): Remembered | undefined =>
  Object.entries(guard.refunds).find(([other, one]) => other !== key && !(byTag && one.byTag) && isUnderWay(one))?.[1]

const isUnderWay = ({ outcome, sent }: Remembered): boolean =>
  sent > 0 &&
  (outcome === undefined || outcome._tag === "AcceptedPending" || outcome._tag === "OutcomeUnknown")

/**
 * The state of a refund with everything the ledger knows. A plan made elsewhere is the plan.
 */
export const resume = (guard: Guard, key: string, state: State): State => {
  const claimed = Object.entries(guard.refunds).flatMap(([other, { claimed }]) =>
    other === key || claimed === undefined ? [] : [claimed]
  )
  const watermark = newest(guard.watermark, state.watermark)
  const known = knownOf(guard, key)
  if (known === undefined) return { ...state, claimed, watermark }
  const {
    accepted,
    confirming,
    onlyAttempt,
    open,
    passed,
    plan = state.plan,
    refusal = state.refusal,
    saysAlready,
    sent
  } = known
  // Another worker has sent, or heard something to be confirmed: it has not been quiet since.
  const isOld = sent === state.sent && confirming === state.confirming && saysAlready === state.saysAlready
  const quiet = isOld ? state.quiet : 0
  return {
    ...state,
    accepted,
    claimed,
    confirming,
    onlyAttempt,
    open,
    passed,
    plan,
    quiet,
    refusal,
    saysAlready,
    sent,
    watermark
  }
}

/**
 * What the ledger keeps after a step.
 */
export const record = (guard: Guard, key: string, state: State): Guard => {
  const { accepted, ask, confirming, onlyAttempt, open, outcome, passed, plan, refusal, saysAlready, sent } = state
  return {
    ...guard,
    watermark: newest(guard.watermark, state.watermark),
    refunds: {
      ...guard.refunds,
      [key]: {
        // Before a look, an amount may be counted in units of another currency.
        asked: knownOf(guard, key)?.asked ?? ask.amount,
        byTag: goesByTag(ask),
        accepted,
        confirming,
        onlyAttempt,
        open,
        outcome,
        passed,
        plan,
        saysAlready,
        sent,
        // A refusal that proved nothing must not keep the next call from trying.
        refusal: confirming ? refusal : undefined,
        claimed: outcome?._tag === "Succeeded" ? outcome.place : undefined
      }
    }
  }
}

const newest = (a: Watermark | undefined, b: Watermark | undefined): Watermark | undefined =>
  a === undefined ? b : b === undefined || a.entries > b.entries ? a : b
