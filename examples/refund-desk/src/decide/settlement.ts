/**
 * When the customer has the money, as far as PortOne documents it: of a payment before its refund,
 * and of a refund that was made.
 */
import type { Payment } from "@effect-portone/core"
import { Settlement } from "@effect-portone/gateways"
import { Option } from "effect"
import type { RefundRecord } from "../shop/RefundRecord.ts"

/** What a page says of it. `isDone`: the customer may be informed. */
export interface Arrival {
  readonly timing: Settlement.Timing | "card-at-once"
  readonly isDone: boolean
}

/** Of a payment that is refunded now, by its PG and its method. */
export const arrivalOf = (pg: string, method: string): Arrival => {
  const row = Settlement.timings.find((one) =>
    (one.pg === "" || one.pg.split(", ").includes(pg)) && (one.method === "" || one.method === method)
  )
  return { timing: named(row?.timing ?? "unknown", method), isDone: row?.state !== "pending, then completed" }
}

/** Of a refund that was made. Without its payment, by PG and method alone. */
export const arrivalOfRefund = (
  { method, outcome, pg }: RefundRecord,
  payment: Payment.Payment | undefined
): Arrival => {
  const general = arrivalOf(pg, method)
  const entry = outcome?._tag === "Succeeded" ? Option.getOrUndefined(outcome.entry) : undefined
  if (payment === undefined || entry === undefined) return general
  const { state, timing } = Settlement.of(payment, { entry })
  return { timing: named(timing, method), isDone: state !== "pending" }
}

// internal

// A card has a statement that shows the cancel later.
const named = (timing: Settlement.Timing, method: string) =>
  timing === "at-once" && method === "card" ? "card-at-once" : timing
