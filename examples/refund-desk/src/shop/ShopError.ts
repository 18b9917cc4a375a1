/**
 * The errors of the shop itself. Nothing was sent in any of these cases.
 */
import type { CancelError } from "@effect-portone/core"
import type { CancelCheck } from "@effect-portone/gateways"
import { Data } from "effect"

/** No such order, or one of a store that the person may not see. */
export class OrderNotFound extends Data.TaggedError("OrderNotFound")<{ readonly orderId: string }> {}

/** No such refund, or one of a store that the person may not see. */
export class RefundNotFound extends Data.TaggedError("RefundNotFound")<{ readonly key: string }> {}

/** Only a manager may do this. */
export class ManagersOnly extends Data.TaggedError("ManagersOnly")<{}> {}

/** A person must not approve the own request. */
export class FourEyes extends Data.TaggedError("FourEyes")<{ readonly key: string }> {}

/** Only the person who requested a refund withdraws it. */
export class NotYours extends Data.TaggedError("NotYours")<{ readonly key: string }> {}

/** Units: major units. `left` is what the person may still give back today. */
export class DailyLimitReached
  extends Data.TaggedError("DailyLimitReached")<{ readonly left: number; readonly currency: string }>
{}

/** No limit is set for this currency, so no refund in it is allowed. */
export class NoLimitForCurrency extends Data.TaggedError("NoLimitForCurrency")<{ readonly currency: string }> {}

/** The key belongs to another request, also of a store that the person may not see. */
export class KeyReused extends Data.TaggedError("KeyReused")<{ readonly key: string }> {
  override get message() {
    return `The key ${this.key} cannot be used for this request, which moved no money. Look at the refund of this key first, ` +
      "and use a new key only for a further refund."
  }
}

/** The key is missing, or is not 8 to 64 letters, digits, `-`, `_`, `.` or `~`. */
export class KeyUnusable extends Data.TaggedError("KeyUnusable")<{}> {}

/** A field of the request cannot be read. */
export class FieldUnusable extends Data.TaggedError("FieldUnusable")<
  { readonly field: string; readonly problem: string; readonly korean: string }
> {}

/** Everything was given back already, or is on its way. */
export class NothingLeft extends Data.TaggedError("NothingLeft")<{ readonly orderId: string }> {}

/** Units: major units. `left` is what the shop's data leaves of the order. */
export class AmountAboveLeft extends Data.TaggedError("AmountAboveLeft")<
  { readonly amount: number; readonly left: number; readonly currency: string }
> {}

/** Another refund of the order was requested since the person or the program looked at it. */
export class OrderChanged extends Data.TaggedError("OrderChanged")<{ readonly orderId: string }> {}

/** What is left has changed since the person who approves looked at it. */
export class BalanceChanged extends Data.TaggedError("BalanceChanged")<{ readonly key: string }> {}

/** The payment differs from the order: another order id, amount or currency. */
export class PaymentDiffers
  extends Data.TaggedError("PaymentDiffers")<{ readonly orderId: string; readonly field: string }>
{}

/** The pre-send check found an error. `rejection` is the first finding as an error of core. */
export class CheckRejected extends Data.TaggedError("CheckRejected")<{
  readonly rejection: CancelError.InvalidRequest | CancelError.MissingRefundAccount
  readonly findings: ReadonlyArray<CancelCheck.Finding>
}> {}

/** PortOne has accepted the refund, so that it cannot be recorded as not refunded. */
export class StillAccepted extends Data.TaggedError("StillAccepted")<{ readonly key: string }> {}

/** What was sealed with the refund cannot be opened: it was altered, or has another secret. */
export class SealBroken extends Data.TaggedError("SealBroken")<{ readonly key: string }> {}

/** The refund is not in a state in which this can be done. */
export class NotNow extends Data.TaggedError("NotNow")<{ readonly key: string; readonly state: string }> {}

/** The shop is closing: nothing new is begun. */
export class ShuttingDown extends Data.TaggedError("ShuttingDown")<{}> {}

/** The shop's own database did not do what was asked. */
export class DatabaseFailed extends Data.TaggedError("DatabaseFailed")<{ readonly cause: unknown }> {
  override get message() {
    return "The shop's database did not do what was asked. What was begun is in it, and is taken up when it works again."
  }
}

/** Every error of the shop itself. */
export type ShopError =
  | OrderNotFound
  | RefundNotFound
  | ManagersOnly
  | FourEyes
  | NotYours
  | DailyLimitReached
  | NoLimitForCurrency
  | KeyReused
  | KeyUnusable
  | FieldUnusable
  | NothingLeft
  | AmountAboveLeft
  | OrderChanged
  | BalanceChanged
  | PaymentDiffers
  | CheckRejected
  | StillAccepted
  | SealBroken
  | NotNow
  | ShuttingDown
  | DatabaseFailed
