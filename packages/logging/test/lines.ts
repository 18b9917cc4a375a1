import { Effect, Logger, References } from "effect"

/**
 * Runs a program with one logger, every level on, and hands back what the logger wrote.
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
