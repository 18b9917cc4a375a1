/** One rule about cancels. */
import type { TextName } from "../api/texts.ts"
import type { CancelFacts } from "./cancelFacts.ts"

/**
 * How well a rule is known: `doc` an official source states it, `obs` it was seen in public output,
 * `inf` it follows from an official source, `dis` official sources disagree.
 */
export type RuleEvidence = "dis" | "doc" | "inf" | "obs"

/** One rule. */
export interface CancelRule {
  /** The name by which it is switched. */
  readonly name: string
  readonly evidence: RuleEvidence
  /** One line for people: which cancels are rejected. */
  readonly what: string
  readonly rejection: TextName
  readonly breaks: (facts: CancelFacts) => boolean
  /**
   * Whether it is on by default. Documented rules are, unless nearly every merchant has the
   * contract that they require.
   */
  readonly isStrict: boolean
}

/** Is the value missing or blank? */
export const isBlank = (value: unknown): boolean =>
  typeof value === "number" ? false : typeof value !== "string" || value.trim() === ""

/** Makes a rule. */
export const rule = (
  name: string,
  evidence: RuleEvidence,
  what: string,
  rejection: TextName,
  breaks: CancelRule["breaks"],
  isStrict = evidence === "doc"
): CancelRule => ({ name, evidence, what, rejection, breaks, isStrict })
