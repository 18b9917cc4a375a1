/**
 * Runs tasks at a time of the sandbox's own clock: by a timer when the time comes, or at once when
 * the clock is moved past it.
 */
import type { Clock } from "./clock.ts"

/** The longest delay of a timer of Node. Units: milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

interface Task {
  /** Units: UNIX milliseconds of the sandbox's clock. */
  readonly at: number
  readonly run: () => void
}

/** The tasks that have not run yet. */
export class Scheduler {
  readonly #clock: Clock
  readonly #tasks = new Set<Task>()
  #timer: NodeJS.Timeout | undefined
  /** The time for which the timer was started. Units: UNIX milliseconds. */
  #timerAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Adds a task and returns a function that removes it.
   *
   * Units: `at` in UNIX milliseconds of the sandbox's clock.
   */
  at(at: number, run: () => void): () => void {
    const task: Task = { at, run }
    this.#tasks.add(task)
    if (this.#timer === undefined || at < this.#timerAt) this.#startTimer(at)
    return () => this.#tasks.delete(task)
  }

  /**
   * Adds a task that runs after a delay. It is counted from where the clock is, not from the time
   * of a running task: a network timeout that begins after a jump of the clock has not passed yet.
   *
   * Units: milliseconds.
   */
  after(milliseconds: number, run: () => void): () => void {
    return this.at(this.#clock.position() + milliseconds, run)
  }

  /** Runs the due tasks, earliest first and each at its own time; then those that these added. */
  runDue(): void {
    for (let due = this.#due(); due.length > 0; due = this.#due()) {
      for (const task of due) if (this.#tasks.delete(task)) this.#clock.runAt(task.at, task.run)
    }
    this.#stopTimer()
    let earliest = Number.POSITIVE_INFINITY
    for (const { at } of this.#tasks) if (at < earliest) earliest = at
    if (this.#tasks.size > 0) this.#startTimer(earliest)
  }

  /** Removes all tasks. */
  clear(): void {
    this.#tasks.clear()
    this.#stopTimer()
  }

  // With equal times, in the order in which they were added.
  #due(): ReadonlyArray<Task> {
    return Array.from(this.#tasks).filter(({ at }) => this.#isDue(at)).toSorted((one, other) => one.at - other.at)
  }

  // In whole seconds, as every time of the API, so that a clock that is set to a second has reached
  // everything that is due in this second.
  #isDue(at: number): boolean {
    return Math.floor(at / 1000) <= Math.floor(this.#clock.position() / 1000)
  }

  #startTimer(at: number): void {
    this.#stopTimer()
    // While the clock stands still, only moving it makes a task due that is not due already.
    if (this.#clock.isFrozen && !this.#isDue(at)) return
    const left = Math.min(Math.max(at - this.#clock.position(), 0), LONGEST_TIMER)
    this.#timerAt = at
    this.#timer = setTimeout(() => this.runDue(), left).unref()
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
