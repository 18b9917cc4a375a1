/** The sandbox ledger: every change of a balance, in order, with the request that caused it. */

/** What the headers of the request contained. */
export interface HeaderFacts {
  /** How the token was sent: bare, with Bearer, or in the old header. */
  readonly token: "bare" | "bearer" | "none" | "x-imptokenheader"
  readonly tier: string | undefined
  /** How the body was written. */
  readonly body: "empty" | "form" | "json"
}

/** One cancel that was applied, or one that was undone. */
export interface LedgerEntry {
  /** 1 for the first cancel of this server. */
  readonly seq: number
  /** `api`: a request. `console`: a cancel in PortOne's console. `revert`: an undone cancel. */
  readonly by: "api" | "console" | "revert"
  /** Units: UNIX seconds of the server's clock. */
  readonly at: number
  readonly imp_uid: string
  readonly merchant_uid: string
  readonly currency: string
  /** Negative when a cancel was undone. Units: major units. */
  readonly amount: number
  /** Units: major units. */
  readonly balanceBefore: number
  /** Units: major units. */
  readonly balanceAfter: number
  readonly cancellationId: string
  /** All fields of the request body, as parsed. */
  readonly request: Readonly<Record<string, unknown>>
  readonly headers: HeaderFacts
}

/** An append-only list. */
export class Ledger {
  #entries: Array<LedgerEntry> = []

  /** Adds an entry and numbers it. */
  append(entry: Omit<LedgerEntry, "seq">): void {
    this.#entries.push({ seq: this.#entries.length + 1, ...entry })
  }

  /** All entries, or those of one payment. */
  entries(impUid?: string): ReadonlyArray<LedgerEntry> {
    return impUid === undefined ? this.#entries : this.#entries.filter((entry) => entry.imp_uid === impUid)
  }

  /** Removes all entries. */
  clear(): void {
    this.#entries = []
  }
}
