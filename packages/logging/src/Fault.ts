/**
 * What a log line shows of an error: its kind, and what to do next.
 */
import * as CancelError from "@effect-portone/core/CancelError"
import { type FindError, LookupFailed } from "@effect-portone/core/FindPayment"
import * as PortOneError from "@effect-portone/core/PortOneError"
import type { TokenStoreFailed } from "@effect-portone/core/TokenStore"
import * as Cause from "effect/Cause"
import * as Predicate from "effect/Predicate"
import type { AllowList, Value } from "./AllowList.ts"

/**
 * How a program ended: with an error of its type, with a defect, or by interruption.
 */
export type How = "failed" | "died" | "interrupted"

/**
 * Why a request was not sent, has no known outcome or found no payment, in one word.
 */
export type Reason = CancelError.NotSent["reason"] | CancelError.OutcomeUnknown["reason"] | LookupFailed["reason"]

/**
 * The tags an editor should complete. Any other tag or class name is written too.
 */
export type Tag = CancelError.CancelError["_tag"] | FindError["_tag"] | TokenStoreFailed["_tag"] | (string & {})

/**
 * An error in a log line. `error` is its tag, or the name of its class. The other fields are
 * written for this library's errors only, and `message` only if the options ask for it. A stack is
 * never written, because it begins with the message.
 */
export interface Fault {
  readonly how: How
  readonly error?: Tag
  readonly payment?: Value
  readonly code?: Value
  readonly status?: Value
  readonly reason?: Reason
  readonly checksum?: Value
  readonly operation?: Value
  readonly moneyMoved?: PortOneError.MoneyMoved
  readonly resend?: PortOneError.Resend
  readonly message?: Value
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
      ? describe(list, "failed", reason.error)
      : Cause.isDieReason(reason)
      ? describe(list, "died", reason.defect)
      : { how: "interrupted" }
  )

/**
 * An error that was logged as a message; `undefined` for any other value.
 */
export const fromUnknown = (list: AllowList, error: unknown): Fault | undefined =>
  Predicate.isObjectKeyword(error) && (error instanceof Error || isOurs(error))
    ? describe(list, "failed", error)
    : undefined

// internal

const describe = (list: AllowList, how: How, error: unknown): Fault => {
  const name = nameOf(error)
  const fault: Record<string, Value> & { how: How } = { how }
  const add = (field: string, value: unknown) => {
    const allowed = list.value(value)
    if (allowed !== undefined) fault[field] = allowed
  }
  add("error", name !== undefined && NAME.test(name) ? name : "unnamed")
  if (isOurs(error)) {
    // Errors of the refunds package have the payment's id as `impUid`.
    add("payment", error["payment"] ?? error["impUid"])
    add("code", error["code"])
    add("status", error["status"])
    // A reason that is not on the list may be a sentence that quotes PortOne or the PG.
    if (reasons.has(error["reason"])) add("reason", error["reason"])
    add("checksum", error["checksum"])
    if (operations.has(error["operation"])) add("operation", error["operation"])
    add("moneyMoved", error["moneyMoved"])
    add("resend", error["resend"])
    if (list.errorMessages) add("message", error["message"])
  }
  return fault as Fault
}

// A tag, or the name of a class: programmers write both. `error.name` may hold any data.
const nameOf = (error: unknown): string | undefined =>
  Predicate.hasProperty(error, "_tag") && typeof error._tag === "string"
    ? error._tag
    : error instanceof Error
    ? error.constructor.name
    : undefined

const NAME = /^[A-Za-z_$][\w$./@-]{0,79}$/

const literalsOf = (schema: object): ReadonlyArray<unknown> =>
  Predicate.hasProperty(schema, "literals") && Array.isArray(schema.literals) ? schema.literals : []

// From core's schemas, so that a reason which is added there is known here.
const reasons = new Set(
  [CancelError.NotSent, CancelError.OutcomeUnknown, LookupFailed].flatMap(({ fields }) => literalsOf(fields.reason))
)

const operations = new Set<unknown>(["get", "set", "clear"])

interface Ours {
  readonly [field: string]: unknown
}

const isOurs = (error: unknown): error is Ours => PortOneError.isPortOneError(error) || hasContract(error)

// An error from a copy of core that is older than `messageKo`, or one that lost its class.
const hasContract = (error: unknown) =>
  Predicate.hasProperty(error, "moneyMoved") && (error.moneyMoved === "no" || error.moneyMoved === "unknown") &&
  Predicate.hasProperty(error, "resend") &&
  (error.resend === "safe" || error.resend === "with-checksum" || error.resend === "never")
