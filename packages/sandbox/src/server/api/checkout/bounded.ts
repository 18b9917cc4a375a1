/** A map with a largest size, so that requests cannot fill the memory. */

/** Units: entries. */
const MOST = 100_000

/** A key of a map: a sub-merchant sees only its own entries. */
export const tierKey = (tier: string | undefined, uid: string): string => `${tier ?? ""}\n${uid}`

/** A map that accepts at most 100,000 keys. */
export class Bounded<A> {
  readonly #entries = new Map<string, A>()

  /** The value of a key. */
  get(key: string): A | undefined {
    return this.#entries.get(key)
  }

  /** Sets a value. False means that the map is full and does not have the key. */
  set(key: string, value: A): boolean {
    if (this.#entries.size >= MOST && !this.#entries.has(key)) return false
    this.#entries.set(key, value)
    return true
  }

  /** Removes a key. */
  delete(key: string): void {
    this.#entries.delete(key)
  }

  /** Removes all keys. */
  clear(): void {
    this.#entries.clear()
  }
}
