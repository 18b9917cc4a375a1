/**
 * What may leave the process: an allow-list of keys, of messages and of kinds of values. Nothing is recognised as secret and removed; what is not
 * listed stays.
 */
import { LogEvent } from "@effect-portone/core"
import { maskCardNumbers } from "./internal/maskCardNumbers.ts"

/**
 * What your application adds to the list.
 */
export interface Options {
  /** Annotation keys and log-span labels of your own, such as `"orderId"`. Core's `LogEvent.keys` are always on the list. Default none. */
  readonly keys?: ReadonlyArray<string> | undefined
  /**
   * Messages that are written as they are. Core's event names always are. `"all"` writes the text of every message, so what your application
   * puts into a text leaves the process. Default none.
   */
  readonly messages?: ReadonlyArray<string> | "all" | undefined
  /**
   * Also writes the sentences of core's errors. They never hold a secret of the request, but they quote PortOne and the PG, who may name a buyer.
   * Default false.
   */
  readonly errorMessages?: boolean | undefined
  /** Longer texts are cut. Units: UTF-16 code units. Default 200. */
  readonly longestText?: number | undefined
}

/**
 * A value that may be written.
 */
export type Value = string | number | boolean

/**
 * The list, ready for use.
 */
export interface AllowList {
  /** May an annotation or a span of this name be written? */
  readonly hasKey: (key: string) => boolean
  /** The value as it may be written; `undefined` where it may not. */
  readonly value: (value: unknown) => Value | undefined
  /** The message as it may be written; `undefined` where it may not. */
  readonly message: (message: unknown) => Value | undefined
  readonly errorMessages: boolean
}

/**
 * Builds the list.
 *
 * ```ts
 * import { AllowList } from "@effect-portone/logging"
 *
 * const list = AllowList.make({ keys: ["orderId"] })
 * list.hasKey("orderId") // => true
 * list.hasKey("buyerName") // => false
 * list.value({ buyerName: "홍길동" }) // => undefined
 * list.value("card 4111 1111 1111 1111") // => "card <card number>"
 * ```
 */
export const make = (options: Options = {}): AllowList => {
  const keys = new Set([...LogEvent.keys, ...(options.keys ?? [])])
  const { messages = [] } = options
  const texts = messages === "all" ? undefined : new Set<unknown>([...Object.keys(events), ...messages])
  const longest = options.longestText ?? 200

  const value = (value: unknown): Value | undefined => {
    switch (typeof value) {
      case "boolean":
        return value
      case "number": {
        const masked = maskCardNumbers(String(value))
        return masked !== String(value) ? masked : Number.isFinite(value) ? value : undefined
      }
      case "string": {
        // Masked before it is cut, so that half a card number cannot slip through.
        const masked = maskCardNumbers(value)
        return masked.length > longest ? `${masked.slice(0, longest)}…` : masked
      }
    }
    return undefined
  }

  return {
    hasKey: (key) => keys.has(key),
    value,
    message: (message) => texts === undefined || texts.has(message) ? value(message) : undefined,
    errorMessages: options.errorMessages ?? false
  }
}

// internal

// Core's events by name. An event added to core and forgotten here does not compile.
const events: Record<LogEvent.LogEvent["event"], true> = {
  "portone.cancel.sending": true,
  "portone.cancel.confirmed": true,
  "portone.cancel.confirmed-unreadable": true,
  "portone.cancel.failed": true,
  "portone.check.warnings": true,
  "portone.token.issued": true,
  "portone.token.dropped": true,
  "portone.token.store-failed": true
}
