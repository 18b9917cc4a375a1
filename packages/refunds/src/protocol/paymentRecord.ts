/**
 * What a refund ledger stores of one payment, so that several processes, and the same process after
 * a crash, act as one. Pure; `turn` uses it.
 */
import type { Outcome } from "./outcome.ts"
import type { Watermark } from "./snapshot.ts"
import type { Ask, State } from "./state.ts"

/**
 * What is stored of one refund.
 */
export interface RefundRecord extends
  Pick<
    State,
    | "plan"
    | "sent"
    | "open"
    | "accepted"
    | "rejection"
    | "confirming"
    | "onlyAttempt"
    | "maybeDoneAtPg"
    | "passedChecksum"
  >
{
  /** Units: minor units. */
  readonly asked: number | "rest"
  readonly byTag: boolean
  readonly outcome: Outcome | undefined
  /** The place in the history where this refund was found. */
  readonly claimed: number | undefined
}

/**
 * What is stored of one payment.
 */
export interface PaymentRecord {
  /** The currency of the amounts, once the payment was read. */
  readonly currency: string | undefined
  readonly watermark: Watermark | undefined
  readonly refunds: Readonly<Record<string, RefundRecord>>
}

/**
 * Nothing is known yet.
 */
export const empty: PaymentRecord = { currency: undefined, watermark: undefined, refunds: {} }

/**
 * Whether a later call can only repeat the outcome. A cancel that never left may still be sent, and
 * an undetermined outcome may still be proved.
 */
export const isFinal = (outcome: Outcome | undefined): outcome is Outcome =>
  outcome?._tag === "Succeeded" || outcome?._tag === "NotRefunded" && outcome.proof !== "NeverSent"

/**
 * The record of one refund; undefined if no cancel was sent, so that the key may start again with
 * another amount.
 */
export const refundRecordOf = ({ refunds }: PaymentRecord, key: string): RefundRecord | undefined => {
  const known = refunds[key]
  return known === undefined || known.sent === 0 && !isFinal(known.outcome) ? undefined : known
}

/**
 * Whether the tag alone distinguishes this refund from the others. One that its place in the
 * history may identify has to be the only one.
 */
export const isFoundByTag = ({ profile, tag }: Ask): boolean => tag !== undefined && !profile.singleWriter

/**
 * The refund of this payment that has to finish before this one may start. Two refunds of which one
 * is identified by its place cannot be distinguished, so they go one after the other, and an
 * undetermined one blocks the others.
 */
export const blockingRefund = (record: PaymentRecord, key: string, byTag: boolean): RefundRecord | undefined =>
  Object.entries(record.refunds).find(([other, one]) => other !== key && !(byTag && one.byTag) && isUnderWay(one))?.[1]

const isUnderWay = ({ outcome, sent }: RefundRecord): boolean =>
  sent > 0 &&
  (outcome === undefined || outcome._tag === "AcceptedPending" || outcome._tag === "Undetermined")

/**
 * The state of a refund with everything the ledger knows. The plan of an earlier call stays the
 * plan.
 */
export const resume = (record: PaymentRecord, key: string, state: State): State => {
  const claimed = Object.entries(record.refunds).flatMap(([other, { claimed }]) =>
    other === key || claimed === undefined ? [] : [claimed]
  )
  const watermark = newest(record.watermark, state.watermark)
  const known = refundRecordOf(record, key)
  if (known === undefined) return { ...state, claimed, watermark }
  const {
    accepted,
    confirming,
    onlyAttempt,
    open,
    passedChecksum,
    plan = state.plan,
    rejection = state.rejection,
    maybeDoneAtPg,
    sent
  } = known
  // Another process has sent, or has an answer to confirm, so the quiet period starts again.
  const isOld = sent === state.sent && confirming === state.confirming && maybeDoneAtPg === state.maybeDoneAtPg
  const quiet = isOld ? state.quiet : 0
  return {
    ...state,
    accepted,
    claimed,
    confirming,
    onlyAttempt,
    open,
    passedChecksum,
    plan,
    quiet,
    rejection,
    maybeDoneAtPg,
    sent,
    watermark
  }
}

/**
 * The record after a step.
 */
export const recordState = (record: PaymentRecord, key: string, state: State): PaymentRecord => {
  const {
    accepted,
    ask,
    confirming,
    onlyAttempt,
    open,
    outcome,
    passedChecksum,
    plan,
    rejection,
    maybeDoneAtPg,
    sent
  } = state
  return {
    ...record,
    watermark: newest(record.watermark, state.watermark),
    refunds: {
      ...record.refunds,
      [key]: {
        // Before a look-up, the amount may be counted in units of another currency.
        asked: refundRecordOf(record, key)?.asked ?? ask.amount,
        byTag: isFoundByTag(ask),
        accepted,
        confirming,
        onlyAttempt,
        open,
        outcome,
        passedChecksum,
        plan,
        maybeDoneAtPg,
        sent,
        // A rejection that proved nothing must not keep the next call from sending.
        rejection: confirming ? rejection : undefined,
        claimed: outcome?._tag === "Succeeded" ? outcome.place : undefined
      }
    }
  }
}

const newest = (a: Watermark | undefined, b: Watermark | undefined): Watermark | undefined =>
  a === undefined ? b : b === undefined || a.entries > b.entries ? a : b
