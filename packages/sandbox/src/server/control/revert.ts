/** Undoes a cancel (원복). */
import { recordChange } from "../api/cancel/applyCancel.ts"
import { annotation } from "../api/payments/annotation.ts"
import { cancelsCapReached } from "../capChecks.ts"
import type { Fields } from "../http/fields.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { NO_HEADERS, withPayment } from "./targetPayment.ts"

/**
 * `{"imp_uid","cancellation_id"}`: undoes that cancel, by default the last one. The balance
 * increases again.
 *
 * Assumes: its row leaves the payment history; what the real history contains afterwards is not
 * public.
 */
export const revert: Action = (state, wanted) =>
  withPayment(state, wanted, (payment, { cancellation_id: id }) => {
    const cancels = payment.row.cancels.filter(({ amount }) => amount > 0n)
    const undone = id === undefined ? cancels.at(-1) : cancels.find(({ cancellationId }) => cancellationId === id)
    if (undone === undefined) return mistake("this payment has no such cancel made through this sandbox", 409)
    const full = cancelsCapReached(state)
    if (full !== undefined) return mistake(full, 507)
    const left = payment.row.cancels.filter((cancel) => cancel !== undone)
    const after = state.payments.replace(payment, {
      ...payment.row,
      cancels: left,
      status: left.length === 0 ? undefined : state.settings.statusAfterPartial
    })
    recordChange(state, payment, after, undone, { by: "revert", request: wanted as Fields, headers: NO_HEADERS })
    return json(200, annotation(after))
  })
