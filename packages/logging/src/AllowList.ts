/**
 * What may leave the process: an allow-list of keys, of messages and of kinds of values. A value is
 * written because it is listed; no value is searched for secrets, card numbers excepted.
 */
import * as LogEvent from "@effect-portone/core/LogEvent"
import { maskCardNumbers } from "./internal/maskCardNumbers.ts"

/**
 * What your application adds to the list.
 */
export interface Options {
  /**
   * Annotation keys and log-span labels of your own, such as `"orderId"`. Core's `LogEvent.keys`
   * are always on the list. Default none.
   */
  readonly keys?: ReadonlyArray<string> | undefined
  /**
   * Messages that are written unchanged. Core's event names always are. `"all"` writes the text of
   * every message, so data that your application puts into a text leaves the process. Default none.
   */
  readonly messages?: ReadonlyArray<string> | "all" | undefined
  /**
   * Also writes the messages of this library's errors. They never contain a secret of the request,
   * but they quote PortOne and the PG, whose words may name a buyer. Default false.
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
  /** Whether an annotation or a span of this name may be written. */
  readonly hasKey: (key: string) => boolean
  /** The value to write; `undefined` if it may not be written. */
  readonly value: (value: unknown) => Value | undefined
  /** The message to write; `undefined` if it may not be written. */
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
      case "string": {
        // Masked before it is cut: half a card number would not be recognised.
        const masked = maskCardNumbers(value)
        return masked.length > longest ? `${masked.slice(0, longest)}…` : masked
      }
      case "number":
        return isShort(value) ? value : longNumber(value)
      case "boolean":
        return value
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

// An integer of at most 12 digits is no card number. A fraction may hold 13 digits after its point.
const isShort = (value: number) => Number.isInteger(value) && Math.abs(value) < 1e12

const longNumber = (value: number): Value | undefined => {
  const masked = maskCardNumbers(String(value))
  return masked !== String(value) ? masked : Number.isFinite(value) ? value : undefined
}

// Core's events by name. An event that is added to core and not listed here is a compile error.
const events: Record<LogEvent.LogEvent["event"], true> = {
  "portone.cancel.sending": true,
  "portone.cancel.confirmed": true,
  "portone.cancel.confirmed-unreadable": true,
  "portone.cancel.failed": true,
  "portone.check.warnings": true,
  "portone.refund.waiting": true,
  "portone.refund.returned": true,
  "portone.token.issued": true,
  "portone.token.dropped": true,
  "portone.token.store-failed": true
}
