/** A cancel in the PG's own console. */
import { annotation } from "../api/payments/annotation.ts"
import { balanceAtPg } from "../api/payments/balance.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { withAmount } from "./targetPayment.ts"

/**
 * `{"imp_uid","amount"}`: cancels as an operator in the PG's console does. PortOne does not see it.
 */
export const pgCancel: Action = (state, wanted) =>
  withAmount(state, wanted, (payment, amount) => {
    if (amount > balanceAtPg(payment)) return mistake("the PG's balance is smaller than the amount", 409)
    const cancelledAtPg = (payment.row.cancelledAtPg ?? 0n) + amount
    return json(200, annotation(state.payments.replace(payment, { ...payment.row, cancelledAtPg })))
  })
