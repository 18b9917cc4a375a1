import type { Facts } from "./cancelFacts.ts"

/**
 * English and Korean.
 */
export type Both = readonly [english: string, korean: string]

/**
 * One thing that can go wrong with a cancel.
 *
 * `refuse` is only for what PortOne documents without an exception (`doc`), and for what can be decided from the payment alone. Whatever is disputed,
 * inferred or depends on a contract or on something the payment does not say is `warn`.
 */
export interface Rule {
  readonly code: string
  readonly severity: "refuse" | "warn"
  readonly evidence: "doc" | "obs" | "inf" | "dis"
  /** Which document says so. */
  readonly source: string
  /** `pg_provider` and `pay_method`, as a table of the rules shows them. `""` is all. */
  readonly pg: string
  readonly method: string
  /** The field of the request to change; `payment` where changing the request would not help. */
  readonly field: string
  /** Follows the field's name: no capital, no full stop. */
  readonly problem: Both
  /** What to do: no capital, no full stop in English. */
  readonly todo: Both
  /** The request lacks a refund account or a part of one. */
  readonly isMissingAccount?: true
  readonly applies: (facts: Facts) => boolean
  /** The problem with its values, where the general sentence is not enough. */
  readonly says?: (facts: Facts) => Both
}
