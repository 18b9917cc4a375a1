/** Whether a request would exceed a limit of what the server stores. */
import { type Bounded, MOST_ENTRIES } from "./api/checkout/bounded.ts"
import { MOST_WEBHOOKS } from "./api/webhooks/webhooks.ts"
import type { State } from "./state.ts"

/** Why so many more payments cannot be stored, or undefined. */
export const paymentsCapReached = ({ payments, settings }: State, more: number): string | undefined =>
  payments.size + more > settings.caps.payments ? full(`${settings.caps.payments} payments`, "max-payments") : undefined

/** Why one more cancel cannot be stored, or undefined. */
export const cancelsCapReached = ({ ledger, requestCounts, settings, webhooks }: State): string | undefined =>
  Math.max(ledger.entries().length, requestCounts.snapshot().cancel.applied) >= settings.caps.cancels
    ? full(`${settings.caps.cancels} cancels`, "max-cancels")
    : webhooks.isFull
    ? `the sandbox stores at most ${MOST_WEBHOOKS} webhooks; POST /_sandbox/reset removes them`
    : undefined

/** Why a body of this size cannot be stored, or undefined. Units: bytes. */
export const bytesCapReached = ({ settings, storedBytes }: State, more: number): string | undefined =>
  storedBytes.total + more > settings.caps.bytes
    ? full(`${settings.caps.bytes} bytes of payments and cancels`, "max-bytes")
    : undefined

/**
 * Why a value cannot be stored under this key, or undefined when it was. It takes the place of an
 * earlier value.
 *
 * Units: bytes.
 */
export const store = <A>(state: State, map: Bounded<A>, key: string, value: A, bytes: number): string | undefined => {
  const more = bytes - map.bytesOf(key)
  const reached = map.hasRoomFor(key)
    ? bytesCapReached(state, more)
    : `the sandbox stores at most ${MOST_ENTRIES} of these; POST /_sandbox/reset removes them`
  if (reached !== undefined) return reached
  map.set(key, value, bytes)
  state.storedBytes.add(more)
  return undefined
}

/** Removes a key and what it took. */
export const remove = <A>(state: State, map: Bounded<A>, key: string): void => {
  state.storedBytes.add(-map.bytesOf(key))
  map.delete(key)
}

// internal

const full = (what: string, flag: string): string =>
  `the sandbox stores at most ${what}; POST /_sandbox/reset removes them, --${flag} sets another limit`
