/**
 * What the driver asks of a caller process, one JSON text a line. Types only.
 */

/** Which tag secret a call uses. */
export type Secret = "usual" | "blankAtTheEnd" | "rotated" | "rotatedAndPrevious"

export interface RefundCommand {
  readonly id: number
  readonly do: "refund"
  readonly impUid: string
  readonly nonce: string
  readonly key: string
  readonly amount: number
  readonly reason: string
  readonly secret: Secret
  readonly earlier: "none" | undefined
  readonly onForeign: "replan" | undefined
  readonly tag: boolean
  readonly echoesReason: boolean
  readonly singleWriter: boolean
  /** No fault is left, so every answer is waited for, however slow the machine is. */
  readonly isCalm: boolean
}

export interface ForgetCommand {
  readonly id: number
  readonly do: "forget"
  readonly impUid: string
  readonly key: string
  readonly secret: Secret
}

export type Command = RefundCommand | ForgetCommand

/** How a caller process is started. */
export interface Setup {
  readonly url: string
  /** `imp_key`, which the server reads back from the access token. */
  readonly process: string
  /** The file for outcomes. */
  readonly log: string
  /** `""`, the file of a SQLite database, or a `postgres:` URL. */
  readonly ledger: string
}
