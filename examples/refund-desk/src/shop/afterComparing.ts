/**
 * What concluding a refund as "not refunded" does, once a person has compared it with the PG.
 */
import type { RefundOutcome } from "@effect-portone/refunds"

/**
 * - `again`: the same key is called again.
 * - `close`: the refund is closed, so that a new one gets a new key. An equal cancel of another
 *   program is in the payment history, and the same key would find it again.
 * - `never`: nothing; PortOne has to be asked first.
 */
export const afterComparing = ({ cause, next }: RefundOutcome.Undetermined): "again" | "close" | "never" =>
  next === "stop" ? "never" : cause === "EqualForeignCancel" ? "close" : "again"
