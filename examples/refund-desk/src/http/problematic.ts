/**
 * Every error that can end in an answer.
 */
import type { CancelError, FindPayment, Webhook } from "@effect-portone/core"
import type { RefundOutcome } from "@effect-portone/refunds"
import type { CheckRejected, ShopError } from "../shop/ShopError.ts"

/** Errors before an order is read. */
export interface HttpError {
  readonly _tag:
    | "NotSignedIn"
    | "CrossSite"
    | "TooManyTries"
    | "TooFast"
    | "ChoiceMissing"
    | "NoteMissing"
    | "AddressUnreadable"
    | "BodyUnreadable"
    | "BodyTooLarge"
    | "NotJson"
    | "NoSuchPage"
}

/** A defect. The log has it under this incident. */
export interface Died {
  readonly _tag: "Unexpected"
  readonly incident: string
}

/** A refund that a person has ended, with nothing given back. */
export interface Ended {
  readonly _tag: "Declined" | "Withdrawn" | "Closed"
}

/** Every error that can end in an answer. */
export type Problematic =
  | HttpError
  | Died
  | Ended
  | ShopError
  | CancelError.CancelError
  | FindPayment.LookupFailed
  | Webhook.WebhookUnreadable
  | Pick<RefundOutcome.KeyReused | RefundOutcome.InvalidRefund, "_tag" | "message">
  | typeof RefundOutcome.Rejected.Type
  | typeof RefundOutcome.NotRefunded.Type

/** Why a payment could not be looked up. Nothing was changed and nothing was sent. */
export const LOOK_UP_ERRORS = [
  "InvalidRequest",
  "CredentialsRejected",
  "Unauthorized",
  "PaymentNotFound",
  "NotSent",
  "LookupFailed"
] as const satisfies ReadonlyArray<Problematic["_tag"]>

/** An error that is one row of the table. */
export type RowError = Exclude<Problematic, CheckRejected>
