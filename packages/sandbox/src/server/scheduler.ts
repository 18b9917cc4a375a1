/** What is going to happen at a time of the sandbox's own clock: by itself when the time comes, at once when it is moved. */
import type { Clock } from "./clock.ts"

/** The longest that a timer of Node can wait. Units: milliseconds. */
const LONGEST = 2 ** 31 - 1

interface Entry {
  /** Units: UNIX milliseconds of the sandbox's clock. */
  readonly at: number
  readonly happen: () => void
}

/** Everything that is still to come. */
export class Agenda {
  readonly #clock: Clock
  readonly #entries = new Set<Entry>()
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Puts something down and returns how to strike it out. Units: UNIX milliseconds of the sandbox's clock. */
  at(time: number, happen: () => void): () => void {
    const entry: Entry = { at: time, happen }
    this.#entries.add(entry)
    this.#wait()
    return () => this.#entries.delete(entry)
  }

  /** The same, counted from now. Units: milliseconds. */
  after(milliseconds: number, happen: () => void): () => void {
    return this.at(this.#clock.milliseconds() + milliseconds, happen)
  }

  /** Does what is due, earliest first, and what that puts down when it is due too. */
  runDue(): void {
    for (let next = this.#earliest(); next !== undefined && this.#isDue(next); next = this.#earliest()) {
      this.#entries.delete(next)
      next.happen()
    }
    this.#wait()
  }

  /** Strikes out everything. */
  clear(): void {
    this.#entries.clear()
    clearTimeout(this.#timer)
  }

  #isDue({ at }: Entry): boolean {
    return at <= this.#clock.milliseconds()
  }

  #earliest(): Entry | undefined {
    let first: Entry | undefined
    for (const entry of this.#entries) if (first === undefined || entry.at < first.at) first = entry
    return first
  }

  #wait(): void {
    clearTimeout(this.#timer)
    const next = this.#earliest()
    if (next === undefined) return
    const left = Math.min(Math.max(next.at - this.#clock.milliseconds(), 0), LONGEST)
    this.#timer = setTimeout(() => this.runDue(), left).unref()
  }
}
