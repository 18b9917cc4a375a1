/**
 * A refund of which this call sent nothing, because it has to wait: for its PG, or for a person.
 */
import type { Effect } from "effect"

export interface GivenBack {
  /** The payment's PG, as far as it is known. */
  readonly pg: string | undefined
  readonly pause: "usual" | "short"
}

/** Ends the call of `refundOnce`. */
export type GiveBack = (to: GivenBack) => Effect.Effect<unknown>
