/**
 * Counts names: addresses, people, and what they do. The count of a name begins again after some
 * time.
 */

/** Units: `now` and `window` in milliseconds. */
export class Counts {
  readonly #counts = new Map<string, { count: number; since: number }>()
  readonly #now: () => number
  readonly #window: number
  constructor(now: () => number, window: number) {
    this.#now = now
    this.#window = window
  }

  /** Returns the count with this one. */
  add(name: string): number {
    const one = this.#counts.get(name)
    if (one !== undefined && this.#now() - one.since < this.#window) return ++one.count
    this.#counts.delete(name)
    const [oldest] = this.#counts.keys()
    if (this.#counts.size >= MOST && oldest !== undefined) this.#counts.delete(oldest)
    this.#counts.set(name, { count: 1, since: this.#now() })
    return 1
  }

  /** Seconds until the count is below its limit again; 0: it is. */
  full(name: string, limit: number): number {
    const one = this.#counts.get(name)
    if (one === undefined || one.count < limit) return 0
    return Math.max(0, Math.ceil((one.since + this.#window - this.#now()) / 1000))
  }
}

// internal

// Names that are counted at a time. The oldest is forgotten, so that the memory is bounded.
const MOST = 10_000
