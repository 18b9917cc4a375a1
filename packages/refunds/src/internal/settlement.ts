import type { Payment } from "@effect-portone/core"
import { Completion } from "@effect-portone/gateways"
import type { Settlement } from "../protocol/Profile.ts"

/** How the PG of a payment settles, as far as PortOne documents it: see `Completion.timings`. */
export const settlementOf = (payment: Payment.Payment): Settlement => {
  const { timing } = Completion.of(payment)
  return later.has(timing) ? "async" : timing === "at-once" ? "sync" : "registered"
}

const later: ReadonlySet<string> = new Set(["after-approval", "after-callback", "after-notice"])
