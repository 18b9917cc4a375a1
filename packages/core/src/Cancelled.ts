/**
 * What a confirmed cancel looks like.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { cancellableBalance, Payment } from "./Payment.ts"

/**
 * The provider confirmed the cancel (code 0) and described the payment.
 */
export const CancelConfirmed = Schema.TaggedStruct("CancelConfirmed", { payment: Payment })

/**
 * A confirmed cancel with its payment.
 */
export interface CancelConfirmed extends Schema.Schema.Type<typeof CancelConfirmed> {}

/**
 * The provider confirmed the cancel (code 0), but the payment in the answer cannot be read. The cancel is done; do not send it again.
 * `facts` are the fields that could be read; `problems` name the ones that could not, without their values.
 *
 * Units: amounts in major units.
 * Cause: `{"code":0,"message":null,"response":null}`, or a `response` without a readable `imp_uid`, `merchant_uid`, `amount` or `status`.
 */
export const CancelConfirmedUnreadable = Schema.TaggedStruct("CancelConfirmedUnreadable", {
  facts: Schema.Struct({
    impUid: Schema.Option(Schema.String),
    merchantUid: Schema.Option(Schema.String),
    status: Schema.Option(Schema.String),
    amount: Schema.Option(Schema.Finite),
    cancelAmount: Schema.Option(Schema.Finite),
    cancellationIds: Schema.Array(Schema.String)
  }),
  problems: Schema.Array(Schema.String)
})

/**
 * A confirmed cancel without a readable payment.
 */
export interface CancelConfirmedUnreadable extends Schema.Schema.Type<typeof CancelConfirmedUnreadable> {}

/**
 * A cancel the provider confirmed. It is never an error, whatever the rest of the answer looks like.
 */
export const Cancelled = Schema.Union([CancelConfirmed, CancelConfirmedUnreadable])

/**
 * A cancel the provider confirmed.
 */
export type Cancelled = CancelConfirmed | CancelConfirmedUnreadable

/**
 * What is left to cancel after this cancel, where the answer tells.
 *
 * Units: major units.
 */
export const balanceLeft = (done: Cancelled): Option.Option<number> =>
  done._tag === "CancelConfirmed" ? Option.some(cancellableBalance(done.payment)) : Option.none()
