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
    this.#startTimer()
    return () => this.#tasks.delete(task)
  }

  /**
   * Adds a task that runs after a delay. It is counted from where the clock is, not from the time of
   * a running task: a network timeout that begins after a jump of the clock has not passed yet.
   *
   * Units: milliseconds.
   */
  after(milliseconds: number, run: () => void): () => void {
    return this.at(this.#clock.position() + milliseconds, run)
  }

  /** Runs the due tasks, earliest first and each at its own time, with due tasks that these add. */
  runDue(): void {
    for (let next = this.#earliest(); next !== undefined && this.#isDue(next); next = this.#earliest()) {
      this.#tasks.delete(next)
      this.#clock.runAt(next.at, next.run)
    }
    this.#startTimer()
  }

  /** Removes all tasks. */
  clear(): void {
    this.#tasks.clear()
    clearTimeout(this.#timer)
  }

  // In whole seconds, as every time of the API, so that a clock that is set to a second has reached
  // everything that is due in this second.
  #isDue({ at }: Task): boolean {
    return Math.floor(at / 1000) <= Math.floor(this.#clock.position() / 1000)
  }

  #earliest(): Task | undefined {
    let first: Task | undefined
    for (const task of this.#tasks) if (first === undefined || task.at < first.at) first = task
    return first
  }

  #startTimer(): void {
    clearTimeout(this.#timer)
    const next = this.#earliest()
    // While the clock stands still, only moving it makes a task due that is not due already.
    if (next === undefined || (this.#clock.isFrozen && !this.#isDue(next))) return
    const left = Math.min(Math.max(next.at - this.#clock.position(), 0), LONGEST_TIMER)
    this.#timer = setTimeout(() => this.runDue(), left).unref()
  }
}
