import type { Payment } from "@effect-portone/core/Payment"
import * as Settlement from "@effect-portone/gateways/Settlement"
import type { Settlement as SettlementKind } from "../protocol/profile.ts"

/**
 * How the PG of a payment settles, as far as PortOne documents it: see `Settlement.timings`.
 */
export const settlementOf = (payment: Payment): SettlementKind => {
  // A PG that is there and cannot be read may be one that settles later.
  if (payment.unreadFields.includes("pg_provider")) return "async"
  const { timing } = Settlement.of(payment)
  return later.has(timing) ? "async" : timing === "at-once" ? "sync" : "registered"
}

// The PG finishes these cancels later, and only a look-up or a webhook shows it.
const later: ReadonlySet<Settlement.Timing> = new Set(["after-approval", "after-callback", "after-notice"] as const)
