/**
 * Chance that can be repeated: the same seed draws the same numbers.
 */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
    // Neighbouring seeds must not begin alike.
    for (let turn = 0; turn < 4; turn++) this.next()
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = this.#state + 0x6d2b79f5 | 0
    let mixed = Math.imul(this.#state ^ this.#state >>> 15, 1 | this.#state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296
  }

  hits(probability: number): boolean {
    return this.next() < probability
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  of<A>(list: ReadonlyArray<A>): A {
    return list[this.between(0, list.length - 1)] as A
  }
}
