/**
 * What the protocol may rely on at one payment gateway (PG), as data.
 */

/**
 * How a PG settles a cancel.
 *
 * - `sync`: the cancel is in the payment history when the response arrives.
 * - `registered`: it is in the history at once, and the money follows on a later day.
 * - `async`: it may appear in the history long after the response, or never.
 */
export type Settlement = "sync" | "registered" | "async"

/**
 * What the protocol may rely on for one payment.
 */
export interface Profile {
  readonly settlement: Settlement
  /**
   * `reason` is known to come back in the history unchanged, so that an entry without our tag is
   * not ours. A tag that is found counts in any case.
   */
  readonly echoesReason: boolean
  /**
   * PortOne compares the checksum. Without it, only a refund above half the balance is sent twice.
   */
  readonly checksumHolds: boolean
  /** No other program and no person cancels this payment at the same time. */
  readonly singleWriter: boolean
}

/**
 * The profile of an unknown PG that settles at once: tags may not come back, others may cancel too,
 * and the checksum is compared as documented.
 */
export const cautious: Profile = {
  settlement: "sync",
  echoesReason: false,
  checksumHolds: true,
  singleWriter: false
}
