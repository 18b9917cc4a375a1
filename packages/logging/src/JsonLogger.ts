/**
 * Log lines as JSON, one object a line, for machines.
 */
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Record from "effect/Record"
import * as AllowList from "./AllowList.ts"
import { toConsole } from "./internal/toConsole.ts"
import * as LogLine from "./LogLine.ts"

/**
 * Turns a log entry into a JSON text without line breaks: `timestamp`, `level`, `message`, then the
 * allowed annotations, then `spans`, `faults` and `withheld` if there are any.
 */
export const make = (options: AllowList.Options = {}): Logger.Logger<unknown, string> => {
  const list = AllowList.make(options)
  return Logger.make((entry) => {
    const { faults, fields, level, message, spans, timestamp, withheld } = LogLine.make(list, entry)
    const line: { [key: string]: unknown } = { timestamp, level, message }
    Object.assign(line, fields)
    if (!Record.isEmptyReadonlyRecord(spans)) line["spans"] = spans
    if (faults.length > 0) line["faults"] = faults
    if (withheld > 0) line["withheld"] = withheld
    return JSON.stringify(line)
  })
}

/**
 * Writes JSON lines to the console and replaces every other logger. That includes Effect's tracer
 * logger, which copies all annotations into the trace.
 *
 * ```ts
 * import { layerJson } from "@effect-portone/logging"
 * import { Effect } from "effect"
 *
 * const program = Effect.logInfo("order.refunded").pipe(
 *   Effect.annotateLogs({ orderId: "order-7", buyerName: "홍길동" }),
 *   Effect.provide(layerJson({ keys: ["orderId"], messages: ["order.refunded"] }))
 * )
 * Effect.runSync(program)
 * // prints {"timestamp":"…","level":"INFO","message":"order.refunded","orderId":"order-7","withheld":1}
 * ```
 */
export const layer = (options: AllowList.Options = {}): Layer.Layer<never> => Logger.layer([toConsole(make(options))])
