/**
 * A payment as the sandbox stores it. A row holds only what cannot be derived, so that 100,000
 * payments of one batch share a single row.
 */
import type { FieldName } from "./fieldDefaults.ts"
import type { HiddenFieldName } from "./hiddenFields.ts"
import type { HeaderFacts, LedgerEntry } from "./ledger.ts"

/** A named sample payment. */
export interface Kind {
  readonly name: string
  /** One line for people. */
  readonly what: string
  readonly fields: Readonly<Partial<Record<FieldName, unknown>>>
  /** Fields that no response shows. */
  readonly hidden?: Readonly<Partial<Record<HiddenFieldName, unknown>>>
}

/** A cancel that was requested. */
export interface CancelOrder {
  /** Units: minor units of the payment's currency. */
  readonly amount: bigint
  /** The request body as it was parsed. */
  readonly request: Readonly<Record<string, unknown>>
  readonly headers: HeaderFacts
  readonly by: LedgerEntry["by"]
}

/** A cancel that was applied. */
export interface Cancellation {
  /** Units: minor units of the payment's currency. */
  readonly amount: bigint
  readonly cancellationId: string
  /** Units: UNIX seconds. */
  readonly cancelledAt: number
  readonly pgTid: string
  readonly reason: string
  readonly receiptUrl: string | null
  /** The `retain_promotion` of the request. */
  readonly retainPromotion: boolean
}

/** What is stored of a payment. A row is replaced, never changed, so that a batch can share it. */
export interface Row {
  readonly kind: Kind
  /** Fields given when the payment was made. */
  readonly own: Readonly<Record<string, unknown>>
  /** The sub-merchant it belongs to, or undefined for the representative merchant. */
  readonly tier: string | undefined
  /** Units: UNIX seconds. */
  readonly madeAt: number
  /** Only when the test chose it; otherwise it is derived from the number. */
  readonly impUid: string | undefined
  readonly merchantUid: string | undefined
  readonly cancels: readonly Cancellation[]
  /** Only after a cancel. */
  readonly status: string | undefined
  /** Cancels that were answered with code 0 and are not settled yet, oldest first. */
  readonly pending?: readonly CancelOrder[]
  /** Cancelled in the PG's own console, which PortOne does not see. Units: minor units. */
  readonly cancelledAtPg?: bigint
}

/** A row and its place in the store. */
export interface Payment {
  /** 1 for the first payment. */
  readonly seq: number
  readonly impUid: string
  readonly merchantUid: string
  readonly row: Row
}
