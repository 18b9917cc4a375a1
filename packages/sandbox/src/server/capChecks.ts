/** Whether a request would exceed a limit of what the server stores. */
import type { State } from "./state.ts"

/** Why so many more payments cannot be stored, or undefined. */
export const paymentsCapReached = ({ payments, settings }: State, more: number): string | undefined =>
  payments.size + more > settings.caps.payments ? full(`${settings.caps.payments} payments`, "max-payments") : undefined

/** Why one more cancel cannot be stored, or undefined. */
export const cancelsCapReached = ({ ledger, requestCounts, settings }: State): string | undefined =>
  Math.max(ledger.entries().length, requestCounts.snapshot().cancel.applied) >= settings.caps.cancels
    ? full(`${settings.caps.cancels} cancels`, "max-cancels")
    : undefined

/** Why a body of this size cannot be stored, or undefined. Units: bytes. */
export const bytesCapReached = ({ settings, storedBytes }: State, more: number): string | undefined =>
  storedBytes.total + more > settings.caps.bytes
    ? full(`${settings.caps.bytes} bytes of payments and cancels`, "max-bytes")
    : undefined

// internal

const full = (what: string, flag: string): string =>
  `the sandbox stores at most ${what}; POST /_sandbox/reset removes them, --${flag} sets another limit`
