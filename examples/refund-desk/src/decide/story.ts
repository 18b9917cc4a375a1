/**
 * What a page tells about a refund without a proven outcome: what happened, what the payment
 * shows, and what may be done next. A look-up of now is newer than the stored outcome; the stricter
 * of the two decides what is offered.
 */
import type { FoundRefund, RefundOutcome } from "@effect-portone/refunds"
import type { RefundRecord } from "../shop/RefundRecord.ts"

/** One story of a refund. */
export interface Story {
  readonly next: RefundOutcome.Next
  /** Why the outcome is not known; absent where PortOne has accepted the refund. */
  readonly cause: RefundOutcome.Cause | undefined
  /** What a look-up of now shows; absent without one. */
  readonly seen: Seen | undefined
  /** The sentences of the library, for a question to PortOne. They speak to programmers. */
  readonly message: string
  readonly messageKo: string
  readonly evidence: string | undefined
}

/**
 * - `there`: the payment history has the refund as requested.
 * - `differs`: it has it with another amount, more than once, or against what was recorded.
 * - `gone`: it had the refund once, and has it no more.
 * - `absent`: it has no cancel that is proven to be the refund.
 */
export type Seen = "there" | "differs" | "gone" | "absent"

/** `found`: what `findRefund` knows now, where it was asked. */
export const storyOf = (
  { outcome }: RefundRecord,
  found: FoundRefund.FoundRefund | undefined
): Story | undefined => {
  const stored = outcome?._tag === "Undetermined" || outcome?._tag === "AcceptedPending" ? outcome : undefined
  const newest = found ?? stored
  if (newest === undefined) return undefined
  return {
    next: strictest([found?.next, stored?.next].filter((next) => next !== undefined)),
    cause: outcome?._tag === "Undetermined" ? outcome.cause : found?._tag === "Open" ? found.cause : undefined,
    seen: found === undefined ? undefined : seenIn(found),
    message: newest.message,
    messageKo: newest.messageKo,
    evidence: outcome?._tag === "Undetermined" ? outcome.evidence : undefined
  }
}

/** The one of them that allows least. */
export const strictest = (all: ReadonlyArray<RefundOutcome.Next>): RefundOutcome.Next =>
  ORDER.find((next) => all.includes(next)) ?? "stop"

/** What a look-up of now shows of a refund. */
export const seenIn = ({ _tag, next }: FoundRefund.FoundRefund): Seen =>
  _tag === "Refunded" ? next === "done" ? "there" : "differs" : _tag === "TakenBack" ? "gone" : "absent"

// internal

const ORDER = ["stop", "compare-first", "call-again", "done"] as const
