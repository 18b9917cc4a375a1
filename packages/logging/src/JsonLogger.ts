/**
 * Log lines as JSON, one a line, for machines.
 */
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as AllowList from "./AllowList.ts"
import { toConsole } from "./internal/toConsole.ts"
import * as LogLine from "./LogLine.ts"

/**
 * Turns a log entry into a JSON text without line breaks: `timestamp`, `level`, `message`, then the allowed annotations; `spans`, `faults` and
 * `withheld` where there are any.
 */
export const make = (options: AllowList.Options = {}): Logger.Logger<unknown, string> => {
  const list = AllowList.make(options)
  return Logger.make((entry) => {
    const { faults, fields, level, message, spans, timestamp, withheld } = LogLine.make(list, entry)
    return JSON.stringify({
      timestamp,
      level,
      message,
      ...fields,
      ...(Object.keys(spans).length === 0 ? {} : { spans }),
      ...(faults.length === 0 ? {} : { faults }),
      ...(withheld === 0 ? {} : { withheld })
    })
  })
}

/**
 * Writes JSON lines to the console and replaces every other logger, Effect's tracer logger included: that one copies all annotations into the trace.
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
