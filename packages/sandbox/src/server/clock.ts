/**
 * The sandbox's own clock: the machine's time, or that of the option `now`, plus what the control
 * API added. So a test lets tokens expire and months pass without waiting.
 */
export class Clock {
  readonly #now: () => number
  #ahead = 0

  /** Units: `now` in UNIX milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Units: whole UNIX seconds. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000)
  }

  /** Units: UNIX milliseconds. */
  milliseconds(): number {
    return this.#now() + this.#ahead
  }

  /** Moves the clock forward. Units: seconds. */
  advance(seconds: number): void {
    this.#ahead += seconds * 1000
  }

  /** Removes what was added. */
  reset(): void {
    this.#ahead = 0
  }
}
