import * as Logger from "effect/Logger"

// Standard output, or standard error if the application sets Effect's `Logger.LogToStderr`.
export const toConsole = (logger: Logger.Logger<unknown, string>): Logger.Logger<unknown, void> => {
  const output = Logger.withConsoleLog(logger)
  const error = Logger.withConsoleError(logger)
  return Logger.make((entry) => (entry.fiber.getRef(Logger.LogToStderr) ? error : output).log(entry))
}
