/** The truth of the emulator: every time PortOne's balance moved, with the request that caused it. */

/** What the headers of the request said. */
export interface HeaderFacts {
  /** How the token came: bare, with Bearer, or in the old header. */
  readonly token: "bare" | "bearer" | "none" | "x-imptokenheader"
  readonly tier: string | undefined
  /** How the body was written. */
  readonly body: "empty" | "form" | "json"
}

/** One cancel that went through, or one that was undone. */
export interface LedgerEntry {
  /** 1 for the first cancel of this server. */
  readonly seq: number
  /** `api` for a request, `console` for a cancel in PortOne's console, `revert` for one that was undone. */
  readonly by: "api" | "console" | "revert"
  /** Units: UNIX seconds of the server's clock. */
  readonly at: number
  readonly imp_uid: string
  readonly merchant_uid: string
  readonly currency: string
  /** Below 0 when a cancel was undone. Units: major units. */
  readonly amount: number
  /** Units: major units. */
  readonly balanceBefore: number
  /** Units: major units. */
  readonly balanceAfter: number
  readonly cancellationId: string
  /** The request body as it was parsed, all fields. */
  readonly request: Readonly<Record<string, unknown>>
  readonly headers: HeaderFacts
}

/** An append-only list. */
export class Ledger {
  #entries: Array<LedgerEntry> = []

  /** Writes one line and numbers it. */
  append(entry: Omit<LedgerEntry, "seq">): void {
    this.#entries.push({ seq: this.#entries.length + 1, ...entry })
  }

  /** All lines, or those of one payment. */
  entries(impUid?: string): ReadonlyArray<LedgerEntry> {
    return impUid === undefined ? this.#entries : this.#entries.filter((entry) => entry.imp_uid === impUid)
  }

  /** Tears everything out. */
  clear(): void {
    this.#entries = []
  }
}
