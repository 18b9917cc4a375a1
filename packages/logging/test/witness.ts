/**
 * Inspects all output of a program: the lines of its loggers, the calls of its tracer, and values
 * in every form in which a program can print them.
 */
import { JsonLogger, PrettyLogger } from "@effect-portone/logging"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"
import { format, inspect } from "node:util"
import { leaksIn } from "./planted.ts"

export interface Witness {
  /** Inspects a value in every printed form. */
  readonly look: (where: string, value: unknown) => void
  readonly lookAtText: (where: string, text: string) => void
  /** Inspects a program: all loggers, all levels, the tracer, the console. */
  readonly watch: <A, E, R>(program: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Which secret was found in which place, each once. */
  readonly leaks: ReadonlySet<string>
  /** All places that were inspected. */
  readonly places: ReadonlySet<string>
}

export const loggers: Readonly<Record<string, Logger.Logger<unknown, unknown>>> = {
  json: JsonLogger.make(),
  jsonWide: JsonLogger.make({ messages: "all", errorMessages: true, longestText: 10_000 }),
  pretty: PrettyLogger.make(),
  prettyWide: PrettyLogger.make({ messages: "all", errorMessages: true, longestText: 10_000, colors: true }),
  effectSimple: Logger.formatSimple,
  effectLogFmt: Logger.formatLogFmt,
  effectStructured: Logger.formatStructured,
  effectJson: Logger.formatJson
}

export const make = (planted?: Readonly<Record<string, string>>): Witness => {
  const leaks = new Set<string>()
  const places = new Set<string>()

  const lookAtText = (where: string, text: string) => {
    places.add(where)
    for (const name of leaksIn(text, planted)) leaks.add(`${name} in ${where}`)
  }

  const look = (where: string, value: unknown) => {
    lookAtText(`String(${where})`, text(() => String(value)))
    lookAtText(`JSON.stringify(${where})`, text(() => JSON.stringify(value)))
    lookAtText(
      `inspect(${where})`,
      inspect(value, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null })
    )
    lookAtText(
      `raw inspect(${where})`,
      inspect(value, { depth: 12, showHidden: true, customInspect: false, getters: true })
    )
    lookAtText(`format(${where})`, format("%s %j %o %O", value, undefined, value, value))
    if (value instanceof Error) {
      lookAtText(`${where}.message`, value.message)
      lookAtText(`${where}.stack`, value.stack ?? "")
      if (value.cause !== undefined) look(`${where}.cause`, value.cause)
    }
  }

  const recorded = Object.entries(loggers).map(([name, logger]) =>
    Logger.map(logger, (written) => typeof written === "string" ? lookAtText(name, written) : look(name, written))
  )

  const write = (...parts: ReadonlyArray<unknown>) => lookAtText("console", format(...parts))
  const console: Console.Console = Object.assign(Object.create(globalThis.console), {
    log: write,
    info: write,
    debug: write,
    error: write,
    warn: write,
    trace: write,
    group: write,
    groupCollapsed: write,
    groupEnd: () => {}
  })

  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      lookAtText("span name", options.name)
      return new Proxy(span, {
        get: (target, property) => {
          if (property === "end") {
            return (endTime: bigint, exit: unknown) => {
              look("span exit", exit)
              target.end(endTime, exit as never)
            }
          }
          if (property === "attribute") {
            return (key: string, value: unknown) => {
              look("span attribute", [key, value])
              target.attribute(key, value)
            }
          }
          if (property === "event") {
            return (name: string, time: bigint, attributes: Record<string, unknown>) => {
              lookAtText("span event", name)
              look("span event", attributes)
              target.event(name, time, attributes)
            }
          }
          const value: unknown = Reflect.get(target, property, target)
          return typeof value === "function" ? value.bind(target) : value
        }
      })
    }
  })

  const Watching = Layer.mergeAll(
    Logger.layer([...recorded, Logger.defaultLogger, Logger.consolePretty({ colors: false }), Logger.tracerLogger]),
    Layer.succeedContext(
      Context.empty().pipe(
        Context.add(Console.Console, console),
        Context.add(References.MinimumLogLevel, "Trace"),
        Context.add(Tracer.Tracer, tracer)
      )
    )
  )

  return {
    look,
    lookAtText,
    leaks,
    places,
    watch: (program) =>
      program.pipe(
        Effect.onExit((exit) =>
          Effect.suspend(() => {
            look("exit", exit)
            if (exit._tag === "Success") return Effect.logFatal("done", exit.value)
            lookAtText("Cause.pretty", Cause.pretty(exit.cause))
            for (const error of Cause.prettyErrors(exit.cause)) look("pretty error", error)
            for (const reason of exit.cause.reasons) {
              if (Cause.isFailReason(reason)) look("error", reason.error)
              if (Cause.isDieReason(reason)) look("defect", reason.defect)
            }
            return Effect.logFatal("failed", exit.cause, Cause.squash(exit.cause))
          })
        ),
        Effect.withSpan("watched"),
        Effect.provide(Watching)
      )
  }
}

const text = (print: () => string | undefined) => {
  try {
    return print() ?? ""
  } catch (error) {
    return String(error)
  }
}
