import type { Bilingual } from "@effect-portone/core/Bilingual"
import type { Evidence } from "../evidence.ts"
import type { Facts } from "./facts.ts"

/**
 * The field of the request to change. `payment` where no change of the request would help.
 */
export type Field =
  | "payment"
  | "amount"
  | "checksum"
  | "reason"
  | "requester"
  | "taxFree"
  | "vatAmount"
  | "retainPromotion"
  | "refundAccount"
  | "refundAccount.bank"
  | "refundAccount.phone"

/**
 * One thing that can go wrong with a cancel.
 *
 * `error` is for what PortOne documents without an exception (`doc`), and for what the payment
 * alone decides. What is disputed, inferred, or depends on a contract or on something that the
 * payment does not show, is a `warning`.
 */
export interface Rule<Code extends string = string> {
  readonly code: Code
  readonly severity: "error" | "warning"
  readonly evidence: Evidence
  /** The document that the rule comes from. */
  readonly source: string
  /** `pg_provider` and `pay_method`, as a table of the rules shows them. `""` is all. */
  readonly pg: string
  readonly method: string
  readonly field: Field
  /** Follows the field's name: no capital, no full stop. */
  readonly problem: Bilingual
  /** What to do: no capital, no full stop in English. */
  readonly advice: Bilingual
  /** The request lacks a refund account or a part of one. */
  readonly isMissingAccount?: true
  readonly applies: (facts: Facts) => boolean
  /** The problem with the values of this request, where the general sentence is not enough. */
  readonly describe?: (facts: Facts) => Bilingual
}

/**
 * A list of rules. The type keeps their codes as literals, so that editors complete them.
 */
export const rules = <Code extends string>(list: ReadonlyArray<Rule<Code>>): ReadonlyArray<Rule<Code>> => list
