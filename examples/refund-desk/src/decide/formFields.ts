/**
 * Which fields the form of a refund has for a payment, by the rules of its PG.
 */
import { CancelRequest, Payment, RefundAccount } from "@effect-portone/core"
import { CancelCheck } from "@effect-portone/gateways"
import { DateTime, Effect } from "effect"
import type { OrderPayment } from "../shop/Orders.ts"

/** `phone`: of the account holder. `tax`: what the PG asks for where it was set at payment. */
export interface Needs {
  readonly account: boolean
  readonly phone: "required" | "advised" | "no"
  readonly tax: ReadonlyArray<"taxFree" | "vatAmount">
}

/** Asks the check about a refund of a part without and with an account. */
export const needsOf = Effect.fnUntraced(function*({ left, order, payment }: OrderPayment) {
  const now = yield* DateTime.now
  const findings = (refundAccount: RefundAccount.RefundAccount | undefined) =>
    CancelCheck.check(
      payment,
      CancelRequest.partial({
        impUid: order.impUid,
        amount: left,
        checksum: Payment.cancellableBalance(payment),
        currency: order.currency,
        refundAccount
      }),
      now
    )
  const without = findings(undefined)
  const phone = findings(RefundAccount.make({ bank: "004", account: "000000", holder: "x" }))
    .find(({ code }) => code.startsWith("refund-phone-"))
  const asks = (field: string) => without.some((one) => one.field === field && isTaxHint(one))
  return {
    account: without.some(({ code }) => code.startsWith("refund-account-")),
    phone: phone === undefined ? "no" : phone.severity === "error" ? "required" : "advised",
    // Korean VAT is part of an amount in won.
    tax: order.currency === "KRW" ? (["taxFree", "vatAmount"] as const).filter(asks) : []
  } satisfies Needs
})

/**
 * A finding that only says that a field is there for payments with tax. The form shows the field.
 */
export const isTaxHint = ({ code }: CancelCheck.Finding): boolean =>
  code.startsWith("tax-free-missing") || code === "vat-missing"
