import { Effect, Logger, References } from "effect"

/**
 * Runs a program with one logger at every level, and returns the lines of the logger.
 */
export const linesOf = <Line>(
  logger: Logger.Logger<unknown, Line>,
  program: Effect.Effect<unknown, unknown>
): Effect.Effect<ReadonlyArray<Line>> => {
  const lines: Array<Line> = []
  return program.pipe(
    Effect.exit,
    Effect.provide(Logger.layer([Logger.map(logger, (line) => void lines.push(line))])),
    Effect.provideService(References.MinimumLogLevel, "Trace"),
    Effect.as(lines)
  )
}
