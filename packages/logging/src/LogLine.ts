/**
 * One log line, as data.
 */
import type * as Logger from "effect/Logger"
import * as References from "effect/References"
import type { AllowList, Value } from "./AllowList.ts"
import * as Fault from "./Fault.ts"

/**
 * A line. `message` is the name of the error where nothing but an error was logged. `withheld` counts the message parts, annotations and spans that were not on the list, so that a missing key is noticed.
 *
 * Units: `timestamp` in ISO 8601, UTC; `spans` in milliseconds since the span began.
 */
export interface LogLine {
  readonly timestamp: string
  readonly level: string
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
  const { cause, date, fiber, logLevel } = options
  const faults = [...Fault.fromCause(list, cause)]
  const texts: Array<Value> = []
  let partsWithheld = 0

  for (const part of Array.isArray(options.message) ? options.message : [options.message]) {
    const fault = Fault.fromUnknown(list, part)
    const text = fault === undefined ? list.message(part) : undefined
    if (fault !== undefined) faults.push(fault)
    else if (text === undefined) partsWithheld++
    else texts.push(text)
  }

  let withheld = partsWithheld
  const fields: Record<string, Value> = {}
  for (const [key, annotation] of Object.entries(fiber.getRef(References.CurrentLogAnnotations))) {
    const value = list.hasKey(key) && !RESERVED.has(key) ? list.value(annotation) : undefined
    if (value === undefined) withheld++
    else fields[key] = value
  }

  const spans: Record<string, number> = {}
  for (const [label, startedAt] of fiber.getRef(References.CurrentLogSpans)) {
    if (list.hasKey(label)) spans[label] = date.getTime() - startedAt
    else withheld++
  }

  return {
    timestamp: date.toISOString(),
    level: logLevel.toUpperCase(),
    message: texts.length > 0 ? texts.join(" ") : partsWithheld > 0 ? WITHHELD : faults[0]?.error ?? "",
    fields,
    spans,
    faults,
    withheld
  }
}

// internal

// The line's own names, and the one name that is not a plain property of an object.
const RESERVED = new Set(["timestamp", "level", "message", "spans", "faults", "withheld", "__proto__"])
