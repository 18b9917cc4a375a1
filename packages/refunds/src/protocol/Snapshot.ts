/**
 * What one read of the payment shows. All amounts here are whole numbers of the currency's smallest unit.
 */

/**
 * One entry of the cancel history.
 */
export interface Entry {
  /** Units: minor units. */
  readonly amount: number
  /** The refund tag found at the edge of `reason`, if there is one. */
  readonly tag: string | undefined
  /** `cancellation_id`, absent in old answers. */
  readonly id: string | undefined
}

/**
 * Balance and history of a payment, as one answer gave them.
 *
 * Units: minor units.
 */
export interface Snapshot {
  readonly paid: number
  readonly balance: number
  readonly entries: ReadonlyArray<Entry>
}

/**
 * The newest state of the payment known so far. Histories only grow and balances only fall, so anything older is stale.
 */
export interface Watermark {
  readonly entries: number
  readonly balance: number
}

/**
 * Do balance and history come from the same moment? A torn answer (new balance, old history) would show "nothing of mine" beside a balance that already
 * holds mine, and lead to a second refund.
 */
export const isWhole = ({ balance, entries, paid }: Snapshot): boolean =>
  balance >= 0 && balance <= paid && entries.reduce((sum, entry) => sum + entry.amount, 0) === paid - balance
