/**
 * The server's own clock: the machine's time plus whatever the control API has added. Tokens run out and months turn
 * without anybody waiting, and the caller's clock stays as it is.
 */
export class Clock {
  #ahead = 0

  /** Units: whole UNIX seconds. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000)
  }

  /** Units: UNIX milliseconds. */
  milliseconds(): number {
    return Date.now() + this.#ahead
  }

  /** Units: seconds, forward only. */
  advance(seconds: number): void {
    this.#ahead += seconds * 1000
  }

  /** Back to the machine's time. */
  reset(): void {
    this.#ahead = 0
  }
}
