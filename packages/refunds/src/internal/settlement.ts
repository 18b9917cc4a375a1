import type { Payment } from "@effect-portone/core/Payment"
import * as Settlement from "@effect-portone/gateways/Settlement"
import type { Settlement as SettlementKind } from "../protocol/profile.ts"

/**
 * How the PG of a payment settles, as far as PortOne documents it: see `Settlement.timings`.
 */
export const settlementOf = (payment: Payment): SettlementKind =>
  Settlement.mayFinishLater(payment) ? "async" : Settlement.of(payment).timing === "at-once" ? "sync" : "registered"
