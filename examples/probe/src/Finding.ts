/**
 * The result of one probe.
 */
import type { Assumption } from "./assumptions.ts"

/**
 * - `holds`, `broken`: what was observed answers the question.
 * - `noted`: the question has no right answer; the observation is the result.
 * - `undecided`: the probe could not ask, or could not tell.
 * - `manual`: a program cannot find this out.
 */
export type Conclusion = "holds" | "broken" | "noted" | "undecided" | "manual"

export interface Finding {
  readonly probe: string
  readonly question: string
  /** The requests that the probe sends. */
  readonly sent: string
  readonly observed: ReadonlyArray<string>
  readonly conclusion: Conclusion
  /** The assumptions that `holds` supports and `broken` breaks. */
  readonly assumptions: ReadonlyArray<Assumption>
}

export type Question = Pick<Finding, "probe" | "question" | "sent" | "assumptions">
