/**
 * The sandbox's own clock. It counts from the machine's time, or from a time that the test chose,
 * and the control API moves and stops it. So a test lets tokens expire and months pass without
 * waiting, and reads exact times.
 */
export class Clock {
  readonly #now: () => number
  readonly #start: ClockStart
  /** The difference to the machine's time while the clock runs. Units: milliseconds. */
  #ahead = 0
  /** The time at which the clock stands still. Units: UNIX milliseconds. */
  #frozenAt: number | undefined
  /** The time of the task that is running. Units: UNIX milliseconds. */
  #taskAt: number | undefined

  /** Units: `now` in UNIX milliseconds. */
  constructor(now: () => number, start: ClockStart = { time: undefined, frozen: false }) {
    this.#now = now
    this.#start = start
    this.reset()
  }

  /** Units: whole UNIX seconds. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000)
  }

  /** Units: UNIX milliseconds. */
  milliseconds(): number {
    return this.#taskAt ?? this.position()
  }

  /** How far the clock is, also while a task runs at its own time. Units: UNIX milliseconds. */
  position(): number {
    return this.#frozenAt ?? this.#now() + this.#ahead
  }

  /**
   * Runs a task that was due earlier, at the time when it was due: what it writes has that time.
   *
   * Units: `at` in UNIX milliseconds.
   */
  runAt(at: number, task: () => void): void {
    this.#taskAt = at
    try {
      task()
    } finally {
      this.#taskAt = undefined
    }
  }

  /** Whether the clock stands still until it is moved. */
  get isFrozen(): boolean {
    return this.#frozenAt !== undefined
  }

  /** Moves the clock forward. Units: seconds. */
  advance(seconds: number): void {
    if (this.#frozenAt === undefined) this.#ahead += seconds * 1000
    else this.#frozenAt += seconds * 1000
  }

  /** Moves the clock to the start of a second, forward or back. Units: UNIX seconds. */
  set(seconds: number): void {
    if (this.#frozenAt === undefined) this.#ahead = seconds * 1000 - this.#now()
    else this.#frozenAt = seconds * 1000
  }

  /** Stops the clock at its time. */
  freeze(): void {
    this.#frozenAt = this.milliseconds()
  }

  /** Lets a stopped clock continue from its time. */
  run(): void {
    if (this.#frozenAt === undefined) return
    this.#ahead = this.#frozenAt - this.#now()
    this.#frozenAt = undefined
  }

  /** Back to the settings of the start. */
  reset(): void {
    this.#ahead = 0
    this.#frozenAt = undefined
    if (this.#start.frozen) this.freeze()
    if (this.#start.time !== undefined) this.set(this.#start.time)
  }
}

/** How the clock begins, and begins again after a reset. */
export interface ClockStart {
  /** Undefined: the machine's time. Units: UNIX seconds. */
  readonly time: number | undefined
  readonly frozen: boolean
}
