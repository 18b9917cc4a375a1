/**
 * What a refund ledger stores of one payment, so that several processes, and the same process after
 * a crash, act as one. Pure; `turn` uses it.
 */
import { unknownEntry } from "./history.ts"
import type { Outcome } from "./outcome.ts"
import type { Settlement } from "./profile.ts"
import type { Watermark } from "./snapshot.ts"
import type { Ask, State, UnderWay } from "./state.ts"

/**
 * What is stored of one refund.
 */
export interface RefundRecord extends
  Pick<
    State,
    | "plan"
    | "sent"
    | "refuted"
    | "open"
    | "accepted"
    | "rejection"
    | "confirming"
    | "onlyAttempt"
    | "passes"
    | "maybeDoneAtPg"
    | "passedChecksum"
  >
{
  /** Units: minor units. */
  readonly asked: number | "rest"
  readonly byTag: boolean
  /** Every cancel that may still apply was sent with a tag. */
  readonly tagged: boolean
  /** The profile under which cancels were sent that may still apply. */
  readonly settlement: Settlement
  readonly checksumHolds: boolean
  readonly outcome: Outcome | undefined
  /** The id of the history entry that is this refund's. */
  readonly claimed: string | undefined
}

/**
 * What is stored of one payment.
 */
export interface PaymentRecord {
  /** The currency of the amounts, once the payment was read. */
  readonly currency: string | undefined
  /**
   * Fingerprints of the secrets that the ids of these refunds were made with. A process without one
   * of them cannot recognise every refund.
   */
  readonly fingerprints: ReadonlyArray<string>
  /** Some ids come from a version that stored no fingerprint, so any secret may have made them. */
  readonly hasUnknownSecrets?: boolean
  readonly watermark: Watermark | undefined
  /** As in `State`; undefined before the payment was seen. */
  readonly firstSeen?: ReadonlyArray<string> | undefined
  /** The refunds that a person has compared with the PG and found not made. */
  readonly compared?: ReadonlyArray<string>
  readonly refunds: Readonly<Record<string, RefundRecord>>
}

/**
 * Nothing is known yet.
 */
export const empty: PaymentRecord = {
  currency: undefined,
  fingerprints: [],
  watermark: undefined,
  refunds: {}
}

/**
 * Whether a later call can only repeat the outcome. A cancel that never left may still be sent, as
 * may one that was rejected for an obstacle that passes; an undetermined outcome may still be
 * proved.
 */
export const isFinal = (outcome: Outcome | undefined): outcome is Outcome =>
  outcome?._tag === "Succeeded" ||
  outcome?._tag === "NotRefunded" && outcome.proof !== "NeverSent" && !outcome.passes

/**
 * What a refund is stored under: the id that it has in the record, or the id of the current secret,
 * which is the first one.
 */
export const storedUnder = ({ refunds }: PaymentRecord, ids: readonly [string, ...ReadonlyArray<string>]): string =>
  ids.find((id) => refunds[id] !== undefined) ?? ids[0]

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

// A refund of which every send is proved dead blocks no other; two of them would block each other
// for good.
const isUnderWay = (one: RefundRecord): boolean =>
  mayApply(one) &&
  (one.outcome === undefined || one.outcome._tag === "AcceptedPending" || one.outcome._tag === "Undetermined")

const mayApply = ({ accepted, maybeDoneAtPg, refuted, sent }: RefundRecord): boolean =>
  sent > refuted || accepted || maybeDoneAtPg !== undefined

// Only a refund with an open or a confirmed send can be the owner of an entry that shows no tag.
const underWayOf = (one: RefundRecord): ReadonlyArray<UnderWay> =>
  isUnderWay(one) && one.plan !== undefined && (one.open > 0 || one.accepted)
    ? [{ amount: one.plan.amount, byTag: one.byTag, lasting: one.outcome !== undefined }]
    : []

/**
 * The state of a refund with everything the ledger knows. The plan of an earlier call stays the
 * plan.
 */
export const resume = (record: PaymentRecord, key: string, state: State): State => {
  const rest = Object.entries(record.refunds).filter(([other]) => other !== key)
  const claimed = rest.flatMap(([, { claimed }]) => claimed === undefined ? [] : [claimed])
  const watermark = newest(record.watermark, state.watermark)
  const others = rest.map(([other]) => other)
  const underWay = rest.flatMap(([, one]) => underWayOf(one))
  const known = refundRecordOf(record, key)
  if (known === undefined) {
    // This refund may be among those that another secret has tagged.
    const ask: Ask = record.hasUnknownSecrets === true ? { ...state.ask, earlier: "possible" } : state.ask
    return {
      ...state,
      ask,
      claimed,
      others,
      underWay,
      watermark,
      // A call that has sent, and of which nothing is stored any more: what else was lost is not
      // known.
      firstSeen: firstSeenOf(record) ?? (state.sent > 0 ? [unknownEntry] : state.firstSeen),
      isCompared: record.compared?.includes(key) === true
    }
  }
  const {
    accepted,
    confirming,
    onlyAttempt,
    open,
    passedChecksum,
    passes,
    plan = state.plan,
    refuted,
    rejection = state.rejection,
    maybeDoneAtPg,
    sent
  } = known
  // Another process has sent, or has an answer to confirm, so the quiet period starts again. This
  // call's look-up may be older than a rejection, so it confirms nothing.
  const isOld = sent === state.sent && confirming === state.confirming && maybeDoneAtPg === state.maybeDoneAtPg
  const quiet = isOld ? state.quiet : confirming > 0 ? -1 : 0
  return {
    ...state,
    ask: mayApply(known) ? asSent(state.ask, known) : state.ask,
    accepted,
    claimed,
    confirming,
    onlyAttempt,
    open,
    others,
    passedChecksum,
    passes,
    plan,
    quiet,
    refuted,
    rejection,
    maybeDoneAtPg,
    sent,
    underWay,
    watermark,
    firstSeen: firstSeenOf(record) ?? state.firstSeen,
    isCompared: state.isCompared
  }
}

// An earlier version stored refunds and nothing about the history that it found.
const firstSeenOf = ({ refunds, firstSeen }: PaymentRecord): ReadonlyArray<string> | undefined =>
  firstSeen ?? (Object.keys(refunds).length > 0 ? [] : undefined)

// For a cancel that may still apply, what an earlier call relied on stays as it was, also where
// this call has another profile.
const asSent = (ask: Ask, { checksumHolds, settlement, tagged }: RefundRecord): Ask => ({
  ...ask,
  tag: tagged ? ask.tag : undefined,
  profile: {
    ...ask.profile,
    settlement: settlement === "async" ? settlement : ask.profile.settlement,
    checksumHolds: checksumHolds && ask.profile.checksumHolds
  }
})

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
    passes,
    plan,
    refuted,
    rejection,
    maybeDoneAtPg,
    sent
  } = state
  return {
    ...record,
    watermark: newest(record.watermark, state.watermark),
    ...(state.firstSeen === undefined ? {} : { firstSeen: state.firstSeen }),
    refunds: {
      ...record.refunds,
      [key]: {
        // Before a look-up, the amount may be counted in units of another currency.
        asked: refundRecordOf(record, key)?.asked ?? ask.amount,
        byTag: isFoundByTag(ask),
        tagged: ask.tag !== undefined,
        settlement: ask.profile.settlement,
        checksumHolds: ask.profile.checksumHolds,
        accepted,
        confirming,
        onlyAttempt,
        open,
        outcome,
        passedChecksum,
        passes,
        plan,
        refuted,
        maybeDoneAtPg,
        sent,
        // A rejection that proved nothing must not keep the next call from sending.
        rejection: confirming > 0 ? rejection : undefined,
        claimed: outcome?._tag === "Succeeded" ? outcome.entry : undefined
      }
    }
  }
}

/**
 * The record after a person has compared a refund with the PG and found that it was not made. A
 * final outcome stays. The balance may have risen since, so the newest one known is forgotten too.
 */
export const forgetIn = (record: PaymentRecord, key: string): PaymentRecord => ({
  ...record,
  refunds: Object.fromEntries(
    Object.entries(record.refunds).filter(([id, { outcome }]) => id !== key || isFinal(outcome))
  ),
  compared: [...new Set([...record.compared ?? [], key])],
  watermark: undefined
})

const newest = (a: Watermark | undefined, b: Watermark | undefined): Watermark | undefined =>
  a === undefined ? b : b === undefined || a.entries > b.entries ? a : b
