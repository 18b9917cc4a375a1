/**
 * When the customer has the money, as far as PortOne documents it: of a payment before its refund,
 * and of a refund that was made.
 */
import type { Payment } from "@effect-portone/core"
import { Settlement } from "@effect-portone/gateways"
import { Option } from "effect"
import type { RefundRecord } from "../shop/RefundRecord.ts"

/** When it is. */
export type When = Settlement.Timing | "card-at-once"

/**
 * - `made`: the customer may be informed.
 * - `accepted`: the PG still has to complete it.
 * - `unread`: whether the PG has completed it is not known without the payment.
 */
export interface Arrival {
  readonly stage: "made" | "accepted" | "unread"
  readonly timing: When
}

/** Of a payment that is refunded now, by its PG and its method. */
export const timingOf = (pg: string, method: string): When => named(rowOf(pg, method)?.timing ?? "unknown", method)

/**
 * Of a refund that was made. Where a PG completes it later, an entry of the history proves that
 * only together with the payment, and with some PGs only a notice does; people who have compared it
 * with the PG have seen it.
 */
export const arrivalOfRefund = (
  { method, outcome, pg, state }: RefundRecord,
  payment: Payment.Payment | undefined
): Arrival => {
  const row = rowOf(pg, method)
  const isLater = row?.state === "pending, then completed"
  // The PG has completed it, so that nothing follows any more.
  const made: Arrival = { stage: "made", timing: isLater ? "unknown" : named(row?.timing ?? "unknown", method) }
  if (state === "by-hand") return made
  if (payment === undefined) return isLater ? { ...made, stage: "unread" } : made
  const entry = outcome?._tag === "Succeeded" ? Option.getOrUndefined(outcome.entry) : undefined
  if (entry === undefined) return isLater ? { stage: "accepted", timing: timingOf(pg, method) } : made
  const now = Settlement.of(payment, { entry })
  return now.state === "pending"
    ? { stage: "accepted", timing: named(now.timing, method) }
    : { stage: "made", timing: isLater ? "unknown" : named(now.timing, method) }
}

// internal

// A card has a statement that shows the cancel later.
const named = (timing: Settlement.Timing, method: string) =>
  timing === "at-once" && method === "card" ? "card-at-once" : timing

const rowOf = (pg: string, method: string) =>
  Settlement.timings.find((one) =>
    (one.pg === "" || one.pg.split(", ").includes(pg)) && (one.method === "" || one.method === method)
  )
