/**
 * One log line, as data.
 */
import type * as Logger from "effect/Logger"
import type * as LogLevel from "effect/LogLevel"
import * as References from "effect/References"
import type { AllowList, Value } from "./AllowList.ts"
import * as Fault from "./Fault.ts"

/**
 * A line. `message` is the name of the error if only an error was logged. `withheld` counts the
 * message parts, annotations and spans that are not on the list, so that a missing key is noticed.
 *
 * Units: `timestamp` in ISO 8601, UTC; `spans` in milliseconds since the span began.
 */
export interface LogLine {
  readonly timestamp: string
  readonly level: Uppercase<LogLevel.LogLevel>
  readonly message: string
  readonly fields: Readonly<Record<string, Value>>
  readonly spans: Readonly<Record<string, number>>
  readonly faults: ReadonlyArray<Fault.Fault>
  readonly withheld: number
}

/**
 * The message of a line whose own message is not on the list.
 */
export const WITHHELD = "<withheld>"

/**
 * Keeps what is on the list.
 */
export const make = (list: AllowList, options: Logger.Options<unknown>): LogLine => {
  const { date, fiber, logLevel } = options
  const faults: Array<Fault.Fault> = [...Fault.fromCause(list, options.cause)]
  let texts: string | undefined
  let withheld = 0

  for (const part of Array.isArray(options.message) ? options.message : [options.message]) {
    const fault = Fault.fromUnknown(list, part)
    const text = fault === undefined ? list.message(part) : undefined
    if (fault !== undefined) faults.push(fault)
    else if (text === undefined) withheld++
    else texts = texts === undefined ? String(text) : `${texts} ${text}`
  }
  const message = texts ?? (withheld > 0 ? WITHHELD : faults[0]?.error ?? "")

  const annotations = fiber.getRef(References.CurrentLogAnnotations)
  const fields: Record<string, Value> = {}
  for (const key of Object.keys(annotations)) {
    const value = list.hasKey(key) && !RESERVED.has(key) ? list.value(annotations[key]) : undefined
    if (value === undefined) withheld++
    else fields[key] = value
  }

  const spans: Record<string, number> = {}
  for (const [label, startedAt] of fiber.getRef(References.CurrentLogSpans)) {
    if (list.hasKey(label)) spans[label] = date.getTime() - startedAt
    else withheld++
  }

  const level = logLevel.toUpperCase() as LogLine["level"]
  return { timestamp: date.toISOString(), level, message, fields, spans, faults, withheld }
}

// internal

// The names of the line itself, and the one name that is not a plain property of an object.
const RESERVED = new Set(["timestamp", "level", "message", "spans", "faults", "withheld", "__proto__"])
