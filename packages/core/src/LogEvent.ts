/**
 * The closed list of what this library logs. Ids and amounts yes; bodies, tokens, accounts and names never.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { CancelError } from "./CancelError.ts"
import { emitIn } from "./internal/emitIn.ts"

/**
 * An event and the keys it may carry.
 *
 * Units: amounts in major units, `lifeSeconds` in seconds.
 */
export type LogEvent =
  | {
    readonly event: "portone.cancel.sending"
    readonly payment: string
    readonly kind: "Full" | "Partial"
    readonly amount: number | undefined
    readonly checksum: number | "unchecked"
  }
  /** `warnings`: the codes of the warnings that `CancelCheck.guard` found, with commas. */
  | { readonly event: "portone.check.warnings"; readonly payment: string; readonly warnings: string }
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
    readonly reason: string | undefined
    readonly moneyMoved: "no" | "unknown"
    readonly resend: "safe" | "with-checksum" | "never"
  }
  | { readonly event: "portone.token.issued"; readonly lifeSeconds: number; readonly sameToken: boolean }
  | { readonly event: "portone.token.dropped" }
  | { readonly event: "portone.token.store-failed"; readonly operation: "get" | "set" | "clear" }

/**
 * Every key an event may carry. A logger that lets only these through lets nothing private out.
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
  "lifeSeconds",
  "sameToken",
  "operation"
]

/**
 * Writes an event: its name as the message, its keys as annotations.
 */
export const emit = (entry: LogEvent): Effect.Effect<void> =>
  Effect.contextWith((context: Context.Context<never>) => emitIn(context, entry))
