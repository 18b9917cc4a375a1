/**
 * What a log line says about an error: its kind, and what to do about it.
 */
import * as Cause from "effect/Cause"
import * as Predicate from "effect/Predicate"
import type { AllowList, Value } from "./AllowList.ts"

/**
 * An error in a log line. `how` tells a failure that the types knew of from a defect that nobody expected and from an interruption.
 * `error` is its tag, or the name of its class. The rest is there for core's errors only: `payment`, `code`, `status`, `reason`, `checksum`,
 * `moneyMoved`, `resend`, and `message` if the options ask for it. Stacks are never written, because they begin with the message.
 */
export interface Fault {
  readonly how: "failed" | "died" | "interrupted"
  readonly error?: string
  readonly [field: string]: Value | undefined
}

/**
 * The faults in a cause.
 *
 * ```ts
 * import { AllowList, Fault } from "@effect-portone/logging"
 * import { Cause } from "effect"
 *
 * Fault.fromCause(AllowList.make(), Cause.die(new TypeError("holder 홍길동 is no number")))
 * // => [{ how: "died", error: "TypeError" }]
 * ```
 */
export const fromCause = (list: AllowList, cause: Cause.Cause<unknown>): ReadonlyArray<Fault> =>
  cause.reasons.map((reason) =>
    Cause.isFailReason(reason)
      ? { how: "failed", ...describe(list, reason.error) }
      : Cause.isDieReason(reason)
      ? { how: "died", ...describe(list, reason.defect) }
      : { how: "interrupted" }
  )

/**
 * An error that was logged as if it were a message; `undefined` for anything else.
 */
export const fromUnknown = (list: AllowList, error: unknown): Fault | undefined =>
  error instanceof Error || isOurs(error) ? { how: "failed", ...describe(list, error) } : undefined

// internal

const describe = (list: AllowList, error: unknown): Readonly<Record<string, Value>> => {
  const name = nameOf(error)
  const fields: Record<string, unknown> = {
    error: name !== undefined && NAME.test(name) ? name : "unnamed",
    ...(isOurs(error) ? ourFields(list, error) : {})
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) => {
      const value = list.value(field)
      return value === undefined ? [] : [[key, value] as const]
    })
  )
}

// A tag, or the name of a class: both are written by programmers. `error.name` can be set to anything.
const nameOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string"
    ? error._tag
    : error instanceof Error
    ? error.constructor.name
    : undefined

const NAME = /^[A-Za-z_$][\w$./@-]{0,79}$/

interface Ours {
  readonly [field: string]: unknown
}

// By shape and not by class, so that a second copy of core in the same process is known too.
const isOurs = (error: unknown): error is Ours =>
  Predicate.hasProperty(error, "moneyMoved") && (error.moneyMoved === "no" || error.moneyMoved === "unknown") &&
  Predicate.hasProperty(error, "resend") &&
  (error.resend === "safe" || error.resend === "with-checksum" || error.resend === "never")

const ourFields = (list: AllowList, error: Ours) => ({
  payment: error["payment"],
  code: error["code"],
  status: error["status"],
  // One word of a closed list. A look-up's reason is a sentence and may quote the provider.
  reason: typeof error["reason"] === "string" && /^[A-Za-z]+$/.test(error["reason"]) ? error["reason"] : undefined,
  checksum: error["checksum"],
  moneyMoved: error["moneyMoved"],
  resend: error["resend"],
  message: list.errorMessages ? error["message"] : undefined
})
