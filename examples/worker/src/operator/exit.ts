import { Effect } from "effect"

/** The process ends with 1, although the command itself goes on. */
export const exitWithFailure = Effect.sync(() => void (process.exitCode = 1))
