/**
 * A confirmed cancel.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { cancellableBalance, Payment } from "./Payment.ts"

/**
 * The provider confirmed the cancel (code 0) and described the payment.
 */
export const CancelConfirmed = /* @__PURE__ */ Schema.TaggedStruct("CancelConfirmed", { payment: Payment })

/**
 * A confirmed cancel with its payment.
 */
export interface CancelConfirmed extends Schema.Schema.Type<typeof CancelConfirmed> {}

/**
 * The provider confirmed the cancel (code 0), but the payment in the response cannot be read. The
 * cancel is done; do not send it again. `facts` are the readable fields; `problems` name the
 * others, without their values.
 *
 * Units: amounts in major units.
 * Cause: `{"code":0,"message":null,"response":null}`, or a `response` without a readable `imp_uid`,
 * `merchant_uid`, `amount` or `status`.
 */
export const CancelConfirmedUnreadable = /* @__PURE__ */ Schema.TaggedStruct("CancelConfirmedUnreadable", {
  facts: /* @__PURE__ */ Schema.Struct({
    impUid: /* @__PURE__ */ Schema.Option(Schema.String),
    merchantUid: /* @__PURE__ */ Schema.Option(Schema.String),
    status: /* @__PURE__ */ Schema.Option(Schema.String),
    amount: /* @__PURE__ */ Schema.Option(Schema.Finite),
    cancelAmount: /* @__PURE__ */ Schema.Option(Schema.Finite),
    cancellationIds: /* @__PURE__ */ Schema.Array(Schema.String)
  }),
  problems: /* @__PURE__ */ Schema.Array(Schema.String)
})

/**
 * A confirmed cancel without a readable payment.
 */
export interface CancelConfirmedUnreadable extends Schema.Schema.Type<typeof CancelConfirmedUnreadable> {}

/**
 * A cancel that the provider confirmed. It is never an error, even if
 * the rest of the response cannot be read.
 */
export const Cancelled = /* @__PURE__ */ Schema.Union([CancelConfirmed, CancelConfirmedUnreadable])

/**
 * A cancel that the provider confirmed.
 */
export type Cancelled = CancelConfirmed | CancelConfirmedUnreadable

/**
 * What can still be cancelled after this cancel, if the response has a readable payment.
 *
 * Units: major units.
 */
export const balanceLeft = (done: Cancelled): Option.Option<number> =>
  done._tag === "CancelConfirmed" ? Option.some(cancellableBalance(done.payment)) : Option.none()
