/**
 * What concluding a refund as "not refunded" does, once two people have compared it with the PG.
 */
import type { FoundRefund, RefundOutcome } from "@effect-portone/refunds"
import { strictest } from "../decide/story.ts"
import type { RefundRecord } from "./RefundRecord.ts"

/**
 * - `again`: the same key is called again, also where an equal cancel of another program is in the
 *   payment history: the ledger knows then that people have compared this refund.
 * - `never`: nothing; PortOne has to be asked first.
 */
export type AfterComparing = "again" | "never"

/** By the outcome of the last call. */
export const afterComparing = ({ next }: { readonly next: RefundOutcome.Next }): AfterComparing =>
  next === "stop" ? "never" : "again"

/**
 * By a look-up of now, which is stricter. `accepted`: PortOne has accepted the refund, so the money
 * may be on its way, and no comparison proves that it will not arrive.
 */
export const afterLookUp = (
  { outcome, state }: Pick<RefundRecord, "outcome" | "state">,
  found: FoundRefund.FoundRefund
): AfterComparing | "accepted" => {
  if (state === "pending" || isAccepted(found)) return "accepted"
  if (found._tag === "Refunded" || found._tag === "TakenBack") return "never"
  // The proof is in the ledger, and a call of the key returns it.
  if (found._tag === "NotRefunded") return "again"
  const stored = outcome?._tag === "Undetermined" ? outcome : undefined
  return afterComparing({ next: strictest(stored === undefined ? [found.next] : [found.next, stored.next]) })
}

/**
 * Does calling the key again need the ledger to know that people have compared it? Otherwise it
 * stays locked, or finds the same reason for comparing again.
 */
export const needsForgetting = (...all: ReadonlyArray<Pick<RefundOutcome.Outcome, "isLocked" | "next">>): boolean =>
  all.some(({ isLocked, next }) => isLocked || next === "compare-first")

// internal

// Of a call that was stopped, `next` is `call-again`.
const isAccepted = (found: FoundRefund.FoundRefund): boolean =>
  found._tag === "Open" && found.cause === undefined && found.next === "compare-first"
