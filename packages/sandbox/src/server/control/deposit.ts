/** A deposit into a virtual account. */
import { annotation } from "../api/payments/annotation.ts"
import { statusOf, textField } from "../api/payments/paymentFields.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { withPayment } from "./targetPayment.ts"

/**
 * `{"imp_uid"}`: the customer pays into a virtual account that waits for its deposit. It sends no
 * webhook, because webhooks of the sandbox are about cancels.
 */
export const deposit: Action = (state, wanted) =>
  withPayment(state, wanted, (payment) => {
    if (textField(payment, "pay_method") !== "vbank" || statusOf(payment) !== "ready") {
      return mistake("this payment is no virtual account that waits for its deposit", 409)
    }
    const own = { ...payment.row.own, status: "paid", paid_at: state.clock.seconds() }
    return json(200, annotation(state.payments.replace(payment, { ...payment.row, own })))
  })
