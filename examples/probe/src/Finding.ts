/**
 * What one probe found out.
 */
import type { Assumption } from "./assumptions.ts"

/**
 * - `holds`, `broken`: seen to be so.
 * - `noted`: there is no right or wrong; the numbers are what was asked for.
 * - `undecided`: something was in the way.
 * - `by hand`: no program can find this out from here.
 */
export type End = "holds" | "broken" | "noted" | "undecided" | "by hand"

export interface Finding {
  readonly probe: string
  readonly question: string
  /** What was sent. */
  readonly asked: string
  /** What came of it. */
  readonly seen: ReadonlyArray<string>
  readonly end: End
  /** What is supported where it holds and broken where it does not. */
  readonly about: ReadonlyArray<Assumption>
}

/** One question, and the way to its answer. */
export type Question = Pick<Finding, "probe" | "question" | "asked" | "about">
