import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as References from "effect/References"
import type { LogEvent } from "../LogEvent.ts"

/**
 * Writes an event where the context is at hand. An event that nobody hears, because of its level or because there is no logger, is not put together.
 */
export const emitIn = (context: Context.Context<never>, entry: LogEvent): Effect.Effect<void> => {
  const level = levelOf(entry)
  return Context.get(context, Logger.CurrentLoggers).size === 0 ||
      LogLevel.isGreaterThan(Context.get(context, References.MinimumLogLevel), level)
    ? Effect.void
    : Effect.annotateLogs(Effect.logWithLevel(level)(entry.event), known(entry))
}

const known = (entry: LogEvent) => {
  const annotations: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(entry)) if (value !== undefined) annotations[key] = value
  return annotations
}

const levelOf = ({ event }: LogEvent): LogLevel.Severity =>
  event === "portone.cancel.failed" || event === "portone.cancel.confirmed-unreadable" ||
    event === "portone.token.store-failed"
    ? "Warn"
    : event === "portone.cancel.confirmed"
    ? "Info"
    : "Debug"
