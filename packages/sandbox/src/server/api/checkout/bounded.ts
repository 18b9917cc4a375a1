/** A map with a largest size, so that requests cannot fill the memory. */

/** Units: entries. */
export const MOST_ENTRIES = 100_000

/** A key of a map: a sub-merchant sees only its own entries. */
export const tierKey = (tier: string | undefined, uid: string): string => `${tier ?? ""}\n${uid}`

/** A map that has room for 100,000 keys and knows what each of its values takes. */
export class Bounded<A> {
  readonly #entries = new Map<string, { readonly value: A; readonly bytes: number }>()

  /** The value of a key. */
  get(key: string): A | undefined {
    return this.#entries.get(key)?.value
  }

  /** What the value of a key takes. Units: bytes, 0 without one. */
  bytesOf(key: string): number {
    return this.#entries.get(key)?.bytes ?? 0
  }

  /** Is there room for this key, which may be there already? */
  hasRoomFor(key: string): boolean {
    return this.#entries.size < MOST_ENTRIES || this.#entries.has(key)
  }

  /** Sets a value. Units: bytes. */
  set(key: string, value: A, bytes: number): void {
    this.#entries.set(key, { value, bytes })
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
