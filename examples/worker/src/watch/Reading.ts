/**
 * One reading of the table of jobs.
 */
import type { Hold } from "../jobs/Holds.ts"
import type { State } from "../jobs/Job.ts"

/** Jobs whose last call could not find out whether the refund was made. */
export interface Unknown {
  readonly state: State
  readonly outcome: string
  readonly cause: string
  readonly pg: string
  readonly jobs: number
}

/** Units: times in milliseconds since 1970, by the clock of the database where it has one. */
export interface Reading {
  readonly at: number
  readonly states: Readonly<Record<State, number>>
  readonly unknown: ReadonlyArray<Unknown>
  /** When the oldest job without a final outcome was added. */
  readonly oldestOpen: number | undefined
  /** When the oldest job whose outcome is unknown was added. */
  readonly oldestUnknown: number | undefined
  /** What is on hold until a person lifts it. */
  readonly holds: ReadonlyArray<Hold>
  /** PGs that have no room for a refund of this process now. */
  readonly fullPgs: ReadonlyArray<string>
}
