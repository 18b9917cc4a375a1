/**
 * What the server and the callers write down, and what the judge reads. Types only: the server, the
 * callers and the judge share no code.
 *
 * A nonce stands in the `reason` of every cancel as `~<refund>.<attempt>~`. `refund` is one refund
 * that a shop owes; `attempt` counts the keys that the shop used for it.
 *
 * Units: times are nanoseconds of the machine's monotonic clock, the same in every process.
 */

/** A cancel request that reached the server. */
export interface Received {
  readonly type: "received"
  readonly impUid: string
  readonly nonce: string | undefined
  /** The process that sent it, by its access token. */
  readonly process: string
  readonly at: bigint
  readonly amount: unknown
  readonly checksum: unknown
  /** The checksum that a correct request could have at this moment. */
  readonly balance: number
  /** Answered with 401, after which one send is repeated with another token. */
  readonly isTokenRejected: boolean
}

/** A cancel that was carried out. */
export interface Applied {
  readonly type: "applied"
  readonly impUid: string
  /** Absent for a cancel that no caller made. */
  readonly nonce: string | undefined
  readonly process: string
  /** When the request had arrived, which may be long before it was carried out. */
  readonly receivedAt: bigint
  readonly at: bigint
  readonly amount: number
  /** Only the PG knows of it: outside of the documented assumptions. */
  readonly isHidden: boolean
}

/** An entry that was taken back: outside of the documented assumptions. */
export interface TakenBack {
  readonly type: "takenBack"
  readonly impUid: string
  readonly nonce: string | undefined
  readonly at: bigint
}

export type Truth = Received | Applied | TakenBack

/** What one call reported. */
export interface Call {
  readonly impUid: string
  readonly nonce: string
  readonly key: string
  readonly process: string
  readonly startedAt: bigint
  readonly endedAt: bigint
  /** `_tag` of the outcome or of the error. */
  readonly tag: string
  readonly isError: boolean
  readonly next?: string | undefined
  readonly amount?: unknown
  readonly sends?: number | undefined
  readonly certain?: string | undefined
  readonly proof?: string | undefined
  readonly cause?: string | undefined
  readonly isLocked?: boolean | undefined
  readonly moneyMoved?: string | undefined
  readonly resend?: string | undefined
  readonly message?: string | undefined
}

/** One round: a payment and the refunds that are owed on it. */
export interface Round {
  readonly name: string
  readonly impUid: string
  /** Whether everything that happens is within the documented assumptions. */
  readonly isInside: boolean
  readonly hasLedger: boolean
  /** How often a cancel may be sent under one key, where the ledger can count it. */
  readonly totalSends: number | undefined
  /** Every cancel of the payment is one of ours and comes back with its tag. */
  readonly isOursAndTagged: boolean
  readonly refunds: ReadonlyArray<{ readonly refund: string; readonly amount: number }>
}

/** A refund that reached no end although no fault was left. */
export interface Unfinished {
  readonly impUid: string
  readonly refund: string
  readonly calls: number
  readonly last: string
}

export interface Violation {
  readonly kind: string
  readonly round: string
  readonly impUid: string
  readonly refund: string
  readonly text: string
}
