/**
 * The states that an exploration has found, as rows of integers. A map with a string for each took
 * a third of its time, and a map holds at most 16,777,216 entries.
 */

/** Units: rows. Memory is taken for so many at once. */
const CHUNK = 2 ** 16

/** A set of rows of `width` 32-bit integers each. A row keeps the place at which it was added. */
export class Places {
  readonly #width: number
  readonly #chunks: Array<Int32Array> = []
  /** Of each place plus one, at the hash of its row or the next slot that was free; 0 is free. */
  #slots = new Int32Array(2 ** 12)
  #size = 0

  constructor(width: number) {
    this.#width = width
  }

  get size(): number {
    return this.#size
  }

  /** The place of a row, or -1. */
  find(row: Int32Array): number {
    return (this.#slots[this.#slotOf(row)] as number) - 1
  }

  /** The place of a row. If it is new, that is the size before. */
  add(row: Int32Array): number {
    const slot = this.#slotOf(row)
    const known = this.#slots[slot] as number
    if (known > 0) return known - 1
    const place = this.#size++
    if (place % CHUNK === 0) this.#chunks.push(new Int32Array(CHUNK * this.#width))
    const chunk = this.#chunks.at(-1) as Int32Array
    chunk.set(row, (place % CHUNK) * this.#width)
    this.#slots[slot] = place + 1
    if (this.#size * 2 > this.#slots.length) this.#grow()
    return place
  }

  /** Writes the row at a place into `row`. */
  read(place: number, row: Int32Array): void {
    const chunk = this.#chunks[Math.floor(place / CHUNK)] as Int32Array
    const from = (place % CHUNK) * this.#width
    for (let index = 0; index < this.#width; index++) row[index] = chunk[from + index] as number
  }

  /** Where the row is, or the free slot where it belongs. */
  #slotOf(row: Int32Array): number {
    const last = this.#slots.length - 1
    let slot = hashOf(row) & last
    for (let held = this.#slots[slot] as number; held > 0; held = this.#slots[slot] as number) {
      if (this.#isAt(held - 1, row)) return slot
      slot = (slot + 1) & last
    }
    return slot
  }

  #isAt(place: number, row: Int32Array): boolean {
    const chunk = this.#chunks[Math.floor(place / CHUNK)] as Int32Array
    const from = (place % CHUNK) * this.#width
    for (let index = 0; index < this.#width; index++) {
      if (chunk[from + index] !== row[index]) return false
    }
    return true
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2)
    const row = new Int32Array(this.#width)
    for (let place = 0; place < this.#size; place++) {
      this.read(place, row)
      this.#slots[this.#slotOf(row)] = place + 1
    }
  }
}

// internal

/** Murmur3's rounds, because most rows differ from another by one in one number. */
const hashOf = (row: Int32Array): number => {
  let hash = 0
  for (let index = 0; index < row.length; index++) {
    let part = Math.imul(row[index] as number, 0xcc9e2d51)
    part = Math.imul((part << 15) | (part >>> 17), 0x1b873593)
    hash ^= part
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64 | 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
