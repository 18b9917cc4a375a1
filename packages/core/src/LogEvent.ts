/**
 * Every event that this library logs. Events hold ids and amounts; never bodies, tokens, accounts
 * or names of persons.
 */
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as References from "effect/References"
import type { CancelError, CancelRejected, NotSent, OutcomeUnknown, RuleCode } from "./CancelError.ts"
import type { LookupFailed } from "./internal/lookupFailed.ts"
import type { MoneyMoved, Resend } from "./PortOneError.ts"

/**
 * An event and its keys.
 *
 * Units: amounts in major units, `lifeSeconds` and `waitSeconds` in seconds; `sends` counts the
 * cancels that the call has sent.
 */
export type LogEvent =
  | {
    readonly event: "portone.cancel.sending"
    readonly payment: string
    readonly kind: "Full" | "Partial"
    readonly amount: number | undefined
    readonly checksum: number | "unchecked"
  }
  | {
    readonly event: "portone.cancel.confirmed"
    readonly payment: string
    readonly cancelAmount: number
    readonly cancellableBalance: number
  }
  | { readonly event: "portone.cancel.confirmed-unreadable"; readonly payment: string; readonly problems: string }
  | {
    readonly event: "portone.cancel.failed"
    readonly payment: string
    readonly error: CancelError["_tag"]
    readonly code: number | undefined
    readonly status: number | undefined
    readonly reason: Reason | undefined
    readonly moneyMoved: MoneyMoved
    readonly resend: Resend
  }
  | {
    readonly event: "portone.check.warnings"
    readonly payment: string
    /** Codes of the findings with severity `warning`, separated by `, `. */
    readonly warnings: string
  }
  | {
    readonly event: "portone.refund.waiting"
    readonly payment: string
    readonly pause: Pause
    /** The last error of the call; absent where the payment could be read and showed no change. */
    readonly error: string | undefined
    /** The reason of that error, if it has one. */
    readonly reason: Reason | LookupFailed["reason"] | undefined
    readonly waitSeconds: number
    readonly sends: number
  }
  | {
    readonly event: "portone.refund.returned"
    readonly payment: string
    readonly outcome: string
    readonly reason: string | undefined
    readonly next: string
    readonly sends: number
  }
  | { readonly event: "portone.token.issued"; readonly lifeSeconds: number; readonly sameToken: boolean }
  | { readonly event: "portone.token.dropped" }
  | { readonly event: "portone.token.store-failed"; readonly operation: "get" | "set" | "clear" }

/**
 * Why a cancel failed: the reason of a `NotSent`, `OutcomeUnknown` or `Unauthorized`, the hint of a
 * `CancelRejected`, the rule of a `MissingRefundAccount`, or field and problem of an
 * `InvalidRequest`, which may be any text.
 */
export type Reason = NotSent["reason"] | OutcomeUnknown["reason"] | NonNullable<CancelRejected["hint"]> | RuleCode

/**
 * What a refund waits for: before another look-up, before the cancel may be sent again, to confirm
 * a rejection, or before the refund ledger is written again.
 */
export type Pause = "read" | "quiet" | "confirm" | "ledger"

/**
 * Every key of an event. A logger that passes only these keys passes no private data.
 */
export const keys: ReadonlyArray<string> = [
  "event",
  "payment",
  "kind",
  "amount",
  "checksum",
  "warnings",
  "cancelAmount",
  "cancellableBalance",
  "problems",
  "error",
  "code",
  "status",
  "reason",
  "moneyMoved",
  "resend",
  "pause",
  "waitSeconds",
  "sends",
  "outcome",
  "next",
  "lifeSeconds",
  "sameToken",
  "operation"
]

/**
 * Logs an event: its name is the message, its keys are the annotations. An event that is not
 * logged, because of its level or because there is no logger, costs nothing: its keys are not
 * read.
 */
export const emit = (entry: LogEvent): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    const level = levelOf(entry)
    return fiber.getRef(Logger.CurrentLoggers).size === 0 ||
        LogLevel.isGreaterThan(fiber.getRef(References.MinimumLogLevel), level)
      ? Effect.void
      : Effect.annotateLogs(Effect.logWithLevel(level)(entry.event), annotationsOf(entry))
  })

// internal

const annotationsOf = (entry: LogEvent) => {
  const annotations: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(entry)) if (value !== undefined) annotations[key] = value
  return annotations
}

const levelOf = ({ event }: LogEvent): LogLevel.Severity =>
  event === "portone.cancel.failed" || event === "portone.cancel.confirmed-unreadable" ||
    event === "portone.token.store-failed"
    ? "Warn"
    : event === "portone.cancel.confirmed" || event === "portone.refund.waiting" || event === "portone.refund.returned"
    ? "Info"
    : "Debug"
