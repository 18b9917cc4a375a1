/**
 * Slows down guessing of tokens. A token is the only name of an account here, so a wrong one counts
 * against its address and against all accounts together.
 */
import { Counts } from "../shop/Counts.ts"

/** Counts failures. */
export interface Throttle {
  /** Seconds until this address may try again; 0: now. */
  readonly wait: (address: string) => number
  readonly failed: (address: string) => void
  readonly succeeded: (address: string, account: string) => void
  /** May this account begin another session now? */
  readonly mayBegin: (account: string) => boolean
  /** Counts a form, and returns the seconds until this person may send one; 0: now. */
  readonly form: (account: string) => number
}

/** Failures of one address, after which it waits. */
export const PER_ADDRESS = 10

/** Failures of all addresses, after which addresses without a sign-in wait. */
export const IN_TOTAL = 200

/** Sessions that one account may begin. */
export const PER_ACCOUNT = 60

/** Forms that one person may send in `FORMS_WINDOW`; a person reads in between. */
export const FORMS = 60

/** Units: milliseconds. */
export const FORMS_WINDOW = 60_000

/** The counts are of this long. Units: milliseconds. */
export const WINDOW = 15 * 60_000

/** Makes a throttle. Units: `now` in milliseconds. */
export const makeThrottle = (now: () => number): Throttle => {
  const failures = new Counts(now, WINDOW)
  const sessions = new Counts(now, WINDOW)
  const known = new Counts(now, WINDOW)
  const forms = new Counts(now, FORMS_WINDOW)
  return {
    wait: (address) => {
      const of = networkOf(address)
      const until = failures.full(of, PER_ADDRESS)
      if (until > 0) return until
      return known.full(of, 1) > 0 ? 0 : failures.full(ALL, IN_TOTAL)
    },
    failed: (address) => {
      failures.add(networkOf(address))
      failures.add(ALL)
    },
    succeeded: (address, account) => {
      known.add(networkOf(address))
      sessions.add(account)
    },
    mayBegin: (account) => sessions.full(account, PER_ACCOUNT) === 0,
    form: (account) => {
      const wait = forms.full(account, FORMS)
      if (wait === 0) forms.add(account)
      return wait
    }
  }
}

// internal

const ALL = "all"

// Most networks give a household or an office 2^64 addresses of IPv6.
const networkOf = (address: string): string =>
  /^::ffff:\d/i.test(address) || !address.includes(":") ? address : address.split(":").slice(0, 4).join(":")
