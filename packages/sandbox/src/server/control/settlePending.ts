/** Settles a pending cancel. */
import { settle } from "../api/cancel/pendingCancels.ts"
import { annotation } from "../api/payments/annotation.ts"
import { json } from "../http/reply.ts"
import type { Action } from "./action.ts"
import { mistake } from "./mistake.ts"
import { withPayment } from "./targetPayment.ts"

/** `{"imp_uid","result":"done"|"rejected"}`: settles the oldest pending cancel of a payment. */
export const settlePending: Action = (state, wanted) =>
  withPayment(state, wanted, (payment, { result }) => {
    if (result !== "done" && result !== "rejected") return mistake("result is done or rejected")
    const [order] = payment.row.pending ?? []
    if (order === undefined) return mistake("this payment has no pending cancel", 409)
    const applied = settle(state, payment.seq, order, result)
    return json(200, annotation(applied?.payment ?? state.payments.at(payment.seq) ?? payment))
  })
