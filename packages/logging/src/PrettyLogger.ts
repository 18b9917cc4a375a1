/**
 * Log lines for people.
 */
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as AllowList from "./AllowList.ts"
import { toConsole } from "./internal/toConsole.ts"
import * as LogLine from "./LogLine.ts"

/**
 * The list, and the colours.
 */
export interface Options extends AllowList.Options {
  /** Colours for a terminal. Default false. */
  readonly colors?: boolean | undefined
}

/**
 * Turns a log entry into one line: time of day (UTC), level, message, `key=value` for the allowed
 * annotations, spans, faults. A text with characters other than letters, digits and `._:@/-` is
 * quoted, so that no value can begin a new line or colour the terminal.
 */
export const make = (options: Options = {}): Logger.Logger<unknown, string> => {
  const list = AllowList.make(options)
  const paint = options.colors === true ? painted : plain
  return Logger.make((entry) => {
    const line = LogLine.make(list, entry)
    const { message } = line
    const time = line.timestamp.slice(11, 23)
    return [
      paint(GREY, time),
      paint(COLORS[line.level] ?? GREY, line.level.padEnd(5)),
      paint(BOLD, message === LogLine.WITHHELD ? message : show(message)),
      // The message is the event's name.
      ...pairs(line.fields).filter((pair) => pair !== `event=${message}`),
      ...Object.entries(line.spans).map(([label, millis]) => `${show(label)}=${millis}ms`),
      ...line.faults.map(({ how, error, ...fields }) =>
        [how, ...(error === undefined ? [] : [error]), ...pairs(fields)].join(" ")
      ),
      ...(line.withheld === 0 ? [] : [paint(GREY, `(${line.withheld} withheld)`)])
    ].join(" ")
  })
}

/**
 * Writes such lines to the console and replaces every other logger.
 *
 * ```ts
 * import { layerPretty } from "@effect-portone/logging"
 * import { Effect } from "effect"
 *
 * const program = Effect.logInfo("order.refunded").pipe(
 *   Effect.annotateLogs({ orderId: "order-7", buyerName: "홍길동" }),
 *   Effect.provide(layerPretty({ keys: ["orderId"], messages: ["order.refunded"] }))
 * )
 * Effect.runSync(program)
 * // prints 03:00:00.000 INFO  order.refunded orderId=order-7 (1 withheld)
 * ```
 */
export const layer = (options: Options = {}): Layer.Layer<never> => Logger.layer([toConsole(make(options))])

// internal

const show = (value: AllowList.Value): string =>
  typeof value !== "string" || /^[\w.:@/-]+$/.test(value)
    ? String(value)
    : JSON.stringify(value).replace(CONTROL, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`)

// Characters that JSON does not escape and a terminal may act on: delete, C1 control characters,
// line and paragraph separators, changes of writing direction.
const CONTROL = /[\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g

const pairs = (fields: Readonly<Record<string, AllowList.Value | undefined>>): ReadonlyArray<string> =>
  Object.entries(fields).flatMap(([key, value]) => value === undefined ? [] : [`${show(key)}=${show(value)}`])

type Paint = (code: number, text: string) => string
const plain: Paint = (_, text) => text
const painted: Paint = (code, text) => `\u001B[${code}m${text}\u001B[0m`

const BOLD = 1
const GREY = 90
const COLORS: Readonly<Record<string, number>> = { INFO: 32, WARN: 33, ERROR: 31, FATAL: 31 }
