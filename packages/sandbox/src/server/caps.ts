/**
 * The limits of what a server stores, so that a long run or a faulty test cannot use up the memory
 * of the machine. A request above a limit is rejected and changes nothing.
 */

/** The limits. */
export interface CapSettings {
  readonly payments: number
  /** Entries of the sandbox ledger, with cancels that are still pending. */
  readonly cancels: number
  /** The request bodies that payments and cancels came from. Units: bytes. */
  readonly bytes: number
}

/** The default limits. */
export const CAPS: CapSettings = { payments: 100_000, cancels: 100_000, bytes: 256 * 1024 * 1024 }

/** The first mistake in the limits as a sentence, or undefined. */
export const capMistake = ({ bytes, cancels, payments }: CapSettings): string | undefined => {
  for (const [name, value] of [["payments", payments], ["cancels", cancels], ["stored bytes", bytes]] as const) {
    if (!Number.isSafeInteger(value) || value < 1) return `the most ${name}, ${value}, is not a whole number, 1 or more`
  }
  return undefined
}

/** Counts the stored bytes. Payments and cancels are counted where they are stored. */
export class StoredBytes {
  #bytes = 0

  /** Units: bytes. */
  get total(): number {
    return this.#bytes
  }

  /** Units: bytes. */
  add(bytes: number): void {
    this.#bytes += bytes
  }

  /** Back to zero. */
  clear(): void {
    this.#bytes = 0
  }
}
