/**
 * What one look-up of the payment shows.
 */

/**
 * One entry of the payment history. The order of the entries means nothing and may change between
 * two look-ups.
 */
export interface Entry {
  /** Units: minor units. */
  readonly amount: number
  /**
   * PortOne's id of the cancel, or else its content. Two entries with the same content have the
   * same id, so ids are compared as a multiset.
   */
  readonly id: string
  /** The refunds whose tags are in `reason` and are authentic, by id, in their order. */
  readonly tags: ReadonlyArray<string>
  /** Words of `reason` that look like a tag and were not made with a secret of this process. */
  readonly words: ReadonlyArray<string>
}

/**
 * Balance and history of a payment, from one response.
 *
 * Units: minor units.
 */
export interface Snapshot {
  readonly paid: number
  readonly balance: number
  readonly entries: ReadonlyArray<Entry>
  /** PortOne may take less than was asked for, because a promotion bears its part. */
  readonly hasPromotion?: boolean
}

/**
 * The newest state of the payment known so far. Histories only grow and balances only fall, so a
 * snapshot below it is stale.
 */
export interface Watermark {
  readonly entries: number
  readonly balance: number
}

/**
 * Whether balance and history add up. A torn response (new balance, old history) would show no
 * entry of ours next to a balance that already includes it, and lead to a second refund.
 */
export const isWhole = ({ balance, entries, paid }: Snapshot): boolean =>
  balance >= 0 && balance <= paid && entries.reduce((sum, entry) => sum + entry.amount, 0) === paid - balance

/** Where a promotion was seen: in a snapshot, or in the one that a plan was made on. */
type Seen = Pick<Snapshot, "hasPromotion"> | undefined

/**
 * Whether a cancel of this amount may have become this entry.
 */
export const isAmountOf = (amount: number, entry: Entry, ...seen: ReadonlyArray<Seen>): boolean =>
  seen.some((one) => one?.hasPromotion === true) ? entry.amount <= amount : entry.amount === amount
