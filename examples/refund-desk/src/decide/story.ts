/**
 * What a page tells about a refund without a proven outcome: one sentence, and what may be done
 * next. A look-up of now is newer than the stored outcome; the stricter of the two decides what
 * is offered.
 */
import type { FoundRefund, RefundOutcome } from "@effect-portone/refunds"
import type { RefundRecord } from "../shop/RefundRecord.ts"

/** One story of a refund. */
export interface Story {
  readonly next: RefundOutcome.Next
  readonly message: string
  readonly messageKo: string
  /** For a question to PortOne; of the stored outcome. */
  readonly evidence: string | undefined
  /** It was looked up just now. */
  readonly isFresh: boolean
}

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
    message: newest.message,
    messageKo: newest.messageKo,
    evidence: outcome?._tag === "Undetermined" ? outcome.evidence : undefined,
    isFresh: found !== undefined
  }
}

// internal

const ORDER = ["stop", "compare-first", "call-again", "done"] as const

const strictest = (all: ReadonlyArray<RefundOutcome.Next>): RefundOutcome.Next =>
  ORDER.find((next) => all.includes(next)) ?? "stop"
