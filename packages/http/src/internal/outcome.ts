import type * as CancelError from "@effect-portone/core/CancelError"
import type * as Transport from "@effect-portone/core/Transport"
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"

/**
 * The failures of a send.
 */
export type SendError = CancelError.NotSent | CancelError.OutcomeUnknown

/**
 * A send.
 */
export type Send = Effect.Effect<Transport.TransportResponse, SendError>

/**
 * How a send ends.
 */
export type Outcome = Exit.Exit<Transport.TransportResponse, SendError>
