/**
 * Slows down guessing of tokens. A token is the only name of an account here, so a wrong one counts
 * against its address and against all accounts together.
 */

/** Counts failures. */
export interface Throttle {
  /** Seconds until this address may try again; 0: now. */
  readonly wait: (address: string) => number
  readonly failed: (address: string) => void
  readonly succeeded: (address: string, account: string) => void
  /** May this account begin another session now? */
  readonly mayBegin: (account: string) => boolean
}

/** Failures of one address, after which it waits. */
export const PER_ADDRESS = 10

/** Failures of all addresses, after which addresses without a sign-in wait. */
export const IN_TOTAL = 200

/** Sessions that one account may begin. */
export const PER_ACCOUNT = 60

/** The counts are of this long. Units: milliseconds. */
export const WINDOW = 15 * 60_000

/** Makes a throttle. Units: `now` in milliseconds. */
export const makeThrottle = (now: () => number): Throttle => {
  const failures = new Counts(now)
  const sessions = new Counts(now)
  const known = new Counts(now)
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
    mayBegin: (account) => sessions.full(account, PER_ACCOUNT) === 0
  }
}

// internal

const ALL = "all"

// Most networks give a household or an office 2^64 addresses of IPv6.
const networkOf = (address: string): string =>
  /^::ffff:\d/i.test(address) || !address.includes(":") ? address : address.split(":").slice(0, 4).join(":")

// Names that are counted at a time. The oldest is forgotten, so that the memory is bounded.
const MOST = 10_000

class Counts {
  readonly #counts = new Map<string, { count: number; since: number }>()
  readonly #now: () => number
  constructor(now: () => number) {
    this.#now = now
  }

  add(name: string): void {
    const one = this.#counts.get(name)
    if (one !== undefined && this.#now() - one.since < WINDOW) return void one.count++
    this.#counts.delete(name)
    const [oldest] = this.#counts.keys()
    if (this.#counts.size >= MOST && oldest !== undefined) this.#counts.delete(oldest)
    this.#counts.set(name, { count: 1, since: this.#now() })
  }

  /** Seconds until the count is below its limit again; 0: it is. */
  full(name: string, limit: number): number {
    const one = this.#counts.get(name)
    if (one === undefined || one.count < limit) return 0
    return Math.max(0, Math.ceil((one.since + WINDOW - this.#now()) / 1000))
  }
}
