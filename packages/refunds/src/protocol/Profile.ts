/**
 * What a PG can be trusted with, as data. An unknown PG gets the most cautious row.
 */

/**
 * How a PG settles a cancel.
 *
 * - `sync`: the cancel is in the history when the answer comes.
 * - `registered`: it is in the history at once, the money follows on a later day.
 * - `async`: it may appear in the history long after the answer, or not at all.
 */
export type Settlement = "sync" | "registered" | "async"

/**
 * What the protocol may rely on for one payment.
 */
export interface Profile {
  readonly settlement: Settlement
  /** `reason` is known to come back in the history unchanged, so that "no tag" means "not mine". Found tags count either way. */
  readonly echoesReason: boolean
  /** The checksum is compared. Without it a second send is safe only when two cannot fit into the balance. */
  readonly checksumHolds: boolean
  /** Nobody else cancels this payment while we do: no console, no other program. */
  readonly singleWriter: boolean
}

/**
 * The cautious reading of a PG that settles at once: tags may or may not come back, others may cancel too, the checksum holds as documented.
 */
export const cautious: Profile = {
  settlement: "sync",
  echoesReason: false,
  checksumHolds: true,
  singleWriter: false
}
